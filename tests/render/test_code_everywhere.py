"""What the cookbook, the goldens and the rules' pages derive, as code in each library."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from expressions import namespace
from libraries import Library
from sympy import Symbol

from mkdocs_matcalc import parse
from mkdocs_matcalc.algebra.nodes import Family, Variable
from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.numerics.point import UndefinedError
from mkdocs_matcalc.numerics.session import Session, Spot
from mkdocs_matcalc.render.code.module import Argument
from mkdocs_matcalc.render.code.samples import with_samples
from mkdocs_matcalc.render.code.single import PrintedCode, source
from mkdocs_matcalc.verify.executed import Points, as_array, as_callable, executed

CALCULUS = Path(__file__).parents[1] / "calculus"
BLOCKS = {rule.slug: rule.example for rule in CATALOGUE if rule.example}
for entry in yaml.safe_load((CALCULUS / "cookbook.yml").read_text(encoding="utf-8")):
    if "refused" not in entry:
        BLOCKS[entry["cite"]] = entry["block"]
for collection in ("goldens", "goldens_by_index", "losses"):
    text = (CALCULUS / f"{collection}.md").read_text(encoding="utf-8")
    for number, block in enumerate(re.findall(r"```matcalc\n(.*?)\n```", text, re.DOTALL), 1):
        BLOCKS[f"{collection} {number}"] = block


@cache
def derivation_of(block: str) -> Derivation:
    return derive(parse(block))


def test_there_are_enough() -> None:
    assert len(BLOCKS) > 250


@pytest.mark.parametrize("name", BLOCKS)
def test_numpys_code_is_offered(name: str) -> None:
    """Here code that does not hold raises."""
    derivation = derivation_of(BLOCKS[name])
    code = executed(derivation)
    solved = [each.label for each in derivation.results if each.stationary]
    assert list(code.missing) == solved
    for derivative, texts in zip(derivation.results, code.results, strict=True):
        assert list(texts) == ([] if derivative.stationary else ["numpy", "torch", "jax"])


@pytest.mark.parametrize("name", BLOCKS)
def test_every_librarys_code_computes_its_formula(name: str, library: Library) -> None:
    derivation = with_samples(derivation_of(BLOCKS[name]))
    variables = derivation.problem.variables
    definitions = derivation.definitions
    for each in derivation.results:
        if each.stationary:
            continue
        function = each.request.function
        code = source(function, each.wrt, each.expression, definitions, variables)(library.dialect)
        points = Points(Session(definitions, (function, each.expression, *variables)))
        spot = next(each for each in points if defined(code, each))
        made = namespace(code.text)
        arguments = [passed(argument, spot, library) for argument in code.arguments]
        for called, expr in code.returns.items():
            value, expected = made[called](*arguments), as_array(spot.value(expr), expr)
            assert np.shape(value) == np.shape(expected), code.text
            atol = 1e-8 * max(1.0, float(np.max(np.abs(expected))))
            np.testing.assert_allclose(
                library.values(value), expected, rtol=1e-6, atol=atol, err_msg=code.text
            )


def defined(code: PrintedCode, spot: Spot) -> bool:
    try:
        return all(spot.value(expr) is not None for expr in code.returns.values())
    except UndefinedError:
        return False


def passed(argument: Argument, spot: Spot, library: Library) -> Any:
    if isinstance(argument, Variable | Family):
        return library.array(np.asarray(as_array(spot.given(argument), argument)))
    if isinstance(argument, Symbol):
        return spot.size(argument)
    return library.lifted(as_callable(argument, spot.seed))
