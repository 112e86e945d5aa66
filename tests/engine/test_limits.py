"""What a block may take: time is up and memory is refused in the same words everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from mkdocs_matcalc import check, derive
from mkdocs_matcalc.engine.deriver import begun
from mkdocs_matcalc.engine.worker import EngineMemoryError, Worker
from mkdocs_matcalc.errors import MatcalcError, TookTooMuch
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.resident import resident

BLOCK = "d/dx ||A x - y||^2"
# So large that its expressions take some megabytes.
LARGE = "x in R^n\nd/dx (" + " + ".join(f"||A_{k} exp(B x) - {k} y_{k}||^2" for k in range(60)) + ")"
TOLD = resident() is not None
walls = pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse no memory")
told = pytest.mark.skipif(not TOLD, reason="this system does not tell what is in memory")


@pytest.fixture
def hostile() -> Iterator[Worker]:
    worker = Worker(timeout=60, memory=100, engine="hostile_engine")
    yield worker
    worker.close()


def process_of(worker: Worker, text: str) -> int:
    answer = worker.answer(worker.call("compute", text, {}))
    return int(answer["process"])


def in_a_small_process(code: str) -> str:
    """What some code prints; a process that has been large has room that it may fill unseen."""
    command = [sys.executable, "-c", dedent(code)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@told
def test_memory_is_looked_at_while_a_block_is_derived() -> None:
    said = in_a_small_process(
        f"""
        from mkdocs_matcalc import derive
        from mkdocs_matcalc.errors import TookTooMuch
        try:
            derive({LARGE!r}, memory=0.001)
        except TookTooMuch as error:
            print(error.message, error.hint, error.to_dict()["memory"])
        """
    )
    assert "more than 0.001 MB of memory" in said
    assert "`memory` (`--memory` on the command line)" in said
    assert said.endswith(" 0.001")


@told
def test_what_takes_too_much_is_told_in_its_line() -> None:
    worker = Worker(timeout=0, memory=12)
    outcome = begun(worker, LARGE, {})()
    worker.close()
    assert isinstance(outcome, MatcalcError)
    assert outcome.message.startswith("this derivation took more than 12 MB of memory and was stopped ")


@told
def test_of_two_limits_of_memory_the_smaller_holds() -> None:
    said = in_a_small_process(
        """
        from mkdocs_matcalc.errors import TookTooMuch
        from mkdocs_matcalc.limits import limited, tick
        held = []
        try:
            with limited(None, 20), limited(None, 2000):
                while len(held) < 100:
                    held.append(bytearray(b"x" * 10**6))
                    tick()
        except TookTooMuch as error:
            print(10 <= len(held) < 100, error.message)
        """
    )
    assert said.startswith("True this derivation took more than 20 MB")


@pytest.mark.parametrize("megabytes", [None, 0])
def test_there_may_be_no_limit_of_memory(megabytes: float | None) -> None:
    assert derive(BLOCK, memory=megabytes).check
    assert check(BLOCK, memory=megabytes).points


def test_a_negative_limit_of_memory_is_none() -> None:
    with pytest.raises(ValueError, match="number of megabytes"):
        derive(BLOCK, memory=-1)


@walls
@pytest.mark.parametrize("way", ["greedy", "aborted"])
def test_a_process_that_gets_no_memory_is_told_as_that(hostile: Worker, way: str) -> None:
    with pytest.raises(EngineMemoryError):
        process_of(hostile, way)
    outcome = begun(hostile, way, {})()
    assert isinstance(outcome, TookTooMuch)
    assert outcome.message == "this derivation took more than 100 MB of memory and was stopped"
    assert process_of(hostile, "sound")


@told
def test_a_process_that_has_grown_makes_room_for_another(hostile: Worker) -> None:
    first = process_of(hostile, "sound")
    assert process_of(hostile, "grown") == first
    assert process_of(hostile, "grown") == first
    assert process_of(hostile, "sound") != first


def test_what_an_engine_prints_is_no_answer(hostile: Worker) -> None:
    assert process_of(hostile, "prints") == process_of(hostile, "sound")


def test_processes_import_nothing_from_the_folder_they_are_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # A folder that is named there is asked for.
    monkeypatch.delenv("PYTHONPATH", raising=False)
    Path("json.py").write_text("import os; os._exit(7)")
    worker = Worker(engine="hostile_engine")
    assert process_of(worker, "sound") != os.getpid()
    worker.close()


def test_a_limit_of_memory_that_is_not_reached_changes_nothing() -> None:
    worker = Worker()
    outcome = begun(worker, BLOCK, {})()
    worker.close()
    assert isinstance(outcome, Document)
    assert outcome == derive(BLOCK).document
