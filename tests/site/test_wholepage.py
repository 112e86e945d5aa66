"""What is done to the HTML of a page is not done to each of its headings."""

from __future__ import annotations

from markdown import Markdown

from mkdocs_matcalc.site.obsidian.wholepage import WholePage


class Signed(WholePage):
    def on_page(self, html: str) -> str:
        return f"{html}\n<hr>"


def test_a_page_is_changed_once_and_its_contents_are_left_alone() -> None:
    md = Markdown(extensions=["toc"])
    Signed(md).register(md, "signed", -10)
    for _ in range(2):
        html = md.reset().convert("# One\n\n## Two *and* a half\n\nText\n")
        assert html.count("<hr>") == 1
        (one,) = md.toc_tokens  # type: ignore[attr-defined]
        assert (one["html"], one["children"][0]["html"]) == ("One", "Two <em>and</em> a half")
