"""Blocks that are shown as code have colours, in both spellings."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pygments import lex
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Error, Keyword, Name, Number, Operator, String, _TokenType

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.highlight.lexer import MatcalcLexer
from mkdocs_matcalc.highlight.patterns import shipped_words
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.vault.fences import find_fences
from scripts import reference

ROOT = Path(__file__).parents[2]


def tokens(block: str) -> list[tuple[_TokenType, str]]:
    """The tokens that are more than white space."""
    return [(kind, text) for kind, text in lex(block, MatcalcLexer()) if text.strip()]


def blocks(lines: list[str]) -> Iterator[str]:
    """The blocks of a note, those inside examples too."""
    for fence in find_fences(lines):
        if fence.is_matcalc:
            yield "\n".join(fence.body)
        else:
            yield from blocks(list(fence.body))


NOTES = sorted((ROOT / "docs").rglob("*.md"))
DOCS = [block for note in NOTES for block in blocks(note.read_text(encoding="utf-8").split("\n"))]
GOLDENS = [
    case.partition("\n=>\n")[0]
    for name in ("statements", "expressions", "latex", "unicode")
    for case in (ROOT / f"tests/language/{name}.txt").read_text(encoding="utf-8").split("\n---\n")
]


def test_no_part_of_a_block_that_parses_is_an_error() -> None:
    examples = [block for pair in reference.examples() for block in pair]
    assert len(DOCS) > 40
    for block in [*DOCS, *GOLDENS, *examples]:
        try:
            parse(block)
        except MatcalcError:
            continue
        assert [text for kind, text in tokens(block) if kind is Error] == [], block


@pytest.mark.parametrize("name", shipped_words()["functions"])
@pytest.mark.parametrize("form", ["{}(X)", "2 {} X", r"\{}(X)", r"\operatorname{{{}}}(X)"])
def test_every_function_is_one(name: str, form: str) -> None:
    text = form.format(name)
    found = [text for kind, text in tokens(text) if kind is Name.Builtin]
    assert [word.strip("\\").removeprefix("operatorname").strip("{}") for word in found] == [name]


@pytest.mark.parametrize("name", shipped_words()["properties"])
@pytest.mark.parametrize("form", ["A in R^(n x n) {}", r"A \in \mathbb{{R}}^{{n \times n}} \text{{ {}}}"])
def test_every_property_is_one(name: str, form: str) -> None:
    assert (Keyword.Constant, name) in tokens(form.format(name))


@pytest.mark.parametrize(("name", "values"), shipped_words()["options"].items())
def test_every_option_is_one(name: str, values: list[str]) -> None:
    for value in values:
        found = tokens(f"option {name} = {value}")
        assert found[:2] == [(Keyword, "option"), (Name.Attribute, name)]
        assert found[-1] == (String, value)


@pytest.mark.parametrize("name", shipped_words()["letters"])
def test_every_letter_is_a_name(name: str) -> None:
    assert tokens(rf"\{name}") == [(Name, rf"\{name}")]


@pytest.mark.parametrize(
    ("block", "kind", "text"),
    [
        ("x in R^n  # a vector", Comment.Single, "# a vector"),
        ("x in R^n", Operator.Word, "in"),
        ("x in R^n", Keyword.Type, "R"),
        (r"\mathbf{x} \in \mathbb{R}^n", Keyword.Type, r"\mathbb{R}"),
        (r"A \in \mathbb{S}^n", Keyword.Type, r"\mathbb{S}"),
        ("λ ∈ ℝ", Keyword.Type, "ℝ"),
        ("g : R -> R", Operator.Word, "->"),
        ("d/dx a^T x", Keyword.Pseudo, "d/d"),
        ("∂L/∂w", Name, "L"),
        ("d^2 f / dx dy", Keyword.Pseudo, "d"),
        (r"\nabla_x f", Keyword.Pseudo, r"\nabla"),
        (r"\frac{\partial L}{\partial x}", Keyword.Pseudo, r"\partial"),
        ("  solve dL/dw = 0", Keyword, "solve"),
        ("rule Mine: tr(A) = tr(A^T)", Name.Label, "Mine"),
        ("using [[My Note]]", Name.Namespace, "My Note"),
        ("softmax(X, rows)", Keyword.Constant, "rows"),
        ("ReLU(x)", Name.Builtin, "ReLU"),
        ("σ(x)", Name.Builtin, "σ"),
        ("sum_i x_i", Name.Builtin, "sum"),
        ("Xᵀ", Operator, "ᵀ"),
        ("1.5e-3 x", Number, "1.5e-3"),
    ],
)
def test_what_a_part_is(block: str, kind: _TokenType, text: str) -> None:
    assert (kind, text) in tokens(block)


@pytest.mark.parametrize(("block", "text"), [("logx", "logx"), ("R x", "R"), ("in x", "in"), ("σ x", "σ")])
def test_what_only_looks_like_a_word_of_the_language(block: str, text: str) -> None:
    assert (Name, text) in tokens(block)


def test_pygments_knows_the_name() -> None:
    assert isinstance(get_lexer_by_name("matcalc"), MatcalcLexer)


def test_a_block_inside_an_example_note_has_colours() -> None:
    note = "text\n\n```matcalc method=chain\nd/dX tr(X)\n```\n"
    assert (Name.Builtin, "tr") in list(lex(note, get_lexer_by_name("markdown")))


def test_colours_cost_no_import_of_sympy() -> None:
    script = "import sys, mkdocs_matcalc.highlight.lexer; print('sympy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
