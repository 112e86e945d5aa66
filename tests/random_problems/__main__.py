"""`python -m tests.random_problems --seed S --count N`: what becomes of N random problems."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .judge import RIGHT, SECONDS
from .run import findings, report


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.random_problems", description=__doc__)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="the number of the first problem")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--limit", type=float, default=SECONDS, help="seconds for each block")
    parser.add_argument(
        "--minimise", action="store_true", help="shrink the first blocks of each failing kind"
    )
    parser.add_argument("--json", type=Path, help="write every outcome to this file")
    given = parser.parse_args()
    found = findings(given.seed, range(given.first, given.first + given.count), given.jobs, given.limit)
    if given.json:
        rows = [
            {
                "number": each.number,
                "outcome": each.verdict.outcome,
                "message": each.verdict.message,
                "text": each.text,
            }
            for each in found
        ]
        given.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(report(given.seed, found, given.jobs, given.minimise) + "\n")
    return int(any(each.verdict.outcome != RIGHT for each in found))


if __name__ == "__main__":
    sys.exit(main())
