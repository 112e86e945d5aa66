"""A derivation to print, written by hand."""

from __future__ import annotations

from mkdocs_matcalc.render.document import Check
from tests.by_hand import document, result, rule, step

NORM = rule("squared norm", "squared-norm", r"\mathrm{d}\lVert r \rVert^2 = 2 r^\top \, \mathrm{d}r")
LINEAR = rule("linear map", "linear-map", r"\mathrm{d}(A x) = A \, \mathrm{d}x")
READ_OFF = rule("identification", "identification")

LEAST_SQUARES = document(
    problem=(r"f = \lVert A x - y \rVert^2",),
    shapes=(r"A \in \mathbb{R}^{m \times n}", r"x \in \mathbb{R}^{n}"),
    assumptions=("$x$ is a vector by convention",),
    steps=(
        step(r"\mathrm{d}f = 2 r^\top \, \mathrm{d}r", (NORM,)),
        step(
            r"= 2 r^\top A \, \mathrm{d}x",
            (LINEAR,),
            note="$y$ is constant",
            substeps=(step(r"\mathrm{d}r = A \, \mathrm{d}x", (LINEAR,)),),
        ),
        step(r"\frac{\partial f}{\partial x} = 2 A^\top r", (READ_OFF,)),
    ),
    results=(
        result(
            r"\frac{\partial f}{\partial x}",
            r"2 A^\top r",
            numpy="def gradient(A, x, y):\n    return 2 * A.T @ (A @ x - y)\n",
        ),
    ),
    notes=("Denominator layout: the shape of $x$.",),
    check=Check(3, 3e-10),
)
