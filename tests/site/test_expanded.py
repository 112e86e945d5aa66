"""A note with derivations written into it is the same page as without."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_engine import LEAST_SQUARES
from known_site import DerivingSite, note_page
from markdown import Markdown
from site_builder import SameProcess

from mkdocs_matcalc.commands.expansion import expand
from mkdocs_matcalc.engine.cache import Cache
from mkdocs_matcalc.engine.deriver import Deriver
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.site.markdown.siteextension import SiteExtension
from mkdocs_matcalc.site.obsidian.athand import AtHand

BLOCK = "```matcalc\nd/dx f\n```"
WRONG = "```matcalc\nsine(x)\n```"


def derive(text: str, options: dict[str, str], line: int) -> Document:
    return LEAST_SQUARES


def html(text: str, cache: Path) -> tuple[str, list[str]]:
    """A note's page, and what was warned of."""
    deriver = Deriver(Cache(cache), SameProcess())
    site = DerivingSite(at=note_page("note.md", text), address=lambda rule: "", deriver=deriver)
    extensions = ["tables", "toc", "pymdownx.superfences", SiteExtension(AtHand(site))]
    page = Markdown(extensions=extensions).convert(text)
    deriver.close()
    return page, site.warnings


@pytest.mark.parametrize(
    "note",
    [
        f"before\n\n{BLOCK}\n\nafter",
        f"{BLOCK}\nafter",
        f"- item\n\n  {BLOCK.replace(chr(10), chr(10) + '  ')}\n- item",
        f"> {BLOCK.replace(chr(10), chr(10) + '> ')}\n> text",
        f"````markdown\n{BLOCK}\n<!-- matcalc:begin -->\nkept\n<!-- matcalc:end -->\n````\n\n{BLOCK}",
    ],
)
def test_the_page_shows_the_derivation_once(note: str, tmp_path: Path) -> None:
    written = expand(note, derive).text
    assert written != note
    assert html(written, tmp_path) == html(note, tmp_path)


def test_a_warning_has_the_line_in_the_note(tmp_path: Path) -> None:
    note = expand(f"{BLOCK}\n\n{BLOCK}\n", derive).text + f"\n{WRONG}\n"
    _, warnings = html(note, tmp_path)
    line = note.split("\n").index("sine(x)") + 1
    assert [warning.split(" ")[0] for warning in warnings] == [f"note.md:{line}:1:"]


def test_a_mark_without_its_other_hides_nothing(tmp_path: Path) -> None:
    page, _ = html("<!-- matcalc:begin -->\n\ntext\n", tmp_path)
    assert "<p>text</p>" in page
