from __future__ import annotations

import pytest

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.vault.fences import Fence, find_fences


def ours(text: str) -> list[Fence]:
    return [fence for fence in find_fences(text.split("\n")) if fence.is_matcalc]


@pytest.mark.parametrize(
    "text",
    [
        "```matcalc\nd/dx x\n```",
        "~~~ matcalc\nd/dx x\n~~~",
        "~~~~{.matcalc}\nd/dx x\n~~~~",
        "- item\n\n    ```matcalc\n    d/dx x\n    ```",
        "1.\t```matcalc\n\td/dx x\n\t```",
        "!!! note\n\t```matcalc\n\td/dx x\n\t```",
        "> ```matcalc\n> d/dx x\n> ```",
        "> > ```matcalc\n> > d/dx x\n> > ```",
        ">    ```matcalc\n>    d/dx x\n>    ```",
        "text\n```matcalc\nd/dx x\n```\ntext",
        "> ```\n> ends with the quote\n\n~~~matcalc\nd/dx x\n~~~",
    ],
)
def test_finds_a_block(text: str) -> None:
    (fence,) = ours(text)
    assert fence.closed
    assert fence.body == ("d/dx x",)


@pytest.mark.parametrize(
    "text",
    [
        "````markdown\n```matcalc\nd/dx x\n```\n````",
        "~~~\n```matcalc\nd/dx x\n```\n~~~",
        "> ````\n> ```matcalc\n> d/dx x\n> ```\n> ````",
        "```matcalculus\nd/dx x\n```",
        "```python matcalc\nd/dx x\n```",
        "a line with ```matcalc d/dx x``` in it",
        "```matcalc``` at the start of a line",
        "``matcalc\nd/dx x\n``",
        "    ```matcalc\n    d/dx x\n    ```",
        "\t```matcalc\n\td/dx x\n\t```",
        "```\nnever closed\n\n~~~matcalc\nd/dx x\n~~~",
    ],
)
def test_leaves_alone_what_is_no_block(text: str) -> None:
    assert ours(text) == []


@pytest.mark.parametrize(
    "info",
    [
        "matcalc method=differential steps=brief",
        'matcalc method="differential" steps="brief"',
        "matcalc method='differential' steps=brief",
        "{.matcalc method=differential steps=brief}",
        '{ .matcalc method="differential" steps="brief" }',
        " matcalc  method=differential   steps=brief ",
    ],
)
def test_reads_options_however_they_are_written(info: str) -> None:
    (fence,) = ours(f"```{info}\nd/dx x\n```")
    assert fence.header().options == {"method": "differential", "steps": "brief"}


@pytest.mark.parametrize("info", ["{.matcalc #mine}", "matcalc id=mine", "matcalc #mine"])
def test_reads_the_id(info: str) -> None:
    (fence,) = ours(f"```{info}\n```")
    assert fence.header().id == "mine"


@pytest.mark.parametrize("info", ["matcalc method", 'matcalc method="differential', "matcalc =x"])
def test_says_which_option_is_wrong(info: str) -> None:
    (fence,) = ours(f"```{info}\n```")
    with pytest.raises(MatcalcError, match=r"no value|closing quotation"):
        fence.header()


def test_tells_where_a_line_begins() -> None:
    (fence,) = ours("> ```matcalc\n>  a\n>\n> b\n> ```")
    assert (fence.start, fence.end) == (0, 5)
    assert fence.body == (" a", "", "b")
    assert fence.margins == (2, 1, 2)


def test_keeps_inner_indentation() -> None:
    (fence,) = ours("  ```matcalc\n  a\n    = b\n\n  ```")
    assert fence.body == ("a", "  = b", "")


@pytest.mark.parametrize(
    "text", ["```matcalc\nd/dx x", "- a\n    ```matcalc\n    x\nb", "> ```matcalc\n> x\nb"]
)
def test_a_block_that_is_never_closed_is_only_its_first_line(text: str) -> None:
    (fence,) = ours(text)
    assert not fence.closed
    assert fence.end == fence.start + 1


def test_what_nothing_closes_goes_to_the_end() -> None:
    (fence,) = find_fences([f"```text {number}" for number in range(20_000)])
    assert (fence.closed, fence.end) == (False, 20_000)


@pytest.mark.parametrize(
    ("prefix", "margin"), [("", ""), ("> ", "> "), ("- ", "  "), ("> 1. ", ">    "), ("1.\t", "  \t")]
)
def test_what_stands_before_the_lines_below(prefix: str, margin: str) -> None:
    (fence,) = ours(f"{prefix}```matcalc\n{margin}x\n{margin}```")
    assert (fence.prefix, fence.margin, fence.body) == (prefix, margin, ("x",))
