r"""Mathematics beyond a page's text: titles, contents, search, graph, who links here; and other renderers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import Tag
from site_builder import Site

Build = Callable[..., Site]

NOTES = {
    "index.md": "# Home\n\n[[Spaces]]\n",
    "Spaces.md": (
        "# The space $\\newcommand{\\Sp}{\\mathcal{S}}\\Sp$ of $L_2 < \\infty$\n\n"
        "## Where $\\lVert x\\rVert_2 < 1$ & *more*\n\n"
        "## Below $\\Sp^2$\n\nA word on $\\Sp_1^\\sqrt{2}$, says [[index|home]].\n"
    ),
}
# Notes are called by their headings.
PLUGINS = ["search", {"matcalc": {"obsidian": {"names": False}}}]
TITLE = "The space S of L₂ < ∞"


def shown(tag: Tag) -> str:
    return " ".join(tag.text.split())


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_a_title_is_legible_text(build_site: Build, theme: str) -> None:
    site = build_site(NOTES, theme=theme, plugins=PLUGINS)
    page = site.page("Spaces/index.html")
    assert page.title is not None
    assert TITLE in page.title.text
    for path in ("index.html", "Spaces/index.html"):
        links = [
            shown(link)
            for link in site.page(path).select("a[href]")
            if "Spaces" in str(link.get("href")) or link["href"] in ("./", "#")
        ]
        assert any(link == TITLE for link in links), links
    assert "\\(" not in str(page.title)
    graph = json.loads((site.root / "assets/matcalc/graph.json").read_text(encoding="utf-8"))
    assert [TITLE, "Spaces/"] in graph["nodes"]


def test_the_search_has_legible_text(build_site: Build) -> None:
    site = build_site(NOTES, plugins=PLUGINS)
    entries = json.loads((site.root / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    titles = {entry["location"]: entry["title"] for entry in entries}
    assert titles["Spaces/"] == "The space S of L₂ &lt; ∞"
    assert {"Where ‖x‖₂ &lt; 1 &amp; more", "Below S²"} <= set(titles.values())
    assert any("A word on S₁^(√2)" in " ".join(entry["text"].split()) for entry in entries)


@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_the_contents_show_formulas(build_site: Build, theme: str) -> None:
    page = build_site(NOTES, theme=theme).page("Spaces/index.html")
    entries = [
        link
        for link in page.select("a[href^='#']")
        if link.select(".arithmatex") and not link.find_parent("article")
    ]
    texts = {shown(entry) for entry in entries}
    assert {r"Where \(\lVert x\rVert_2 < 1\) & more", r"Below \(\mathcal{S}^2\)"} <= texts
    # What names a part of the page for a screen reader is text.
    assert [label for tag in page.select("[aria-label]") if "\\(" in (label := str(tag["aria-label"]))] == []


def test_who_links_here_is_quoted_with_its_macros(build_site: Build) -> None:
    aside = build_site(NOTES, plugins=PLUGINS).page("index.html").select_one(".matcalc-linked")
    assert aside is not None
    assert r"A word on \(\mathcal{S}_1^{\sqrt{2}}\), says home." in shown(aside)
    assert r"The space \(\mathcal{S}\) of \(L_2 < \infty\)" in shown(aside)


def test_a_site_with_mathjax_gets_macros_and_its_own_commands(build_site: Build) -> None:
    scripts = ["https://example.org/mathjax/tex-mml-chtml.js"]
    notes = {
        "index.md": "$\\newcommand{\\a}{\\alpha}$ $\\a^\\sqrt{2} \\mbox{x}$ "
        "$\\begin{flalign}x\\label{y}\\end{flalign} \\nosuch$\n"
    }
    page = build_site(notes, extra_javascript=scripts).page("index.html")
    formulas = [formula.text for formula in page.select(".arithmatex")]
    assert formulas == [
        r"\(\alpha^\sqrt{2} \mbox{x}\)",
        r"\(\begin{flalign}x\label{y}\end{flalign} \nosuch\)",
    ]


def test_the_option_macros_is_a_part_of_the_table(build_site: Build) -> None:
    plugins = [
        "search",
        {"matcalc": {"macros": {"RR": r"\mathbb{R}", "nrm": [r"\lVert #2\rVert_{#1}", 2, "2"]}}},
    ]
    page = build_site({"index.md": "# Home\n\n$\\nrm{x} \\in \\RR$\n"}, plugins=plugins).page("index.html")
    assert [formula.text for formula in page.select(".arithmatex")] == [
        r"\(\lVert x\rVert_{2} \in \mathbb{R}\)"
    ]


def test_a_formula_that_cannot_be_shown_is_told_once_a_note(build_site: Build) -> None:
    notes = {
        "index.md": "---\ntitle: x\n---\n\n- $x$\n- one $\\nosuch$, $\\nosuch$ and $\\bar{1$\n\n![[Other]]\n",
        "Other.md": "> quoted\n>\n> $$\n> \\lost\n> $$\n",
    }
    said = (
        "index.md:6:7: KaTeX can't show this formula (and 2 more of this note): there is no command",
        "Other.md:3:3: KaTeX can't show this formula: there is no command `\\lost`",
    )
    site = build_site(notes, warnings=said)
    assert len(site.warnings) == 2


def test_where_the_site_brings_what_typesets_it_nothing_is_told(build_site: Build) -> None:
    for settings in (
        {"extra_javascript": ["https://example.org/katex.min.js"]},
        {"plugins": [{"matcalc": {"katex": "none"}}]},
        {"plugins": [{"matcalc": {"obsidian": {"maths": False}}}]},
    ):
        assert build_site({"index.md": "$\\nosuch$\n"}, **settings).warnings == []


def test_what_prerendering_refuses_is_told_in_its_words(build_site: Build, tmp_path: Path) -> None:
    folder = tmp_path / ".cache/katex"
    folder.mkdir(parents=True)
    (folder / "katex.min.css").write_text("")
    (folder / "katex.min.js").write_text("""this.katex = {
      version: "0",
      renderToString: (tex) => `<math>${tex}</math>`,
      __parse(tex) {
        if (tex.includes("+")) throw new Error("KaTeX parse error: No sums at position 3: a +\u0332 b");
      },
    };""")
    build_site(
        {"index.md": "$a$ and $a + b$\n"},
        warnings=("index.md:1:9: KaTeX can't show this formula: No sums",),
        plugins=[{"matcalc": {"prerender": True}}],
    )
