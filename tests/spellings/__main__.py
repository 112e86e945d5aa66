"""`python -m tests.spellings --seed 1 --count 2000 --jobs 2`: which spellings are derived like the plain one.

Prints a table by kind of spelling, then what fails, grouped by message, with one block for each.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict

import click

from tests.spellings.judging import EXCUSED, SAME, VERDICTS
from tests.spellings.runs import Outcome, run, tasks

_SPECIFIC = re.compile(
    r"`[^`]*`|\d+|(?<=by )[\w, ]+?(?= (?:disagrees|has|raises|gives)|$)|\(\w+\)|\(and .*\)"
)


@click.command()
@click.option("--seed", default=1, show_default=True)
@click.option("--count", type=int, help="About so many spellings, over all problems; all without it.")
@click.option("--jobs", default=1, show_default=True)
@click.option("--only", default="", help="The problems whose name or block holds this.")
@click.option("--blocks", default=1, show_default=True, help="How many failing blocks to print of a group.")
def main(seed: int, count: int | None, jobs: int, only: str, blocks: int) -> None:
    """Write every problem of the suite in all the ways that mean the same, and compare."""
    outcomes: list[Outcome] = []
    try:
        outcomes.extend(run(tasks(seed, count, only), jobs))
    except KeyboardInterrupt:
        click.echo("stopped; so far:", err=True)
    click.echo(table(outcomes))
    click.echo(f"\n{len(outcomes)} spellings, seed {seed}\n")
    click.echo(groups(outcomes, blocks))
    sys.exit(any(outcome.verdict.kind not in (SAME, EXCUSED) for outcome in outcomes))


def table(outcomes: list[Outcome]) -> str:
    """How many of each kind of spelling came out how."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        counts[outcome.spelling.kind][outcome.verdict.kind] += 1
        counts["all"][outcome.verdict.kind] += 1
    width = max(map(len, counts), default=0)
    columns = [verdict for verdict in VERDICTS if counts["all"][verdict]]
    lines = [" " * width + "".join(f"  {verdict}" for verdict in columns)]
    for kind, count in sorted(counts.items(), key=lambda item: (item[0] == "all", item[0])):
        numbers = (f"  {count[verdict] or '':>{len(verdict)}}" for verdict in columns)
        lines.append(f"{kind:<{width}}" + "".join(numbers))
    return "\n".join(lines)


def groups(outcomes: list[Outcome], blocks: int) -> str:
    """What fails, by message, the most frequent first, with the shortest blocks."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.verdict.kind not in (SAME, EXCUSED):
            message = _SPECIFIC.sub("…", outcome.verdict.message)
            found[f"{outcome.verdict.kind}: {message}"].append(outcome)
    parts = []
    for message, group in sorted(found.items(), key=lambda item: -len(item[1])):
        problems = len({outcome.problem for outcome in group})
        kinds = Counter(outcome.spelling.kind for outcome in group).most_common(4)
        shown = ", ".join(f"{kind} {number}" for kind, number in kinds)
        shortest = sorted(group, key=lambda outcome: len(outcome.spelling.text))[:blocks]
        parts += [f"## {len(group)} of {problems} problems: {message}\n   {shown}"]
        parts += [outcome.shown for outcome in shortest]
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
