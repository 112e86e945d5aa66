"""Where a derivative vanishes."""

from __future__ import annotations

from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Rule

STATIONARY_POINT = CATALOGUE.add(
    Rule(
        "Stationary point",
        r"\frac{\partial f}{\partial x} = 0",
        example="solve d/dw ||X w - y||^2 = 0",
    )
)

NORMAL_FORM = CATALOGUE.add(
    Rule(
        "Separate the unknown",
        r"M x - b = 0 \;\Leftrightarrow\; M x = b",
        example="solve d/dw ||X w - y||^2 = 0",
    )
)

SOLUTION = CATALOGUE.add(
    Rule(
        "Solution of a linear system",
        r"M x = b \;\Rightarrow\; x = M^{-1} b",
        condition="$M$ invertible",
        example="solve d/dw (||X w - y||^2 + λ ||w||^2) = 0",
    )
)

BOTH_SIDES = CATALOGUE.add(
    Rule(
        "Multiply from both sides",
        r"G = 0 \;\Leftrightarrow\; S\, G\, S = 0",
        condition="$S$ invertible",
        example="S in R^(d x d) positive definite\nB in R^(d x d) positive definite\n"
        "solve d/dS (2 logdet(S) + tr(S^-1 B)) = 0",
    )
)

CONVEXITY = CATALOGUE.add(
    Rule(
        "Convexity",
        r"\frac{\partial^2 f}{\partial x^2} \succeq 0 \;\text{everywhere} \;\Rightarrow\; "
        r"\text{a stationary point is a minimum}",
        example="solve d/dw ||X w - y||^2 = 0",
    )
)
