"""Derivations written into a note: under their blocks, and nothing else changed by a byte."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mkdocs_matcalc.commands.expansion import BEGIN, END, Derive, expand, find_expansions, remove
from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place
from mkdocs_matcalc.render.document import Check, Document
from tests.by_hand import document, result

BLOCK = "```matcalc\nd/dx f\n```"
WRITTEN = f"""{BEGIN}

$$
\\begin{{aligned}}
& f \\cr
g & = f' \\quad \\in n
\\end{{aligned}}
$$

Checked at 3 random points against finite differences.

{END}"""
EXPANDED = f"{BLOCK}\n{WRITTEN}"


def derive(text: str, options: dict[str, str], line: int) -> Document:
    if "wrong" in text:
        place = Place(text.split("\n").index("wrong") + 1, 3, "wrong")
        raise MatcalcError(ErrorName.UNKNOWN_NAME, "`wrong` is unknown", place, "say it right")
    function = text.removeprefix("d/dx ").replace("\n", " ") + "".join(options.values())
    gradient = result("g", f"{function}'", "n", numpy="y = x\n")
    code = "numpy" if "g = x" in text else "none"
    return document((function,), results=(gradient,), check=Check(3, 1.5e-10), options={"code": code})


def indented(text: str, prefix: str) -> str:
    return "\n".join((prefix + line).rstrip() for line in text.split("\n"))


def test_a_derivation_stands_under_its_block() -> None:
    assert expand(f"before\n\n{BLOCK}\nafter\n", derive).text == f"before\n\n{BLOCK}\n{WRITTEN}\nafter\n"


@pytest.mark.parametrize("prefix", ["  ", "    ", "\t", "> ", "> > ", ">   ", "   > "])
def test_it_keeps_what_stands_before_its_block(prefix: str) -> None:
    text = f"- item\n\n{indented(BLOCK, prefix)}\n"
    assert expand(text, derive).text == f"- item\n\n{indented(EXPANDED, prefix)}\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_it_keeps_line_ends_and_the_byte_order_mark(end: str, last: bool, mark: str) -> None:
    text = mark + BLOCK.replace("\n", end) + (end if last else "")
    done = expand(text, derive).text
    assert done == mark + EXPANDED.replace("\n", end) + (end if last else "")
    assert remove(done).text == text


def test_options_of_the_fence_count() -> None:
    assert "& fchain \\cr\n" in expand("```matcalc method=chain\nd/dx f\n```", derive).text


def test_it_is_brought_up_to_date_where_it_stands() -> None:
    old = expand(f"# Title\n{BLOCK}\n\nafter", derive).text
    changed = old.replace("d/dx f", "d/dx g")
    done = expand(changed, derive)
    assert done.text == expand("# Title\n```matcalc\nd/dx g\n```\n\nafter", derive).text
    assert done.stale == ((2, "its derivation is out of date"),)


def test_what_is_written_between_the_marks_is_lost_and_a_blank_line_above_them_is_not() -> None:
    note = f"{BLOCK}\n\n<!--matcalc:begin-->\nmine\n{END}\nafter"
    assert expand(note, derive).text == f"{BLOCK}\n\n{WRITTEN}\nafter"


def test_a_note_that_is_up_to_date_has_nothing_stale() -> None:
    done = expand(f"{BLOCK}\n\ntext\n\n{BLOCK}", derive)
    assert done.stale == tuple((line, "its derivation is not written under it") for line in (1, 7))
    again = expand(done.text, derive)
    assert (again.text, again.stale, again.faults) == (done.text, (), ())


def test_nothing_depends_on_the_last_digits_of_the_check() -> None:
    def elsewhere(text: str, options: dict[str, str], line: int) -> Document:
        return document(("f",), check=Check(3, 2.5e-11))

    def here(text: str, options: dict[str, str], line: int) -> Document:
        return document(("f",), check=Check(3, 1.5e-10))

    assert expand(BLOCK, here) == expand(BLOCK, elsewhere)


def test_a_block_with_a_fault_keeps_what_it_has() -> None:
    good = expand(f"{BLOCK}\n", derive).text
    note = f"{good}\n> ```matcalc\n> d/dx f\n> wrong\n> ```\n> {BEGIN}\n> old\n> {END}\n"
    done = expand(note, derive)
    assert done.text == note
    (fault,) = done.faults
    line = note.split("\n").index("> wrong") + 1
    assert (fault.place, fault.hint) == (Place(line, 5, "> wrong"), "say it right")


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("text\n```matcalc\nd/dx f\n", "never closed", 2),
        ('```matcalc steps="full\nd/dx f\n```', "options of this block can't be read", 1),
        (f"text\n\n{BEGIN}\nold\n{END}\n", "no block stands above this derivation", 3),
        (f"{BLOCK}\n\ntext\n{BEGIN}\nold\n{END}\n", "no block stands above this derivation", 6),
    ],
)
def test_faults_that_leave_the_note_as_it_is(text: str, message: str, line: int) -> None:
    done = expand(text, derive)
    (fault,) = done.faults
    assert message in fault.message
    assert fault.place is not None
    assert fault.place.line == line
    assert fault.hint
    if line != 6:
        assert done.text == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{BLOCK}\n{BEGIN}\nold\n", 4),
        (f"{BLOCK}\nold\n{END}\n", 5),
        (f"{BLOCK}\n{BEGIN}\n\n{BEGIN}\nold\n{END}\n", 4),
    ],
)
def test_a_mark_without_its_other_stops_everything(text: str, line: int) -> None:
    for work in (lambda: expand(text, derive), lambda: remove(text)):
        with pytest.raises(MatcalcError, match="lacks its other") as raised:
            work()
        assert raised.value.place is not None
        assert raised.value.place.line == line


def test_a_block_in_a_fence_that_is_never_closed_is_text() -> None:
    note = "```\nnever closed\n\n~~~matcalc\ng = x\n~~~\n"
    assert expand(note, derive).text == note


def test_a_formula_that_is_never_closed_does_not_swallow_a_block() -> None:
    note = f"$$ a\n\n{BLOCK}\n"
    with pytest.raises(MatcalcError, match="opens above its block and never closes"):
        expand(note, derive)


def test_marks_and_blocks_in_an_example_are_text() -> None:
    note = f"````markdown\n{BLOCK}\n{BEGIN}\nold\n{END}\n{BEGIN}\n````\n"
    assert list(find_expansions(note.split("\n"))) == []
    assert expand(note, derive).text == note
    assert remove(note).text == note


def test_removing_takes_out_what_has_no_block_too() -> None:
    done = remove(f"{BEGIN}\nold\n{END}\ntext\n\n> {BEGIN}\n> old\n> {END}")
    assert done.text == "text\n"
    assert done.stale == ((1, "a derivation stands here"), (6, "a derivation stands here"))


LINES = st.sampled_from(
    [
        *("", "  ", "text", "# Title", "- item", "> quote", "$$", "---", "<!-- a comment -->", "\u2028"),
        *(
            "\x0c",
            "~~~",
            "    code",
            "```python",
            "```",
            "````markdown",
            "````",
            "matcalc:begin",
            "x\u00a0",
            "tab\t",
        ),
    ]
)
BLOCKS = st.builds(
    lambda prefix, fence, body, above: [
        *([above] if above else []),
        *(prefix + line for line in (f"{fence}matcalc", *body, fence)),
    ],
    st.sampled_from(["", "  ", "    ", "\t", "> ", "> > ", ">   "]),
    st.sampled_from(["```", "~~~", "````"]),
    st.lists(st.sampled_from(["d/dx f", "g = x", "# text", "wrong"]), max_size=3),
    st.sampled_from(["", "text"]),
)
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])


@st.composite
def notes(draw: st.DrawFn) -> str:
    """Notes of every kind: mixed line ends or none at last, unclosed fences, blocks in lists and quotes."""
    parts = draw(st.lists(st.one_of(LINES.map(lambda line: [line]), BLOCKS), max_size=8))
    lines = [line for part in parts for line in part]
    text = "".join(line + draw(ENDS) for line in lines)
    return draw(st.sampled_from(["", "\ufeff"])) + text + draw(st.sampled_from(["", "the end"]))


def expanded(note: str, engine: Derive = derive) -> str | None:
    """The note with its derivations; None where an unclosed fence forbids them."""
    try:
        return expand(note, engine).text
    except MatcalcError:
        return None


@settings(max_examples=300, deadline=None)
@given(notes())
def test_a_second_time_changes_nothing_and_removing_gives_the_note_back(note: str) -> None:
    assert remove(note).text == note
    once = expanded(note)
    assume(once is not None)
    again = expand(once, derive)
    assert (again.text, again.stale) == (once, ())
    assert remove(once).text == note


@settings(max_examples=100, deadline=None)
@given(notes())
def test_what_changed_is_brought_up_to_date_as_if_it_were_new(note: str) -> None:
    def otherwise(text: str, options: dict[str, str], line: int) -> Document:
        return derive(text.replace("f", "h"), options, line)

    once, wanted = expanded(note), expanded(note, otherwise)
    assume(once is not None and wanted is not None)
    assert expanded(once, otherwise) == wanted
