"""Fenced code, tables and callouts as Obsidian reads them, brought into the form that the extensions read."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.site.obsidian.callouts import plain_callouts
from mkdocs_matcalc.site.obsidian.lists import normal_lists
from mkdocs_matcalc.site.obsidian.superfences import normal_fences
from mkdocs_matcalc.site.obsidian.tables import normal_tables

FENCES_AS_THEY_ARE = """\
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

```
never closed
"""


@pytest.mark.parametrize(
    ("note", "normal"),
    [
        (FENCES_AS_THEY_ARE, FENCES_AS_THEY_ARE),
        # The code or the closing fence further left than the opening one, or of more marks
        (" ```py\ncode\n  more\n```", " ```py\n code\n  more\n ```"),
        ("- item\n\n    ```\n  code\n   `````", "- item\n\n    ```\n    code\n    ```"),
        (">  ```\n> code\n>  ```", ">  ```\n>  code\n>  ```"),
        # What is no option behind the language
        ("```java | Java (static)\n```", "```java\n```"),
        ("```js title=foo.js\n```", "```js\n```"),
        # Right at a paragraph
        ("text\n```\ncode\n```\ntext", "text\n\n```\ncode\n```\n\ntext"),
        ("> text\n> ```\n> code\n> ```\n> text", "> text\n>\n> ```\n> code\n> ```\n>\n> text"),
        ("- item\n  ```\n  code\n  ```\n  text", "- item\n  ```\n  code\n  ```\n  text"),
    ],
)
def test_fences(note: str, normal: str) -> None:
    assert normal_fences(note) == normal


@pytest.mark.parametrize(
    ("note", "normal"),
    [
        ("text\n| a | b |\n|---|---|\n| c | d |", "text\n\n| a | b |\n|---|---|\n| c | d |"),
        ("> text\n> | a |\n> |---|", "> text\n>\n> | a |\n> |---|"),
        ("text\na | b, and no delimiters", "text\na | b, and no delimiters"),
        ("| a |\n|---|\n| [[b|c]] [[b\\|c]] |", "| a |\n|---|\n| [[b\\|c]] [[b\\|c]] |"),
        ("| a |\n|---|\n| `[[b|c]]` |", "| a |\n|---|\n| `[[b|c]]` |"),
    ],
)
def test_tables(note: str, normal: str) -> None:
    assert normal_tables(note) == normal


@pytest.mark.parametrize(
    ("note", "normal"),
    [
        ("> [!note] Title", "> [!note] Title"),
        ("> [!note|wide]- Title", "> [!note|wide]- Title"),
        ("> [!note| wide, left]+ Title", "> [!note|wide|left]+ Title"),
        ("> > [!note|] Title", "> > [!note] Title"),
        ("[!note| no callout]", "[!note| no callout]"),
        ("```\n> [!note| code]\n```", "```\n> [!note| code]\n```"),
    ],
)
def test_callouts(note: str, normal: str) -> None:
    assert plain_callouts(note) == normal


@pytest.mark.parametrize(
    "line", ["| a |\n|---|\n", "- x\n", "> x\n", "```\n", "~~~ x\n", "    - x\n", "> [!x|y\n"]
)
def test_thousands_of_lines_take_no_time_to_speak_of(line: str) -> None:
    text = line * 20_000
    for normal in (normal_fences, plain_callouts, normal_tables, normal_lists):
        assert normal(text).count("x") == text.count("x")
