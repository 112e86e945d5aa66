"""Judges many random claims, and tells what became of them."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from dataclasses import dataclass, replace

from .generate import generated
from .judge import ACCEPTED, OPEN, OUTCOMES, REJECTED, RIGHT, SECONDS, UNDECIDED, Verdict, judged
from .nodes import Claim
from .proof import proof
from .spell import block
from .truth import Truth, differs_at
from .truth import truth as looked_up

SHOWN = 12
MANY_ROUNDS = 60
MORE_DIGITS, MORE_ROUNDS = 1000, 6
# What differs among messages of one kind.
OF_A_NAME = re.compile(r"\$[^$]*\$|`[^`]*`|^\w+(?= of a matrix)")


@dataclass(frozen=True)
class Finding:
    """What became of one claim."""

    number: int
    claim: Claim
    truth: bool
    verdict: Verdict
    seconds: float

    @property
    def text(self) -> str:
        """The claim with what is true of it, what was said, and the block to paste."""
        made = ", ".join(self.claim.made)
        said = f"{self.verdict.outcome}, and is {str(self.truth).lower()}: {self.verdict.message}"
        return f"[{self.number}] {said} ({made}; {self.verdict.means})\n{block(self.claim)}"


def findings(seed: str, numbers: range, limit: float = SECONDS) -> list[Finding]:
    """What becomes of some numbers' claims, in order."""
    found = []
    for number in numbers:
        claim, truth = generated(seed, number)
        start = time.process_time()
        verdict = judged(claim, truth, limit)
        spent = time.process_time() - start
        if verdict.outcome in {ACCEPTED, REJECTED}:
            # What the product says otherwise is looked at more closely.
            rng = random.Random(seed)
            again = looked_up(claim, rng, rounds=MANY_ROUNDS)
            if again.holds is not False:
                again = looked_up(claim, rng, MORE_DIGITS, MORE_ROUNDS)
            point = proof(claim) if again.holds is not False and verdict.outcome == REJECTED else None
            differs = point and differs_at(claim, point)
            again = Truth(False) if differs else again
            truth = truth if again.holds is None else again.holds
            verdict = judged(claim, truth, limit)
            if verdict.outcome == REJECTED and (again.lost or (point and differs is None)):
                # The product has proved it false, and by so little that the truth would take more digits, or
                # at numbers that are too large for it.
                verdict = replace(verdict, outcome=OPEN)
        found.append(Finding(number, claim, truth, verdict, spent))
    return found


def counted(found: list[Finding]) -> str:
    """How many claims have each outcome, on one line."""
    counts = Counter(each.verdict.outcome for each in found)
    return ", ".join(f"{outcome} {count}" for outcome, count in counts.most_common())


def report(found: list[Finding]) -> str:
    """How many claims have each outcome, and the blocks of those that are not right."""
    counts = Counter((each.verdict.outcome, each.truth) for each in found)
    lines = [
        f"{outcome:16} {counts[outcome, True]:6} true {counts[outcome, False]:6} false"
        for outcome in OUTCOMES
    ]
    means = Counter(each.verdict.means or "nothing" for each in found)
    reasons = Counter(
        OF_A_NAME.sub("…", each.verdict.message) for each in found if each.verdict.outcome == UNDECIDED
    )
    lines += [f"undecided as {reason}: {count}" for reason, count in reasons.most_common()]
    lines.append("decided by " + ", ".join(f"{name}: {count}" for name, count in means.most_common()))
    slowest = sorted(found, key=lambda each: each.seconds)
    times = ", ".join(f"{1000 * each.seconds:.0f} ms [{each.number}]" for each in slowest[-3:])
    lines.append(f"{1000 * slowest[len(found) // 2].seconds:.0f} ms in the middle, at most {times}")
    for outcome in OUTCOMES:
        wrong = sorted(
            (each for each in found if each.verdict.outcome == outcome), key=lambda each: len(each.text)
        )
        if outcome != RIGHT:
            count = SHOWN // 2 if outcome == UNDECIDED else SHOWN
            lines += [f"\n{each.text}" for each in wrong[:count]]
    return "\n".join(lines)
