"""The language reference: one page of tables, from the parser's own tables and the words in reference.yml.

`examples` gives every row as a whole block in both spellings; the tests derive them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import sympy
import yaml
from sympy import S, Symbol

from mkdocs_matcalc.algebra.build import apply
from mkdocs_matcalc.algebra.functions import ALMOST_EVERYWHERE, FUNCTIONS, ElementwiseFunction, derivative
from mkdocs_matcalc.algebra.nodes import Function, Variable
from mkdocs_matcalc.language.facts import FACTS, VECTOR_FACTS
from mkdocs_matcalc.language.vocabulary import ALIASES, STRUCTURED
from mkdocs_matcalc.options import OPTIONS
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.printer import formula
from scripts import chapternotes

_HERE = Path(__file__).parent
_HOLE = "□"
_NUMBER = Variable("z", S.One, S.One)


def source() -> dict[str, Any]:
    """What reference.yml says."""
    data: dict[str, Any] = yaml.safe_load((_HERE / "reference.yml").read_text(encoding="utf-8"))
    return data


def page() -> str:
    """The page as Markdown."""
    data = source()
    text = (_HERE / "reference.md").read_text(encoding="utf-8")
    for name, table in {
        "statements": _written(data["statements"]),
        "properties": _properties(data["properties"]),
        "options": _options(),
        "operators": _written(data["operators"]),
        "names": _written(data["names"]),
        "functions": _functions(data["functions"]),
        "elementwise": _elementwise(),
        "layout": _layout(data["layout"]),
        "rules": chapternotes.listed(),
    }.items():
        text = text.replace(f"<!-- {name} -->", table)
    return text


def examples() -> Iterator[tuple[str, str]]:
    """Every row as a whole block: in plain text, and in LaTeX."""
    data = source()
    sections = [data[name] for name in ("statements", "operators", "names")]
    for row in chain(*sections, *data["functions"].values()):
        plain, tex = row["plain"], row.get("latex", row["plain"])
        yield row["in"].replace(_HOLE, plain), row["in"].replace(_HOLE, tex)
    for fact in FACTS:
        if FACTS[fact] & VECTOR_FACTS:
            yield f"b in R^n {fact}\nd/dx b^T x", rf"b \in \mathbb{{R}}^n \text{{ {fact}}}" + "\nd/dx b^T x"
            continue
        plain, tex = f"A in R^(n x n) {fact}", rf"A \in \mathbb{{R}}^{{n \times n}} \text{{ {fact}}}"
        yield f"{plain}\nd/dx x^T A x", f"{tex}\nd/dx x^T A x"
    for name, option in OPTIONS.items():
        for value in option.values:
            yield (f"option {name} = {value}\nd/dx ||A x||^2",) * 2
    for name in FUNCTIONS:
        yield f"d/dz sum(z ⊙ {name}(z))", rf"d/dz \operatorname{{sum}}(z \odot \operatorname{{{name}}}(z))"
    for alias, name in ALIASES.items():
        plain, around = f"{name}(z)", f"d/dz sum(z ⊙ {_HOLE})"
        if name in STRUCTURED:
            first = data["functions"][name][0]
            plain, around = first["plain"], first["in"]
        yield around.replace(_HOLE, plain.replace(name, alias)), around.replace(_HOLE, plain)


# --- tables ---------------------------------------------------------------------------------------


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _code(text: str) -> str:
    return f"`{text}`"


def _codes(words: Iterable[str]) -> str:
    return ", ".join(map(_code, words))


def _formula(text: str) -> str:
    """Mathematics in a cell, where a bar would end the cell."""
    return "$" + text.replace("|", r"\vert ") + "$"


def _spellings(row: dict[str, str]) -> tuple[str, str]:
    return _code(row["plain"]), _code(row["latex"]) if "latex" in row else "the same"


def _written(rows: list[dict[str, str]]) -> str:
    return _table(("meaning", "plain", "LaTeX"), ((row["means"], *_spellings(row)) for row in rows))


def _properties(words: dict[str, str]) -> str:
    def others(name: str) -> list[str]:
        return [fact for fact in FACTS if FACTS[fact] == FACTS[name] and fact != name]

    return _table(
        ("property", "also", "meaning"),
        ((_code(name), _codes(others(name)), meaning) for name, meaning in words.items()),
    )


def _options() -> str:
    rows = ((_code(name), _codes(option.values), option.meaning) for name, option in OPTIONS.items())
    return _table(("option", "values", "meaning"), rows)


def _aliases(name: str) -> str:
    return _codes(alias for alias, known in ALIASES.items() if known == name)


def _functions(words: dict[str, list[dict[str, str]]]) -> str:
    rows = ((name, row) for name in STRUCTURED for row in words[name])
    return _table(
        ("plain", "LaTeX", "also", "meaning"),
        ((*_spellings(row), _aliases(name), row["means"]) for name, row in rows),
    )


def _elementwise() -> str:
    """Each function of one number, of a number z: how it is printed, its value and its derivative."""
    return _table(
        ("function", "also", "printed as", "value", "derivative", "where"),
        (
            (
                _code(name),
                _aliases(name),
                _formula(latex(formula(apply(name, _NUMBER)))),
                _value(entry),
                _formula(latex(formula(derivative(Function(name), _NUMBER)))),
                f"${latex(formula(_NUMBER))} {entry.condition}$"
                if entry.condition not in ("", ALMOST_EVERYWHERE)
                else entry.condition,
            )
            for name, entry in FUNCTIONS.items()
        ),
    )


def _value(entry: ElementwiseFunction) -> str:
    """What the function is, unless its name says it."""
    value = entry.value(Symbol("z", real=True))
    printed = latex(formula(apply(entry.name, _NUMBER)))
    says = isinstance(value, sympy.Function) or sympy.latex(value) == printed
    return "" if says else _formula(sympy.latex(value))


def _layout(rows: list[dict[str, str]]) -> str:
    return _table(
        ("derivative of", "by", "`denominator`", "`numerator`"),
        ((row["of"], row["by"], row["denominator"], row["numerator"]) for row in rows),
    )
