"""`python -m tests.claims --seed S --count N`: what becomes of N random claims."""

from __future__ import annotations

import argparse
import sys

from .judge import ACCEPTED, CRASH, REJECTED, SECONDS
from .run import findings, report


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.claims", description=__doc__)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="the number of the first claim")
    parser.add_argument("--limit", type=float, default=SECONDS, help="seconds for each block")
    given = parser.parse_args()
    found = findings(given.seed, range(given.first, given.first + given.count), given.limit)
    sys.stdout.write(f"seed {given.seed}\n{report(found)}\n")
    return int(any(each.verdict.outcome in {ACCEPTED, REJECTED, CRASH} for each in found))


if __name__ == "__main__":
    sys.exit(main())
