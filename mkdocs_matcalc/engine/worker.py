"""The engine in processes of its own: it can be stopped, and the site's process never imports SymPy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import weakref
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from tempfile import TemporaryFile
from threading import Event, Lock, Semaphore, Thread, Timer
from typing import IO, Any, NamedTuple

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
        weakref.finalize(self, _end, self._calls, self._lanes)

    @property
    def started(self) -> bool:
        return bool(self._lanes)

    def call(self, function: str, *arguments: Any) -> Future[Any]:
        """Call the engine's `function` with plain data; hand the future to `answer`."""
        future: Future[Any] = Future()
        self._calls.put(_Call(future, function, arguments))
        if not self._idle.acquire(blocking=False) and len(self._lanes) < _MOST_PROCESSES:
            process = _Process(self.engine, self.timeout, self.memory)
            self._lanes.append(_Lane(process, self._calls, self._idle))
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
        _end(self._calls, self._lanes)
        self._idle = Semaphore(0)


def _end(calls: SimpleQueue[_Call | None], lanes: list[_Lane]) -> None:
    with suppress(Empty):
        while (call := calls.get_nowait()) is not None:
            call.future.set_exception(EngineCrashError("it was closed"))
    for lane in lanes:
        calls.put(None)
        lane.process.kill()
    for lane in lanes:
        lane.join()
    lanes.clear()


class _Lane(Thread):
    """Gives one call after the other to a process, until there is None."""

    def __init__(self, process: _Process, calls: SimpleQueue[_Call | None], idle: Semaphore) -> None:
        # Python does not wait for it at its end.
        super().__init__(name="matcalc", daemon=True)
        self.process = process
        self._calls = calls
        self._idle = idle
        self.start()

    def run(self) -> None:
        while (call := self._next()) is not None:
            try:
                answer = self.process.ask(call.function, call.arguments)
            except Exception as error:
                call.future.set_exception(error)
            else:
                call.future.set_result(answer)
        self.process.end()

    def _next(self) -> _Call | None:
        try:
            return self._calls.get_nowait()
        except Empty:
            self._idle.release()
            return self._calls.get()


class _Process:
    """A process with the engine, in whose place comes a new one when it has ended."""

    def __init__(self, engine: str, timeout: float, memory: float) -> None:
        self._engine = engine
        self._timeout = timeout
        self._memory = memory
        self._running: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._closed = False
        self._lock = Lock()

    def ask(self, function: str, arguments: tuple[Any, ...]) -> Any:
        """What a function answers; raises what `Worker.answer` does."""
        running = self._running or self._start()
        late = Event()

        def stop() -> None:
            late.set()
            running.kill()

        timer = Timer(self._timeout + GRACE, stop) if self._timeout else None
        if timer:
            timer.daemon = True
            timer.start()
        answer = _asked(running, [function, arguments])
        if timer:
            timer.cancel()
            timer.join()
        if late.is_set() or answer is None:
            error = self._ended(running)
            raise EngineTimeoutError if late.is_set() else error
        if answer["last"]:
            self._ended(running)
        if "refused" in answer:
            raise EngineMemoryError
        if "raised" in answer:
            raise EngineCrashError(answer["raised"])
        return answer["answer"]

    def kill(self) -> None:
        """Kill it from another thread; there will be no other."""
        with self._lock:
            self._closed = True
            if self._running:
                self._running.kill()

    def end(self) -> None:
        if self._running:
            self._ended(self._running)

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise EngineCrashError("it was closed")
            self._said = TemporaryFile()
            # Nothing is imported from the folder that it is started in.
            command = [sys.executable, "-P", "-c", _START, json.dumps(sys.path)]
            try:
                running = self._running = subprocess.Popen(
                    [*command, self._engine, f"{self._timeout}", f"{self._memory}"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._said,
                )
            except OSError as error:
                raise EngineCrashError(f"its process can't be started: {error}") from error
        if not _received(running):
            raise self._ended(running)
        return running

    def _ended(self, running: subprocess.Popen[bytes]) -> EngineMemoryError | EngineCrashError:
        """Let go of a process that has ended, or is about to; why it did."""
        running.kill()
        code = running.wait()
        with self._lock:
            self._running = None
        for pipe in (running.stdin, running.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        assert self._said
        self._said.seek(0)
        said = self._said.read()
        self._said.close()
        if self._memory and (_NO_MEMORY in said.lower()):
            return EngineMemoryError()
        lines = said.decode(errors="replace").strip().splitlines()
        return EngineCrashError(f"its process ended with code {code}" + (f": {lines[-1]}" if lines else ""))


def _asked(running: subprocess.Popen[bytes], call: object) -> dict[str, Any] | None:
    """The answer to a call; None if the process has ended."""
    try:
        running.stdin.write(json.dumps(call).encode() + b"\n")  # type: ignore[union-attr]
        running.stdin.flush()  # type: ignore[union-attr]
    except OSError:
        return None
    return json.loads(line) if (line := _received(running)) else None


def _received(running: subprocess.Popen[bytes]) -> bytes:
    """A whole line; nothing if the process has ended."""
    line = running.stdout.readline()  # type: ignore[union-attr]
    return line if line.endswith(b"\n") else b""
