"""Runs the tests that come to a thing with it broken, each time in a fork of the process that knows them."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing import get_context
from types import FrameType
from typing import Any, NamedTuple, NoReturn

import click
import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.breaking import breaking, broken
from tests.mutants.sites import Site

NOTICED, UNNOTICED, UNREACHED = "noticed", "not noticed", "not reached"
UNBROKEN, ENDLESS = "not broken", "no end in time"
# So many tests are recorded in one process.
AT_ONCE = 200


class Record(NamedTuple):
    """Of a test by its number: how many seconds it took, and to which sites it came."""

    test: int
    seconds: float
    sites: frozenset[int]


@dataclass(frozen=True)
class Found:
    """What became of a site when it was broken.

    Attributes:
        site: Its name.
        outcome: One of those above.
        test: The test that noticed it, or the last one that reached it.
        reaching: How many tests reach it.
    """

    site: str
    outcome: str
    test: str = ""
    reaching: int = 0


@dataclass
class Noticing:
    """A plugin that runs tests in this way rather than once.

    Attributes:
        sites: What to break.
        jobs: How many processes at once.
        seconds: How long the tests of one broken thing may take.
        report: Called with each result.
    """

    sites: Sequence[Site]
    jobs: int
    seconds: int
    report: Callable[[Found], None]
    items: list[pytest.Item] = field(default_factory=list)
    reaching: dict[int, list[int]] = field(default_factory=dict)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise pytest.UsageError("the tests can't be collected")
        self.items = session.items
        _at_work[:] = [self]
        fork = get_context("fork")
        with fork.Pool(self.jobs, maxtasksperchild=1) as pool:
            self._find_reaching(
                record
                for some in pool.imap_unordered(_record, range(0, len(self.items), AT_ONCE))
                for record in some
            )
        with fork.Pool(self.jobs, maxtasksperchild=1) as pool:
            for found in pool.imap_unordered(_try_out, range(len(self.sites))):
                self.report(found)
        return True

    def _find_reaching(self, records: Iterable[Record]) -> None:
        """Which tests come to each site, the quickest first; any of them, where that can't be told."""
        quickest = sorted(records, key=lambda record: record.seconds)
        for number, site in enumerate(self.sites):
            told = callable(site.given)
            self.reaching[number] = [each.test for each in quickest if not told or number in each.sites]

    def record(self, start: int) -> list[Record]:
        """Run some tests, and note to which sites each comes; those that fail as it is are left out."""
        came_to: set[int] = set()
        for number, site in enumerate(self.sites):
            if callable(site.given):
                site.put(_noting(site.given, came_to, number))
        records = []
        for number, following in pairwise([*range(start, min(start + AT_ONCE, len(self.items))), None]):
            came_to.clear()
            began = time.monotonic()
            if self._fails(number, following):
                click.echo(f"left out, as it fails with nothing broken: {self._name(number)}")
            else:
                records.append(Record(number, time.monotonic() - began, frozenset(came_to)))
        return records

    def try_out(self, number: int) -> Found:
        """Break something, and run its tests until one fails."""
        site, tests = self.sites[number], self.reaching[number]
        whole: set[str] = set()
        site.put(breaking(site.given, whole) if callable(site.given) else broken(site.given))
        signal.signal(signal.SIGALRM, _stop)
        signal.alarm(self.seconds)
        test, outcome = None, UNNOTICED if tests else UNREACHED
        try:
            for test, following in pairwise([*tests, None]):
                if self._fails(test, following):
                    outcome = NOTICED
                    break
        except KeyboardInterrupt:
            outcome = ENDLESS
        if outcome == UNNOTICED and whole:
            outcome = f"{UNBROKEN} ({', '.join(sorted(whole))})"
        return Found(site.name, outcome, self._name(test), len(tests))

    def _fails(self, number: int, following: int | None) -> bool:
        next_item = None if following is None else self.items[following]
        reports = runtestprotocol(self.items[number], nextitem=next_item, log=False)
        return any(report.failed for report in reports)

    def _name(self, number: int | None) -> str:
        return "" if number is None else self.items[number].nodeid


# A fork has the plugin already.
_at_work: list[Noticing] = []


def _record(start: int) -> list[Record]:
    return _at_work[0].record(start)


def _try_out(number: int) -> Found:
    return _at_work[0].try_out(number)


def _noting(function: Callable[..., Any], came_to: set[int], number: int) -> Callable[..., Any]:
    def noting(*args: Any, **named: Any) -> Any:
        came_to.add(number)
        return function(*args, **named)

    return noting


def _stop(signal_number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
