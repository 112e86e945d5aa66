"""What an author is asked: of which letter, and always of the same."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language import parse

# Each block with the letter that is asked about, which stands first in it of those in question.
QUESTIONS = {
    "d/dw ||w - sum_i a_i x_i||^2": "w",
    "d/dw (v^T w + v^T sum_i b_i a_i)": "b_i",
    "d/dx Γ Π x": "Γ",
    "d/dx Π Γ x": "Π",
    "d/dx tr(Π Γ) x^T x": "Π",
    "h = Π x\nd/dx Γ h": "Π",
    "d/dx ||ξ - η x||^2": "ξ",
    "d/dx ||η - ξ x||^2": "η",
}
ASK = """
import sys
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language import parse
for block in sys.argv[1:]:
    try:
        parse(block)
    except MatcalcError as error:
        print(error.message, error.hint)
"""


@pytest.mark.parametrize(("block", "letter"), QUESTIONS.items())
def test_the_letter_in_question_is_the_first(block: str, letter: str) -> None:
    with pytest.raises(MatcalcError) as caught:
        parse(block)
    assert caught.value.message.startswith(f"`{letter}` may be ")


def test_the_question_does_not_depend_on_the_seed_of_hashes() -> None:
    told = [
        subprocess.run(
            [sys.executable, "-c", ASK, *QUESTIONS],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout
        for seed in (1, 2)
    ]
    assert told[0] == told[1]
    assert told[0].count(" may be ") == len(QUESTIONS)
