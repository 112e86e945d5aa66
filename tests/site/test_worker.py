from __future__ import annotations

from collections.abc import Iterator

import pytest

from mkdocs_matcalc.engine.worker import EngineCrashError, EngineTimeoutError, Worker


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(timeout=20, engine="fake_engine")
    yield worker
    worker.close()


def test_no_process_before_the_first_call(worker: Worker) -> None:
    assert not worker.started


def test_answers_and_goes_on_after_a_crash_and_a_close(worker: Worker) -> None:
    def ask(text: str) -> bool:
        return "steps" in worker.answer(worker.call("compute", text, {}))

    assert ask("d/dx f")
    with pytest.raises(EngineCrashError):
        ask("crash")
    assert ask("d/dx f")
    worker.close()
    assert not worker.started
    assert ask("d/dx f")


@pytest.mark.parametrize("timeout", [float("inf"), 1e300])
def test_a_limit_beyond_all_clocks_is_none(timeout: float) -> None:
    worker = Worker(timeout, engine="fake_engine")
    assert "steps" in worker.answer(worker.call("compute", "d/dx f", {}))
    worker.close()


def test_a_call_is_stopped_at_its_limit() -> None:
    worker = Worker(timeout=0.5, engine="fake_engine")
    with pytest.raises(EngineTimeoutError):
        worker.answer(worker.call("compute", "slow", {}))
    worker.close()


def test_the_engine_knows_the_limit_and_ends_by_itself() -> None:
    worker = Worker(timeout=0.5, engine="fake_engine")
    answer = worker.answer(worker.call("compute", "busy", {}))
    assert answer["error"]["message"].startswith("this derivation took longer than 0.5 s")
    worker.close()


def test_the_import_of_the_engine_does_not_count() -> None:
    worker = Worker(timeout=0.5, engine="slow_engine")
    assert worker.answer(worker.call("compute", "d/dx f", {})) == {}
    worker.close()


def test_a_missing_engine_is_said(worker: Worker) -> None:
    worker.engine = "no_such_engine"
    with pytest.raises(EngineCrashError, match="no_such_engine"):
        worker.answer(worker.call("compute", "d/dx f", {}))
