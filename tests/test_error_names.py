"""The names of messages: each is used, explained, and earned by its example."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_matcalc.commands.expansion import expand
from mkdocs_matcalc.commands.main import main
from mkdocs_matcalc.commands.rewrite import rewrite
from mkdocs_matcalc.engine.answer import answer, answered
from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.limits import limited, tick
from mkdocs_matcalc.vault.fences import find_fences

PACKAGE = Path(__file__).parents[1] / "mkdocs_matcalc"
ERRORS = {
    "MatcalcError",
    "ShapeError",
    "Refusal",
    "Uncheckable",
    "CheckFailed",
    "TookTooLong",
    "TookTooMuch",
    "TooLarge",
    "OurMistake",
    "MisplacedError",
}


def _late() -> None:
    with limited(0.01):
        time.sleep(0.02)
        tick()


def _greedy() -> None:
    with limited(None, 1):
        held = [0] * 10**6
        tick()
        assert held


def _broken() -> None:
    with answered("d/dx x", {}):
        raise ZeroDivisionError


def _changed(folder: Path = Path()) -> None:
    note = folder / "note.md"
    note.write_text("new", encoding="utf-8")
    rewrite(note, b"old", b"newer")


def _unclosed() -> None:
    next(find_fences(["```matcalc", "d/dx x"])).header()


def _no_derivation(*_: object) -> None:
    raise AssertionError


# What no block alone can earn, and how it is earned: an error that is raised, or what the command line says.
OTHERWISE: dict[ErrorName, Callable[[], object] | list[str]] = {
    ErrorName.UNKNOWN_RULE: ["rules", "no such rule"],
    ErrorName.UNKNOWN_ERROR: ["explain", "no such message"],
    ErrorName.TIMEOUT: _late,
    ErrorName.MEMORY: _greedy,
    ErrorName.OUR_MISTAKE: _broken,
    ErrorName.UNCLOSED_FENCE: _unclosed,
    ErrorName.NO_BLOCK: ["derive", "empty.md"],
    ErrorName.STRAY_MARK: lambda: expand("<!-- matcalc:end -->", _no_derivation),
    ErrorName.UNREADABLE_FILE: ["derive", "no such file"],
    ErrorName.UNWRITABLE_FILE: _changed,
}
BY_EXAMPLE = [name for name in ErrorName if name.example and name is not ErrorName.FALSE_CLAIM]


@pytest.mark.parametrize("name", BY_EXAMPLE, ids=str)
def test_the_example_earns_its_message(name: ErrorName) -> None:
    with pytest.raises(MatcalcError) as caught:
        answer(name.example)
    assert {error.name for error in caught.value.all} == {name}


def test_a_claim_that_does_not_hold_is_named_though_it_is_no_error() -> None:
    assert [claim.holds for claim in answer(ErrorName.FALSE_CLAIM.example).claims] == [False]


def test_what_has_no_example_is_earned_otherwise() -> None:
    assert {name for name in ErrorName if not name.example} == OTHERWISE.keys()


@pytest.mark.parametrize("name", OTHERWISE, ids=str)
def test_what_no_block_earns(
    name: ErrorName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, our_mistakes: object
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.md").write_text("nothing", encoding="utf-8")
    earned = OTHERWISE[name]
    if isinstance(earned, list):
        result = CliRunner().invoke(main, earned)
        assert result.exit_code == 1
        assert f"[{name}]" in result.stderr
        return
    with pytest.raises(MatcalcError) as caught:
        earned()
    assert caught.value.name is name


@pytest.mark.parametrize("name", ErrorName, ids=str)
def test_an_entry_is_complete_and_used(name: ErrorName) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", str(name))
    assert ErrorName.named(str(name)) is name
    assert name.says.endswith(".")
    assert name.instead.endswith(".")
    assert any(f"ErrorName.{name.name}" in path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))


def test_every_message_has_a_name() -> None:
    nameless = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS:
                first = ast.unparse(node.args[0]) if node.args else ""
                if not re.match(r"ErrorName\.|\w+\.name$|name$", first):
                    nameless.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert nameless == []


def test_explain_lists_all_and_shows_one() -> None:
    listed = CliRunner().invoke(main, ["explain"]).output.splitlines()
    assert [line.split()[0] for line in listed] == sorted(map(str, ErrorName))
    shown = CliRunner().invoke(main, ["explain", "shape-mismatch"]).output
    assert ErrorName.SHAPE_MISMATCH.says in shown
    assert ErrorName.SHAPE_MISMATCH.instead in shown
    assert all(f"    {line}" in shown for line in ErrorName.SHAPE_MISMATCH.example.splitlines())


def test_explain_finds_the_nearest() -> None:
    result = CliRunner().invoke(main, ["explain", "shape-missmatch"])
    assert result.exit_code == 1
    assert "did you mean `shape-mismatch`?" in result.stderr
