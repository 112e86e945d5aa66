"""`matcalc read`: how a block is read, or why it is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mkdocs_matcalc.commands.main import main

NOTE = """\
# Note

```matcalc method=chain
A in R^(n x n) invertible
d/dx ||A x - y||^2
```

```matcalc
x in R^n
d/dx lgo(x)
```
"""


def run(*arguments: object, text: str | None = None) -> Result:
    return CliRunner().invoke(main, ["read", *map(str, arguments)], input=text)


def letters(block: str) -> dict[str, Any]:
    (answer,) = json.loads(run("--format", "json", text=block).stdout)
    return {letter["name"]: letter for letter in answer["letters"]}


def test_a_block_is_said_in_plain_text_with_its_letters() -> None:
    done = run(text="d/dβ ||X β - y||_2^2")
    assert done.exit_code == 0
    assert done.stdout == (
        "  X in R^(m x n)\n"
        "  beta in R^n\n"
        "  y in R^m\n"
        "  d/dbeta (||X beta - y||^2)\n"
        "\n"
        "  X     m × n  a matrix, by convention, m from `X β - y` in line 1, n from `X β` in line 1\n"
        "  beta  n      a vector, since `X beta`\n"
        "  y     m      a vector, by convention\n"
    )


@pytest.mark.parametrize(
    ("block", "name", "kind", "shape", "why"),
    [
        ("x in R^3\nd/dx x^T x", "x", "vector", ["3"], "declared in line 1"),
        ("d/dx x^T x", "x", "vector", ["n"], "by convention"),
        ("d/dβ ||X β - y||^2", "beta", "vector", ["n"], "since `X beta`"),
        ("x_i in R^d\nd/dw sum_{i=1}^n (w^T x_i)^2", "x_i", "family of vectors", ["d"], "declared in line 1"),
        ("g : R -> R\nd/dx sum(g(x))", "g", "function R -> R", [], "declared"),
        ("L : R^n -> R\nd/dx L(x)", "L", "function R^n -> R", [], "declared"),
        ("t in R\nd/dt exp(t)", "t", "number", [], "declared in line 1"),
    ],
)
def test_each_letter_says_what_it_is_and_why(
    block: str, name: str, kind: str, shape: list[str], why: str
) -> None:
    letter = letters(block)[name]
    assert (letter["kind"], letter["shape"], letter["why"]) == (kind, shape, why)


def test_what_was_chosen_is_said() -> None:
    done = run(text="d/dX ||X||_2^2")
    assert "‖·‖₂ of a matrix is the spectral norm" in done.stdout
    block = r"\nabla_x x^\top Q x, \quad Q \text{ symmetric}"
    assert letters(block)["Q"]["facts"] == ["symmetric"]
    (answer,) = json.loads(run("--format", "json", text=block).stdout)
    assert answer["assumptions"] == ["$Q$ is assumed to be symmetric"]


def test_every_block_of_every_file_is_read(tmp_path: Path) -> None:
    note, other = tmp_path / "note.md", tmp_path / "block.txt"
    note.write_text(NOTE, encoding="utf-8")
    other.write_text("d/dx exp(x)", encoding="utf-8")
    before = note.read_bytes()
    done = run(note, other)
    assert done.exit_code == 1
    assert f"{note}:4\n  option method = chain\n  A in R^(n x n) invertible\n" in done.stdout
    assert f"{other}:1\n" in done.stdout
    assert f"{note}: line 10, column 6: `lgo` is no function" in done.stderr
    assert note.read_bytes() == before
    first, second, third = json.loads(run(note, other, "--format", "json").stdout)
    assert (first["file"], first["line"]) == (str(note), 4)
    assert (second["error"]["name"], second["error"]["line"]) == ("unknown-function", 10)
    assert third["problem"] == "x in R^n\nd/dx (exp(x))"


def test_what_a_block_uses_is_found(tmp_path: Path) -> None:
    (tmp_path / "Loss.md").write_text("```matcalc\nL = ||X w - y||^2\n```\n", encoding="utf-8")
    note = tmp_path / "note.md"
    note.write_text("```matcalc\nusing [[Loss]]\ndL/dw\n```\n", encoding="utf-8")
    done = run(note)
    assert done.exit_code == 0
    assert "  L = ||X w - y||^2\n  dL/dw\n" in done.stdout


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = run(tmp_path / "none.md")
    assert done.exit_code == 1
    assert "[unreadable-file]" in done.stderr
