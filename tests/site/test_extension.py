"""The extension alone, as a program that is not MkDocs would use it."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from known_site import DerivingSite, note_page
from markdown import Markdown, markdown
from site_builder import SameProcess

from mkdocs_matcalc.engine.cache import Cache
from mkdocs_matcalc.engine.deriver import Deriver
from mkdocs_matcalc.site.markdown.siteextension import SiteExtension
from mkdocs_matcalc.site.markdown.told import tell_once
from mkdocs_matcalc.site.obsidian.athand import AtHand

BLOCK = "```matcalc\nd/dx f\n```"
SITE = [
    "admonition",
    "attr_list",
    "def_list",
    "fenced_code",
    "footnotes",
    "md_in_html",
    "tables",
    "toc",
    "pymdownx.details",
    "pymdownx.superfences",
    "pymdownx.tabbed",
]


class Page:
    """Converts Markdown, and keeps what was warned of."""

    def __init__(self, cache: Path, extensions: list[str] = SITE, path: str = "", file: str = "") -> None:
        self.site = DerivingSite(
            at=note_page(path, file),
            address=lambda rule: f"rules/{rule.slug}/",
            deriver=Deriver(Cache(cache), SameProcess()),
        )
        self.warnings = self.site.warnings
        self.at_hand = AtHand(self.site)
        extension = SiteExtension(self.at_hand)
        self.markdown = Markdown(
            extensions=[*extensions, extension],
            extension_configs={"pymdownx.tabbed": {"alternate_style": True}} if extensions else {},
        )

    def convert(self, text: str) -> BeautifulSoup:
        html = self.markdown.convert(text)
        self.site.deriver.close()
        return BeautifulSoup(html, "html.parser")


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page(tmp_path)


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.split("\n"))


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        (BLOCK, ""),
        (f"before\n{BLOCK}\nafter", ""),
        (f"- item\n\n{indented(BLOCK)}\n- item", "ul > li"),
        (f"- item\n{indented(BLOCK)}", "ul > li"),
        ("- item\n  ```matcalc\n  d/dx f\n  ```\n- item", "ul > li"),
        (f"1. item\n    - item\n\n{indented(indented(BLOCK).rstrip())}", "ol > li > ul > li"),
        ("> ```matcalc\n> d/dx f\n> ```", "blockquote"),
        ("> text\n> ~~~matcalc\n> d/dx f\n> ~~~\n> text", "blockquote"),
        ("> - item\n>\n>     ```matcalc\n>     d/dx f\n>     ```", "blockquote > ul > li"),
        (f"!!! note\n{indented(BLOCK)}", "div.admonition"),
        (f"??? note\n\n    text\n\n{indented(BLOCK)}", "details.note"),
        (f'=== "One"\n\n{indented(BLOCK)}\n=== "Two"\n\n    text', "div.tabbed-block"),
        (f'<div class="box" markdown>\n{BLOCK}\n</div>', "div.box"),
        (f"term\n:   meaning\n\n{indented(BLOCK)}", "dd"),
        (f"text[^1]\n\n[^1]: note\n\n{indented(BLOCK)}", "div.footnote li"),
    ],
)
def test_a_block_works_wherever_it_stands(page: Page, text: str, inside: str) -> None:
    html = page.convert(text)
    assert len(html.select(f"{inside} > section.matcalc" if inside else "section.matcalc")) == 1
    assert html.select("p section, section p section") == []
    assert "```" not in html.text
    assert "~~~" not in html.text
    assert "\ufdd0" not in html.text
    assert page.warnings == []


def test_text_around_a_block_keeps_its_place(page: Page) -> None:
    html = page.convert(f"before\n{BLOCK}\nbetween\n{BLOCK}\nafter")
    assert [child.name for child in html.find_all(True, recursive=False)] == [
        "p",
        "section",
        "p",
        "section",
        "p",
    ]
    assert [p.text for p in html.find_all("p", recursive=False)] == ["before", "between", "after"]


@pytest.mark.parametrize(
    "text",
    [
        f"````markdown\n{BLOCK}\n````",
        f"~~~~\n{BLOCK}\n~~~~",
        f"- item\n\n    ````\n{indented(BLOCK).rstrip()}\n    ````",
        f"text\n\n{indented(BLOCK)}",
        f"!!! note\n\n    text\n\n{indented(indented(BLOCK).rstrip())}",
        "text\n\n    ```matcalc method=differential\n    a < b\n\n      = c\n    ```",
    ],
)
def test_an_example_stays_as_it_is_typed(page: Page, text: str) -> None:
    code = page.convert(text).find("code")
    assert code is not None
    lines = [line.strip() for line in text.split("\n")]
    start = next(index for index, line in enumerate(lines) if "matcalc" in line)
    typed = lines[start : lines.index("```", start) + 1]
    assert [line.strip() for line in code.text.strip().split("\n")] == typed


def test_an_indented_example_keeps_its_indentation(page: Page) -> None:
    code = page.convert("text\n\n      ```matcalc\n      a < b\n\n        = c\n      ```\n").find("code")
    assert code is not None
    assert code.text == "  ```matcalc\n  a < b\n\n    = c\n  ```\n"


@pytest.mark.parametrize(
    "text", ["a \ufdd0matcalc7\ufdd1 b", "\ufdd0matcalc0\ufdd1", "`\ufdd0matcalc0\ufdd1`"]
)
def test_what_looks_like_a_mark_of_ours_is_text(page: Page, text: str) -> None:
    html = page.convert(f"{BLOCK}\n\n{text}")
    assert len(html.select("section.matcalc")) == 1
    assert html.text.count("matcalc7") + html.text.count("matcalc0") == 1


def test_a_mark_of_python_markdown_s_in_a_block_is_text(page: Page) -> None:
    """It would stand for the block's own HTML, without end."""
    for number in range(3):
        html = page.convert(f"```matcalc\nd/dx \x02wzxhzdk:{number}\x03 sine(\n```\n\n{BLOCK}")
        assert "wzxhzdk" in html.text
        assert len(html.select(".matcalc, .matcalc-error")) == 2


@pytest.mark.parametrize("extensions", [[], ["fenced_code"], ["pymdownx.superfences"], SITE])
def test_needs_no_other_extension(tmp_path: Path, extensions: list[str]) -> None:
    html = Page(tmp_path, extensions).convert(f"$a$\n\n{BLOCK}")
    assert len(html.select("section.matcalc")) == 1
    assert html.select_one("p .arithmatex").text == r"\(a\)"


def test_tabs_may_be_preserved(tmp_path: Path) -> None:
    page = Page(tmp_path, [])
    page.markdown = Markdown(
        extensions=["pymdownx.superfences", SiteExtension(AtHand(page.site))],
        extension_configs={"pymdownx.superfences": {"preserve_tabs": True}},
    )
    html = page.convert("```matcalc method=differential\nd/dx f\n```\n\n```\n\tcode\n```")
    assert len(html.select("section.matcalc")) == 1
    assert html.find_all("pre")[-1].text.strip("\n") == "\tcode"


def test_ids_are_stable_and_unique(page: Page) -> None:
    named = "```matcalc #mine\nd/dx f\n```"
    html = page.convert("\n\n".join([BLOCK, named, named, "- item\n\n" + indented(BLOCK), BLOCK]))
    ids = [section["id"] for section in html.select("section")]
    assert ids == ["derivation-1", "mine", "mine-2", "derivation-4", "derivation-5"]
    assert html.select_one("#mine-step-1") is not None
    assert page.at_hand.filled.derivations == set(ids)
    again = page.convert(BLOCK)
    assert again.select_one("section")["id"] == "derivation-1"
    everything = [tag["id"] for tag in html.select("[id]")]
    assert len(everything) == len(set(everything))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("```matcalc\nx\nd/dx sine(x)\n```", "3:6"),
        ("- item\n\n    ```matcalc\n    d/dx sine(x)\n    ```", "4:10"),
        ("> ```matcalc\n> d/dx sine(x)\n> ```", "2:8"),
        ("text\n```matcalc method\n```", "2:1"),
        ("!!! note\n    ```matcalc\n    x", "2:5"),
    ],
)
@pytest.mark.parametrize("front_matter", ["", "---\ntitle: A\n---\n\n"])
def test_an_error_names_its_place_in_the_file(
    tmp_path: Path, text: str, place: str, front_matter: str
) -> None:
    page = Page(tmp_path, path="notes/a.md", file=front_matter + text)
    html = page.convert(text)
    line, column = map(int, place.split(":"))
    place = f"notes/a.md:{line + front_matter.count(chr(10))}:{column}"
    (warning,) = page.warnings
    assert warning.startswith(f"{place}: ")
    assert html.select_one(".matcalc-error .matcalc-where").text == place


def test_a_line_is_found_though_another_plugin_changed_the_text(tmp_path: Path) -> None:
    file = "first\n\n```matcalc\nsine\n```\n"
    page = Page(tmp_path, path="a.md", file=file)
    page.convert("put in front\nby another\nplugin\n" + file)
    assert page.warnings == ["a.md:4:1: unknown function `sine` (did you mean `sin`?) [unknown-name]"]
    page.warnings.clear()
    page.convert("```matcalc\nsine of another file\n```")
    assert page.warnings == ["a.md: unknown function `sine` (did you mean `sin`?) [unknown-name]"]


def test_equal_blocks_have_places_of_their_own(tmp_path: Path) -> None:
    block = "```matcalc\nsine\n```"
    page = Page(tmp_path, path="a.md", file=f"---\nt: 1\n---\n{block}\n\n{block}")
    page.convert(f"{block}\n\n{block}")
    assert [warning.split(" ")[0] for warning in page.warnings] == ["a.md:5:1:", "a.md:9:1:"]


def test_what_an_author_types_is_never_markup(page: Page) -> None:
    html = page.convert("```matcalc\n<script>alert(1)</script>\n```")
    assert html.find("script") is None
    assert html.find("b") is None
    assert "<script>alert(1)</script>" in html.select_one(".matcalc-message").text


def test_blocks_in_comments_and_raw_html_are_not_derived_on_the_page(page: Page) -> None:
    html = page.convert(f"<!--\n{BLOCK}\n-->\n\n<pre>\n{BLOCK}\n</pre>")
    assert html.select("section") == []
    assert "d/dx f" in html.find("pre").text
    assert page.warnings == []


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("timeout", "long"),
        ("timeout", -1),
        ("timeout", None),
        ("memory", "1 GB"),
        ("cache_dir", 3),
        ("cache_dir", "\0"),
    ],
)
def test_a_limit_or_a_folder_that_is_none_is_told_and_the_page_made(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    option: str,
    value: object,
) -> None:
    monkeypatch.chdir(tmp_path)
    tell_once.cache_clear()
    settings = {"matcalc": {option: value}}
    assert markdown("text", extensions=["matcalc"], extension_configs=settings) == "<p>text</p>"
    assert f"the option `{option}`" in caplog.text
