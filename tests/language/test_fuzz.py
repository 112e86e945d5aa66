"""A small run of the fuzzer; `fuzz.py` itself makes a large one."""

from __future__ import annotations

import random

import fuzz
import pytest
from fuzz import Failure, failures, fault_of, golden_blocks, mutated, smaller


def test_mutated_blocks_give_a_problem_or_a_message_within_a_second() -> None:
    assert list(failures(2000, seed=0)) == []


def test_a_seed_gives_the_same_blocks_again() -> None:
    blocks = golden_blocks()
    once, again = ([mutated(random.Random(7), blocks) for _ in range(5)] for _ in range(2))
    assert once == again


def test_what_the_fuzzer_calls_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(block: str) -> None:
        while "loop" in block:
            pass
        if "crash" in block:
            raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(fuzz, "parse", broken)
    assert fault_of("a loop", 0.05) == "took longer than 0.05 s"
    assert fault_of("some text") == "gave NoneType"
    failure = Failure("this will crash soon", fault_of("this will crash soon"))
    assert smaller(failure) == Failure("crash", "ZeroDivisionError: by nothing")
