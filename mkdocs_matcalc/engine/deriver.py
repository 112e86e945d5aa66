"""From a block's text to its derivation: from the cache, else from the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from mkdocs_matcalc.engine.cache import Cache, content_key, source_digest
from mkdocs_matcalc.engine.report import our_mistake
from mkdocs_matcalc.engine.worker import EngineCrashError, EngineMemoryError, EngineTimeoutError, Worker
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.limits import took_too_long, took_too_much
from mkdocs_matcalc.render.document import Document

T = TypeVar("T")
Outcome = Document | MatcalcError
_OF_A_RULE = ("name", "slug", "statement", "condition", "example")
NO_IMPORTS: Mapping[str, Any] = MappingProxyType({})


class Deriver:
    """Derives blocks, each text with the same options once.

    An error of the author's is an answer like any other and is kept on disk too; one of time or memory is
    for this build only, as the next machine may be faster, and the limit another one.
    """

    def __init__(self, cache: Cache, worker: Worker) -> None:
        self.cache = cache
        self.worker = worker
        self._begun: dict[str, Callable[[], Any]] = {}

    def start(
        self,
        text: str,
        options: dict[str, str],
        imports: Mapping[str, Any] = NO_IMPORTS,
        macros: str = "",
    ) -> Callable[[], Outcome]:
        """Begin to derive a block; the outcome is what the returned function waits for.

        `imports` are the blocks of other notes that it uses, as plain data, and `macros` the LaTeX that
        defines macros for its note.
        """
        wait = self._ask(_outcome, "compute", *_arguments(text, options, imports, macros))
        return lambda: _told(wait, self.worker, text, options)

    def rules(self) -> list[dict[str, str]]:
        """The catalogue of rules: name, slug, statement, condition and example of each."""
        try:
            return self._ask(_rules, "rules")()
        except (EngineTimeoutError, EngineMemoryError, EngineCrashError):
            return []

    def new_build(self) -> None:
        """Try anew what failed in the build before."""
        self._begun.clear()

    def close(self) -> None:
        self.new_build()
        self.worker.close()
        self.cache.close()

    def _ask(self, read: Callable[[dict[str, Any]], T], function: str, *arguments: Any) -> Callable[[], T]:
        """Begin to call a function of the engine; `read` makes what is asked for of its answer."""
        key = content_key(function, arguments, self.worker.engine, *_versions())
        known = self._known(key, read)
        if known is not None:
            return lambda: known
        if key in self._begun:
            return self._begun[key]
        future = self.worker.call(function, *arguments)

        def wait() -> T:
            answer = self.worker.answer(future)
            data: dict[str, Any] = answer if isinstance(answer, dict) else {function: answer}
            if not _is_of_a_limit(data):
                self.cache.put(key, data)
            return read(data)

        self._begun[key] = wait
        return wait

    def _known(self, key: str, read: Callable[[dict[str, Any]], T]) -> T | None:
        """What is kept on disk, if it is an answer."""
        kept = self.cache.get(key)
        try:
            return read(kept) if kept is not None else None
        except (AttributeError, LookupError, TypeError, ValueError):
            self.cache.drop(key)
            return None


def begun(
    worker: Worker,
    text: str,
    options: dict[str, str],
    imports: Mapping[str, Any] = NO_IMPORTS,
    macros: str = "",
) -> Callable[[], Outcome]:
    """Begin to derive a block, as `Deriver.start` does, but keep nothing."""
    future = worker.call("compute", *_arguments(text, options, imports, macros))
    return lambda: _told(lambda: _outcome(worker.answer(future)), worker, text, options)


def _arguments(
    text: str, options: dict[str, str], imports: Mapping[str, Any], macros: str
) -> tuple[Any, ...]:
    return text, options, *((imports, macros) if macros else (imports,) if imports else ())


def _told(wait: Callable[[], Outcome], worker: Worker, text: str, options: dict[str, str]) -> Outcome:
    """What is waited for, or why the engine did not get there."""
    try:
        return wait()
    except EngineTimeoutError:
        return took_too_long(worker.timeout)
    except EngineMemoryError:
        return took_too_much(worker.memory)
    except EngineCrashError as error:
        return our_mistake(error, text, options)


def _is_of_a_limit(answer: dict[str, Any]) -> bool:
    """Whether a block took longer or more memory than it may, here and now."""
    return "error" in answer and MatcalcError.from_answer(answer).of_a_limit


def _outcome(answer: dict[str, Any]) -> Outcome:
    return MatcalcError.from_answer(answer) if "error" in answer else Document.from_dict(answer)


def _rules(answer: dict[str, Any]) -> list[dict[str, str]]:
    return [{name: str(rule[name]) for name in _OF_A_RULE} for rule in answer["rules"]]


@cache
def _versions() -> tuple[str, ...]:
    """What an answer depends on beside the block: this package's own files, and the libraries."""
    package = Path(__file__).parents[1]
    sources = [path for pattern in ("*.py", "*.lark") for path in package.rglob(pattern)]
    return source_digest(sources), version("sympy"), version("numpy")
