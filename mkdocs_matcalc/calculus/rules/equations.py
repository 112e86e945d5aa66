"""What makes an equation G = 0 one that can be solved for its unknown; each gives the new G, if any."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Integer, preorder_traversal

from mkdocs_matcalc.algebra.build import add, mul, power, substitute, terms_of, top_down, transpose
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Expectation,
    IndexedSum,
    Inverse,
    Mul,
    Pow,
    Transpose,
    Variable,
    is_random,
    is_scalar,
)
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.textbook import expand, textbook
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition
from mkdocs_matcalc.calculus.divisors import not_singular

# The new G, what the letters of the factor are, and what it needs.
Cleared = tuple[Basic, dict[str, Basic], tuple[Condition, ...]]


@CATALOGUE.rearrangement(
    "Transpose both sides",
    statement=r"G = 0 \;\Leftrightarrow\; G^\top = 0",
    example="solve d/dP (tr(P C) - logdet(P)) = 0",
)
def transpose_of_both_sides(equation: Basic, unknown: Variable) -> Basic | None:
    """Where an unknown matrix stands nowhere but under a transpose.

    With a vector its row times a column is a scalar, for which nothing is to be turned.
    """
    if 1 in unknown.shape:
        return None
    rows, columns = unknown.shape
    turned = {Transpose(unknown): Variable("", columns, rows)}
    turned[Transpose(Inverse(unknown))] = Variable("", rows, columns)
    elsewhere = unknown in substitute(expand(equation), turned).free_symbols
    return None if elsewhere else textbook(transpose(equation))


@CATALOGUE.rearrangement(
    "Multiply from both sides",
    statement=r"G = 0 \;\Leftrightarrow\; S\, G\, S = 0",
    condition="$S$ invertible",
    example="S in R^(d x d) positive definite\nB in R^(d x d) positive definite\n"
    "solve d/dS (2 logdet(S) + tr(S^-1 B)) = 0",
)
def multiplied_from_both_sides(equation: Basic, unknown: Variable) -> Cleared | None:
    """Where an unknown matrix stands as its inverse."""
    if is_scalar(unknown) or not equation.has(Inverse(unknown)):
        return None
    around = transpose(unknown) if equation.has(Transpose(Inverse(unknown))) else unknown
    product = textbook(add(*(mul(around, term, around) for term in _terms(equation))))
    return product, {"S": around}, (Condition("invertible", unknown),)


@CATALOGUE.rearrangement(
    "Clear the denominator",
    statement=r"G = 0 \;\Leftrightarrow\; v^k\, G = 0",
    condition=r"$v \neq 0$",
    example="v in R positive\nx_i in R\nsolve d/dv (n log(v) + sum_{i=1}^n x_i^2 / v) = 0",
)
def cleared_denominator(equation: Basic, unknown: Variable) -> Cleared | None:
    """Where a term is divided by the unknown number, or by sums with it, as in k/p - (n - k)/(1 - p)."""
    if not is_scalar(unknown):
        return None
    whole, held = _with_numbers_held(equation, unknown)
    lowest: dict[Basic, int] = {}
    for term in terms_of(expand(whole)):
        for base, exponent in _below(term, unknown):
            lowest[base] = min(lowest.get(base, 0), exponent)
    if not lowest:
        return None
    scale = mul(*(power(base, -exponent) for base, exponent in lowest.items()))
    cleared = textbook(expand(add(*(mul(scale, term) for term in terms_of(expand(whole)))))).xreplace(held)
    divisor, count = scale, 1
    if len(lowest) == 1:
        ((divisor, exponent),) = lowest.items()
        count = -exponent
    conditions = tuple(each for base in lowest for each in not_singular(base))
    return cleared, {"v": divisor, "k": Integer(count)}, conditions


def _with_numbers_held(equation: Basic, unknown: Variable) -> tuple[Basic, dict[Basic, Basic]]:
    """An equation with names for numbers without the unknown, which are not to be multiplied out.

    They are inner products, sums and expectations; what a sum or an expectation around binds stays.
    """
    held: dict[Basic, Basic] = {}
    bound = {each.args[1] for each in preorder_traversal(equation) if isinstance(each, IndexedSum)}

    def name(number: Basic) -> Basic:
        return held.setdefault(number, Variable(f"({plain(number)})"))

    def is_held(part: Basic) -> bool:
        letters = part.free_symbols
        return unknown not in letters and bound.isdisjoint(letters) and not any(map(is_random, letters))

    def named(part: Basic) -> Basic | None:
        if isinstance(part, IndexedSum | Expectation):
            return name(part) if is_scalar(part) and unknown not in part.free_symbols else None
        if not (isinstance(part, Mul) and is_scalar(part) and part.chain):
            return None
        product = mul(*part.chain)
        return mul(*part.scalars, name(product)) if is_held(product) else None

    whole = top_down(equation, named)
    return whole, {name: part for part, name in held.items()}


def _below(term: Basic, unknown: Variable) -> Iterator[tuple[Basic, int]]:
    """The numbers with the unknown by which a term is divided, each with its negative power."""
    for factor in term.args if isinstance(term, Mul) else (term,):
        match factor:
            case Pow(base=base, exponent=Integer() as count) if count < 0 and is_scalar(base):
                if unknown in base.free_symbols:
                    yield base, int(count)


def _terms(expr: Basic) -> tuple[Basic, ...]:
    """The terms of a sum, also where it stands in a product; nothing inside a term is multiplied out."""
    for at, factor in enumerate(expr.args if isinstance(expr, Mul) else ()):
        if isinstance(factor, Add):
            return tuple(mul(*expr.args[:at], term, *expr.args[at + 1 :]) for term in factor.args)
    return terms_of(expr)
