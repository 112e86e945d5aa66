"""Wiki-links on a page, in every context that Python-Markdown and its usual extensions have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup, NavigableString
from known_site import KnownSite, note_page
from markdown import Markdown

from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.linking import Fault
from mkdocs_matcalc.site.obsidian.wikilinks import register
from mkdocs_matcalc.vault import VaultIndex
from mkdocs_matcalc.vault.parts import body as below

CASES = yaml.safe_load(Path(__file__).with_name("wikilinks.yml").read_text(encoding="utf-8"))
NOTES = {
    "01 Core Objects/03_Matrices.md": "# Matrices\n",
    "02 Calculus/Gradient.md": (
        "---\naliases: nabla\n---\n# Gradient\n\n## The *chain* rule\n\n## Of `a<b>` and $A_1 B_2$\n"
    ),
    "site/a_b_c's & +.md": "",
}
PLAIN = ["toc", "tables", "admonition", "footnotes", "fenced_code"]
FULL = ["toc", "tables", "admonition", "footnotes", "pymdownx.arithmatex", "pymdownx.superfences"]


def _convert(note: str, markdown: str, extensions: list[str]) -> tuple[str, list[str]]:
    """The page's HTML, and the warnings."""
    index = VaultIndex.build([*NOTES.items(), ("site/Here.md", note)], ["img/Figure 1.png"])
    site = KnownSite(index)
    at_hand = AtHand(site)
    configs = {"pymdownx.arithmatex": {"generic": True}} if "pymdownx.arithmatex" in extensions else {}
    md = Markdown(extensions=extensions, extension_configs=configs)
    register(md, at_hand)
    at_hand.begin(note_page("site/Here.md", note))
    html = md.convert(markdown)
    return html, site.warnings


def _normal(html: str) -> str:
    """HTML without the differences in white space that no reader sees."""
    soup = BeautifulSoup(html, "html.parser")
    for text in soup.find_all(string=True):
        if type(text) is NavigableString:
            text.replace_with(" ".join(text.split()) + " " if text.strip() else "")
    return soup.prettify()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_page(case: dict[str, Any]) -> None:
    body = case.get("markdown", below(case["note"]))
    html, warnings = _convert(case["note"], body, PLAIN if case.get("plain") else FULL)
    assert _normal(html) == _normal(case["html"])
    assert warnings == case.get("warnings", [])


def test_table_of_contents_has_the_plain_text() -> None:
    md = Markdown(extensions=["toc"])
    register(md, AtHand(KnownSite(VaultIndex.build(NOTES.items()))))
    md.convert("# To the [[Gradient|*gradient*]]\n")
    (token,) = md.toc_tokens  # type: ignore[attr-defined]
    assert (token["id"], token["name"]) == ("to-the-gradient", "To the gradient")


def test_without_a_resolver_links_stay_as_typed() -> None:
    md = Markdown()
    register(md, AtHand(KnownSite(None)))
    assert md.convert("[[Gradient]]") == "<p>[[Gradient]]</p>"


def test_each_fault_is_told_apart() -> None:
    site = KnownSite(VaultIndex.build(NOTES.items(), ["a.canvas"], unpublished=["Secret.md"]))
    at_hand = AtHand(site)
    md = Markdown()
    register(md, at_hand)
    at_hand.begin(note_page("site/Here.md", ""))
    md.convert("[[Nowhere]] [[nabla]] [[Gradient#Nowhere]] [[Gradient#^no]] [[Secret]] [[a.canvas]]")
    assert site.faults == [
        Fault.NOT_FOUND,
        Fault.NOT_FOUND,
        Fault.ANCHOR,
        Fault.ANCHOR,
        Fault.UNPUBLISHED,
        Fault.FILE,
    ]


def test_one_instance_serves_page_after_page() -> None:
    site = KnownSite(VaultIndex.build([]))
    at_hand = AtHand(site)
    md = Markdown()
    register(md, at_hand)
    for path, text in (("a.md", "[[x]]"), ("b.md", "\n\n[[x]]")):
        at_hand.begin(note_page(path, text))
        md.reset().convert(text)
    assert site.warnings == ['a.md:1:1: no note named "x"', 'b.md:3:1: no note named "x"']
