"""How likely it is that an author meant the kinds that the letters of a product were taken to have."""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs_matcalc.language.draft import Draft
from mkdocs_matcalc.language.shapes import Shapes
from mkdocs_matcalc.language.strains import HARD, NEVER, SLIGHT, SOME
from mkdocs_matcalc.language.syntax import BigSum, Name, Number, Syntax
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import spell

# Each factor is held against all others, and nobody writes as many.
_MOST_FACTORS = 24
_BEHIND_A_MATRIX = 2
_A_MATRIX_IN_FRONT = 2


def weigh_product(shapes: Shapes, node: Syntax, source: Source, factors: Sequence[tuple[str, Draft]]) -> None:
    """Bear what speaks against the letters of a product: a number stands in front, a vector does not."""
    if len(factors) > _MOST_FACTORS:
        return
    drafts = [draft for _, draft in factors]
    for at, (operator, draft) in enumerate(factors):
        if draft.letter is None:
            if not operator and _is_of_many(draft) and shapes.is_scalar(draft):
                # Behind a row stands a member of a family, or a sum of them; behind a column either does.
                shaped = [each for each in drafts[:at] if not shapes.is_scalar(each)]
                cost = _of_number(shapes, drafts[:at], drafts[at + 1 :])
                cost = cost if any(shapes.is_one(each.rows) for each in shaped) else min(cost, SLIGHT)
                if cost:
                    shapes.strains.bear(cost, source, node)
            continue
        cost = 0
        if shapes.is_scalar(draft) and draft.letter.key in shapes.strains.times:
            continue
        if shapes.is_scalar(draft):
            cost = 0 if operator else _of_number(shapes, drafts[:at], drafts[at + 1 :])
            cost += _of_latin_number(shapes, draft, [*drafts[:at], *drafts[at + 1 :]])
        elif operator != "/":
            after = [factor for operator, factor in factors[at + 1 :] if operator != "/"]
            ones = _is_one(factors[at + 1 : at + 2])
            cost = NEVER if ones else _of_vector(shapes, draft, drafts[:at], after)
            if draft.letter.key in shapes.strains.times and at and not shapes.is_one(drafts[at - 1].rows):
                cost += SLIGHT
        if cost:
            shapes.strains.bear(cost, source, node, of_number=shapes.is_scalar(draft))


def _of_number(shapes: Shapes, before: Sequence[Draft], after: Sequence[Draft]) -> int:
    """A number behind a matrix, or between a row or a matrix and a column."""
    left = [draft for draft in before if not shapes.is_scalar(draft)]
    if not left or _is_scalar_product(shapes, left):
        return 0
    right = [draft for draft in after if not shapes.is_scalar(draft)]
    if not right:
        return HARD
    if not shapes.is_one(right[0].columns):
        return 0
    return HARD if shapes.is_one(left[0].rows) else _BEHIND_A_MATRIX


def _of_latin_number(shapes: Shapes, number: Draft, others: Sequence[Draft]) -> int:
    """A Latin letter as a number: hardly a capital beside a letter, hardly any beside a vector or itself."""
    assert number.letter is not None  # noqa: S101 - a single letter
    if number.letter.kind == "scalar":
        return 0
    shaped = [draft for draft in others if not shapes.is_scalar(draft) and not _is_of_ones(draft)]
    letters = [draft.letter for draft in others if draft.letter]
    if number.letter in letters or (letters and number.letter.kind == "matrix"):
        return SOME
    return SOME if shaped and not _is_scalar_product(shapes, shaped) else 0


def _of_vector(shapes: Shapes, letter: Draft, before: Sequence[Draft], after: Sequence[Draft]) -> int:
    """A vector or a matrix in front of what is a number by itself, as in `a ||x||^2`.

    A Greek one between a row and a column, as in `x^T γ x`, is hardly the one factor of an inner product.
    """
    shaped = [draft for draft in before if not shapes.is_scalar(draft)]
    if shaped:
        is_greek = letter.letter is not None and letter.letter.kind == "scalar"
        is_between = shapes.is_one(shaped[-1].rows) and shapes.is_vector(letter)
        return HARD if is_greek and is_between and any(map(shapes.is_vector, after)) else 0
    shaped = [draft for draft in after if not shapes.is_scalar(draft)]
    if shaped:
        return SLIGHT if _is_scalar_product(shapes, shaped) else 0
    in_front = any(draft.number is None and not draft.letter for draft in after)
    return (SLIGHT if shapes.is_vector(letter) else _A_MATRIX_IN_FRONT) if in_front else 0


def _is_of_many(draft: Draft) -> bool:
    """Whether a factor is a sum over an index, or has one."""
    return isinstance(draft.node, BigSum) or (isinstance(draft.node, Name) and len(draft.node.subscript) == 1)


def _is_one(factors: Sequence[tuple[str, Draft]]) -> bool:
    """Whether a 1 stands here that no number needs, as it may be a vector of ones."""
    return any(
        not operator and isinstance(draft.node, Number) and draft.node.text == "1"
        for operator, draft in factors
    )


def _is_of_ones(draft: Draft) -> bool:
    return isinstance(draft.node, Name) and spell(draft.node.text).key == "1"


def _is_scalar_product(shapes: Shapes, shaped: Sequence[Draft]) -> bool:
    """Whether a chain begins with a row and ends with a column."""
    return len(shaped) > 1 and shapes.is_one(shaped[0].rows) and shapes.is_one(shaped[-1].columns)
