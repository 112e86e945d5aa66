"""Lists as CommonMark reads them, brought into the form that Python-Markdown reads."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.site.obsidian.lists import normal_lists

UNCHANGED = """\
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
"""


def test_what_is_read_rightly_is_not_changed() -> None:
    assert normal_lists(UNCHANGED) == UNCHANGED


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
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
        ("- a\n  - b\n\n    para\n- c", "- a\n    - b\n\n        para\n\n- c"),
        ("10. a\n\n        code\n11. b", "10. a\n\n        code\n\n11. b"),
        ("```\ncode\n```\n- a", "```\ncode\n```\n\n- a"),
    ],
)
def test_lists(typed: str, normal: str) -> None:
    assert normal_lists(typed) == normal
    assert normal_lists(normal) == normal


def test_quotes_too_deep_to_be_read_stay_as_they_are() -> None:
    deep = f"{'> ' * 2000}- item"
    assert normal_lists(deep) == deep
