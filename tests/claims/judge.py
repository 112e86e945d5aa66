"""The product's verdict on a claim, held against the truth."""

from __future__ import annotations

from dataclasses import dataclass

from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.verify.judged import judged as verdicts
from tests.processor_time import TookTooLongError, limited

from .nodes import Claim
from .spell import block

RIGHT, ACCEPTED, REJECTED, UNDECIDED = "right", "false accepted", "true rejected", "undecided"
REFUSED, CRASH, TIME_OUT = "refused", "crash", "time out"
# Proved to be false where the truth can't follow: by too little, or at numbers that are too large.
OPEN = "open"
OUTCOMES = (RIGHT, ACCEPTED, REJECTED, UNDECIDED, REFUSED, CRASH, TIME_OUT, OPEN)
SECONDS = 20.0


@dataclass(frozen=True)
class Verdict:
    """An outcome, and what the product said."""

    outcome: str
    message: str = ""
    means: str = ""


def judged(claim: Claim, truth: bool, seconds: float = SECONDS) -> Verdict:
    """What becomes of a claim; of several verdicts that of its only side."""
    try:
        with limited(seconds):
            (found,) = verdicts(derive(parse(block(claim))))
    except TookTooLongError:
        return Verdict(TIME_OUT, f"longer than {seconds:g} s")
    except MatcalcError as error:
        return Verdict(REFUSED, error.message)
    except Exception as error:
        return Verdict(CRASH, f"{type(error).__name__} was raised: {error}")
    means = found.means.how.value if found.means else ""
    said = f"{found.reason} {found.reading}".strip()
    if found.holds is None:
        return Verdict(UNDECIDED, said, means)
    if found.holds is truth or (found.holds and found.reading):
        return Verdict(RIGHT, said, means)
    return Verdict(REJECTED if truth else ACCEPTED, said, means)
