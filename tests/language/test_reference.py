"""Every row of the language reference, in both spellings."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from markdown import markdown
from show import problem_text

from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.language import ImportedBlock, parse
from mkdocs_matcalc.language.facts import FACTS
from mkdocs_matcalc.language.vocabulary import STRUCTURED
from mkdocs_matcalc.options import OPTIONS
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.present import present
from mkdocs_matcalc.verify.checked import checked
from scripts import reference
from scripts.words import statement_words

NOTES = {"Linear Regression": (ImportedBlock("Linear Regression.md", 3, "L = ||X w - y||^2"),)}
SOURCE = reference.source()
WRITTEN = [
    row
    for rows in (SOURCE["statements"], SOURCE["operators"], SOURCE["names"], *SOURCE["functions"].values())
    for row in rows
]


def derived(block: str, **options: str) -> Document:
    return present(checked(derive(parse(block, options, NOTES))))


@pytest.mark.parametrize(("plain", "latex"), list(reference.examples()))
def test_both_spellings_state_the_same_problem_and_it_is_derived(plain: str, latex: str) -> None:
    assert problem_text(parse(latex, {}, NOTES)) == problem_text(parse(plain, {}, NOTES))
    document = derived(plain)
    assert document.results or document.claims
    assert all(claim.holds for claim in document.claims)


@pytest.mark.parametrize("row", SOURCE["layout"], ids=lambda row: row["block"])
def test_a_derivative_has_the_shape_that_the_table_says(row: dict[str, Any]) -> None:
    (denominator,), (numerator,) = (
        derived(row["block"], layout=way).results for way in OPTIONS["layout"].values
    )
    assert [list(denominator.shape), list(numerator.shape)] == row["shapes"]


def test_the_parsers_tables_and_the_reference_name_the_same() -> None:
    assert set(SOURCE["functions"]) == set(STRUCTURED)
    assert set(SOURCE["properties"]) <= set(FACTS)
    assert {FACTS[name] for name in SOURCE["properties"]} == set(FACTS.values())
    shown = {row["plain"].split()[0] for row in SOURCE["statements"]}
    assert set(statement_words()) <= shown


def test_a_reader_sees_each_example_as_it_is_typed() -> None:
    html = markdown(reference.page(), extensions=["tables", "pymdownx.superfences"])
    page = BeautifulSoup(html, "html.parser")
    shown = {code.get_text() for code in page.select("td code")}
    for row in WRITTEN:
        assert row["plain"] in shown
        assert row.get("latex", row["plain"]) in shown
    for table in page.select("table"):
        assert len({len(line.select("td, th")) for line in table.select("tr")}) == 1
