"""The engine in processes of its own: it can be stopped, and the site's process never imports SymPy."""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
from concurrent.futures import Future, TimeoutError  # noqa: A004
from multiprocessing.context import BaseContext
from typing import Any

from pebble import ProcessExpired, ProcessPool

from mkdocs_matcalc.limits import DEFAULT_TIMEOUT, time_limit

ENGINE = "mkdocs_matcalc.engine.compute"
# Seconds beyond the limit for an engine that is about to say where it stands.
GRACE = 1.0
# After so many new objects those that hold each other are looked for, and how seldom among the older ones.
GARBAGE = (50_000, 20, 20)


class EngineTimeoutError(Exception):
    """The engine was stopped at its time limit."""


class EngineCrashError(Exception):
    """The engine's process ended, or raised what it never should."""


class Worker:
    """At most two processes that call an engine module's functions; started by the first call.

    Args:
        timeout: Seconds for one call, 0 for no limit. Starting a process and importing the engine do not
            count. The engine ends in time by itself; a process that does not is killed a little later.
        engine: The module's dotted name; it is imported in the processes only.
    """

    def __init__(self, timeout: float = DEFAULT_TIMEOUT, engine: str = ENGINE) -> None:
        self.engine = engine
        self.timeout = timeout
        self._pool: ProcessPool | None = None

    @property
    def started(self) -> bool:
        return self._pool is not None

    def call(self, function: str, *arguments: Any) -> Future[Any]:
        """Call the engine's `function`; hand the future to `answer`."""
        if self._pool is None or not self._pool.active:
            self._pool = ProcessPool(
                max_workers=min(2, os.cpu_count() or 1),
                initializer=_warm_up,
                initargs=(self.engine,),
                context=_context(self.engine),
            )
        future: Future[Any] = self._pool.schedule(
            _call,
            args=(self.engine, function, arguments, self.timeout),
            timeout=self.timeout + GRACE if self.timeout else None,
        )
        return future

    def answer(self, future: Future[Any]) -> Any:
        """Wait for a call's answer.

        Raises:
            EngineTimeoutError: it took longer than the limit and was killed.
            EngineCrashError: its process died, or it raised something.
        """
        try:
            return future.result()
        except TimeoutError as error:
            raise EngineTimeoutError from error
        except ProcessExpired as error:
            raise EngineCrashError(f"its process ended with code {error.exitcode}") from error
        except Exception as error:
            raise EngineCrashError(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """End the processes; the next call starts new ones."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None


def _context(engine: str) -> BaseContext:
    """Clean processes; where the system can fork, from one that has imported the engine once for all."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([engine])
    return context


def _warm_up(engine: str) -> None:
    try:
        importlib.import_module(engine)
    except ImportError:
        return  # the call itself then says what is missing
    settle()


def settle() -> None:
    """Look for garbage seldom, and never in what is loaded: that takes a fifth of a derivation's time."""
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def _call(engine: str, function: str, arguments: tuple[Any, ...], timeout: float) -> Any:
    with time_limit(timeout):
        return getattr(importlib.import_module(engine), function)(*arguments)
