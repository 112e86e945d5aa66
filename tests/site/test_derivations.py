"""What a site makes of a derivation beside its lines: warnings, tabs, style and script, what search finds."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from mkdocs.exceptions import Abort
from site_builder import Site

Build = Callable[..., Site]

BLOCK = "```matcalc\nd/dx ||A x - y||^2\n```\n"
CLAIM = "# Claim\n\n```matcalc\nd/dx claim\n  = A y\n```\n"
SAID = "notes/claim.md:5:1: the claim does not hold: Aᵀ y would hold"


def test_a_false_claim_gives_one_warning(build_site: Build) -> None:
    site = build_site({"index.md": BLOCK, "notes/claim.md": CLAIM}, warnings=(SAID,))
    assert len(site.warnings) == 1
    assert site.page("notes/claim/index.html").select_one(".matcalc-fails code").text == "= A y"


def test_a_false_claim_breaks_a_strict_build(build_site: Build) -> None:
    with pytest.raises(Abort):
        build_site({"index.md": CLAIM}, strict=True)


@pytest.mark.parametrize("verdict", ["holds", "condition", "unknown"])
def test_a_claim_that_is_not_false_breaks_no_strict_build(build_site: Build, verdict: str) -> None:
    site = build_site({"index.md": CLAIM.replace("claim", f"{verdict} claim")}, strict=True)
    assert site.warnings == []
    assert site.page("index.html").select_one(".matcalc-claim code").text == "= A y"


@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_search_finds_rules_and_formulas_but_no_latex(build_site: Build, theme: str) -> None:
    site = build_site({"index.md": f"# Home\n\nInline $\\frac{{a}}{{b}}$.\n\n{BLOCK}"}, theme=theme)
    docs = json.loads((site.root / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    text = " ".join(entry["text"] for entry in docs if not entry["location"].startswith("matcalc/"))
    for words in ("Squared norm", "2 Aᵀ (A x − y)", "a/b", "at 20 random points"):
        assert words.lower() in text.lower()
    for litter in ("\\", "hphantom", "Copy as LaTeX", "import numpy", "denominator layout\n"):
        assert litter not in text


def test_the_page_itself_keeps_its_formulas(build_site: Build) -> None:
    page = build_site({"index.md": f"# Home\n\nInline $a_i$.\n\n{BLOCK}"}).page("index.html")
    assert page.select_one("p .arithmatex").text == r"\(a_i\)"
    assert page.select_one(".matcalc-code code.language-python")


def test_style_and_script_are_on_pages_that_need_them(build_site: Build) -> None:
    notes = {
        "index.md": BLOCK,
        "plain.md": "# Plain\n\n$x$\n",
        "broken.md": "```matcalc\nd/dx sine(x)\n```\n",
    }
    site = build_site(notes, warnings=("unknown function",), theme="mkdocs")
    loads = {
        path: bool(site.page(path).select("head link[href$='matcalc.css'], head script[src$='matcalc.js']"))
        for path in ("index.html", "plain/index.html", "broken/index.html")
    }
    assert loads == {"index.html": True, "plain/index.html": False, "broken/index.html": True}


def test_instant_navigation_has_them_on_all_pages(build_site: Build) -> None:
    theme = {"name": "material", "features": ["navigation.instant"]}
    site = build_site(
        {"index.md": BLOCK, "plain.md": "# Plain\n"}, theme=theme, site_url="https://example.org/"
    )
    assert site.page("plain/index.html").select("head script[src$='matcalc.js']")


def test_links_reach_derivations_and_their_steps(build_site: Build) -> None:
    links = (
        "[[Note#^mine]] [[Note#^mine-step-2]] [[Note#^derivation-2]] [[#^derivation-1]]\n\n![[Note#^mine]]\n"
    )
    notes = {"index.md": f"# Home\n\n{links}\n{BLOCK}", "Note.md": f"# Note\n\n{BLOCK}\n{BLOCK}"}
    notes["Note.md"] = notes["Note.md"].replace("```matcalc", "```matcalc id=mine", 1)
    site = build_site(notes)
    home, note = site.page("index.html"), site.page("Note/index.html")
    found = [str(link["href"]) for link in home.select("a") if link.text.rpartition("^")[1]]
    assert found == ["Note/#mine", "Note/#mine-step-2", "Note/#derivation-2", "#derivation-1"]
    for href in found:
        page = note if href.startswith("Note") else home
        assert page.find(id=href.partition("#")[2]) is not None
    assert home.select_one(".matcalc-embed section.matcalc") is not None
