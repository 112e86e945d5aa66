"""`python -m tests.mutants`: break each rule and each row of a table in turn, and see whether a test fails.

Prints what no test noticed. What is broken gives its result with the other sign; which tests come to
it is found out first, by running all of them once.
"""

from __future__ import annotations

import sys
from collections import Counter

import click
import pytest

from tests.mutants.noticing import ENDLESS, NOTICED, Found, Noticing
from tests.mutants.sites import sites

# The rooms in which expressions are read, derived, printed and worked out.
TESTS = tuple(
    f"tests/{room}"
    for room in (
        "algebra",
        "calculus",
        "numerics",
        "exact",
        "render",
        "verify",
        "engine",
        "language/test_reference.py",
    )
)


@click.command()
@click.option("--jobs", default=2, show_default=True, help="How many at once.")
@click.option("--seconds", default=240, show_default=True, help="How long the tests of one may take.")
@click.option("--only", default="", help="Those whose name holds this.")
@click.argument("tests", nargs=-1)
def main(jobs: int, seconds: int, only: str, tests: tuple[str, ...]) -> None:
    """Break each rule and each row in turn. TESTS are those that may notice it; by default the engine's."""
    found: list[Found] = []

    def report(each: Found) -> None:
        found.append(each)
        if each.outcome != NOTICED:
            last = f", the last one {each.test}" if each.test else ""
            click.echo(f"{each.outcome}: {each.site}, reached by {each.reaching} tests{last}")

    chosen = [site for site in sites() if only in site.name]
    plugin = Noticing(chosen, jobs, seconds, report)
    pytest.main(["-q", "-p", "no:cacheprovider", *(tests or TESTS)], plugins=[plugin])
    outcomes = Counter(each.outcome for each in found)
    told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    click.echo(f"{len(found)} of {len(chosen)} broken: {told}")
    sys.exit(len(found) < len(chosen) or any(each.outcome not in (NOTICED, ENDLESS) for each in found))


if __name__ == "__main__":
    main()
