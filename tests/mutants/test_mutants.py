"""What is broken is noticed, or told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sympy import S

from mkdocs_matcalc.algebra.nodes import Mul, Variable
from mkdocs_matcalc.algebra.precedence import Binding
from mkdocs_matcalc.calculus.catalogue import Moved
from mkdocs_matcalc.render.formula import row
from tests.mutants.breaking import UnbreakableError, broken
from tests.mutants.sites import sites

x, y = Variable("x"), Variable("y")
BREAK = """
import pytest, table
from tests.mutants.noticing import Noticing
from tests.mutants.sites import Site

def site(name):
    return Site(name, table.ROWS[name], lambda new: table.ROWS.__setitem__(name, new))

def report(found):
    print(found.site, found.outcome, found.reaching)

plugin = Noticing([*map(site, table.ROWS)], 1, 30, report)
pytest.main(["-q", "-p", "no:cacheprovider", "."], plugins=[plugin])
"""
TABLE = """
ROWS = {
    "asserted": lambda: 1,
    "called": lambda: 1,
    "forgotten": lambda: 1,
    "without a sign": lambda: object(),
    "a word": "word",
}
"""
TESTS = """
from table import ROWS

def test_asserted():
    assert ROWS["asserted"]() == 1

def test_called():
    ROWS["called"]()
    ROWS["without a sign"]()

def test_word():
    assert ROWS["a word"] == "word"
"""


def test_what_no_test_notices_is_told(tmp_path: Path) -> None:
    (tmp_path / "table.py").write_text(TABLE, encoding="utf-8")
    (tmp_path / "test_table.py").write_text(TESTS, encoding="utf-8")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = ['.', {str(root)!r}]\n{BREAK}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    told = [
        line
        for line in done.stdout.splitlines()
        if line.startswith(("asserted", "called", "forg", "with", "a "))
    ]
    assert sorted(told) == [
        "a word noticed 3",
        "asserted noticed 1",
        "called not noticed 1",
        "forgotten not reached 0",
        "without a sign not broken (object) 1",
    ], done.stdout + done.stderr


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, None),
        (2.5, -2.5),
        (x, Mul(S.NegativeOne, x)),
        ("np.exp", "-np.exp"),
        (Binding.ATOM, Binding.SUM),
        (Binding.PRODUCT, Binding.ATOM),
        (row("a"), row("-", "a")),
        (Moved(x, y), Moved(x, Mul(S.NegativeOne, y))),
        ((None, x, y), (None, Mul(S.NegativeOne, x), y)),
    ],
)
def test_what_is_broken_has_the_other_sign(given: object, expected: object) -> None:
    assert broken(given) == expected


def test_what_has_no_sign_is_not_broken() -> None:
    with pytest.raises(UnbreakableError, match="object"):
        broken(object())
    with pytest.raises(UnbreakableError, match="tuple"):
        broken((None, object()))


def test_rules_functions_and_rows_are_all_to_be_broken() -> None:
    names = [site.name for site in sites()]
    assert len(names) == len({*names})
    for name in (
        "rule Jacobi's formula",
        "identity quadratic form",
        "functions.derivative tanh",
        "series gelu",
        "render.printer.PRINTERS Kronecker",
        "exact.worth.VALUES Det",
        "numerics.values.VALUES Det",
        "torch var",
    ):
        assert name in names
