"""What a quoted sentence shows is what its page shows."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from following import own_content
from site_builder import Site

Build = Callable[..., Site]

QUOTED = {
    "display": "In [[Aim]] $$ u_1 = \\hat v_2 * w * z $$ holds.",
    "several": "In [[Aim]]\n$$\n\\begin{align*}\nu_1 &= v_1 * 2 \\\\\nw &= z * 3\n\\end{align*}\n$$\nis so.",
    "quote": "> In\n> $$\n> u_1 * v_1 * w_1\n> $$\n> and [[Aim]] it is.",
    "highlight": "==Mind [[Aim]] *here*== and ~~there~~ $u_1$.",
    "across": "**First. Then [[Aim]] comes.** Last.",
    "html": "Mind <mark>this</mark>, <u>[[Aim]]</u><br>and *too*: `==no==`.",
    "money": "It costs $5-$6 in [[Aim]] ($2$) or ($3$).",
}


@pytest.mark.parametrize("name", QUOTED)
def test_a_quoted_sentence_shows_what_its_page_shows(build_site: Build, name: str) -> None:
    site = build_site({"index.md": "# Home\n", "Aim.md": "# Aim\n", f"{name}.md": QUOTED[name]})
    page = own_content(site.page(f"{name}/index.html"))
    (quoted,) = site.page("Aim/index.html").select(".matcalc-linked li > p")
    (shown,) = page.select("p")
    words = " ".join(shown.text.split())
    assert " ".join(quoted.text.split()) in words
    for element in ("em", "del", "u", "code", ".arithmatex"):
        found = [" ".join(one.text.split()) for one in quoted.select(element)]
        assert found == [" ".join(one.text.split()) for one in shown.select(element)]
    (link,) = quoted.select("mark.matcalc-mention")
    assert link.text == "Aim"
    assert len(quoted.select("mark, u, br")) == len(shown.select("mark, u, br")) + 1
    assert bool(link.find_parent("strong")) == bool(page.select("strong"))


def test_a_fence_is_no_part_of_a_sentence(build_site: Build) -> None:
    text = "Look at [[Aim]]:\n```python\nu_1 = v_1 * w * z\n```\nand on."
    site = build_site({"index.md": "# Home\n", "Aim.md": "# Aim\n", "code.md": text})
    (quoted,) = site.page("Aim/index.html").select(".matcalc-linked li > p")
    assert quoted.text == "Look at Aim:"


def test_a_title_shows_its_formula_wherever_it_stands(build_site: Build) -> None:
    notes = {
        "index.md": "# Home\n\n![[n]]\n",
        "n.md": "# Of $w_2$ & $A < B$\n\n[[Aim]]\n",
        "Aim.md": "# Aim\n",
    }
    site = build_site(notes, plugins=[{"matcalc": {"obsidian": {"names": False}}}])
    titles = [
        own_content(site.page("index.html")).select_one(".matcalc-embed-source > a"),
        site.page("Aim/index.html").select_one(".matcalc-linked li > a"),
    ]
    for title in titles:
        assert title.text == r"Of \(w_2\) & \(A < B\)"
        assert [formula.text for formula in title.select("span.arithmatex")] == [r"\(w_2\)", r"\(A < B\)"]
    graph = json.loads((site.root / "assets/matcalc/graph.json").read_text(encoding="utf-8"))
    assert [label for label, address in graph["nodes"] if address == "n/"] == ["Of w₂ & A < B"]
