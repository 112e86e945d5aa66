"""What is guessed of a misspelt name."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.errors import nearest

KNOWN = ("sign", "arctan", "softmax", "log", "sigmoid", "vec", "symmetric")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("lgo", "log"),
        ("logg", "log"),
        ("sigmod", "sigmoid"),
        ("sofmxa", "softmax"),
        ("symetrc", "symmetric"),
        ("vec", "vec"),
        ("vce", "vec"),
    ],
)
def test_a_letter_or_two_off_is_guessed(word: str, meant: str) -> None:
    assert nearest(word, KNOWN) == meant


@pytest.mark.parametrize("word", ["cot", "sec", "eig", "rank", "svd", "ve", "softplus", "concat", ""])
def test_more_is_not(word: str) -> None:
    assert nearest(word, KNOWN) is None
