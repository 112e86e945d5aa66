"""The extension alone, under a generator that tells it the page and its own configuration."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from mkdocs_matcalc.render.document import RuleRef
from mkdocs_matcalc.render.latex import COLOURED, RAISED
from mkdocs_matcalc.site.markdown.standalone import StandaloneSite
from mkdocs_matcalc.site.markdown.zensical import is_zensical, vault_page
from mkdocs_matcalc.site.obsidian.features import Features
from mkdocs_matcalc.vault.parts import body

NOTES = {
    "index.md": "[[Gradient#the chain rule]] ![[Gradient]] [[Secret]] [[Nowhere]]\n",
    "a/Gradient.md": "# Gradient\n\n## The chain rule\n\nSee [[index]] and [[Nowhere too]].\n",
    "Secret.md": "---\npublish: false\n---\nClassified.\n",
}


class _Context(Preprocessor):
    def __init__(self, md: Markdown, page: SimpleNamespace, config: dict[str, Any]) -> None:
        super().__init__(md)
        self.page, self.config = page, config

    def run(self, lines: list[str]) -> list[str]:
        return lines


class _ContextExtension(Extension):
    def __init__(self, page: SimpleNamespace, configuration: dict[str, Any]) -> None:
        super().__init__()
        self.page, self.configuration = page, configuration

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(_Context(md, self.page, self.configuration), "rendering_context", 0)


def convert(
    root: Path,
    page: str,
    meta: dict[str, Any] | None = None,
    exclude: str | None = None,
    scripts: list[object] | None = None,
    **options: Any,
) -> BeautifulSoup:
    """Convert a note as Zensical does; `meta` is its front matter, as the generator has read it."""
    config: dict[str, Any] = {
        "root_dir": str(root.parent),
        "docs_dir": root.name,
        "exclude_docs": exclude,
        "draft_docs": None,
        "extra_javascript": scripts,
        "mdx_configs": {"matcalc": options},
    }
    context = _ContextExtension(SimpleNamespace(path=page, meta={} if meta is None else meta), config)
    config["markdown_extensions"] = [context, "toc", "matcalc"]
    md = Markdown(extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"])
    text = body((root / page).read_text(encoding="utf-8"))
    return BeautifulSoup(md.convert(text), "html.parser")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    for name, text in NOTES.items():
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "docs"


def test_links_and_embeds(vault: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        page = convert(vault, "index.md")
    assert page.select_one("p > a")["href"] == "a/Gradient.md#the-chain-rule"
    assert [link["href"] for link in page.select(".matcalc-embed a")] == ["a/Gradient.md", "index.md"]
    assert [tag.text for tag in page.select("p > .matcalc-missing")] == ["Nowhere too", "Secret", "Nowhere"]
    assert [record.getMessage().partition(", but its name is")[0] for record in caplog.records] == [
        "Zensical makes a page of each note: what is not for readers is not on it",
        'index.md:1:54: no note named "Nowhere"',
    ]


def test_a_new_note_is_found(vault: Path) -> None:
    assert convert(vault, "index.md").select_one("p > .matcalc-missing") is not None
    (vault / "b").mkdir()
    (vault / "b/Nowhere.md").write_text("")
    assert "b/Nowhere.md" in [link["href"] for link in convert(vault, "index.md").select("p > a")]


def test_a_changed_note_has_its_new_headings(vault: Path) -> None:
    convert(vault, "index.md")
    (vault / "index.md").write_text("[[#New]]\n\n## New\n")
    assert convert(vault, "index.md").select_one("p > a")["href"] == "#new"


def test_a_page_that_is_not_for_readers_says_nothing(vault: Path) -> None:
    meta = {"publish": False, "title": "Classified", "tags": ["classified"]}
    assert str(convert(vault, "Secret.md", meta)) == ""
    assert meta == {"search": {"exclude": True}}


def test_a_note_is_withheld_as_long_as_it_says_so(vault: Path) -> None:
    assert convert(vault, "Secret.md").text == ""
    (vault / "Secret.md").write_text("Not any more.\n")
    os.utime(vault / "Secret.md", (1, 1))
    assert convert(vault, "Secret.md").text.strip() == "Not any more."
    (vault / "Secret.md").write_text("---\npublish: false\n---\nAgain.\n")
    assert convert(vault, "Secret.md").text == ""


def test_what_the_site_excludes_is_not_published(vault: Path) -> None:
    page = convert(vault, "index.md", exclude="a/*\n!a/other.md")
    missing = [tag["title"] for tag in page.select(".matcalc-missing")]
    assert missing[:2] == ["This is not published"] * 2


def test_tags_in_the_text_join_those_in_the_front_matter(vault: Path) -> None:
    (vault / "tagged.md").write_text("---\ntags: [one]\n---\n#two/three and #One\n")
    meta: dict[str, Any] = {"tags": ["one"]}
    convert(vault, "tagged.md", meta)
    assert meta == {"tags": ["one", "two/three"]}
    convert(vault, "tagged.md", meta := {}, obsidian={"tags": False})
    assert meta == {}


def test_parts_of_obsidians_markdown_can_be_switched_off(vault: Path) -> None:
    (vault / "parts.md").write_text("==m== %%c%% ![[Gradient]]\n")
    page = convert(vault, "parts.md", obsidian={"embeds": False, "comments": False})
    assert page.text.strip() == "m %%c%% Gradient"


def test_wrong_options_are_told_once(vault: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            convert(vault, "a/Gradient.md", obsidian={"embed": False}, rules=["x"])
    said = [record.getMessage() for record in caplog.records if record.getMessage().startswith("matcalc: ")]
    assert len(said) == 2
    assert said[0] == "matcalc: the option `rules` is a mapping, with a name and a value on each line"
    assert said[1].startswith("matcalc: the option `obsidian` has no part `embed`; there are autolinks, ")


def test_rules_lead_to_the_notes_of_the_author(vault: Path) -> None:
    context = SimpleNamespace(path="a/Gradient.md", meta={})
    config = {"docs_dir": str(vault), "markdown_extensions": []}
    md = Markdown(extensions=[_ContextExtension(context, config)])
    assert is_zensical(md)
    index, page, known = vault_page(md, Features(), {"squared norm": "index"}, "")
    site = StandaloneSite(None, {}, Features(), index, page, known)
    assert site.rule_address(RuleRef("squared norm", "squared-norm"), page) == "../index.md"
    assert site.rule_address(RuleRef("Gradient", "gradient"), page) == "Gradient.md"
    assert site.rule_address(RuleRef("Trace", "trace"), page) is None
    assert site.rule_address(RuleRef("own", "", address="index.md#mine"), page) == "../index.md#mine"


@pytest.mark.parametrize(
    ("scripts", "opening"),
    [([{"path": "vendor/mathjax.js"}], RAISED), (["katex.js"], COLOURED), (None, COLOURED)],
)
def test_derivations_are_written_for_the_renderer_of_the_site(scripts: object, opening: str) -> None:
    assert StandaloneSite(None, {}, config={"extra_javascript": scripts}).new == opening


@pytest.mark.parametrize("script", ["assets/matcalc/maths.js", {"path": "assets/matcalc/maths.js"}])
def test_formulas_are_text_until_our_script_typesets_them(vault: Path, script: object) -> None:
    (vault / "index.md").write_text("# On $a_i$\n\nSee $b < c$.\n\n```matcalc\nd/dx x^T a\n```\n")
    page = convert(vault, "index.md", scripts=[script])
    formulas = page.select(".arithmatex")
    assert page.select_one("p > .arithmatex").text == "b < c"
    assert page.select_one("p > .arithmatex")["data-latex"] == r"\(b < c\)"
    assert len(formulas) > 5
    assert not [each.text for each in formulas if "\\" in each.text]
    assert all(each["data-latex"] for each in formulas)


def test_of_chemistry_only_what_our_katex_can_not_show_is_told() -> None:
    site = StandaloneSite(None, {}, config={"extra_javascript": ["assets/matcalc/maths.js"]})
    assert site.refusal(r"\ce{H2O} + \pu{20 m//s}", False) is None
    assert site.refusal(r"\lost{H2O}", False) == r"there is no command `\lost`"


def test_formulas_stay_as_they_are_for_another_script(vault: Path) -> None:
    (vault / "index.md").write_text("See $b < c$.\n")
    page = convert(vault, "index.md", scripts=["katex.min.js"])
    assert page.select_one(".arithmatex").text == r"\(b < c\)"


def test_without_a_page_links_stay_as_typed() -> None:
    assert Markdown(extensions=["matcalc"]).convert("[[x]] %%y%%") == "<p>[[x]] %%y%%</p>"


def test_addresses_that_no_file_has_are_told_where_the_generator_does_not(
    vault: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (vault / "faults.md").write_text("[a](index.md#no) ![b](no.png) [c](no.csv)\n")
    with caplog.at_level(logging.WARNING):
        page = convert(vault, "faults.md")
    said = [record.getMessage() for record in caplog.records if "faults.md" in record.getMessage()]
    assert said == [
        'faults.md:1:1: no heading "no" in "index.md"',
        'faults.md:1:18: no file named "no.png"',
    ]
    assert page.select_one("a")["href"] == "index.md#no"
    assert page.select_one("img")["src"] == "no.png"
