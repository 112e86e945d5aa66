"""Mutates the golden blocks: whatever comes of it, the parser gives a problem or a message, and soon.

`python tests/language/fuzz.py --count 200000 --seed 1` prints what fails, each input cut down to what
still fails in the same way. The seconds are the processor's, so that a busy machine changes nothing.
"""

from __future__ import annotations

import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType

import click
from show import cases

from mkdocs_matcalc.algebra.problem import Problem
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language import parse

SECONDS = 1.0
_PART = 1000
_TOKEN = re.compile(r"\\[A-Za-z]+|\w+|\s|.", re.DOTALL)
_BRACKETS = (("(", ")"), ("{", "}"), ("[", "]"), ("||", "||"), ("|", "|"), (r"\left(", r"\right)"))
_WRAPPERS = ("exp(", "x^{", r"\frac{1}{", "||", "-(", "sum_i (", "tr(", "d/dx (", r"\mathbf{", "sqrt(")
_RANGES = ((0x20, 0x7E), (0xA0, 0x3FF), (0x2000, 0x22FF), (0x1D400, 0x1D7FF), (0x1F300, 0x1F64F))


@dataclass(frozen=True)
class Failure:
    """A block on which the parser did what it never should."""

    block: str
    fault: str


class TookTooLongError(Exception):
    """The parser was stopped at its time limit."""


def golden_blocks() -> list[str]:
    """Every block of the golden files, those with mistakes too."""
    return [block for block, _ in cases("statements", "expressions", "latex", "unicode", "errors")]


def fault_of(block: str, seconds: float = SECONDS) -> str:
    """What is wrong with how the parser takes a block; "" where it does as it should."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLongError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        problem = parse(block)
    except MatcalcError as error:
        return _fault_of_message(error, block)
    except TookTooLongError:
        return f"took longer than {seconds:g} s"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return "" if isinstance(problem, Problem) else f"gave {type(problem).__name__}"


def _fault_of_message(error: MatcalcError, block: str) -> str:
    place = error.place
    if not error.message:
        return "a message without words"
    if place is None:
        return ""
    lines = block.split("\n")
    if not 1 <= place.line <= len(lines) or place.source != lines[place.line - 1]:
        return f"a message with a wrong line: {error.message}"
    if not 1 <= place.column <= len(place.source) + 1:
        return f"a message with a wrong column: {error.message}"
    return ""


# --- mutations ------------------------------------------------------------------------------------


def mutated(seed: random.Random, blocks: list[str]) -> str:
    """A golden block after one to four mutations; now and then, random text alone."""
    if seed.random() < 0.05:
        return "".join(_character(seed) for _ in range(seed.randint(0, 80)))
    block = seed.choice(blocks)
    for _ in range(seed.randint(1, 4)):
        block = seed.choice(_MUTATIONS)(seed, block, blocks)
    return block


def _change_token(seed: random.Random, block: str, blocks: list[str]) -> str:
    tokens = _TOKEN.findall(block)
    others = _TOKEN.findall(seed.choice(blocks))
    at, piece = seed.randrange(len(tokens) + 1), seed.choice(others)
    replaced = seed.randint(0, 2)
    return "".join([*tokens[:at], piece, *tokens[at + replaced :]])


def _drop_tokens(seed: random.Random, block: str, _: list[str]) -> str:
    tokens = _TOKEN.findall(block)
    at = seed.randrange(len(tokens) + 1)
    return "".join(tokens[:at] + tokens[at + seed.randint(1, 3) :])


def _swap_tokens(seed: random.Random, block: str, _: list[str]) -> str:
    tokens = _TOKEN.findall(block)
    if tokens:
        one, other = seed.randrange(len(tokens)), seed.randrange(len(tokens))
        tokens[one], tokens[other] = tokens[other], tokens[one]
    return "".join(tokens)


def _repeat_stretch(seed: random.Random, block: str, _: list[str]) -> str:
    start, end = sorted(seed.randrange(len(block) + 1) for _ in range(2))
    times = seed.choice((2, 2, 3, 10, 60))
    return block[:start] + block[start:end] * times + block[end:]


def _change_character(seed: random.Random, block: str, _: list[str]) -> str:
    at = seed.randrange(len(block) + 1)
    return block[:at] + _character(seed) + block[at + seed.randint(0, 1) :]


def _bracket_stretch(seed: random.Random, block: str, _: list[str]) -> str:
    start, end = sorted(seed.randrange(len(block) + 1) for _ in range(2))
    opening, closing = seed.choice(_BRACKETS)
    depth = seed.choice((1, 1, 1, 3, 20, 150, 250))
    return block[:start] + opening * depth + block[start:end] + closing * depth + block[end:]


def _nest(seed: random.Random, block: str, _: list[str]) -> str:
    wrapper = seed.choice(_WRAPPERS)
    closing = {"(": ")", "{": "}", "|": "||"}[wrapper[-1]]
    depth = seed.choice((1, 5, 30, 120, 199, 400))
    at = seed.randrange(len(block) + 1)
    return block[:at] + wrapper * depth + "x" + closing * depth + block[at:]


def _join_blocks(seed: random.Random, block: str, blocks: list[str]) -> str:
    return block + seed.choice(("\n", "\n", " ", " = ", r" \\ ")) + seed.choice(blocks)


def _character(seed: random.Random) -> str:
    return chr(seed.randint(*seed.choice(_RANGES))) if seed.random() < 0.9 else seed.choice("\n\t\r\0\\$%#")


_MUTATIONS: tuple[Callable[[random.Random, str, list[str]], str], ...] = (
    *(_change_token, _drop_tokens, _swap_tokens, _repeat_stretch, _change_character, _change_character),
    *(_bracket_stretch, _nest, _join_blocks),
)


# --- a run ----------------------------------------------------------------------------------------


def failures(count: int, seed: int, *, cut_down: bool = False) -> Iterator[Failure]:
    """The failures among `count` mutated blocks."""
    source, blocks = random.Random(seed), golden_blocks()
    for _ in range(count):
        block = mutated(source, blocks)
        fault = fault_of(block)
        if fault:
            yield smaller(Failure(block, fault)) if cut_down else Failure(block, fault)


def smaller(failure: Failure) -> Failure:
    """The same failure with as much cut out of its block as can be, ever smaller pieces at a time."""
    block, size = failure.block, len(failure.block) // 2
    while size:
        at = 0
        while at < len(block):
            shorter = block[:at] + block[at + size :]
            if fault_of(shorter) == failure.fault:
                block = shorter
            else:
                at += size
        size //= 2
    return Failure(block, failure.fault)


@click.command(help=__doc__)
@click.option("--count", default=200_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(count: int, seed: int) -> None:
    found, begun = 0, time.monotonic()
    for done in range(0, count, _PART):
        for failure in failures(min(_PART, count - done), seed * 1_000_000 + done, cut_down=True):
            found += 1
            click.echo(f"\n{failure.fault}\n  {failure.block!r}")
        seconds = time.monotonic() - begun
        click.echo(f"{min(done + _PART, count)} of {count}, {found} failed, {seconds:.0f} s", err=True)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
