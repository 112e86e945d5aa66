"""Runs many random problems, and tells what became of them."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice

from .generate import generated
from .judge import OUTCOMES, RIGHT, SECONDS, Verdict, judged
from .minimise import minimised
from .spell import block

SHOWN = 2


@dataclass(frozen=True)
class Finding:
    """The outcome of one problem."""

    number: int
    text: str
    verdict: Verdict
    seconds: float = 0.0
    smallest: str = ""


def tried(task: tuple[str, int, float]) -> Finding:
    """Generates a problem and judges it."""
    seed, number, limit = task
    problem, truths = generated(seed, number)
    start = time.process_time()
    verdict = judged(problem, truths, limit)
    return Finding(number, block(problem), verdict, time.process_time() - start)


def shrunk(task: tuple[str, Finding]) -> Finding:
    """A finding with the smallest block that fails in the same way."""
    seed, finding = task
    problem, verdict = minimised(generated(seed, finding.number)[0], finding.verdict)
    return Finding(finding.number, finding.text, verdict, finding.seconds, block(problem))


def findings(seed: str, numbers: range, jobs: int = 1, limit: float = SECONDS) -> list[Finding]:
    """The outcomes of some numbers' problems, in order."""
    tasks = [(seed, number, limit) for number in numbers]
    if jobs == 1:
        return [tried(task) for task in tasks]
    # Fresh processes: a fork of a test run would inherit its threads and its filters of warnings.
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        return list(pool.imap(tried, tasks, chunksize=5))


def table(found: list[Finding]) -> str:
    """How many problems have each outcome."""
    counts = Counter(each.verdict.outcome for each in found)
    lines = [
        f"{outcome:18} {counts[outcome]:6} {100 * counts[outcome] / len(found):6.2f} %"
        for outcome in OUTCOMES
    ]
    slowest = max(found, key=lambda each: each.seconds)
    spent = sum(each.seconds for each in found)
    return "\n".join(
        [*lines, f"{spent:.1f} s in all, {slowest.seconds:.1f} s at most (number {slowest.number})"]
    )


def grouped(found: list[Finding]) -> list[tuple[tuple[str, str], list[Finding]]]:
    """The failures by kind, the most frequent first."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in found:
        if each.verdict.outcome != RIGHT:
            groups[each.verdict.kind].append(each)
    return sorted(groups.items(), key=lambda item: (OUTCOMES.index(item[0][0]), -len(item[1])))


def report(seed: str, found: list[Finding], jobs: int, minimise: bool) -> str:
    parts = [table(found)]
    groups = grouped(found)
    if minimise:
        firsts = [(seed, each) for _, members in groups for each in _shortest(members)]
        with multiprocessing.Pool(jobs) as pool:
            small = {each.number: each for each in pool.imap_unordered(shrunk, firsts)}
        groups = [(kind, [small.get(each.number, each) for each in members]) for kind, members in groups]
    for (outcome, kind), members in groups:
        parts.append(f"## {outcome}, {len(members)} times: {kind}")
        for each in _shortest(members):
            shown = each.smallest or each.text
            right = f"\n   right: {each.verdict.right}" if each.verdict.right else ""
            parts.append(f"[{each.number}] {each.verdict.message}{right}\n{_indented(shown)}")
    return "\n\n".join(parts)


def _shortest(members: list[Finding]) -> list[Finding]:
    return list(islice(sorted(members, key=lambda each: (not each.smallest, len(each.text))), SHOWN))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
