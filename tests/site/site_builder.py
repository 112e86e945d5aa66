"""What tests of whole sites share: a worker without processes, and a built site."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fake_engine
from bs4 import BeautifulSoup

from mkdocs_matcalc.engine.worker import Worker


class SameProcess(Worker):
    """A worker that calls the fake engine at once, and counts the calls."""

    def __init__(self) -> None:
        super().__init__(engine="fake_engine")
        self.calls: list[str] = []
        self.options: list[dict[str, str]] = []
        self.macros: list[str] = []

    def call(self, function: str, *arguments: Any) -> Future[Any]:
        self.calls.append(function)
        self.options += arguments[1:2]
        self.macros += arguments[3:4]
        future: Future[Any] = Future()
        future.set_result(getattr(fake_engine, function)(*arguments))
        return future


@dataclass(frozen=True)
class Site:
    """A built site.

    Attributes:
        root: Its folder.
        warnings: What the build warned of.
        worker: Knows which functions of the engine were called, with what options.
    """

    root: Path
    warnings: list[str]
    worker: SameProcess

    def page(self, path: str) -> BeautifulSoup:
        """A page with its formulas as KaTeX takes them, in whose place readers have text until it comes."""
        soup = BeautifulSoup((self.root / path).read_text(encoding="utf-8"), "html.parser")
        for formula in soup.select("[data-latex]"):
            formula.string = formula["data-latex"]
        return soup
