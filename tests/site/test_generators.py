"""The same tricky vault under each generator: what readers get, page by page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from following import address, check_links_and_ids, content, leads_to, own_content
from pymdownx.slugs import slugify
from tricky_vault import TrickyVault

VAULT = TrickyVault()
EXTENSIONS = ["admonition", "attr_list", "def_list", "md_in_html", "pymdownx.details"]
# A short navigation keeps the many pages small.
SETTINGS: dict[str, Any] = {
    "site_name": "Notes",
    "exclude_docs": "Excluded.md",
    "nav": ["index.md"],
    "not_in_nav": "*",
}
PLUGIN: dict[str, Any] = {
    **SETTINGS,
    "plugins": ["search", {"matcalc": {"cache_dir": "../cache"}}],
    "markdown_extensions": EXTENSIONS,
    "validation": {"anchors": "warn"},
}
# What sites have besides must not change a vault's pages.
MORE: dict[str, Any] = {
    "markdown_extensions": [
        *EXTENSIONS,
        "pymdownx.betterem",
        "pymdownx.caret",
        "pymdownx.highlight",
        "pymdownx.inlinehilite",
        "pymdownx.keys",
        "pymdownx.mark",
        "pymdownx.smartsymbols",
        "pymdownx.superfences",
        "pymdownx.tasklist",
        {"pymdownx.arithmatex": {"generic": True}},
        {"pymdownx.tabbed": {"alternate_style": True}},
        {"toc": {"permalink": True}},
    ]
}
EXTENSION: dict[str, Any] = {
    **SETTINGS,
    "plugins": ["search", "tags"],
    # It reads the notes' text, and does not know a vault's links.
    "validation": {"invalid_links": False, "invalid_link_anchors": False},
    "markdown_extensions": [*EXTENSIONS, {"matcalc": {"cache_dir": "../cache"}}],
}
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
CLASSIFIED = re.compile("classified", re.IGNORECASE)
_SAID = re.compile(r"(?:WARNING -  )?(?:matcalc: )?(?P<place>\S[^:\n]*\.md:\d+:\d+: .*)")


@dataclass(frozen=True)
class Generator:
    """How a site is built: the program, its settings, and whether it sees the site as a whole."""

    program: str
    settings: dict[str, Any]
    whole_site: bool = True


GENERATORS = {
    "material": Generator("mkdocs", {**PLUGIN, "theme": "material"}),
    "mkdocs": Generator("mkdocs", {**PLUGIN, **MORE, "theme": "mkdocs", "use_directory_urls": False}),
    "properdocs": Generator("properdocs", {**PLUGIN, "theme": "material"}),
    "zensical": Generator("zensical", EXTENSION, whole_site=False),
}


@dataclass(frozen=True)
class BuiltSite:
    """A site: its folder, how it was built, and what the program said."""

    root: Path
    generator: Generator
    said: str
    pages: dict[str, BeautifulSoup] = field(default_factory=dict)

    @property
    def directory_urls(self) -> bool:
        return bool(self.generator.settings.get("use_directory_urls", True))

    def page(self, path: str) -> BeautifulSoup:
        """A page with its formulas as KaTeX takes them, in whose place readers have text until it comes."""
        if path not in self.pages:
            page = BeautifulSoup((self.root / path).read_text(encoding="utf-8"), "html.parser")
            for formula in page.select("[data-latex]"):
                formula.string = formula["data-latex"]
            self.pages[path] = page
        return self.pages[path]


def build(folder: Path, generator: Generator) -> BuiltSite:
    """Build the notes in a folder's `docs`."""
    pytest.importorskip(generator.program)
    (folder / "mkdocs.yml").write_text(yaml.dump(generator.settings), encoding="utf-8")
    command = [sys.executable, "-W", "ignore", "-m", generator.program, "build", "-f", "mkdocs.yml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    return BuiltSite(folder / "site", generator, done.stdout + done.stderr)


@pytest.fixture(scope="module", params=GENERATORS)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    folder = tmp_path_factory.mktemp(request.param)
    VAULT.write(folder)
    return build(folder, GENERATORS[request.param])


@pytest.mark.parametrize("note", VAULT.pages)
def test_readers_get_what_obsidian_shows(site: BuiltSite, note: str) -> None:
    expected = VAULT.pages[note]
    path = address(note, site.directory_urls)
    if site.generator.whole_site:
        check_end(content(site.page(path)), expected)
    page = own_content(site.page(path))
    said = shown(page)
    links = {(shown(link), leads_to(link, path)) for link in page.select("a[href]") if is_authors(link)}
    wanted = expected.get("links", {})
    assert links == {(text, destination(to, site.directory_urls)) for text, to in wanted.items()}
    assert [tag.text for tag in page.select(".matcalc-missing")] == expected.get("missing", [])
    assert [selector for selector in expected.get("has", []) if not page.select(selector)] == []
    assert [selector for selector in expected.get("lacks", []) if page.select(selector)] == []
    assert [text for text in expected.get("says", []) if text not in said] == []
    assert [text for text in expected.get("hides", []) if text in said] == []
    assert [tag.text for tag in page.select(".matcalc-tag")] == expected.get("tags", [])
    if "named" in expected:
        assert site.page(path).title.text.strip() == f"{expected['named']} - Notes"
        assert page.select_one("data.matcalc-name")["value"] == expected["named"]
    if "contents" in expected:
        assert [entry.text for entry in page.select(".toc a")] == expected["contents"]


def check_end(page: Tag, expected: dict[str, Any]) -> None:
    """The list of the notes that link to a page."""
    end = page.select_one(".matcalc-linked")
    titles = [link.text for link in end.select("li > a")] if end else []
    sentences = " ".join(" ".join(tag.text for tag in page.select(".matcalc-linked p")).split())
    assert titles == expected.get("linked", titles)
    assert [text for text in expected.get("mentioned", []) if text not in sentences] == []
    assert [text for text in expected.get("unmentioned", []) if text in sentences] == []


def is_authors(link: Tag) -> bool:
    """Whether a link is the author's, not one of a heading, a footnote, a tag, a box of ours or the theme."""
    return not link.css.closest(
        "nav, .headerlink, sup, .footnote-backref, .matcalc-tag, .matcalc, .matcalc-error, .toc"
    )


def shown(tag: Tag) -> str:
    return " ".join(tag.text.split())


def destination(target: str, directory_urls: bool) -> str:
    """Where a link to a note or file must lead on the site."""
    if ":" in target:
        return target
    file, _, fragment = target.partition("#")
    return f"{address(file, directory_urls)}#{fragment}".rstrip("#")


def test_no_link_is_dead_and_no_id_is_there_twice(site: BuiltSite) -> None:
    check_links_and_ids(site)


def test_each_fault_is_told_with_its_place(site: BuiltSite) -> None:
    lines = [line.strip() for line in site.said.splitlines()]
    said = [found["place"] for line in lines if not line.startswith("INFO") and (found := _SAID.match(line))]
    assert sorted(said) == sorted(VAULT.warnings(site.generator.whole_site))
    others = [line for line in lines if line.startswith(("WARNING", "ERROR")) and not _SAID.match(line)]
    assert others == []


def test_nothing_of_what_is_withheld_is_on_the_site(site: BuiltSite) -> None:
    for path in site.root.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".json", ".xml", ".js", ".txt", ".md"):
            assert not CLASSIFIED.search(path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("program", ["mkdocs", "properdocs", "zensical"])
def test_ids_are_those_that_the_site_gives(tmp_path: Path, program: str) -> None:
    (tmp_path / "docs").mkdir()
    text = "[[#Définition *Précise*, $x$|one]] [[#行列|two]]\n\n## Définition *Précise*, $x$\n\n## 行列\n"
    (tmp_path / "docs/index.md").write_text(text, encoding="utf-8")
    kind = next(one for one in GENERATORS.values() if one.program == program)
    toc = {"toc": {"slugify": slugify(case="lower"), "separator": "_", "permalink": True}}
    settings = {**kind.settings, "markdown_extensions": [toc, *kind.settings["markdown_extensions"]]}
    page = own_content(build(tmp_path, Generator(program, settings)).page("index.html"))
    assert [heading["id"] for heading in page.select("h2")] == ["définition_précise_x", "行列"]
    links = [unquote(str(link["href"])) for link in page.select("p > a")]
    assert links == ["#définition_précise_x", "#行列"]


@pytest.mark.parametrize("program", ["mkdocs", "properdocs", "zensical"])
def test_titles_are_text_and_contents_show_formulas(tmp_path: Path, program: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/preamble.sty").write_text("\\newcommand{\\Sp}{\\mathcal{S}}\n", encoding="utf-8")
    (tmp_path / "docs/index.md").write_text("# Home of $\\Sp$\n", encoding="utf-8")
    text = "# The space $\\Sp \\subset L_2$\n\n## Where $\\lVert x\\rVert < 1$\n\nWords.\n"
    (tmp_path / "docs/Spaces.md").write_text(text, encoding="utf-8")
    kind = next(one for one in GENERATORS.values() if one.program == program)
    by_heading = {"matcalc": {"cache_dir": "../cache", "obsidian": {"names": False}}}
    place = "plugins" if kind.whole_site else "markdown_extensions"
    settings = {key: value for key, value in kind.settings.items() if key not in ("nav", "not_in_nav")}
    settings[place] = [*settings[place][:-1], by_heading]
    site = build(tmp_path, Generator(program, settings))
    page = site.page("Spaces/index.html")
    assert "Home of S" in {shown(link) for link in page.select("nav.md-nav--primary a")}
    assert page.title is not None
    assert shown(page.title) == "The space S ⊂ L₂ - Notes"
    names = {shown(link) for link in page.select("nav.md-nav--primary a.md-nav__link--active")}
    assert names == {"The space S ⊂ L₂"}
    (entry,) = set(page.select("nav.md-nav--secondary a[href='#where-lvert-xrvert-1']"))
    assert [formula.text for formula in entry.select(".arithmatex")] == [r"\(\lVert x\rVert < 1\)"]
