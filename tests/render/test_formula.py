"""Formulas as trees: what each part shows, and that nothing of them is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_read_back import FACTORS, inside, products, sums

from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.formula import Command, Fenced, Mark, New, Row, Script, decode, encode, row, walk
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.phrases import written
from mkdocs_matcalc.render.present import present
from mkdocs_matcalc.render.printer import formula
from mkdocs_matcalc.render.signs import MarkKind
from mkdocs_matcalc.render.typed import typed
from mkdocs_matcalc.render.unicode import unicode_text

EXPRESSIONS = [each for factor in FACTORS for corpus in (products, sums, inside) for each in corpus(factor)]
PROGRAM = "z = W x + b\nL = ||tanh(z) - y||^2\ndL/d(W, b)"
HOSTILE = (
    "{" * 4000,
    r"\left(" * 4000,
    "x^" * 4000,
    r"\frac" * 4000,
    "(" * 4000 + ")" * 4000,
    "\\",
    "^_^_",
    "",
)


def test_what_is_printed_can_be_typed_again() -> None:
    for expr in EXPRESSIONS:
        made = formula(expr)
        again = typed(latex(made))
        assert latex(again) == latex(made)
        assert unicode_text(again) == unicode_text(made)


def test_statements_are_read_as_they_are_typed() -> None:
    for rule in CATALOGUE:
        assert latex(typed(rule.statement)) == rule.statement
        assert written(rule.condition).source == rule.condition


def test_a_formula_comes_back_from_plain_data() -> None:
    for expr in EXPRESSIONS:
        made = formula(expr)
        assert decode(json.loads(json.dumps(encode(made)))) == made


def test_a_document_comes_back_from_plain_data() -> None:
    blocks = (
        f"option graph = show\noption layout = numerator\n{PROGRAM}",
        "S in R^(n x n) symmetric\nd/dS logdet(S)\n  = S^-1",
        "option code = all\nsolve d/dx ||A x - y||^2 = 0",
        "d/dx x^T x\n  = x [",
    )
    for block in blocks[:3]:
        document = present(derive(parse(block)))
        assert Document.from_dict(json.loads(json.dumps(document.to_dict()))) == document


def test_each_name_knows_what_it_stands_for() -> None:
    document = present(derive(parse(PROGRAM)))
    known = {unicode_text(line).partition(" = ")[0] for line in document.problem}
    known |= {unicode_text(declared.name) for declared in document.shapes}
    names = {"W", "x", "b", "y", "z", "L"}
    assert names <= known
    shown = {part.of for step in document.steps for part in walk(step.formula) if isinstance(part, Row)}
    assert names <= shown
    assert {"tanh(z) - y", "1 - tanh(z).^2", "δ_z x^T"} <= shown


def test_what_is_new_in_a_line_is_known_in_every_format() -> None:
    document = Document.from_dict(present(derive(parse("d/dx ||A x - y||^2"))).to_dict())
    new = [
        latex(part.inside) for step in document.steps for part in walk(step.formula) if isinstance(part, New)
    ]
    assert r"A \, \mathrm{d}x" in new


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("x", MarkKind.NAME),
        (r"\theta", MarkKind.NAME),
        ("12", MarkKind.NUMBER),
        ("-", MarkKind.OPERATOR),
        (r"\odot", MarkKind.OPERATOR),
        ("=", MarkKind.RELATION),
        (r"\in", MarkKind.COMPARISON),
        (",", MarkKind.SEPARATOR),
        (r"\lVert", MarkKind.BRACKET),
        (r"\,", MarkKind.GAP),
    ],
)
def test_a_mark_knows_its_kind(mark: str, kind: MarkKind) -> None:
    assert Mark(mark).kind is kind


def test_a_row_of_parts() -> None:
    x = row("x", of="x")
    assert row(x, " + ", "1") == Row((x, Mark(" "), Mark("+"), Mark(" "), Mark("1")))
    # What shows no expression of its own is one with what stands around it.
    assert row(row("-", x), ",") == Row((Mark("-"), x, Mark(",")))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"x^2", Script(Mark("x"), above=Mark("2"))),
        (r"x_{i}", Script(Mark("x"), below=Row((Mark("i"),)))),
        (r"(a]", row("(", "a", "]")),
        (r"[0, 1)", row("[", "0", ", ", "1", ")")),
        (r"(a)", Fenced("(", row("a"), ")")),
        (r"\left[a\right)", Fenced("[", row("a"), ")", stretches=True)),
        (r"\left(a", row("(", "a")),
        (r"\frac12", typed(r"\frac{1}{2}")),
        (r"\hat x", typed(r"\hat{x}")),
        ("x^a^b", row(Script(Mark("x"), above=Mark("a")), Script(Row(()), above=Mark("b")))),
        (r"\sqrt[3]{x}", Command(r"\sqrt", (row("x"),), row("3"))),
    ],
)
def test_what_people_type(text: str, read: Row | Script | Fenced) -> None:
    assert unicode_text(typed(text)) == unicode_text(read)
    assert latex(typed(text)) == latex(read)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_is_too_much(text: str) -> None:
    assert len(latex(typed(text))) <= 4 * len(text) + 4
    unicode_text(typed(text))


@given(st.text(alphabet="\\{}()[]^_&$ ab12leftrighfracbegin", max_size=60))
def test_nothing_typed_is_an_error(text: str) -> None:
    made = typed(text)
    assert decode(encode(made)) == made
    unicode_text(made)
    latex(made)


def test_a_declared_function_is_spelled_as_it_is_read() -> None:
    document = present(derive(parse("φ : R^n -> R\nd/dz φ(A z + b)")))
    (result,) = document.results
    assert latex(result.label) == r"\frac{\partial \phi}{\partial z}"
    assert result.latex == r"A^\top \nabla \phi(A z + b)"
