"""A note's blocks written as Python-Markdown and its extensions read them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mkdocs_matcalc.site.obsidian.features import NO_FEATURES, Features
from mkdocs_matcalc.site.obsidian.writing import normal

AS_IT_IS = """\
# Heading
- right after a heading

    paragraph of the item

        code of the item

    - below

        ```py
        - no item
        ```

1. one
    - two
        - three
2. four

Year and
1984. A sentence that goes on - with a dash.

What begins in the first column
    - goes on far to the right
        - and further
    - and back

!!! note
    - in an admonition

    text
        - not an item, but text that goes on

| a | b |
| - | - |
| c | d |

- - -

    - indented code

> - quoted
>     - below

* a
+ b

[^1]:
    - in a footnote

```py title="x.py" hl_lines="1 2"
a
```

``` { .py #id }
  b
```

- item
    ~~~
    code
    ~~~

> ````md
> ```
> > not a quote
> ````

`x` ```inline``` and ~~~ in a line

$$
- no item

# nor a heading
$$

> [!note|wide]- Title
> words
"""


def written(text: str, features: Features | None = None) -> str:
    return normal(text, features or Features(), lambda html: "…")


def test_what_is_read_rightly_is_not_changed() -> None:
    assert written(AS_IT_IS) == AS_IT_IS


@pytest.mark.parametrize(
    ("note", "normal"),
    [
        # Lists
        ("text\n- a\n- b", "text\n\n- a\n- b"),
        ("text\n1. a", "text\n\n1. a"),
        ("- a\n  - b\n    - c\n- d", "- a\n    - b\n        - c\n- d"),
        ("1. a\n   - b\n\n   para", "1. a\n    - b\n\n    para"),
        ("- a\n\n  para\n  - b", "- a\n\n    para\n\n    - b"),
        ("- a\n  ```\n  code\n    more\n  ```", "- a\n    ```\n    code\n      more\n    ```"),
        ("- a\n1. b", "- a\n\n1. b"),
        ("1) a\n2) b", "1. a\n2. b"),
        ("> text\n> - a\n>   - b", "> text\n>\n> - a\n>     - b"),
        ("- a\n\n  > quote", "- a\n\n    > quote"),
        ("- a\n  > quote\n- b", "- a\n\n    > quote\n\n- b"),
        ("- a\n  - b\n\n    para\n- c", "- a\n    - b\n\n        para\n\n- c"),
        ("10. a\n\n        code\n11. b", "10. a\n\n        code\n\n11. b"),
        ("- a\n\n  para\n- b\n- c", "- a\n\n    para\n\n- b\n- c"),
        ("- 1) a\n  - b\n- c", "- …\n    1. a\n\n    - b\n\n- c"),
        ("```\ncode\n```\n- a", "```\ncode\n```\n\n- a"),
        ("- a\n## b\nc:\n- d", "- a\n\n## b\nc:\n\n- d"),
        ("<u>a</u> b:\n- c", "<u>a</u> b:\n\n- c"),
        ("- > a\n  > b\n- c", "- …\n\n    > a\n    > b\n\n- c"),
        ("- > a\n  - b", "- …\n\n    > a\n\n    - b"),
        ("-\n- ```\n  c\n  ```", "- …\n- …\n    ```\n    c\n    ```"),
        ("- - a\n  - b", "- …\n    - a\n    - b"),
        # Headings and rules
        ("- a\n---\n- b", "- a\n\n---\n\n- b"),
        ("> a\n---", "> a\n\n---"),
        ("1. a\n===", "1. a\n    &#61;=="),
        ("a\nb\n---\nc", "## a b #\nc"),
        ("a\\\nb  \nc\\\\\nd\n===", "# a <br>b <br>c\\\\ d #"),
        ("### a\\\nb\\\n---", "### a\\\\\n## b\\\\ #"),
        # Text far to the right
        (">[!a]\n\t> b".expandtabs(4), "> [!a]\n> b"),
        ("$$\na\n$$\n     1. b", "$$\na\n$$\n1\\. b"),
        ("\u3000a\n \u00a0\u3000b \u3000c", "&#12288;a\n&#160;&#12288;b \u3000c"),
        ("```a``` b\n~~~c\n~~~", "…```a``` b\n\n~~~c\n~~~"),
        ("a\n\u00a0\nb", "a\n&#160;\nb"),
        # Words in escaped brackets
        ("\\[words\nin\\] b", "&#91;words\nin\\] b"),
        ("\\[a = b\\]", "\\[a = b\\]"),
        # What looks like an admonition
        ("- a\n??? b\n\n!!! c\n- d", "- a\n    ??? b\n\n!!! c\n\n- d"),
        # HTML, which is not read any more
        ("a\n<div>\nb\n\n- c\n\n</div>", "a\n\n…\n\n- c\n\n…"),
        ("- <p>a</p>\n- b\n  <br>", "- …\n- b\n    <br>"),
        ("- <p>a\n\n  b\n- c", "- …\n\n    b\n\n- c"),
        ("> <!-- a\n> b --> c\n<!-- d", "> … c\n\n…"),
        (" ## a\n  # b", "## a\n# b"),
        ("##", "## …"),
        # The code or the closing fence further left than the opening one, of more marks, or not there
        (" ```py\ncode\n  more\n```", "```py\ncode\n more\n```"),
        ("- item\n\n    ```\n  code\n   `````", "- item\n\n    ```\n    code\n    ```"),
        (">  ```\n> code\n>  ```", "> ```\n> code\n> ```"),
        ("```\n# code\n", "```\n# code\n```\n"),
        ("> ```\n> # code\n\ntext", "> ```\n> # code\n> ```\n\ntext"),
        # Right at a paragraph
        ("text\n```\ncode\n```\ntext", "text\n\n```\ncode\n```\n\ntext"),
        ("> text\n> ```\n> code\n> ```\n> text", "> text\n>\n> ```\n> code\n> ```\n>\n> text"),
        ("- item\n  ```\n  code\n  ```\n  text", "- item\n    ```\n    code\n    ```\n    text"),
        # In raw HTML
        ("<pre>\n```\na\n```\n</pre>", "…"),
        # Tables
        ("text\n| a | b |\n|---|---|\n| c | d |", "text\n\n| a | b |\n|---|---|\n| c | d |"),
        ("> text\n> | a |\n> |---|", "> text\n>\n> | a |\n> |---|"),
        ("| a |\n|---|\ntext\n> b", "| a |\n|---|\n| text |\n\n> b"),
        ("text\na | b, and no delimiters", "text\na | b, and no delimiters"),
        ("| a |\n|---|\n| [[b|c]] [[b\\|c]] |", "| a |\n|---|\n| [[b\\|c]] [[b\\|c]] |"),
        ("| a |\n|---|\n| `[[b|c]]` |", "| a |\n|---|\n| `[[b|c]]` |"),
        # Wide spaces
        ("\u00a0one\n\u3000two", "&#160;one\n&#12288;two"),
        ("`one\n\u00a0two` three\n\u00a0four", "`one\n\u00a0two` three\n&#160;four"),
        # Callouts
        ("> [!note] Title", "> [!note] Title"),
        ("> [!note| wide, left]+ Title", "> [!note|wide|left]+ Title"),
        ("> > [!note|] Title", "> > [!note] Title"),
        ("> [!note] 1. Title\n> [!note] - no title", "> [!note] 1\\. Title\n> [!note] - no title"),
        ("> [!note] ****", "> [!note] \\****"),
        ("> [!my own]-\n> - a", "> [!my-own]- My own\n>\n> - a"),
        ("[!note| no callout]", "[!note| no callout]"),
    ],
)
def test_blocks(note: str, normal: str) -> None:
    assert written(note) == normal


def test_what_is_switched_off_stays_as_it_is() -> None:
    note = "text\n- a\n  - b\n| c |\n|---|\n> [!d e]\n```\nf\n```"
    assert written(note, NO_FEATURES) == note
    lists = replace(NO_FEATURES, lists=True)
    assert written("text\n- a\n```\nb\n```", lists) == "text\n\n- a\n```\nb\n```"


def test_what_no_extension_holds_is_text_and_code() -> None:
    note = '=== "One"\n\n    <b>code</b>\n\nterm\n: text\n    - text'
    assert normal(note, Features(), lambda html: "…", held="") == note
    assert "…" in written(note.replace("<b>", "<div>"))


def test_quotes_too_deep_to_be_read_stay_as_they_are() -> None:
    deep = f"{'> ' * 2000}- item"
    assert written(deep) == deep


@pytest.mark.parametrize(
    "line", ["| a |\n|---|\n", "- x\n", "> x\n", "```\n", "~~~ x\n", "    - x\n", "> [!x|y\n"]
)
def test_thousands_of_lines_take_no_time_to_speak_of(line: str) -> None:
    text = line * 20_000
    assert written(text).count("x") == text.count("x")
