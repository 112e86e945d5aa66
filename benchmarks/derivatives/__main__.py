"""The 28 standard derivatives by this library, SymPy and tensorgrad, side by side, as a Markdown table.

Run as `python benchmarks/derivatives`. Every result is held against finite differences of the function at
a random point. A result is closed where it is a matrix expression without derivatives, sums, indices or
array contractions; of tensorgrad's, what it prints without indices must read as the derivative. Times are
ratios to ours, which has the steps and the numeric check in it. Each library gets the formulation that
suits it best; one that is not installed is left out. tensorgrad evaluates on PyTorch's named tensors,
which PyTorch 2.8 still has.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import numpy as np
import ours
from cases import CASES, Case

from mkdocs_matcalc.numerics.point import Point

TOLERANCE = 1e-6
REPEATS = 3


@dataclass(frozen=True)
class Outcome:
    """How one library fared on one case; `wrong` is a result that is plainly false."""

    right: bool
    closed: bool
    wrong: bool
    seconds: float
    steps: int = 0

    @property
    def mark(self) -> str:
        if self.right:
            return "right, closed" if self.closed else "right"
        return "**wrong**" if self.wrong else "none"


FAILED = Outcome(right=False, closed=False, wrong=False, seconds=float("nan"))


def main() -> None:
    rivals = [module for name in ("with_sympy", "with_tensorgrad") if (module := _imported(name))]
    print(f"| function | {ours.NAME} | steps |" + "".join(f" {each.NAME} | time |" for each in rivals))
    print("| --- | --- | ---: |" + " --- | ---: |" * len(rivals))
    columns: list[list[Outcome]] = [[] for _ in range(1 + len(rivals))]
    for case in CASES:
        derivation, seconds = _timed(lambda block=case.block: ours.derive(block))
        at = ours.point(derivation)
        expected = ours.differences(derivation, at)
        right = _agree(ours.value(derivation, at), expected)
        outcomes = [
            Outcome(right, right and ours.is_closed(derivation), not right, seconds, len(derivation.steps)),
            *(_outcome(rival, case, at, expected) for rival in rivals),
        ]
        for column, outcome in zip(columns, outcomes, strict=True):
            column.append(outcome)
        print(_row(case.title, outcomes))
    totals = [_total(column) for column in columns]
    steps = sum(outcome.steps for outcome in columns[0])
    print(f"| all {len(CASES)} | {totals[0]} | {steps} |" + "".join(f" {total} | |" for total in totals[1:]))


def _total(column: list[Outcome]) -> str:
    right, closed, wrong = (
        sum(getattr(each, name) for each in column) for name in ("right", "closed", "wrong")
    )
    return f"{right} right, {closed} closed" + (f", {wrong} wrong" if wrong else "")


def _row(title: str, outcomes: list[Outcome]) -> str:
    first, *others = outcomes
    cells = [title, first.mark, str(first.steps)]
    for other in others:
        ratio = other.seconds / first.seconds
        cells += [other.mark, "" if ratio != ratio else f"{ratio:.1f}"]
    return f"| {' | '.join(cells)} |"


def _imported(name: str) -> ModuleType | None:
    try:
        return __import__(name)
    except ImportError as error:
        print(f"without {name.removeprefix('with_')}: {error}", file=sys.stderr)
        return None


def _timed(run: Callable[[], object]) -> tuple[object, float]:
    """What a function gives, and the shortest of a few runs."""
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        result = run()
        best = min(best, time.perf_counter() - start)
    return result, best


def _outcome(rival: ModuleType, case: Case, at: Point, expected: np.ndarray) -> Outcome:
    try:
        result, seconds = _timed(lambda: rival.derive(case.title, len(case.wrt)))
    except Exception:  # a library may fail in any way it likes
        return FAILED
    try:
        right = _agree(rival.evaluate(result, ours.values(at)), expected)
        done = True
    except Exception:
        right, done = False, False
    closed = right and rival.is_closed(result, lambda text: ours.reads(case.block, text, at, expected))
    return Outcome(right, closed, done and not right, seconds)


def _agree(found: np.ndarray, expected: np.ndarray) -> bool:
    """Equal in one layout or the other."""
    one, other = np.squeeze(found), np.squeeze(expected)
    return any(
        turned.shape == other.shape and np.allclose(turned, other, rtol=TOLERANCE, atol=TOLERANCE)
        for turned in (one, one.T)
    )


if __name__ == "__main__":
    main()
