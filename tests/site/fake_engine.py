"""An engine that knows a few blocks, to test the site without deriving anything."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import Any

from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place
from mkdocs_matcalc.limits import tick
from mkdocs_matcalc.render.document import Check
from mkdocs_matcalc.render.typed import typed
from tests.by_hand import claim, document, result, rule, step

NORM = rule(
    "squared norm",
    "squared-norm",
    r"\mathrm{d}\lVert r \rVert^2 = 2 r^\top \mathrm{d}r",
)
LINEAR = rule("linear map", "linear-map", r"\mathrm{d}(A x) = A \, \mathrm{d}x", "$A$ is constant")
READ_OFF = rule(
    "identification",
    "identification",
    r"\mathrm{d}f = g^\top \mathrm{d}x \;\Rightarrow\; \frac{\partial f}{\partial x} = g",
)

LEAST_SQUARES = document(
    problem=(r"\frac{\partial}{\partial x} \lVert A x - y \rVert^2",),
    shapes=(
        r"A \in \mathbb{R}^{m \times n}",
        r"x \in \mathbb{R}^{n}",
        r"y \in \mathbb{R}^{m}",
    ),
    assumptions=("$A$ is a matrix by convention", "$x$ and $y$ are vectors by convention"),
    steps=(
        step(r"r = A x - y, \qquad f = \lVert r \rVert^2 = r^\top r", note="name the residual"),
        step(r"\mathrm{d}f = 2 r^\top \mathrm{d}r", (NORM,)),
        step(
            r"= 2 r^\top ",
            (LINEAR,),
            new=r"A \, \mathrm{d}x",
            condition="$y$ is constant",
            substeps=(
                step(r"\mathrm{d}r = \mathrm{d}(A x) - \mathrm{d}y", note="sum"),
                step(r"= A \, \mathrm{d}x", (LINEAR,)),
            ),
        ),
        step(r"= \left[ 2 A^\top r \right]^\top \mathrm{d}x", note="collect as $g^\\top \\mathrm{d}x$"),
        step(r"\frac{\partial f}{\partial x} = 2 A^\top r = 2 A^\top (A x - y)", (READ_OFF,)),
    ),
    results=(
        result(
            r"\frac{\partial f}{\partial x}",
            r"2 A^\top (A x - y)",
            numpy="import numpy as np\n\n\ndef gradient(A, x, y):\n    return 2 * A.T @ (A @ x - y)\n",
        ),
    ),
    notes=("Denominator layout: the gradient has the shape of $x$.",),
    check=Check(20, 3e-10),
)

LONG = document(
    problem=(r"\frac{\partial}{\partial x} " + " + ".join(rf"a_{{{i}}}^\top x" for i in range(40)),),
    steps=(
        step(r"\mathrm{d}f = " + " + ".join(rf"a_{{{i}}}^\top \mathrm{{d}}x" for i in range(40)), (LINEAR,)),
    ),
)


def compute(
    text: str, options: dict[str, str], imports: dict[str, Any] | None = None, macros: str = ""
) -> dict[str, Any]:
    if "sine" in text:
        lines = text.split("\n")
        line = next(index for index, line in enumerate(lines) if "sine" in line)
        place = Place(line + 1, lines[line].index("sine") + 1, lines[line])
        error = MatcalcError(ErrorName.UNKNOWN_NAME, "unknown function `sine`", place, "did you mean `sin`?")
        return {"error": error.to_dict()}
    try:
        while "busy" in text:
            tick()
    except MatcalcError as error:
        return error.to_answer()
    try:
        held = []
        while "greedy" in text:
            held.append(bytearray(b"x" * 10**6))
            tick()
    except MatcalcError as error:
        return error.to_answer()
    if "slow" in text:
        time.sleep(60)
    if "crash" in text:
        os._exit(3)
    if "<script>" in text:
        return {
            "error": MatcalcError(
                ErrorName.UNKNOWN_NAME, "what is `<script>alert(1)</script>`", hint="<b>no</b>"
            ).to_dict()
        }
    if "wide" in text:
        return LONG.to_dict()
    found = replace(LEAST_SQUARES, options=options)
    if "claim" in text:
        verdict = next((each for each in ("holds", "condition", "unknown") if each in text), "false")
        found = replace(found, claims=(claim(2, verdict, "$A^\\top y$ would hold", "`= A y`"),))
    if "note" in text:
        found = replace(found, problem=(*found.problem, typed(rf"\text{{{text}}}")))
    return found.to_dict()


def rules() -> list[dict[str, str]]:
    return [
        {
            "name": each.name,
            "slug": each.slug,
            "statement": each.statement,
            "condition": each.condition.source,
            "example": "d/dx ||A x - y||^2",
        }
        for each in (NORM, LINEAR, READ_OFF)
    ]
