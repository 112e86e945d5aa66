"""What tests of the commands share: blocks are derived in the tests' own process."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest

from mkdocs_matcalc.engine import compute
from mkdocs_matcalc.engine.worker import Worker
from mkdocs_matcalc.limits import limited


class InTheTest(Worker):
    """A worker without processes."""

    def call(self, function: str, *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        with limited(self.timeout, self.memory):
            future.set_result(getattr(compute, function)(*arguments))
        return future


@pytest.fixture(autouse=True)
def _in_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mkdocs_matcalc.commands.notes.Worker", InTheTest)
