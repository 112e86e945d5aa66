"""`python -m tests.claims --seed S --count N`: what becomes of N random claims."""

from __future__ import annotations

import argparse
import sys

from .judge import ACCEPTED, CRASH, REJECTED, SECONDS
from .run import Finding, counted, findings, report

# As many claims are judged before it is said how far it is.
TOGETHER = 100


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.claims", description=__doc__)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="the number of the first claim")
    parser.add_argument("--limit", type=float, default=SECONDS, help="seconds for each block")
    given = parser.parse_args()
    found: list[Finding] = []
    last = given.first + given.count
    for first in range(given.first, last, TOGETHER):
        found += findings(given.seed, range(first, min(first + TOGETHER, last)), given.limit)
        sys.stderr.write(f"{len(found)} claims: {counted(found)}\n")
    sys.stdout.write(f"seed {given.seed}\n{report(found)}\n")
    return int(any(each.verdict.outcome in {ACCEPTED, REJECTED, CRASH} for each in found))


if __name__ == "__main__":
    sys.exit(main())
