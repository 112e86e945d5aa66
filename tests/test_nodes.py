"""Every table with a row for each node has one for every node, or names it among what it leaves out."""

from __future__ import annotations

import ast
import pkgutil
from collections.abc import Collection, Iterator, Mapping
from importlib import import_module
from pathlib import Path

import pytest
from sympy import Basic, S
from sympy.core.symbol import Str

import mkdocs_matcalc
from mkdocs_matcalc.algebra import arithmetic, build, nodes, plain, precedence
from mkdocs_matcalc.algebra.nodes import (
    ALWAYS_SCALAR,
    NODES,
    Family,
    Function,
    Node,
    Variable,
    dimension,
    index,
)
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.calculus import adjoint, differentials, entries, jacobian
from mkdocs_matcalc.calculus.differentials import Scope, worked_out
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.calculus.rules.restatements import restate
from mkdocs_matcalc.engine.pipeline import derivations, documented
from mkdocs_matcalc.errors import Refusal
from mkdocs_matcalc.exact import worth
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.numerics import magnitude, passes, sample, terms, values
from mkdocs_matcalc.numerics.evaluate import evaluate
from mkdocs_matcalc.numerics.point import MisfitError
from mkdocs_matcalc.render import depict, printer
from mkdocs_matcalc.render.code import lowering
from mkdocs_matcalc.render.code.vectorise import Stack

Types = Collection[type[Basic]]

# The rows of each table, and what it leaves out.
TABLES: dict[str, tuple[Types, Types]] = {
    "plain text": (plain.PRINTERS, ()),
    "precedence": (precedence.BINDINGS, ()),
    "formulas": (printer.PRINTERS, ()),
    "transposes": (arithmetic.TRANSPOSED, {*arithmetic.TRANSPOSED_AS_A_WHOLE, *ALWAYS_SCALAR}),
    "builders": (build.BUILDERS, build.BUILT_AS_THEY_STAND),
    "code": (lowering.LOWERED.keys() - {Stack}, lowering.WITHOUT_CODE),
    "values": (values.VALUES, ()),
    "values in rings": ({Variable, Family, *worth.VALUES}, worth.WITHOUT_VALUE),
    "parts with values": (terms.PARTS, terms.ALL_VALUED),
    "magnitudes": (
        {nodes.Add, *passes.MOVES, *magnitude.PRODUCTS, *magnitude.LINEAR},
        magnitude.AS_THEY_ARE,
    ),
    "sizes": ({Variable, Family, *sample.SIZES}, sample.WITHOUT_SIZES),
    "differentials": (
        {Variable, nodes.Add, nodes.Differential, *differentials.LINEAR_NODES, *differentials.PRODUCTS},
        {*differentials.BY_RULES, *differentials.WITHOUT_DIFFERENTIAL},
    ),
    "moves in an inner product": (
        {nodes.Add, nodes.IndexedSum, nodes.Expectation, *CATALOGUE.moving, *adjoint.PLAINLY},
        adjoint.NEVER_LINEAR,
    ),
    "matrices of linear maps": (
        {nodes.Add, nodes.IndexedSum, nodes.Expectation, *CATALOGUE.mapping, *jacobian.PLAINLY},
        {*jacobian.GRADIENTS, *adjoint.NEVER_LINEAR},
    ),
    "scalars by entries": (
        {Variable, *entries.SCALARS},
        {
            *entries.NOT_OF_SCALARS,
            *entries.NOT_BY_ENTRIES,
            *entries.NOT_TO_BE_WRITTEN_OUT,
        },
    ),
    "entries": (
        entries.ENTRIES,
        {*ALWAYS_SCALAR, *entries.NOT_BY_ENTRIES, *entries.NOT_TO_BE_WRITTEN_OUT},
    ),
}
# Dictionaries that have rows for a few nodes and need none for others.
OF_A_FEW = (
    differentials.PRODUCTS, adjoint.PLAINLY, jacobian.PLAINLY, lowering._SPREAD, depict._SIGNS,
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_every_node_has_a_row_or_is_left_out(table: str) -> None:
    rows, left_out = TABLES[table]
    assert _names(NODES - {*rows, *left_out}) == [], f"missing in the table of {table}"
    assert _names({*rows, *left_out} - NODES) == [], f"no nodes in the table of {table}"


@pytest.mark.parametrize("table", TABLES)
def test_what_has_a_row_is_not_left_out(table: str) -> None:
    rows, left_out = TABLES[table]
    assert _names({*rows} & {*left_out}) == []


def _names(types: Types) -> list[str]:
    return sorted(each.__name__ for each in types)


def test_every_node_is_handed_out() -> None:
    assert {*_names(NODES)} <= {*nodes.__all__}


def test_no_table_is_without_this_test() -> None:
    known = [
        plain.PRINTERS, precedence.BINDINGS, printer.PRINTERS, arithmetic.TRANSPOSED, build.BUILDERS,
        lowering.LOWERED, lowering.WITHOUT_CODE, values.VALUES, worth.VALUES, terms.PARTS, sample.SIZES,
        entries.SCALARS, entries.ENTRIES, *OF_A_FEW,
    ]  # fmt: skip
    assert [name for name, table in _tables() if not any(table is each for each in known)] == []


def _tables() -> Iterator[tuple[str, Mapping[object, object]]]:
    """Every dictionary of a module that has a node for a key."""
    for room in ("algebra", "calculus", "numerics", "exact", "render", "verify"):
        package = import_module(f"mkdocs_matcalc.{room}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, thing in vars(import_module(found.name)).items():
                if isinstance(thing, dict) and any(isinstance(key, type) and key in NODES for key in thing):
                    yield f"{found.name}.{name}", thing


def test_tables_are_filled_where_they_stand() -> None:
    patched = []
    for path in sorted(Path(mkdocs_matcalc.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
                changed = node.value
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                changed = node.func.value if node.func.attr in {"update", "setdefault", "pop"} else None
            else:
                continue
            name = getattr(changed, "id", getattr(changed, "attr", ""))
            if name.isupper():
                patched.append(f"{path}:{node.lineno} changes {name}")
    assert patched == []


n, m, i, j = dimension("n"), dimension("m"), index("i"), index("j")
s = Variable("s")
ξ = Variable("xi", n, latex=r"\xi", facts=("random",))
x, z, v = Variable("x", n), Variable("z", n), Variable("v", n * m)
A, B = Variable("A", m, n), Variable("B", n, n)
P = Variable("P", n, n, facts=("positive definite", "symmetric"))
u = Family("u", m, n)
DECLARED = """s in R
x, z in R^n
v in R^(n*m)
ξ in R^n random
A in R^(m x n)
B in R^(n x n)
P in R^(n x n) positive definite
u_i in R^n
L : R^n -> R
"""
# A node in plain text: what a block says.
TYPED: dict[type[Node], tuple[Basic, str]] = {
    nodes.Variable: (x, "x"),
    nodes.Add: (nodes.Add(x, nodes.Mul(S(-1), z)), "x - z"),
    nodes.Mul: (nodes.Mul(nodes.Transpose(x), B, z), "x^T B z"),
    nodes.Pow: (nodes.Pow(s, S(-1)), "1 / s"),
    nodes.Transpose: (nodes.Transpose(nodes.Mul(A, x)), "(A x)^T"),
    nodes.Inverse: (nodes.Inverse(P), "P^-1"),
    nodes.MatrixFunction: (nodes.MatrixFunction(nodes.Mul(s, P), "logm"), "logm(s P)"),
    nodes.Hadamard: (nodes.Hadamard(x, nodes.HadamardPower(z, S(-1))), "x ./ z"),
    nodes.HadamardPower: (nodes.HadamardPower(x, S(-1)), "1 ./ x"),
    nodes.Kronecker: (nodes.Kronecker(A, B), "A ⊗ B"),
    nodes.Identity: (nodes.Add(B, nodes.Identity(n)), "B + I"),
    nodes.Fill: (nodes.Fill(S.One, n, m), "ones(n, m)"),
    nodes.Commutation: (nodes.Commutation(m, n), "K_{m,n}"),
    nodes.Trace: (nodes.Trace(B), "tr(B)"),
    nodes.Det: (nodes.Det(B), "det(B)"),
    nodes.Norm: (nodes.Norm(A, "nuc"), "||A||_*"),
    nodes.WeightedNorm: (nodes.WeightedNorm(x, P), "||x||_P"),
    nodes.Inner: (nodes.Inner(x, z), "<x, z>"),
    nodes.WeightedInner: (nodes.WeightedInner(x, nodes.Add(P, B), z), "<x, z>_{P + B}"),
    nodes.SumEntries: (nodes.SumEntries(A), "sum(A)"),
    nodes.Mean: (nodes.Mean(A), "mean(A)"),
    nodes.Variance: (nodes.Variance(x), "var(x)"),
    nodes.LogSumExp: (nodes.LogSumExp(x), "logsumexp(x)"),
    nodes.MaxEntry: (nodes.MaxEntry(x), "max(x)"),
    nodes.Apply: (nodes.Apply(Function("exp"), x), "exp(x)"),
    nodes.Softmax: (nodes.Softmax(x), "softmax(x)"),
    nodes.RowSoftmax: (nodes.RowSoftmax(A), "softmax(A, rows)"),
    nodes.RowLogSumExp: (nodes.RowLogSumExp(A), "logsumexp(A, rows)"),
    nodes.Diag: (nodes.Diag(x), "diag(x)"),
    nodes.DiagPart: (nodes.DiagPart(B), "diag(B)"),
    nodes.Vec: (nodes.Vec(A), "vec(A)"),
    nodes.Unvec: (nodes.Unvec(v, n, m), "unvec(v, n, m)"),
    nodes.Entry: (nodes.Entry(B, S(1), S(2)), "B_{1,2}"),
    nodes.IndexedSum: (nodes.IndexedSum(nodes.Entry(B, i, i), i, n), "sum_{i=1}^n B_ii"),
    nodes.Member: (nodes.IndexedSum(nodes.Member(u, i), i, m), "sum_{i=1}^m u_i"),
    nodes.Call: (nodes.Call("L", x), "L(x)"),
    nodes.Expectation: (nodes.Expectation(nodes.Hadamard(x, ξ), Str("")), "E[x ⊙ xi]"),
    nodes.Covariance: (
        nodes.Covariance(nodes.Hadamard(x, ξ), nodes.Mul(B, ξ), Str("")),
        "Cov[x ⊙ xi, B xi]",
    ),
}
# And what no block says, but an author reads.
READ: dict[type[Node], tuple[Basic, str]] = {
    nodes.Family: (u, "u"),
    nodes.Unit: (nodes.Unit(i, n), "e_i"),
    nodes.KroneckerDelta: (nodes.KroneckerDelta(i, j), "δ_ij"),
    nodes.ArgmaxUnit: (nodes.ArgmaxUnit(x), "e_{argmax(x)}"),
    nodes.PolarFactor: (nodes.PolarFactor(A), "U V^T of the singular vectors of A"),
    nodes.TopSingularPair: (
        nodes.Mul(S(2), nodes.TopSingularPair(A)),
        "2 (u_1 v_1^T of the first singular vectors of A)",
    ),
    nodes.CallGradient: (nodes.Transpose(nodes.CallGradient("L", nodes.Mul(B, x))), "(dL/d(B x))^T"),
    nodes.CallHessian: (nodes.CallHessian("L", x), "d^2L/dx^2"),
    nodes.Differential: (nodes.Differential(nodes.Differential(nodes.Mul(A, x))), "d^2 (A x)"),
    nodes.Partial: (nodes.Partial(nodes.Add(s, s), x, z), "d^2(s + s)/dx dz"),
    nodes.Constrained: (nodes.Constrained(nodes.Partial(s, B), Str("symmetric")), "ds/dB where B = B^T"),
    nodes.Frobenius: (nodes.Frobenius(A, nodes.Differential(A)), "A : dA"),
    nodes.Bracket: (nodes.Bracket(nodes.Add(A, A)), "[A + A]"),
}
EXAMPLES = {**TYPED, **READ}


@pytest.mark.parametrize("node", sorted(NODES, key=lambda each: each.__name__))
def test_a_node_in_plain_text(node: type[Node]) -> None:
    expr, text = EXAMPLES[node]
    assert expr.has(node)
    assert plain.plain(expr) == text


@pytest.mark.parametrize("node", TYPED)
def test_a_block_reads_it_back(node: type[Node]) -> None:
    expr, text = TYPED[node]
    rows, columns = nodes.shape_of(expr)
    space = "R" if (rows, columns) == (1, 1) else f"R^({rows} x {columns})".replace("n**2", "n*n")
    problem = parse(f"{DECLARED}F in {space}\nF = {text}\nd/ds s^2")
    assert textbook(problem.definitions[0].expression) == textbook(expr)


@pytest.mark.parametrize("node", sorted(differentials.BY_RULES, key=lambda each: each.__name__))
def test_a_rule_gives_its_differential(node: type[Node]) -> None:
    expr = EXAMPLES[node][0]
    varies = next(leaf for leaf in (x, s, A, B, P) if leaf in expr.free_symbols)
    restated, rules = restate(expr)
    line, record = worked_out(restated, Scope.of(varies, {}))
    assert line.has(nodes.Differential(varies))
    assert [*rules, *record.rules]


class Stranger(Node):
    """A node that no table has."""

    __slots__ = ()


def test_what_a_printer_does_not_know_is_not_printed() -> None:
    for stranger in (Stranger(x), nodes.Add(s, Stranger(x)), Str("symmetric")):
        with pytest.raises(TypeError, match="there is no plain text for"):
            plain.plain(stranger)
        with pytest.raises(TypeError, match="there is no printer for"):
            printer.formula(stranger)


BLOCK = "X in R^(n x n)\noption code = numpy\nd/dX det(X)^2"


def test_what_has_no_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(values.VALUES, nodes.Det)
    with pytest.raises(Refusal, match=r"det\(X\) has no value in numbers"):
        derivations(parse(BLOCK))


def test_where_shapes_do_not_fit_is_said_in_mathematics() -> None:
    wrong = nodes.Hadamard(x, nodes.Mul(A, x))
    point = sample.sample((x, A), {}, draw=0)
    with pytest.raises(MisfitError, match=r"^shapes do not fit in x ⊙ A x$"):
        evaluate(wrong, point)


def test_what_has_no_code_is_named_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(lowering.LOWERED, nodes.Det)
    (derivation,) = derivations(parse(BLOCK))
    (note,) = documented([derivation]).notes
    assert note.prose.text.startswith("There is no code for ")
    assert "nothing computes det(X)" in note.prose.text
