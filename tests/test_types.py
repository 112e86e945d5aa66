"""Mypy knows the expressions: a misspelt attribute of one is an error, the right spelling none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parents[1]
STUBS = ROOT / "stubs"
# What the stubs call by a name of their own.
OURS = {"Number", "Singletons"}

MODULE = """\
from sympy import Basic, Integer, S, preorder_traversal
from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.nodes import is_number
from mkdocs_matcalc.algebra.rows import method, row
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Differentiate, Mapped

def chain(product: n.Mul) -> object:
    return product.chain

def mapped(product: n.Mul) -> Mapped:
    return Mapped(product.scalars[0], product.chain[0])

def formula(product: n.Mul, d: Differentiate) -> Basic:
    return d(product.chain[0])

def read(expr: Basic, product: n.Mul) -> object:
    {line}
    return None
"""


@pytest.fixture(scope="module")
def errors(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What mypy says, under the project's settings, of each line below: all in one run."""
    folder = tmp_path_factory.mktemp("typed")
    files = [folder / f"line_{at}.py" for at in range(len(LINES))]
    for file, line in zip(files, LINES, strict=True):
        file.write_text(MODULE.format(line=line), encoding="utf-8")
    settings = ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(ROOT / ".mypy_cache")]
    said, crashed, _ = api.run([*settings, *map(str, files)])
    assert not crashed
    return {
        line: "\n".join(each for each in said.splitlines() if file.name in each)
        for file, line in zip(files, LINES, strict=True)
    }


# A right spelling, and the wrong one beside it with the name that mypy does not know.
PAIRS = {
    "return product.chain": ("return product.chian", "chian"),
    "return n.Mul(1).scalars": ("return n.Mul(1).scalers", "scalers"),
    "return product.args[0].free_symbols": ("return product.args[0].free_symbol", "free_symbol"),
    "return isinstance(expr, n.Pow) and expr.exponent": ("return expr.exponent", "exponent"),
    "return is_number(expr) and expr.is_even": ("return is_number(expr) and expr.is_evne", "is_evne"),
    "return [each for each in preorder_traversal(expr) if each.args]": (
        "return [each for each in preorder_traversal(expr) if each.arg]",
        "arg",
    ),
    "return S.NegativeOne * Integer(2)": ("return S.NegativOne * Integer(2)", "NegativOne"),
    "return isinstance(expr, n.Variable) and expr.facts": (
        "return isinstance(expr, n.Variable) and expr.fact",
        "fact",
    ),
    "return n.Variable('x').shape[0] + 1": ("return n.Variable('x').shape[0].chain", "chain"),
    "return isinstance(expr, n.Fill) and expr.args[2] * 2": (
        "return isinstance(expr, n.Fill) and expr.args[0] * 2",
        "operand",
    ),
}
# A row of a table, and an entry of the catalogue, is tied to what its node is.
PAIRS |= {
    "return row(n.Mul, lambda node: node.chain)": ("return row(n.Mul, lambda node: node.chian)", "chian"),
    "return row(n.Mul, chain)": ("return row(n.Fill, chain)", "Handled"),
    "return method(n.Fill, lambda owner, node: node.value)": (
        "return method(n.Fill, lambda owner, node: node.chain)",
        "chain",
    ),
    "return CATALOGUE.linear_map('M', n.Mul, statement='', example='')(mapped)": (
        "return CATALOGUE.linear_map('M', n.Fill, statement='', example='')(mapped)",
        "Fill",
    ),
    "return CATALOGUE.differential('M', n.Mul, statement='', example='')(formula)": (
        "return CATALOGUE.differential('M', n.Fill, statement='', example='')(formula)",
        "Fill",
    ),
    "return CATALOGUE.differential('M', n.Norm, match=lambda x: x.arg, statement='', example='')": (
        "return CATALOGUE.differential('M', n.Norm, match=lambda x: x.agr, statement='', example='')",
        "agr",
    ),
}
LINES = [line for right, (wrong, _) in PAIRS.items() for line in (right, wrong)]


@pytest.mark.parametrize("right", PAIRS)
def test_a_wrong_attribute_is_an_error(right: str, errors: dict[str, str]) -> None:
    wrong, unknown = PAIRS[right]
    assert not errors[right]
    assert "error:" in errors[wrong]
    assert unknown in errors[wrong]


def stubbed() -> Iterator[tuple[str, str, str]]:
    """Each name in the stubs: its module, its class (empty outside of one), and itself."""
    for file in sorted(STUBS.rglob("*.pyi")):
        module = ".".join(file.relative_to(STUBS).with_suffix("").parts).removesuffix(".__init__")
        for statement in ast.parse(file.read_text(encoding="utf-8")).body:
            for name in _names(statement):
                yield module, "", name
            if isinstance(statement, ast.ClassDef):
                yield from (
                    (module, statement.name, name) for each in statement.body for name in _names(each)
                )


def _names(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def test_the_stubs_name_nothing_that_sympy_has_not() -> None:
    unknown = []
    for module, owner, name in stubbed():
        found = import_module(module)
        if owner == "Singletons":
            found = found.S
        elif owner:
            found = getattr(found, owner)
        if not hasattr(found, name) and name not in OURS:
            unknown.append((module, owner, name))
    assert not unknown
