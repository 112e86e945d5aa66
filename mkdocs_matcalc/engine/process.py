"""The engine's own process: calls come in by one pipe and answers go out by another, a line of JSON each."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO

from mkdocs_matcalc.limits import limited
from mkdocs_matcalc.resident import MEGABYTE, resident, wall_off

# After so many new objects those that hold each other are looked for, and how seldom among the older ones.
GARBAGE = (50_000, 20, 20)
# A process that keeps more than this part of what a block may take makes room for a new one.
_KEPT = 0.5
_SET_DEATH_SIGNAL = 1


def serve(engine: str, timeout: str, memory: str) -> None:
    """Call an engine's functions for the process that started this one, and end with it, however it ends.

    A call is `[function, arguments]`. Before the first one comes `null`, when the engine is imported. An
    answer is `{"answer": …, "last": whether the process ends now}`, or has in place of `answer`
    what was `raised`, or that memory was `refused`.

    Args:
        engine: The module's dotted name.
        timeout: Seconds for one call, 0 for no limit.
        memory: Megabytes for one call, 0 for no limit.
    """
    # Ctrl-C is for who started it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()
    answers = os.fdopen(os.dup(1), "wb")
    # What others print is no answer.
    os.dup2(2, 1)
    calls: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_read, args=(sys.stdin.buffer, calls), daemon=True).start()
    # The call itself says what is missing.
    with contextlib.suppress(ImportError):
        importlib.import_module(engine)
    settle()
    seconds, megabytes = float(timeout), float(memory)
    if megabytes:
        wall_off(int(megabytes * MEGABYTE))
    empty = resident() or 0
    _write(answers, None)
    for function, arguments in _each(calls):
        answer: dict[str, Any] = {}
        try:
            with limited(seconds, megabytes):
                answer["answer"] = getattr(importlib.import_module(engine), function)(*arguments)
        except MemoryError:
            answer["refused"] = True
        except Exception as error:
            answer["raised"] = f"{type(error).__name__}: {error}"
        answer["last"] = bool(megabytes) and (resident() or 0) - empty > _KEPT * megabytes * MEGABYTE
        _write(answers, answer)
        if answer["last"]:
            break


def settle() -> None:
    """Look for garbage seldom, and never in what is loaded: that takes a fifth of a derivation's time."""
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def _read(pipe: BinaryIO, calls: SimpleQueue[Any]) -> None:
    """Hand on the calls, and end the process when the other end of the pipe is closed."""
    for line in pipe:
        calls.put(json.loads(line))
    os._exit(0)


def _each(calls: SimpleQueue[Any]) -> Iterator[Any]:
    while True:
        yield calls.get()


def _write(pipe: BinaryIO, answer: object) -> None:
    with contextlib.suppress(BrokenPipeError):
        pipe.write(json.dumps(answer).encode() + b"\n")
        pipe.flush()


def _die_with_parent() -> None:
    """On Linux even in the middle of a library's work, during which nothing can be read."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
