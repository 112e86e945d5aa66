"""A vault whose pages other plugins arrange, rename, translate or show a second time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from following import check_links_and_ids, content, leads_to, own_content
from site_builder import Site

Build = Callable[..., Site]

BLOCK = "```matcalc\nd/dx ||A x - y||^2\n```\n"
NOTES = {
    "index.md": "# Home\n\n[[Gradient#The rule|rule]], [[Sums]], [[Calculus]], [[Gradient#^far|far]]\n",
    "Calculus/index.md": "# All of calculus\n\nBack [[Home page|home]] and [[index|here]].\n",
    "Calculus/02 Gradient.md": "---\naliases: [Home page too]\n---\n# Gradient\n\nTo [[Sums]].\n",
    "Calculus/Gradient.md": "# The gradient\n\n## The rule\n\nIt is far. ^far\n\n![[Sums]]\n",
    "Calculus/Home page.md": "# Home page\n\n[up](../index.md) and [[../index|up too]]\n",
    "Sums.md": "# Sums\n\nOf [[02 Gradient]], not of [[Secret]].\n",
    "Calculus/Secret.md": "---\npublish: false\ntags: [classified]\n---\n# Top secret\n\nOf [[Sums]].\n",
}
WANTED = {
    "rule": "Calculus/Gradient/index.html#the-rule",
    "far": "Calculus/Gradient/index.html#^far",
    "Sums": "Sums/index.html",
    "Calculus": "Calculus/index.html",
}
LEAKS = ("Top secret", "classified", "unfinished")


def check(site: Site, page: str = "index.html", wanted: dict[str, str] = WANTED) -> None:
    """The page's links lead where they should, every link leads somewhere, and nothing leaks."""
    links = {link.text: leads_to(link, page) for link in own_content(site.page(page)).select("p > a")}
    assert wanted.items() <= links.items()
    check_links_and_ids(site)
    for path in site.root.rglob("*"):
        if path.suffix in (".html", ".json", ".xml"):
            text = path.read_text(encoding="utf-8")
            assert not [secret for secret in LEAKS if secret in text], path


def linked_from(site: Site, page: str) -> dict[str, str]:
    """Titles and places of the pages that a page's end lists."""
    links = content(site.page(page)).select(".matcalc-linked li > a")
    return {link.text: leads_to(link, page) for link in links}


def graph(site: Site, page: str) -> dict[str, Any]:
    """The graph that is drawn on a page."""
    frame = content(site.page(page)).select_one(".matcalc-graph")
    assert frame is not None
    path = (site.root / page).parent / str(frame["data-graph"])
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert frame.get("data-page", found["nodes"][0][1]) in [url for _, url in found["nodes"]]
    return found


def test_awesome_nav(build_site: Build) -> None:
    arranged = {
        ".nav.yml": "nav:\n  - Calculus\n  - Sums.md\n  - index.md\n",
        "Calculus/.nav.yml": "title: All\nignore: 'Home*'\n",
    }
    site = build_site({**NOTES, **arranged}, plugins=["awesome-nav", "matcalc"], theme="material")
    check(site)
    assert linked_from(site, "Calculus/index.html") == {"Home": "index.html"}
    assert linked_from(site, "Sums/index.html") == {
        "02 Gradient": "Calculus/02 Gradient/index.html",
        "Gradient": "Calculus/Gradient/index.html",
        "Home": "index.html",
    }


@pytest.mark.parametrize("first", ["matcalc", "literate-nav"])
@pytest.mark.parametrize("exclude", ["", "SUMMARY.md"])
def test_literate_nav(build_site: Build, first: str, exclude: str) -> None:
    nav = {"SUMMARY.md": "- [Home](index.md)\n- [Calculus](Calculus/)\n- [Sums](Sums.md)\n"}
    plugins = sorted(["matcalc", "literate-nav"], key=lambda name: name != first)
    site = build_site({**NOTES, **nav}, plugins=plugins, theme="material", exclude_docs=exclude)
    check(site)
    assert ("SUMMARY" in linked_from(site, "index.html")) is not bool(exclude)


@pytest.mark.parametrize("directory_urls", [True, False])
def test_section_index(build_site: Build, directory_urls: bool) -> None:
    plugins = ["section-index", "matcalc"]
    site = build_site(NOTES, plugins=plugins, theme="material", use_directory_urls=directory_urls)
    check(site, wanted={"Calculus": "Calculus/index.html"})
    assert site.page("index.html").select_one("nav a[href^='Calculus/']") is not None


@pytest.mark.parametrize("first", ["matcalc", "static-i18n"])
@pytest.mark.parametrize("structure", ["suffix", "folder"])
def test_translated_notes_link_within_their_language(build_site: Build, first: str, structure: str) -> None:
    languages = [
        {"locale": "en", "default": True, "name": "English", "build": True},
        {"locale": "fr", "name": "Français", "build": True},
    ]
    i18n = {"i18n": {"docs_structure": structure, "languages": languages}}
    notes = {
        ("index", "en"): "# Home\n\n[[Gradient#The rule|rule]] and [[Only English|only]]\n",
        ("index", "fr"): "# Accueil\n\n[[Gradient#La règle|règle]] et [[Only English|seulement]]\n",
        ("a/Gradient", "en"): f"# Gradient\n\n## The rule\n\n{BLOCK}",
        ("a/Gradient", "fr"): f"---\ntitle: Le gradient\n---\n## La règle\n\n{BLOCK}",
        ("a/Linear map", "en"): "# Linear map\n",
        ("a/Linear map", "fr"): "---\naliases: [linear map]\n---\n# Application linéaire\n",
        ("Only English", "en"): "# Only English\n\nBack to the [[Gradient|start]]\n",
        ("a/Secret", "fr"): "---\npublish: false\n---\n# Top secret\n\n[[Gradient]]\n",
    }

    def path(name: str, locale: str) -> str:
        suffix = "" if locale == "en" else f".{locale}"
        return f"{locale}/{name}.md" if structure == "folder" else f"{name}{suffix}.md"

    plugins = sorted(["matcalc", i18n], key=lambda one: (one == "matcalc") != (first == "matcalc"))
    site = build_site(
        {path(*place): text for place, text in notes.items()}, plugins=plugins, theme="material"
    )
    check(site, wanted={"rule": "a/Gradient/index.html#the-rule", "only": "Only English/index.html"})
    french = {"règle": "fr/a/Gradient/index.html#la-regle", "seulement": "fr/Only English/index.html"}
    check(site, "fr/index.html", french)
    check(site, "fr/Only English/index.html", {"start": "fr/a/Gradient/index.html"})
    home = {"Home": "index.html", "Only English": "Only English/index.html"}
    assert linked_from(site, "a/Gradient/index.html") == home
    assert linked_from(site, "fr/a/Linear map/index.html") == {"Le gradient": "fr/a/Gradient/index.html"}
    rule = "matcalc/rules/squared-norm/index.html"
    assert linked_from(site, rule) == {"Gradient": "a/Gradient/index.html"}
    assert linked_from(site, f"fr/{rule}") == {"Le gradient": "fr/a/Gradient/index.html"}
    for root in ("", "fr/"):
        for page in (f"{root}index.html", f"{root}a/Gradient/index.html", f"{root}matcalc/graph/index.html"):
            nodes = dict(graph(site, page)["nodes"])
            assert nodes["Only English"] == f"{root}Only%20English/"
            assert ("Accueil" in nodes) is bool(root)


POSTS = {
    "blog/index.md": "# Blog\n",
    "blog/posts/new.md": (
        "---\ndate: 2024-03-01\ntags: [fresh]\ncategories: [Maths]\n---\n# A post\n\n"
        "On [[Gradient#The rule|rule]] and [[Old post|old]], $x_1$, [[Nowhere]].[^1] ^said\n\n"
        f"![[Sums]]\n\n{BLOCK}\n<!-- more -->\n\n[[#More|more]], [[Later]]\n\n## More\n\n[^1]: A note.\n"
    ),
    "blog/posts/Old post.md": (
        f"---\ndate: 2023-01-01\n---\n# Old post\n\nBefore [[new|the new]]. ^said\n\n![[Sums]]\n\n{BLOCK}"
    ),
    "blog/posts/Later.md": "---\ndate: 2022-01-01\ndraft: true\n---\n# Later: unfinished\n\n[[Sums]]\n",
    "Sums.md": "# Sums\n\nOf [[02 Gradient]], told in [[new]], [[new#^said|said]].\n",
}


@pytest.mark.parametrize("first", ["matcalc", "blog"])
def test_blog_posts_and_their_excerpts(build_site: Build, first: str) -> None:
    plugins = sorted(["matcalc", "blog"], key=lambda name: name != first)
    said = 'blog/posts/new.md:8:60: no note named "Nowhere"'
    site = build_site({**NOTES, **POSTS}, (said,), plugins=[*plugins, "tags"], theme="material")
    assert len(site.warnings) == 1
    check(site)
    new, old = "blog/2024/03/01/a-post/index.html", "blog/2023/01/01/old-post/index.html"
    rule = {"rule": WANTED["rule"], "old": old}
    check(site, new, {**rule, "more": f"{new}#more"})
    for listing in ("blog/index.html", "blog/category/maths/index.html", "blog/archive/2024/index.html"):
        check(site, listing, rule)
    check(site, "blog/index.html", {"the new": new})
    check(site, "Sums/index.html", {"new": new, "said": f"{new}#^said"})
    assert linked_from(site, new) == {"Sums": "Sums/index.html", "Old post": old}
    assert linked_from(site, "matcalc/rules/squared-norm/index.html") == {"A post": new, "Old post": old}
    assert ["2024", "blog/archive/2024/"] not in graph(site, new)["nodes"]


def test_pages_of_a_blog(build_site: Build) -> None:
    blog = {"blog": {"pagination_per_page": 1, "draft_if_future_date": True}}
    notes = {
        **NOTES,
        **POSTS,
        "blog/posts/Later.md": "---\ndate: 2222-01-01\n---\n# Later: unfinished\n\n[[Sums]]\n",
    }
    site = build_site(notes, ('no note named "Nowhere"',), plugins=["matcalc", blog], theme="material")
    new = "blog/2024/03/01/a-post/index.html"
    check(site, "blog/page/2/index.html", {"the new": new})
    assert "Later" in [tag.text for tag in own_content(site.page(new)).select(".matcalc-missing")]


@pytest.mark.parametrize("first", ["matcalc", "tags"])
def test_tags_lead_to_the_page_that_lists_them(build_site: Build, first: str) -> None:
    plugins = sorted(["matcalc", "tags"], key=lambda name: name != first)
    notes = {
        **NOTES,
        "Sums.md": "---\ntags: one\n---\n# Sums\n\n#Two/three, #one and #one. [[Secret]]\n",
        "Calculus/Gradient.md": NOTES["Calculus/Gradient.md"] + "\nA #one more.\n",
        "tags.md": "# Tags\n\n<!-- material/tags -->\n",
    }
    site = build_site(notes, plugins=plugins, theme="material")
    check(site)
    for path, count in (("Sums/index.html", 3), ("Calculus/Gradient/index.html", 3)):
        tags = own_content(site.page(path)).select("a.matcalc-tag")
        assert len(tags) == count
        for tag in tags:
            file, _, fragment = leads_to(tag, path).partition("#")
            assert site.page(file).find(id=fragment) is not None
    listed = own_content(site.page("tags/index.html")).select("li > a")
    places = {"Sums": "Sums/index.html", "Gradient": "Calculus/Gradient/index.html"}
    assert {link.text.strip(): leads_to(link, "tags/index.html") for link in listed} == places


def test_headings_that_another_plugin_writes(build_site: Build, tmp_path: Path) -> None:
    (tmp_path / "hook.py").write_text(
        "def on_page_markdown(markdown, **kwargs):\n    return markdown + '\\n## Added\\n'\n"
    )
    notes = {**NOTES, "index.md": NOTES["index.md"] + "\n[more](Sums.md#added), [here](#added)\n"}
    site = build_site(notes, hooks=["hook.py"], validation={"anchors": "warn"})
    check(site, wanted={"more": "Sums/index.html#added", "here": "index.html#added"})


@pytest.mark.parametrize("settings", [{}, {"site_url": "https://example.org/notes/"}, {"site_url": ""}])
@pytest.mark.parametrize("directory_urls", [True, False])
def test_instant_navigation_and_no_site_url(
    build_site: Build, settings: dict[str, str], directory_urls: bool
) -> None:
    theme = {"name": "material", "features": ["navigation.instant", "navigation.instant.prefetch"]}
    site = build_site(NOTES, theme=theme, use_directory_urls=directory_urls, **settings)
    if directory_urls:
        check(site)
    check_links_and_ids(site)
    scripts = site.page("index.html").select("script[src*=matcalc]")
    assert all((site.root / str(script["src"])).is_file() for script in scripts)


def test_a_theme_that_has_previews_shows_them_alone(build_site: Build) -> None:
    theme = {"name": "material", "features": ["navigation.instant", "navigation.instant.preview"]}
    site = build_site(NOTES, theme=theme, site_url="https://example.org/notes/")
    assert not site.page("index.html").select("script[src*=previews]")


def test_a_vault_behind_links(build_site: Build, tmp_path: Path) -> None:
    vault, more = tmp_path / "vault", tmp_path / "elsewhere"
    vault.mkdir()
    more.mkdir()
    (tmp_path / "docs").symlink_to(vault)
    (vault / "Calculus").symlink_to(more)
    (vault / "Sums too.md").symlink_to(vault / "Sums.md")
    site = build_site({**NOTES, "index.md": NOTES["index.md"] + "\n[[Sums too]]\n"}, theme="material")
    check(site, wanted={**WANTED, "Sums too": "Sums too/index.html"})
