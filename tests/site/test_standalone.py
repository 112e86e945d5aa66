"""The extension alone, under a generator that tells it the page and its own configuration."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

NOTES = {
    "index.md": "[[Gradient#the chain rule]] ![[Gradient]] [[Secret]] [[Nowhere]]\n",
    "a/Gradient.md": "# Gradient\n\n## The chain rule\n\nSee [[index]] and [[Nowhere too]].\n",
    "Secret.md": "---\npublish: false\n---\nClassified.\n",
}


class _Context(Preprocessor):
    def __init__(self, md: Markdown, page: str, config: dict[str, Any]) -> None:
        super().__init__(md)
        self.page, self.config = SimpleNamespace(path=page), config

    def run(self, lines: list[str]) -> list[str]:
        return lines


class _ContextExtension(Extension):
    def __init__(self, page: str, configuration: dict[str, Any]) -> None:
        super().__init__()
        self.page, self.configuration = page, configuration

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(_Context(md, self.page, self.configuration), "rendering_context", 0)


def convert(root: Path, page: str) -> BeautifulSoup:
    config: dict[str, Any] = {"docs_dir": str(root), "mdx_configs": {}, "markdown_extensions": []}
    config["markdown_extensions"] += [_ContextExtension(page, config), "toc", "matcalc"]
    md = Markdown(extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"])
    return BeautifulSoup(md.convert((root / page).read_text(encoding="utf-8")), "html.parser")


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
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
    assert [record.getMessage() for record in caplog.records] == [
        'index.md:1:54: no note named "Nowhere"',
    ]


def test_a_new_note_is_found(vault: Path) -> None:
    assert convert(vault, "index.md").select_one("p > .matcalc-missing") is not None
    (vault / "b").mkdir()
    (vault / "b/Nowhere.md").write_text("")
    assert "b/Nowhere.md" in [link["href"] for link in convert(vault, "index.md").select("p > a")]


def test_without_a_page_links_stay_as_typed() -> None:
    assert Markdown(extensions=["matcalc"]).convert("[[x]] %%y%%") == "<p>[[x]] %%y%%</p>"
