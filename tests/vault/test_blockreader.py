"""The blocks of a note, written down as nested lines: the kind, the mark, and the lines' numbers."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt

from mkdocs_matcalc.vault.blockreader import block_tree
from mkdocs_matcalc.vault.blocktree import Block, Kind


def outline(text: str) -> str:
    return " ".join(_shown(block_tree(text)))


def _shown(block: Block) -> Iterator[str]:
    for child in block.children:
        lines = f"{child.first}" if child.first == child.last else f"{child.first}-{child.last}"
        inner = " ".join(_shown(child))
        yield f"{child.kind.name.lower()}:{lines}" + (f"({inner})" if inner else "")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a\nb\n\nc", "paragraph:0-1 paragraph:3"),
        ("$$x$$\n</b>\nc", "maths:0 paragraph:1-2"),
        ("1. a\n: b\n2. c", "item:0-1(paragraph:0-1) item:2(paragraph:2)"),
        ("a\n\u00a0\nb\n\u3000", "paragraph:0-3"),
        # Items, and what they hold by their own indent or by four spaces
        (
            "- a\n  - b\n    - c\n- d",
            "item:0-2(paragraph:0 item:1-2(paragraph:1 item:2(paragraph:2))) item:3(paragraph:3)",
        ),
        ("1. a\n    - b", "item:0-1(paragraph:0 item:1(paragraph:1))"),
        ("- a\n\n    b\n\n        c", "item:0-4(paragraph:0 paragraph:2 indented:4)"),
        ("10) a\n    b", "item:0-1(paragraph:0-1)"),
        ("- a\n\nb", "item:0(paragraph:0) paragraph:2"),
        ("-\n- b", "item:0 item:1(paragraph:1)"),
        ("- - a\n  - b", "item:0-1(item:0(paragraph:0) item:1(paragraph:1))"),
        ("-     a", "item:0(indented:0)"),
        ("a\n- \u00a0b", "paragraph:0 item:1(paragraph:1)"),
        ("- a\n  - \n- b\n  *", "item:0-1(paragraph:0 item:1) item:2-3(paragraph:2 item:3)"),
        # What begins no item
        ("a\n2. b\n-\n+c", "underlined:0-2 paragraph:3"),
        ("a\n    - b", "paragraph:0-1"),
        ("1234567890. a\n-a", "paragraph:0-1"),
        # Where lists and paragraphs end
        ("- a\n## b\nc:\n- d", "item:0(paragraph:0) heading:1 paragraph:2 item:3(paragraph:3)"),
        ("a\n- b\n***\nc", "paragraph:0 item:1(paragraph:1) rule:2 paragraph:3"),
        ("- a\n---", "item:0(paragraph:0) rule:1"),
        ("> a\n---", "quote:0(paragraph:0) rule:1"),
        ("1. a\n===", "item:0-1(paragraph:0-1)"),
        ("- a\n  ---", "item:0-1(underlined:0-1)"),
        ("- - -\n* * *\n_____", "rule:0 rule:1 rule:2"),
        ("<u>a</u> b:\n- c", "paragraph:0 item:1(paragraph:1)"),
        # Headings
        ("a\nb\n--", "underlined:0-2"),
        ("   ## a\n#\n####### b\n#c", "heading:0 heading:1 paragraph:2-3"),
        ("a\n# b\nc", "paragraph:0 heading:1 paragraph:2"),
        # Lazy lines
        ("> a\nb\n> c", "quote:0-2(paragraph:0-2)"),
        ("> - a\nb", "quote:0-1(item:0-1(paragraph:0-1))"),
        (
            "1) a\n$$\nb\n$$\n\tc\n2) d",
            "item:0-4(paragraph:0 maths:1-3 paragraph:4) item:5(paragraph:5)",
        ),
        ("> a\n$$\n> b\n$$\nc\n\nd", "quote:0-4(paragraph:0 maths:1-3 paragraph:4) paragraph:6"),
        ("- a\n  $$\n  b\n  $$\nc\n- d", "item:0-4(paragraph:0 maths:1-3 paragraph:4) item:5(paragraph:5)"),
        ("> $$\n> b\n$$\n\n$$\nc\n$$", "quote:0-2(maths:0-2) maths:4-6"),
        ("> $$\nb &= c \\\\\n&= d\n$$", "quote:0-3(maths:0-3)"),
        ("> $$\n- b\n$$", "quote:0-2(paragraph:0-2(maths:0-2))"),
        ("> $$\n> b\n\nc\n$$", "quote:0-1(paragraph:0-1) paragraph:3-4"),
        ("> a\n\n> b", "quote:0(paragraph:0) quote:2(paragraph:2)"),
        ("> a\n- b", "quote:0(paragraph:0) item:1(paragraph:1)"),
        ("> ```\na", "quote:0(fence:0) paragraph:1"),
        # Fenced code
        ("```\na\n\n```\nb", "fence:0-3 paragraph:4"),
        ("````\n```\n````", "fence:0-2"),
        ("~~~ a`b\n```\n~~~", "fence:0-2"),
        ("``` a`b", "paragraph:0"),
        ("a\n\n```\n# b\n- c\n", "paragraph:0 fence:2-4"),
        ("- a\n  ```\n  b\n\n  ```\nc", "item:0-4(paragraph:0 fence:1-4) paragraph:5"),
        ("- a\n  ```\n  b\nc", "item:0-2(paragraph:0 fence:1-2) paragraph:3"),
        ("> [!x]\n> ```\n> a\n\nb", "quote:0-2(title:0 fence:1-2) paragraph:4"),
        ("- ```\n  a\n  ```", "item:0-2(fence:0-2)"),
        ("```matcalc\nd/dx x\n\n# b", "fence:0 paragraph:1 heading:3"),
        # Callouts
        ("> [!a b|c]- d\n> e", "quote:0-1(title:0 paragraph:1)"),
        ("> [!a]\nb\nc\n\nd", "quote:0-2(title:0 paragraph:1-2) paragraph:4"),
        (">[!a]\n\tb", "quote:0-1(title:0 paragraph:1)"),
        ("$$\na\n$$\n\tb\n\n\tc", "maths:0-2 paragraph:3 indented:5"),
        ("````\n    ````\n````", "fence:0-2"),
        ("> [!a]\nb\n# c", "quote:0-1(title:0 paragraph:1) heading:2"),
        ("> [!a]\n- b", "quote:0(title:0) item:1(paragraph:1)"),
        ("> [!a]\n> ---", "quote:0-1(title:0 rule:1)"),
        ("> b\n> [!a]", "quote:0-1(paragraph:0-1)"),
        ("> [!a]\n$$b$$\n> c", "quote:0-2(title:0 maths:1 paragraph:2)"),
        # Mathematics, comments, HTML: whatever stands in them
        ("$$\n- a\n\n# b\n$$\nc", "maths:0-4 paragraph:5"),
        ("- a $$\nb\n- c\n$$ d\n- e", "item:0-3(paragraph:0-3(maths:0-3)) item:4(paragraph:4)"),
        ("a: $$\n\nb\n$$\nc", "paragraph:0-4(maths:0-3)"),
        ("a: $$\n\nb\n\n$$\nc\n$$", "paragraph:0 paragraph:2 maths:4-6"),
        ("a: $$\n\n# b\n$$", "paragraph:0 heading:2 paragraph:3"),
        (
            "> a: $$\n>\n> b\n> $$\n\nc: $$\n\n$$",
            "quote:0-3(paragraph:0-3(maths:0-3)) paragraph:5 paragraph:7",
        ),
        ("\t$$\n\ta\n\n\t$$\nb\n\t$$c$$", "maths:0-3 paragraph:4 maths:5"),
        ("\t$$a$$ b\n\n\tc\n\t$$d$$", "indented:0-3"),
        ("> a\n\t> b\n      > - c", "quote:0-2(paragraph:0-1 item:2(paragraph:2))"),
        ("- a\n\n      b\n\n        c\n\n  d", "item:0-6(paragraph:0 indented:2-4 paragraph:6)"),
        (
            "- a\n\n     b\n\n    c\n- d\n      e",
            "item:0-4(paragraph:0 paragraph:2 paragraph:4) item:5-6(paragraph:5-6)",
        ),
        ("a `$$`\n- b", "paragraph:0 item:1(paragraph:1)"),
        ("a $$ b\n\nc $$", "paragraph:0 paragraph:2"),
        ("$$ a\nb", "paragraph:0-1"),
        ("> $$\n> a\n\n$$", "quote:0-1(paragraph:0-1) paragraph:3"),
        ("\\[\na\n- b\n\\]\n\\[f(x)\\]", "maths:0-3 maths:4"),
        ("\\[\\text{words}\n\n\\]\n\\[A\nword\\]\n- b", "maths:0-2 paragraph:3-4 item:5(paragraph:5)"),
        ("%%\n- a\n\n%% b\n\n<!-- c\n-->", "comment:0-3 comment:5-6"),
        # HTML, which ends at an empty line, or by what closes it
        ("<div>\n- a\n\n- b\n</div>\nc", "html:0-1 item:3(paragraph:3) html:4-5"),
        ("a\n<DIV\nb", "paragraph:0 html:1-2"),
        ("a\n<b>\n- c\n\n</b>\n- d", "paragraph:0-1 item:2(paragraph:2) html:4-5"),
        ("<table>\n<tr><td>\n\n```\na\n```\n\n</table>", "html:0-1 fence:3-5 html:7"),
        ("<pre>\n\n- a\n</pre> b\nc", "html:0-3 paragraph:4"),
        ("<style>\n\n- a\n\n", "html:0-2"),
        ("- <script>\n\n  a\n- b", "item:0-2(html:0-2) item:3(paragraph:3)"),
        ("> <textarea>\n> a\n\nb", "quote:0-1(html:0-1) paragraph:3"),
        ("<!DOCTYPE a\n\nb>\nc\n<![CDATA[\n\n]]> d", "html:0-2 paragraph:3 html:4-6"),
        ("a\n<!-- b\n\n# c", "paragraph:0 html:1-3"),
        ("<u>a</u>\n- b\n<divs\n<a@b>", "paragraph:0 item:1-3(paragraph:1-3)"),
        ("<div markdown>\n- a\n</div>", "paragraph:0 item:1-2(paragraph:1-2)"),
        ("<br>\n- a", "html:0-1"),
        # Tables
        ("a\n| b | c |\n|---|:-:|\n| d |\ne\n\nf", "paragraph:0 table:1-4 paragraph:6"),
        ("a\nb | c\n:---:|---\nd | e", "paragraph:0 table:1-3"),
        ("| a |\n| - |\n| b |\n> c\n", "table:0-2 quote:3(paragraph:3)"),
        ("| a |\n| - |\n^b", "table:0-1 paragraph:2"),
        ("| a |\n| - |\nb: $$\nc\n$$\n| d $$ |", "table:0-1 paragraph:2-5(maths:2-4)"),
        ("| a |\n| - |\n`$$` b\nc", "table:0-3"),
        ("a | b\n- c | d", "paragraph:0 item:1(paragraph:1)"),
        # What extensions hold by four spaces
        ("!!! note\n    - a\n\n    b\nc", "held:0-3(item:1(paragraph:1) paragraph:3) paragraph:4"),
        ('=== "a"\n\n    b\n\n???+ c\n    d', "held:0-2(paragraph:2) held:4-5(paragraph:5)"),
        ("[^1]: a\nb\n\n    c", "held:0-3(paragraph:0-1 paragraph:3)"),
        ("a\n:   b\n    c", "paragraph:0 held:1-2(paragraph:1-2)"),
        # The top
        ("---\na: b\n---\n# c", "front_matter:0-2 heading:3"),
        ("    a\n\n    b\nc", "indented:0-2 paragraph:3"),
        ("", ""),
    ],
)
def test_blocks(text: str, wanted: str) -> None:
    assert outline(text) == wanted


LINES = [
    "a", "- b", "1. c", "2. d", "> e", "# f", "```", "---", "===", "", "", "  g", "> - h", "  - i", "> ```",
    "   1. j", "- > k", "> # l", "* ", "- - m", "~~~", "> > n", "    o", ">",
    "<div>", "> </div> p", "<i>", "  <pre>", "</pre>", "- <?q", "?>",
]  # fmt: skip
THEIRS = {
    "heading_open": "heading", "fence": "fence", "code_block": "indented", "hr": "rule",
    "list_item_open": "item", "blockquote_open": "quote", "paragraph_open": "paragraph",
    "html_block": "html",
}  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_blocks_are_those_of_commonmark(seed: int) -> None:
    other = MarkdownIt("commonmark").disable(["inline", "reference"], ignoreInvalid=True)
    other.core.ruler.enableOnly(["normalize", "block"])
    rng = random.Random(seed)
    for _ in range(1500):
        text = "\n".join(rng.choice(LINES) for _ in range(rng.randint(1, 7)))
        theirs = {(THEIRS[each.type], each.map[0]) for each in other.parse(text) if each.type in THEIRS}
        ours = {(block.kind.name.lower(), block.first) for block in block_tree(text, whole=False).walk()}
        ours = {("heading" if kind == "underlined" else kind, line) for kind, line in ours}
        assert ours - {("note", 0)} == theirs, text


def test_an_attribute_that_no_extension_reads_makes_no_difference() -> None:
    text = "<div markdown>\n\n- a\n\n<p>\n- b\n</div>"
    read = [
        [child.kind for child in block_tree(text, elements=elements).children] for elements in (True, False)
    ]
    assert read == [[Kind.PARAGRAPH, Kind.ITEM, Kind.PARAGRAPH, Kind.ITEM], [Kind.HTML, Kind.ITEM, Kind.HTML]]


def test_places_are_told_in_characters_where_tabs_stand() -> None:
    (item,) = block_tree("-\ta\n\t$$\n\tb\n\t$$ c").children
    _, formula = item.children
    assert (formula.first, formula.column, formula.last, formula.end) == (1, 1, 3, 3)
    assert formula.starts == [1, 1, 1]


@pytest.mark.parametrize(
    "line",
    ["> ", "- a\n", "    ", "```matcalc\n", "> ```matcalc\n", "$$ a\n\n", "- > ", "|a|\n|-|\n", "<div>\n"],
)
def test_thousands_of_them_take_no_time_to_speak_of(line: str) -> None:
    text = line * 20_000
    assert block_tree(text).last == text.count("\n")
