from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import fake_engine
import pytest
from site_builder import SameProcess

from mkdocs_matcalc.engine.cache import Cache
from mkdocs_matcalc.engine.deriver import Deriver
from mkdocs_matcalc.engine.worker import EngineCrashError, EngineTimeoutError
from mkdocs_matcalc.errors import MatcalcError, Place
from mkdocs_matcalc.limits import took_too_long
from mkdocs_matcalc.render.document import Document


class TooSlow(SameProcess):
    def answer(self, future: Future[Any]) -> Any:
        raise EngineTimeoutError


class Crashing(SameProcess):
    def answer(self, future: Future[Any]) -> Any:
        raise EngineCrashError("its process ended with code 3")


def outcome(cache: Path, worker: SameProcess, text: str, **options: str) -> Document | MatcalcError:
    deriver = Deriver(Cache(cache), worker)
    try:
        return deriver.start(text, options)()
    finally:
        deriver.close()


def test_a_block_is_derived_once(tmp_path: Path) -> None:
    worker = SameProcess()
    first = outcome(tmp_path, worker, "d/dx f")
    assert first == outcome(tmp_path, worker, "d/dx f") == fake_engine.LEAST_SQUARES
    assert worker.calls == ["compute"]


def test_a_block_under_way_is_not_begun_again(tmp_path: Path) -> None:
    worker = SameProcess()
    deriver = Deriver(Cache(tmp_path), worker)
    first, second = deriver.start("d/dx f", {}), deriver.start("d/dx f", {})
    assert first() == second() == first()
    deriver.close()
    assert worker.calls == ["compute"]


def test_other_options_are_another_block(tmp_path: Path) -> None:
    worker = SameProcess()
    outcome(tmp_path, worker, "d/dx f", layout="numerator")
    outcome(tmp_path, worker, "d/dx f", layout="denominator")
    assert len(worker.calls) == 2


def test_an_error_is_kept_with_its_place(tmp_path: Path) -> None:
    worker = SameProcess()
    for _ in range(2):
        error = outcome(tmp_path, worker, "x\nd/dx sine(x)")
        assert isinstance(error, MatcalcError)
        assert error.place is not None
        assert (error.place.line, error.place.column, error.place.source) == (2, 6, "d/dx sine(x)")
    assert len(worker.calls) == 1


def test_a_time_out_is_not_kept(tmp_path: Path) -> None:
    error = outcome(tmp_path, TooSlow(), "d/dx f")
    assert isinstance(error, MatcalcError)
    assert "longer than 10 s" in error.message
    assert error.hint is not None
    assert "timeout" in error.hint
    assert isinstance(outcome(tmp_path, SameProcess(), "d/dx f"), Document)


def test_a_time_out_that_the_engine_tells_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = took_too_long(10, "while it was derived", Place(1, 1, "d/dx f"))
    with monkeypatch.context() as patch:
        patch.setattr(fake_engine, "compute", lambda text, options: told.to_answer())
        error = outcome(tmp_path, SameProcess(), "d/dx f")
    assert isinstance(error, MatcalcError)
    assert error.to_dict() == told.to_dict()
    assert isinstance(outcome(tmp_path, SameProcess(), "d/dx f"), Document)


@pytest.mark.usefixtures("our_mistakes")
def test_a_crash_is_told_as_ours_with_a_report(tmp_path: Path) -> None:
    error = outcome(tmp_path, Crashing(), "d/dx f", steps="full")
    assert isinstance(error, MatcalcError)
    assert "the mistake is ours" in error.message
    assert "```matcalc\nd/dx f\n```" in error.report
    assert "steps = full" in error.report
    assert "ended with code 3" in error.report


def test_rules_are_kept_too(tmp_path: Path) -> None:
    worker = SameProcess()
    for _ in range(2):
        deriver = Deriver(Cache(tmp_path), worker)
        assert [rule["slug"] for rule in deriver.rules()] == ["squared-norm", "linear-map", "identification"]
        deriver.close()
    assert worker.calls == ["rules"]


@pytest.mark.parametrize("text", ["d/dx f", "d/dx sine(x)"])
def test_the_answer_is_the_same_from_the_cache(tmp_path: Path, text: str) -> None:
    first, second = (outcome(tmp_path, SameProcess(), text) for _ in range(2))
    if isinstance(first, MatcalcError):
        assert isinstance(second, MatcalcError)
        assert first.to_dict() == second.to_dict()
    else:
        assert first == second


@pytest.mark.parametrize("shape", [{}, {"other": 1}, {"error": None}, {"problem": 5}, {"rules": [1]}])
def test_an_answer_of_another_shape_is_derived_again(tmp_path: Path, shape: dict[str, Any]) -> None:
    keys: list[str] = []
    told: list[str] = []

    class Noting(Cache):
        def put(self, key: str, answer: dict[str, Any]) -> None:
            keys.append(key)
            super().put(key, answer)

    worker = SameProcess()
    for _ in range(2):
        deriver = Deriver(Noting(tmp_path, told.append), worker)
        assert deriver.start("d/dx f", {})() == fake_engine.LEAST_SQUARES
        assert len(deriver.rules()) == 3
        deriver.close()
        cache = Cache(tmp_path)
        for key in keys:
            cache.put(key, shape)
        cache.close()
    assert worker.calls == ["compute", "rules"] * 2
    assert len(told) == 1
