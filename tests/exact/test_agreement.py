"""Results of the suite's own problems are the derivatives of their functions, modulo primes or by balls."""

from __future__ import annotations

import pytest
from sympy import Basic

from mkdocs_matcalc.algebra.exponents import is_whole
from mkdocs_matcalc.algebra.nodes import MatrixFunction, Partial, Pow, Variable, is_scalar
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.exact.decide import decided
from mkdocs_matcalc.exact.sampling import NOT_DRAWN
from mkdocs_matcalc.language import parse
from tests.spellings.problems import problems

# As many of the problems are looked at here: each so manieth.
EVERY = 6
# Averages and singular vectors are left to other numbers.
LEFT_OPEN = ("expect", "varian", "covarian", "norm", "constrained")


def of_a_whole_matrix(expr: Basic) -> bool:
    """Whether an exponential, a logarithm or a root of a matrix stands in an expression."""
    roots = (each for each in expr.atoms(Pow) if not is_scalar(each) and not is_whole(each.exponent))
    return expr.has(MatrixFunction) or any(roots)


SAMPLE = dict([*problems().items()][::EVERY])


@pytest.mark.parametrize("name", SAMPLE)
def test_a_result_is_the_derivative(name: str) -> None:
    try:
        derivation = derive(parse(SAMPLE[name]))
    except MatcalcError:
        pytest.fail("the problem is not derived")
    for result in derivation.results:
        if result.stationary or derivation.problem.options.get("symmetric") == "constrained":
            continue
        left = Partial(result.request.function, *result.wrt)
        found = decided(left, result.expression, {**derivation.definitions, **dict(result.where)})
        if found is None:
            function = left.args[0]
            is_open = any(word in name.lower() for word in LEFT_OPEN) or of_a_whole_matrix(function)
            names = (each for each in derivation.problem.variables if isinstance(each, Variable))
            assert is_open or any(each.facts & NOT_DRAWN for each in names)
        else:
            assert found.holds
