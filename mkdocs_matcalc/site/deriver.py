"""From a block's text to its derivation: from the cache, else from the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mkdocs_matcalc.cache import Cache, content_key, source_digest
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.limits import took_too_long
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.report import our_mistake
from mkdocs_matcalc.site.worker import EngineCrashError, EngineTimeoutError, Worker

Outcome = Document | MatcalcError
NO_IMPORTS: Mapping[str, Any] = MappingProxyType({})


class Deriver:
    """Derives blocks, each text with the same options once.

    An error of the author's is an answer like any other and is kept on disk too; a time-out is one for
    this build only, as the next machine may be faster.
    """

    def __init__(self, cache: Cache, worker: Worker) -> None:
        self.cache = cache
        self.worker = worker
        self._begun: dict[str, Callable[[], dict[str, Any]]] = {}

    def start(
        self, text: str, options: dict[str, str], imports: Mapping[str, Any] = NO_IMPORTS
    ) -> Callable[[], Outcome]:
        """Begin to derive a block; the outcome is what the returned function waits for.

        `imports` are the blocks of other notes that it uses, as plain data.
        """
        wait = self._ask("compute", text, options, *([imports] if imports else []))

        def outcome() -> Outcome:
            try:
                data = wait()
            except EngineTimeoutError:
                return took_too_long(self.worker.timeout)
            except EngineCrashError as error:
                return our_mistake(error, text, options)
            return MatcalcError.from_answer(data) if "error" in data else Document.from_dict(data)

        return outcome

    def rules(self) -> list[dict[str, str]]:
        """The catalogue of rules: name, slug, statement, condition and example of each."""
        try:
            rules: list[dict[str, str]] = self._ask("rules")()["rules"]
        except (EngineTimeoutError, EngineCrashError):
            return []
        return rules

    def new_build(self) -> None:
        """Try anew what failed in the build before."""
        self._begun.clear()

    def close(self) -> None:
        self.new_build()
        self.worker.close()
        self.cache.close()

    def _ask(self, function: str, *arguments: Any) -> Callable[[], dict[str, Any]]:
        key = content_key(function, arguments, self.worker.engine, *_versions())
        known = self.cache.get(key)
        if known is not None:
            return lambda: known
        if key in self._begun:
            return self._begun[key]
        future = self.worker.call(function, *arguments)

        def wait() -> dict[str, Any]:
            answer = self.worker.answer(future)
            data: dict[str, Any] = answer if isinstance(answer, dict) else {function: answer}
            if not data.get("error", {}).get("timeout"):
                self.cache.put(key, data)
            return data

        self._begun[key] = wait
        return wait


@cache
def _versions() -> tuple[str, ...]:
    """What an answer depends on beside the block: this package's own files, and the libraries."""
    package = Path(__file__).parents[1]
    sources = [path for pattern in ("*.py", "*.lark") for path in package.rglob(pattern)]
    return source_digest(sources), version("sympy"), version("numpy")
