"""What the plugin makes of a vault as a whole, and what its options change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from following import content, leads_to, own_content
from site_builder import Site

Build = Callable[..., Site]


def test_the_graph_has_the_notes_and_their_links(build_site: Build) -> None:
    notes = {
        "index.md": "# Home\n\n[[Gradient]] [[Secret]]\n",
        "Calculus/Gradient.md": "# The gradient\n\n[[Trace#Cyclic|x]] [[#^here]] [[Nowhere]] ^here\n",
        "Calculus/Trace.md": "# Trace\n\n## Cyclic\n",
        "Alone.md": "# Alone\n",
        "Secret.md": "---\npublish: false\n---\n# Top secret\n\n[[Trace]]\n",
    }
    site = build_site(notes, warnings=('no note named "Nowhere"',))
    graph = json.loads((site.root / "assets/matcalc/graph.json").read_text(encoding="utf-8"))
    titles = [title for title, _ in graph["nodes"]]
    pairs = {tuple(sorted((titles[one], titles[other]))) for one, other in graph["links"]}
    assert sorted(titles) == ["Alone", "Gradient", "Home", "Trace"]
    assert pairs == {("Gradient", "Home"), ("Gradient", "Trace")}
    folder = {title: graph["folders"][number] for title, number in zip(titles, graph["folder"], strict=True)}
    assert folder == {"Alone": "", "Home": "", "Gradient": "Calculus", "Trace": "Calculus"}
    urls = [address for _, address in graph["nodes"]]
    assert all((site.root / unquote(url) / "index.html").is_file() for url in urls)
    page = site.page("Calculus/Gradient/index.html")
    assert page.select_one("details.matcalc-graph")["data-page"] in urls
    assert site.page("matcalc/graph/index.html").select_one(".matcalc-graph-whole noscript") is not None


def test_derivations_that_use_a_rule_are_listed_on_its_page(build_site: Build) -> None:
    block = "```matcalc\nd/dx ||A x - y||^2\n```\n"
    notes = {"index.md": f"# Home\n\n{block}", "Linear map.md": "# Linear map\n"}
    page = build_site(notes).page("Linear map/index.html")
    assert [link["href"] for link in page.select(".matcalc-linked li > a")] == ["../"]
    assert page.select_one(".matcalc-linked h2").text == "Used in these derivations"


def test_an_embedded_note_is_derived_once(build_site: Build) -> None:
    block = "```matcalc\nd/dx ||A x - y||^2\n```\n"
    site = build_site({"a.md": "![[b]]\n\n![[b]]\n", "b.md": block, "index.md": "![[a]]"})
    assert site.worker.calls.count("compute") == 1
    ids = [tag["id"] for tag in site.page("a/index.html").select("section.matcalc")]
    assert ids == ["embed-1-derivation-1", "embed-2-derivation-1"]


def test_each_part_can_be_switched_off(build_site: Build) -> None:
    names = [
        "autolinks",
        "block_ids",
        "callouts",
        "comments",
        "embeds",
        "emphasis",
        "escapes",
        "fences",
        "footnotes",
        "hard_breaks",
        "highlights",
        "html",
        "line_breaks",
        "lists",
        "literals",
        "markdown_links",
    ]
    off = dict.fromkeys(
        [*names, "maths", "mermaid", "names", "strikethrough", "tags", "tasks", "titles"], False
    )
    others = dict.fromkeys(["backlinks", "previews", "graph", "withhold"], False)
    text = "text ^id\n\n> [!note] t\n> b\n\n%%c%% ==m== #t ![[b]]\n- [ ] x\n\n[b](sub/../c/b.md)\n\n"
    text += "a^[1] https://a.org \\\nz\n"
    site = build_site(
        {"index.md": text, "c/b.md": "---\npublish: false\n---\nshown"},
        plugins=[{"matcalc": {"obsidian": off, **others}}],
    )
    page = content(site.page("index.html"))
    said = " ".join(page.text.split())
    assert said.startswith("text ^id [!note] t b %%c%% ==m== #t b - [ ] x b a^[1] https://a.org \\ z")
    assert not page.select(
        ".matcalc-linked, .matcalc-embed, .matcalc-tag, mark, input, br, [href='https://a.org']"
    )
    assert not (site.root / "assets/matcalc/graph.json").exists()
    assert not site.page("index.html").select("script[src*=previews]")


@pytest.mark.parametrize("text", ["alone", "to [[b]]"])
def test_what_a_page_loads_of_ours_is_there(build_site: Build, text: str) -> None:
    site = build_site({"index.md": text, "b.md": "b"})
    loaded = [each["src"] for each in site.page("index.html").select("script[src*=matcalc]")]
    assert [uri for uri in loaded if not (site.root / uri).exists()] == []
    assert any(uri.endswith("graph.js") for uri in loaded) == ("[[" in text)


def test_front_matter_tags_and_those_in_the_text_are_one_list(build_site: Build) -> None:
    notes = {
        "index.md": "---\ntags: [one]\n---\n# Home\n\n#two/three and #one\n",
        "tags.md": "# Tags\n\n<!-- material/tags -->\n",
    }
    site = build_site(notes, theme="material", plugins=["tags", "matcalc"])
    assert {tag.text.strip() for tag in site.page("index.html").select(".md-tag")} == {"one", "two/three"}
    assert "two/three" in site.page("tags/index.html").text


NOWHERE = 'index.md:1:1: no note named "Nowhere"'
NO_HEADING = 'index.md:1:13: no heading "x" in "index.md"'


@pytest.mark.parametrize(
    ("validation", "said"),
    [
        ({}, (NOWHERE, NO_HEADING)),
        ({"links": {"not_found": "info"}}, ()),
        ({"links": {"not_found": "info", "anchors": "warn"}}, (NO_HEADING,)),
        ({"links": {"anchors": "ignore"}}, (NOWHERE,)),
    ],
)
def test_the_levels_of_mkdocs_decide(
    build_site: Build, validation: dict[str, Any], said: tuple[str, ...]
) -> None:
    build_site({"index.md": "[[Nowhere]] [[#x]]"}, warnings=said, validation=validation)


def test_a_rule_whose_note_is_not_there_is_told(build_site: Build) -> None:
    said = 'the option `rules`, at "squared norm": no note named "Nowhere"'
    plugins = [{"matcalc": {"rules": {"squared norm": "Nowhere"}}}]
    build_site({"index.md": "# Home"}, warnings=(said,), plugins=plugins)


def test_explicit_ids_count_only_where_the_site_reads_them(build_site: Build) -> None:
    notes = {"index.md": "[[a#Head|x]] [[a#Head {#own}|y]]", "a.md": "# A\n\n## Head {#own}\n"}
    said = 'index.md:1:1: no heading "Head" in "a.md"'
    page = build_site(notes, warnings=(said,)).page("index.html")
    assert [link["href"] for link in own_content(page).select("p > a")] == ["a/", "a/#head-own"]


def test_links_are_found_where_docs_dir_is_a_link(build_site: Build, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "docs").symlink_to(tmp_path / "real")
    page = build_site({"index.md": "[[b]]", "c/b.md": "# B"}).page("index.html")
    assert own_content(page).select_one("p > a")["href"] == "c/b/"


def test_the_default_level_of_anchors_counts_where_it_is_written(build_site: Build) -> None:
    build_site({"index.md": "[[#x]]"}, validation={"links": {"anchors": "info"}})
    build_site({"index.md": "[[#x]]"}, validation={"anchors": "info"})


def test_a_fragment_that_no_page_has_is_dropped(build_site: Build, tmp_path: Path) -> None:
    (tmp_path / "hook.py").write_text(
        "def on_page_markdown(markdown, **kwargs):\n    return markdown.replace('## Old', '## New')\n"
    )
    notes = {
        "index.md": '[[b#Old|old]] [x](b.md#nowhere) [[b#Kept|kept]] [y](b.md#raw "t") [[#Old|here]]\n## Old',
        "b.md": "# B\n\n## Old\n\n## Kept\n\n<a id='raw'></a>\n",
    }
    warnings = ("does not contain an anchor '#old'", "an anchor '#nowhere'", "no such anchor on this page")
    page = build_site(notes, warnings, hooks=["hook.py"]).page("index.html")
    links = [str(link["href"]) for link in own_content(page).select("p > a")]
    assert links == ["b/", "b/", "b/#kept", "b/#raw", "#"]


def test_tags_lead_to_the_page_that_lists_them(build_site: Build) -> None:
    notes = {
        "index.md": "---\ntags: [one]\n---\n# Home\n\n#Two/three and #one\n",
        "a/b.md": "# B\n\n#one ![[index]]\n",
        "tags.md": "# Tags\n\n<!-- material/tags -->\n",
    }
    site = build_site(notes, theme="material", plugins=["tags", "matcalc"])
    for path in ("index.html", "a/b/index.html"):
        for tag in own_content(site.page(path)).select("a.matcalc-tag"):
            file, _, fragment = leads_to(tag, path).partition("#")
            assert site.page(file).find(id=fragment) is not None
    assert len(own_content(site.page("index.html")).select("a.matcalc-tag")) == 2
    assert len(own_content(site.page("a/b/index.html")).select("a.matcalc-tag")) == 2


@pytest.mark.parametrize("withhold", [True, False])
def test_a_note_that_can_not_be_read_is_named_and_left_out(
    build_site: Build, tmp_path: Path, withhold: bool
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/Latin.md").write_bytes(b"# Caf\xe9\n")
    (tmp_path / "docs/Dangling.md").symlink_to(tmp_path / "gone.md")
    said = (
        "Latin.md:1:6: this note is no UTF-8 text (see its byte 6), so it is withheld",
        "Dangling.md:1:1: this note can't be read (No such file or directory), so it is withheld",
    )
    plugins = [{"matcalc": {"withhold": withhold}}]
    site = build_site({"index.md": "# Home\n\n[[Latin]] [[Dangling]]\n"}, said, plugins=plugins)
    assert len(site.warnings) == len(said)
    assert len(own_content(site.page("index.html")).select(".matcalc-missing")) == len(said)
    assert not (site.root / "Latin").exists()


@pytest.mark.parametrize(("level", "expected"), [(None, 3), ("info", 0)])
def test_a_missing_heading_is_told_at_one_level(build_site: Build, level: str | None, expected: int) -> None:
    notes = {
        "index.md": "[[a#No]] [x](a.md#no) [own](#no) [y](a.md#raw)\n",
        "a.md": '# A\n\n<a id="raw"></a>\n',
    }
    settings = {"validation": {"anchors": level}} if level else {}
    warnings = ('no heading "No" in "a.md"', "link 'a.md#no'", "link '#no'") if expected else ()
    site = build_site(notes, warnings, **settings)
    assert len(site.warnings) == expected


def test_front_matter_that_can_not_be_read_is_on_no_page(build_site: Build) -> None:
    notes = {"index.md": "# Home\n", "a.md": "---\nmade: {{date}}\n---\nWords\n"}
    page = own_content(build_site(notes, plugins=[{"matcalc": {"withhold": False}}]).page("a/index.html"))
    assert page.text.strip() == "Words"


def test_the_navigation_has_no_note_that_is_withheld(build_site: Build) -> None:
    secret = "---\npublish: false\ntitle: Zanzibar\n---\n"
    notes = {"index.md": "# Home\n", "a.md": "# A\n", "Zanzibar 1.md": secret, "Zanzibar 2.md": secret}
    nav = [
        "index.md",
        "Zanzibar 1.md",
        {"Part": ["a.md", {"Named": "Zanzibar 2.md"}]},
        {"No": ["Zanzibar 1.md"]},
    ]
    site = build_site(notes, nav=nav)
    for page in (site.page("index.html"), site.page("a/index.html"), site.page("404.html")):
        assert "Zanzibar" not in str(page)
        assert "Named" not in page.text
        assert "None" not in page.text
    following = [str(link["href"]) for link in site.page("index.html").select("a[rel=next]")]
    assert set(following) == {"a/"}
    assert "No" not in [link.text.strip() for link in site.page("a/index.html").select("nav a, nav li")]


def test_folders_in_the_graph_are_those_that_tell_notes_apart(build_site: Build) -> None:
    notes = {"vault/a/One.md": "[[Two]]", "vault/b/c/Two.md": "", "vault/b/d/Three.md": "[[One]]"}
    site = build_site({**notes})
    graph = json.loads((site.root / "assets/matcalc/graph.json").read_text(encoding="utf-8"))
    assert graph["folders"] == ["a", "b"]
    assert graph["folder"] == [0, 1, 1]
