"""An engine that knows a few blocks, to test the site without deriving anything."""

from __future__ import annotations

import os
import time
from typing import Any

from mkdocs_matcalc.errors import MatcalcError, Place
from mkdocs_matcalc.limits import tick
from mkdocs_matcalc.render.document import Check, Document, Result, RuleRef, ShownStep

NORM = RuleRef(
    "squared norm",
    "squared-norm",
    r"\mathrm{d}\lVert r \rVert^2 = 2 r^\top \mathrm{d}r",
)
LINEAR = RuleRef("linear map", "linear-map", r"\mathrm{d}(A x) = A \, \mathrm{d}x", "$A$ is constant")
READ_OFF = RuleRef(
    "identification",
    "identification",
    r"\mathrm{d}f = g^\top \mathrm{d}x \;\Rightarrow\; \frac{\partial f}{\partial x} = g",
)

LEAST_SQUARES = Document(
    problem=(r"\frac{\partial}{\partial x} \lVert A x - y \rVert^2",),
    shapes=(
        r"A \in \mathbb{R}^{m \times n}",
        r"x \in \mathbb{R}^{n}",
        r"y \in \mathbb{R}^{m}",
    ),
    assumptions=("$A$ is a matrix by convention", "$x$ and $y$ are vectors by convention"),
    steps=(
        ShownStep(r"r = A x - y, \qquad f = \lVert r \rVert^2 = r^\top r", note="name the residual"),
        ShownStep(r"\mathrm{d}f = 2 r^\top \mathrm{d}r", (NORM,)),
        ShownStep(
            r"= 2 r^\top A \, \mathrm{d}x",
            (LINEAR,),
            condition="$y$ is constant",
            substeps=(
                ShownStep(r"\mathrm{d}r = \mathrm{d}(A x) - \mathrm{d}y", note="sum"),
                ShownStep(r"= A \, \mathrm{d}x", (LINEAR,)),
            ),
        ),
        ShownStep(r"= \left[ 2 A^\top r \right]^\top \mathrm{d}x", note="collect as $g^\\top \\mathrm{d}x$"),
        ShownStep(r"\frac{\partial f}{\partial x} = 2 A^\top r = 2 A^\top (A x - y)", (READ_OFF,)),
    ),
    results=(
        Result(
            "x",
            1,
            r"\frac{\partial f}{\partial x}",
            r"2 A^\top (A x - y)",
            ("n",),
            r"\mathbb{R}^{n}",
            "import numpy as np\n\n\ndef gradient(A, x, y):\n    return 2 * A.T @ (A @ x - y)\n",
        ),
    ),
    notes=("Denominator layout: the gradient has the shape of $x$.",),
    check=Check(20, 3e-10),
)

LONG = Document(
    problem=(r"\frac{\partial}{\partial x} " + " + ".join(rf"a_{{{i}}}^\top x" for i in range(40)),),
    steps=(
        ShownStep(
            r"\mathrm{d}f = " + " + ".join(rf"a_{{{i}}}^\top \mathrm{{d}}x" for i in range(40)), (LINEAR,)
        ),
    ),
)


def compute(text: str, options: dict[str, str]) -> dict[str, Any]:
    if "sine" in text:
        lines = text.split("\n")
        line = next(index for index, line in enumerate(lines) if "sine" in line)
        place = Place(line + 1, lines[line].index("sine") + 1, lines[line])
        error = MatcalcError("unknown function `sine`", place, "did you mean `sin`?")
        return {"error": error.to_dict()}
    try:
        while "busy" in text:
            tick()
    except MatcalcError as error:
        return error.to_answer()
    if "slow" in text:
        time.sleep(60)
    if "crash" in text:
        os._exit(3)
    if "<script>" in text:
        return {"error": MatcalcError("what is `<script>alert(1)</script>`", hint="<b>no</b>").to_dict()}
    if "wide" in text:
        return LONG.to_dict()
    document = LEAST_SQUARES.to_dict()
    document["options"] = options
    if "claim" in text:
        document["claims"] = [
            {"line": 2, "holds": False, "why": "$A^\\top y$ would hold", "stated": "`= A y`"}
        ]
    document["problem"] = [*document["problem"], *([rf"\text{{{text}}}"] if "note" in text else [])]
    return document


def rules() -> list[dict[str, str]]:
    return [
        {
            "name": rule.name,
            "slug": rule.slug,
            "statement": rule.statement,
            "condition": rule.condition,
            "example": "d/dx ||A x - y||^2",
        }
        for rule in (NORM, LINEAR, READ_OFF)
    ]
