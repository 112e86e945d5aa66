"""Runs of many spellings, problem by problem, in as many processes as asked for."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.spellings.judging import Ground, Verdict, judged
from tests.spellings.problems import problems
from tests.spellings.spelling import Spelling, spellings


@dataclass(frozen=True)
class Outcome:
    """One spelling of a problem, and what became of it."""

    problem: str
    spelling: Spelling
    verdict: Verdict

    @property
    def shown(self) -> str:
        """The outcome for a reader, with the block."""
        spelling = self.spelling
        notes = [
            f"  Setup.md: {line}"
            for each in spelling.imports.get("Setup", ())
            for line in each["text"].split("\n")
        ]
        lines = [f"  {line}" for line in spelling.text.split("\n")]
        plain = [f"  plain: {line}" for each in spelling.references for line in each.split("\n")]
        head = f"{self.problem}, {spelling.kind}: {self.verdict.kind}, {self.verdict.message}"
        return "\n".join([head, *notes, *lines, *plain])


@dataclass(frozen=True)
class Task:
    """A problem, and how many of its spellings to try; all without a number."""

    name: str
    block: str
    seed: int
    most: int | None


def tasks(seed: int, count: int | None, only: str = "", each: int = 6) -> list[Task]:
    """The problems of a run of about `count` spellings, at most `each` of a problem; all without a number."""
    found = [(name, block) for name, block in problems().items() if only in f"{name}\n{block}"]
    if count is None:
        return [Task(name, block, seed, None) for name, block in found]
    # By name, so that another problem in the suite leaves the sample as it was.
    found.sort(key=lambda problem: random.Random(f"{seed} {problem[0]}").random())
    most = max(each, -(-count // max(1, len(found))))
    found = found[: -(-count // most)]
    return [Task(name, block, seed, most) for name, block in found]


def written(ground: Ground, task: Task) -> list[Spelling]:
    """The spellings of a task: all, or a sample of them; each text once."""
    rng = random.Random(f"{task.seed} {task.name}")
    if not ground.derives(task.block):
        return [Spelling("plain", task.block, (task.block,))]
    all_of_them: dict[str, Spelling] = {}
    for spelling in spellings(ground, rng):
        all_of_them.setdefault(f"{spelling.text}\n{spelling.imports}", spelling)
    found = list(all_of_them.values())
    if task.most is None or task.most >= len(found):
        return found
    return rng.sample(found, task.most)


def tried(task: Task) -> list[Outcome]:
    """The outcomes of a task."""
    ground = Ground(task.block)
    return [Outcome(task.name, each, _verdict(ground, each)) for each in written(ground, task)]


def _verdict(ground: Ground, each: Spelling) -> Verdict:
    return judged(ground, each.text, each.imports, each.references, may_refuse=each.may_refuse)


def run(work: Iterable[Task], jobs: int = 1) -> Iterator[Outcome]:
    """The outcomes of many tasks, as they come."""
    if jobs == 1:
        for task in work:
            yield from tried(task)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for outcomes in pool.imap_unordered(tried, list(work)):
            yield from outcomes
