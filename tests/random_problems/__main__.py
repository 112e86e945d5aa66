"""`python -m tests.random_problems --seed S --count N`: what becomes of N random problems."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

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
    start = time.perf_counter()
    verdict = judged(problem, truths, limit)
    return Finding(number, block(problem), verdict, time.perf_counter() - start)


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
    with multiprocessing.Pool(jobs, maxtasksperchild=200) as pool:
        return list(pool.imap(tried, tasks, chunksize=5))


def table(found: list[Finding]) -> str:
    """How many problems have each outcome."""
    counts = Counter(each.verdict.outcome for each in found)
    lines = [f"{outcome:18} {counts[outcome]:6} {100 * counts[outcome] / len(found):6.2f} %" for outcome in OUTCOMES]
    slowest = max(found, key=lambda each: each.seconds)
    spent = sum(each.seconds for each in found)
    return "\n".join([*lines, f"{spent:.1f} s in all, {slowest.seconds:.1f} s at most (number {slowest.number})"])


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


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.random_problems", description=__doc__)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="the number of the first problem")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--limit", type=float, default=SECONDS, help="seconds for each block")
    parser.add_argument("--minimise", action="store_true", help="shrink the first blocks of each failing kind")
    parser.add_argument("--json", type=Path, help="write every outcome to this file")
    given = parser.parse_args()
    found = findings(given.seed, range(given.first, given.first + given.count), given.jobs, given.limit)
    if given.json:
        rows = [
            {"number": each.number, "outcome": each.verdict.outcome, "message": each.verdict.message, "text": each.text}
            for each in found
        ]
        given.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(report(given.seed, found, given.jobs, given.minimise) + "\n")
    return int(any(each.verdict.outcome != RIGHT for each in found))


if __name__ == "__main__":
    sys.exit(main())
