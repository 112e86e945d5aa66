"""The one error a user sees: alone, with others, and on its way between processes."""

from __future__ import annotations

import pickle

import pytest

from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place, Refusal

FIRST = MatcalcError(ErrorName.SYNTAX, "this is wrong", Place(2, 3, "a b c"), "write d")
SECOND = MatcalcError(ErrorName.UNKNOWN_NAME, "so is this", Place(9, 1, "e", "Note.md"))
BARE = MatcalcError(ErrorName.NOTHING_ASKED, "and this")


@pytest.fixture
def several() -> MatcalcError:
    return MatcalcError.together(
        [MatcalcError(each.name, each.message, each.place, each.hint) for each in (FIRST, SECOND, BARE)]
    )


def test_an_error_points_at_its_place() -> None:
    assert str(FIRST) == "line 2, column 3: this is wrong [syntax]\na b c\n  ^\nHint: write d"
    assert str(SECOND) == "Note.md:9, column 1: so is this [unknown-name]\ne\n^"


def test_several_are_told_one_after_the_other(several: MatcalcError) -> None:
    assert str(several) == f"{FIRST}\n\n{SECOND}\n\n{BARE}"


def test_the_answer_has_the_first_and_all(several: MatcalcError) -> None:
    answer = several.to_answer()
    assert answer["error"] == FIRST.to_dict() == answer["errors"][0]
    assert FIRST.to_dict() == {
        "name": "syntax",
        "message": "this is wrong",
        "line": 2,
        "column": 3,
        "source": "a b c",
        "hint": "write d",
    }
    assert answer["errors"][1]["file"] == "Note.md"
    assert str(MatcalcError.from_answer(answer)) == str(several)


def test_an_answer_may_have_one_error_alone() -> None:
    assert MatcalcError.from_answer({"error": FIRST.to_dict()}).all[0].message == "this is wrong"


def test_errors_survive_the_way_between_processes(several: MatcalcError) -> None:
    assert str(pickle.loads(pickle.dumps(several))) == str(several)
    assert isinstance(pickle.loads(pickle.dumps(Refusal(ErrorName.NO_RULE, "no rule"))), Refusal)
