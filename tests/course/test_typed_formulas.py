"""The equations of the course that were typed by hand hold: each is judged as claims of blocks are.

Statements and proofs of rules have tests of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from mkdocs_matcalc import derive
from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.render.document import ClaimVerdict
from mkdocs_matcalc.vault.notemaths import formulas
from scripts.chapters import prose

_DOCS = Path(__file__).parents[2] / "docs"
NOTES = sorted(_DOCS.glob("0[1-9] */*.md"))
SOURCE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "formulas.yml").read_text("utf-8"))
LISTED = {" ".join(each["formula"].split()): each for each in SOURCE["formulas"]}
ROWS = {" ".join(each["row"].split()): each for each in SOURCE["rows"]}
_HEADER = re.compile(r"^\| function \$f\((\w)\)\$ \|", re.MULTILINE)
_ONE_FORMULA = re.compile(r"\$([^$]+)\$")


@cache
def equations() -> dict[str, str]:
    """Each equation of the course, with a note in which it stands."""
    found: dict[str, str] = {}
    for name, note in [*((note.stem, note.read_text(encoding="utf-8")) for note in NOTES), *prose()]:
        for each in formulas(note):
            text = " ".join(each.latex.split())
            if "=" in text:
                found.setdefault(text, name)
    return found


@cache
def rows() -> dict[str, tuple[str, str, str]]:
    """Each row of a table of derivatives: the variable, the function and the derivative."""
    found: dict[str, tuple[str, str, str]] = {}
    for note in NOTES:
        text = note.read_text(encoding="utf-8")
        for header in _HEADER.finditer(text):
            table = text[header.start() :].partition("\n\n")[0].split("\n")[2:]
            for line in table:
                function, derivative, *_ = (cell.strip() for cell in line.strip("|").split(" | "))
                found[f"{function} | {derivative}"] = (header[1], function, derivative)
    return found


def verdicts(block: str) -> Iterator[ClaimVerdict]:
    """What is found of each claim of a block; nothing of one that only says what letters are."""
    try:
        claims = derive(block).document.claims
    except MatcalcError as error:
        if error.name is not ErrorName.NOTHING_ASKED:
            raise
        return
    for claim in claims:
        yield claim.verdict


@pytest.mark.parametrize("formula", equations())
def test_an_equation_holds(formula: str) -> None:
    entry = LISTED.get(formula, {})
    if "because" in entry:
        return
    letters = entry.get("letters", SOURCE["letters"]).rstrip("\n")
    block = entry.get("claim", f"{letters}\n{formula}")
    wanted = {ClaimVerdict.HOLDS} if entry else {ClaimVerdict.HOLDS, ClaimVerdict.CONDITION}
    found = set(verdicts(block))
    assert found <= wanted, f"in {equations()[formula]}"
    assert found or not entry


@pytest.mark.parametrize("row", rows())
def test_a_row_of_a_table_of_derivatives_holds(row: str) -> None:
    if row in ROWS:
        block = ROWS[row]["claim"]
    else:
        variable, *cells = rows()[row]
        (function,), (derivative,) = (_ONE_FORMULA.findall(cell) for cell in cells)
        value = function.partition("=")[0]
        declared = f"{variable} in R" if variable.islower() else SOURCE["letters"]
        block = f"{declared}\n\\frac{{\\partial}}{{\\partial {variable}}} ({value}) = {derivative}"
    assert set(verdicts(block)) == {ClaimVerdict.HOLDS}


def test_no_entry_is_of_a_formula_that_is_gone() -> None:
    assert LISTED.keys() - equations().keys() == set()
    assert ROWS.keys() - rows().keys() == set()


def test_a_false_formula_would_be_found() -> None:
    letters = SOURCE["letters"]
    assert ClaimVerdict.FALSE in verdicts(f"{letters}(A B)^\\top = A^\\top B^\\top")
