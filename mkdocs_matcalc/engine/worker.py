"""The engine in processes of its own: it can be stopped, and the site's process never imports SymPy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from queue import Empty, SimpleQueue
from tempfile import TemporaryFile
from threading import TIMEOUT_MAX, Event, Semaphore, Thread, Timer
from typing import Any, NamedTuple

from mkdocs_matcalc.limits import DEFAULT_MEMORY, DEFAULT_TIMEOUT

ENGINE = "mkdocs_matcalc.engine.compute"
# Seconds beyond the limit for an engine that is about to say where it stands.
GRACE = 1.0
_MOST_PROCESSES = min(2, os.cpu_count() or 1)
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from mkdocs_matcalc.engine.process import serve; serve(*sys.argv[2:])"
)
# What libraries say that end the process when they get no memory: "Unable to allocate memory".
_NO_MEMORY = b"allocate memory"


class EngineTimeoutError(Exception):
    """The engine was stopped at its time limit."""


class EngineMemoryError(Exception):
    """The engine's process ended as it got no more memory."""


class EngineCrashError(Exception):
    """The engine's process ended, or raised what it never should."""


class _Call(NamedTuple):
    future: Future[Any]
    function: str
    arguments: tuple[Any, ...]


class Worker:
    """At most two processes that call an engine module's functions; each is started when it is needed.

    They end with the process that started them, however that ends.

    Args:
        timeout: Seconds for one call, 0 for no limit. Starting a process and importing the engine do not
            count. The engine ends in time by itself; a process that does not is killed a little later.
        memory: Megabytes for one call, 0 for no limit.
        engine: The module's dotted name; it is imported in the processes only.
    """

    def __init__(
        self, timeout: float = DEFAULT_TIMEOUT, memory: float = DEFAULT_MEMORY, engine: str = ENGINE
    ) -> None:
        self.engine = engine
        self.timeout = timeout
        self.memory = memory
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._lanes: list[_Lane] = []
        self._idle = Semaphore(0)
        weakref.finalize(self, _let_go, self._calls, self._lanes)

    @property
    def started(self) -> bool:
        return bool(self._lanes)

    def call(self, function: str, *arguments: Any) -> Future[Any]:
        """Call the engine's `function` with plain data; hand the future to `answer`."""
        future: Future[Any] = Future()
        self._calls.put(_Call(future, function, arguments))
        if not self._idle.acquire(blocking=False) and len(self._lanes) < _MOST_PROCESSES:
            start = partial(_Process, self.engine, self.timeout, self.memory)
            self._lanes.append(_Lane(start, self._calls, self._idle))
        return future

    def answer(self, future: Future[Any]) -> Any:
        """Wait for a call's answer.

        Raises:
            EngineTimeoutError: it took longer than the limit and was killed.
            EngineMemoryError: its process died as it got no more memory.
            EngineCrashError: its process died otherwise, or it raised something.
        """
        return future.result()

    def close(self) -> None:
        """End the processes; the next call starts new ones."""
        _let_go(self._calls, self._lanes)
        for lane in self._lanes:
            lane.join()
        self._lanes.clear()
        self._idle = Semaphore(0)


def _let_go(calls: SimpleQueue[_Call | None], lanes: list[_Lane]) -> None:
    """End the processes without waiting: garbage is collected anywhere, even in a lane or under a lock."""
    with suppress(Empty):
        while (call := calls.get_nowait()) is not None:
            call.future.set_exception(EngineCrashError("it was closed"))
    for lane in lanes:
        calls.put(None)
        lane.close()


class _Lane(Thread):
    """Gives one call after the other to a process, until there is None; to a new one when that has ended."""

    def __init__(
        self, start: Callable[[], _Process], calls: SimpleQueue[_Call | None], idle: Semaphore
    ) -> None:
        # Python does not wait for it at its end.
        super().__init__(name="matcalc", daemon=True)
        self._start_process = start
        self._calls = calls
        self._idle = idle
        self._process: _Process | None = None
        self._closed = False
        self.start()

    def run(self) -> None:
        while (call := self._next()) is not None:
            try:
                answer = self._process_at_hand().ask(call.function, call.arguments)
            except Exception as error:
                call.future.set_exception(error)
            else:
                call.future.set_result(answer)
        if self._process:
            self._process.end()

    def close(self) -> None:
        """End what runs, from any thread; the lane ends when it comes to its None."""
        self._closed = True
        if self._process:
            self._process.kill()

    def _next(self) -> _Call | None:
        try:
            return self._calls.get_nowait()
        except Empty:
            self._idle.release()
            return self._calls.get()

    def _process_at_hand(self) -> _Process:
        if self._process is None or self._process.has_ended:
            self._process = self._start_process()
        # Asked when the process is there for `close` to end: one of the two sees the other.
        if self._closed:
            self._process.kill()
            raise EngineCrashError("it was closed")
        return self._process


class _Process:
    """A process with the engine."""

    def __init__(self, engine: str, timeout: float, memory: float) -> None:
        self.has_ended = False
        self._is_ready = False
        self._timeout = timeout
        self._memory = memory
        # What it says, as it ends, of why.
        self._said = TemporaryFile()  # noqa: SIM115
        # Nothing is imported from the folder that it is started in.
        command = [sys.executable, "-P", "-c", _START, json.dumps(sys.path)]
        try:
            self._process = subprocess.Popen(  # noqa: S603
                [*command, engine, str(timeout), str(memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
            )
        except OSError as error:
            self._said.close()
            raise EngineCrashError(f"its process can't be started: {error}") from error

    def ask(self, function: str, arguments: tuple[Any, ...]) -> Any:
        """What a function answers; raises what `Worker.answer` does."""
        if not self._is_ready:
            self._received()
            self._is_ready = True
        with self._stopped_in_time() as late:
            try:
                answer = self._asked([function, arguments])
            except (EngineMemoryError, EngineCrashError):
                if not late.is_set():
                    raise
        if late.is_set():
            self.end()
            raise EngineTimeoutError
        if answer["last"]:
            self.end()
        if "refused" in answer:
            raise EngineMemoryError
        if "raised" in answer:
            raise EngineCrashError(answer["raised"])
        return answer["answer"]

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> bytes:
        """Let go of the process, killed if it does not end; gives what it said, nothing if it had ended."""
        if self.has_ended:
            return b""
        self.has_ended = True
        try:
            self._process.communicate(timeout=GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        with self._said as file:
            file.seek(0)
            return file.read()

    @contextmanager
    def _stopped_in_time(self) -> Iterator[Event]:
        """Kills the process if what is done takes too long, which the event then tells."""
        late = Event()
        if not self._timeout:
            yield late
            return

        def stop() -> None:
            late.set()
            self.kill()

        timer = Timer(min(self._timeout + GRACE, TIMEOUT_MAX), stop)
        timer.daemon = True
        timer.start()
        try:
            yield late
        finally:
            timer.cancel()
            timer.join()

    def _asked(self, call: object) -> dict[str, Any]:
        pipe = self._process.stdin
        if pipe is None:
            raise self._crash()
        try:
            pipe.write(json.dumps(call).encode() + b"\n")
            pipe.flush()
        except OSError:
            raise self._crash() from None
        answer: dict[str, Any] = json.loads(self._received())
        return answer

    def _received(self) -> bytes:
        """The next line."""
        pipe = self._process.stdout
        line = pipe.readline() if pipe else b""
        if not line.endswith(b"\n"):
            raise self._crash()
        return line

    def _crash(self) -> EngineMemoryError | EngineCrashError:
        """Why the process has ended."""
        said = self.end()
        if self._memory and _NO_MEMORY in said.lower():
            return EngineMemoryError()
        lines = said.decode(errors="replace").strip().splitlines()
        last = f": {lines[-1]}" if lines else ""
        return EngineCrashError(f"its process ended with code {self._process.returncode}{last}")
