"""What a block asks for."""

from __future__ import annotations

import re
from dataclasses import replace

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.declaring import meant_to_declare
from mkdocs_matcalc.language.derivatives import Asked, Derivatives
from mkdocs_matcalc.language.syntax import Differentiation, Relation, Solve, Sum, Syntax, walk
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.undefined import undefined
from mkdocs_matcalc.language.text.unsupported import named

ASK = "ask for a derivative: `d/dx (a^T x)`, or `dL/dw` of a loss that is defined"


class Requests:
    """Finds out what a block asks for."""

    def __init__(self, derivatives: Derivatives) -> None:
        self._derivatives = derivatives

    def asked(self, source: Source, statement: Syntax) -> Asked | None:
        """What a statement asks for; None where it asks for nothing.

        Raises:
            MatcalcError: An expression stands alone, or can't be read.
        """
        if isinstance(statement, Solve):
            return self._stationary(statement, source)
        if isinstance(statement, Relation) and len(statement.sides) == 1:
            return self._derivative(statement.sides[0], source)
        return None

    def _derivative(self, node: Syntax, source: Source) -> Asked:
        if not isinstance(node, Differentiation):
            error = _asks_nothing(node, source)
            if error.name is ErrorName.NOTHING_ASKED:
                raise named(error, source)
            raise undefined(source) or error
        return self._derivatives.requested(node, source)

    def _stationary(self, statement: Solve, source: Source) -> Asked:
        derivative, *zeros = statement.relation.sides
        if len(zeros) != 1 or source.quote(zeros[0]).strip() != "0":
            raise MatcalcError(
                ErrorName.SOLVE_FORM,
                "`solve` sets a derivative to zero",
                source.place(statement.relation.start),
                "write `solve dL/dw = 0`",
            )
        asked = self._derivative(derivative, source)
        if asked.entry is not None:
            raise MatcalcError(
                ErrorName.SOLVE_FORM,
                "`solve` takes the derivative by a whole vector or matrix",
                source.place(derivative.start),
                "write `solve dL/dw = 0`",
            )
        if any(len(group) != 1 for group in asked.wrt):
            raise MatcalcError(
                ErrorName.SOLVE_FORM,
                "`solve` takes first derivatives",
                source.place(derivative.start),
                "write `solve dL/dw = 0`",
            )
        return replace(asked, stationary=True)


def _asks_nothing(node: Syntax, source: Source) -> MatcalcError:
    place = source.place(node.start)
    text = source.text
    if isinstance(node, Sum) and isinstance(node.terms[0][1], Differentiation) and not node.terms[0][0]:
        first = node.terms[0][1]
        sign = re.compile(r"[-+−–]").search(text, first.end)
        operator, position = (sign.group(), sign.start()) if sign else ("+", first.end)
        begin = first.function.start
        whole = f"{text[node.start : begin].strip()} ({source.quote(Syntax(begin, node.end))})"
        return MatcalcError(
            ErrorName.MISPLACED_DERIVATIVE,
            f"the derivative ends before the `{operator}`",
            source.place(position),
            f"put what is differentiated in brackets: `{whole}`",
        )
    if any(isinstance(part, Differentiation) for part in walk(node)):
        return MatcalcError(
            ErrorName.MISPLACED_DERIVATIVE,
            "a derivative is the whole of what is asked for",
            place,
            "name what is differentiated: `f = …` on one line, `df/dx` on the next; "
            "a claim, `… = …`, may have derivatives anywhere",
        )
    if declared := meant_to_declare(source):
        return declared
    if " in " in text:
        return MatcalcError(
            ErrorName.NOTHING_ASKED,
            "nothing is asked of this expression",
            place,
            "to declare, write `x in R`, `x in R^n` or `A in R^(m x n)`",
        )
    return MatcalcError(
        ErrorName.NOTHING_ASKED,
        "nothing is asked of this expression",
        place,
        f"ask for its derivative, `d/dx ({source.quote(node)})`, or name it, `f = {source.quote(node)}`",
    )
