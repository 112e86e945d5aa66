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

CANCELLATION = CATALOGUE.add(
    Rule(
        "Cancel a common factor",
        r"S\, M x = S\, b \;\Leftrightarrow\; M x = b",
        condition="$S$ invertible",
        example="K in R^(n x n) positive definite\nsolve d/da (||y - K a||^2 + λ a^T K a) = 0",
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

HOMOGENEOUS = CATALOGUE.add(
    Rule(
        "Homogeneous linear system",
        r"M x = 0 \;\Rightarrow\; x = 0",
        condition="$M$ invertible; where it is singular, $M x = 0$ has other solutions, too",
        example="S in R^(n x n) symmetric\nsolve d/dw (w^T S w - λ (w^T w - 1)) = 0",
    )
)

SOLUTION_BY_INVERSE = CATALOGUE.add(
    Rule(
        "Invert both sides",
        r"X^{-1} = B \;\Leftrightarrow\; X = B^{-1}",
        condition="$B$ invertible",
        example="P, C in R^(n x n) positive definite\nsolve d/dP (tr(P C) - logdet(P)) = 0",
    )
)

TRANSPOSED_EQUATION = CATALOGUE.add(
    Rule(
        "Transpose both sides",
        r"G = 0 \;\Leftrightarrow\; G^\top = 0",
        example="solve d/dP (tr(P C) - logdet(P)) = 0",
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

DENOMINATOR = CATALOGUE.add(
    Rule(
        "Clear the denominator",
        r"\frac{a}{v} - \frac{b}{v^2} = 0 \;\Leftrightarrow\; a v - b = 0",
        condition=r"$v \neq 0$",
        example="v in R positive\nx_i in R\nsolve d/dv (n log(v) + sum_{i=1}^n x_i^2 / v) = 0",
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

CONCAVITY = CATALOGUE.add(
    Rule(
        "Concavity",
        r"\frac{\partial^2 f}{\partial x^2} \preceq 0 \;\text{everywhere} \;\Rightarrow\; "
        r"\text{a stationary point is a maximum}",
        example="solve d/dw (2 b^T w - ||X w||^2) = 0",
    )
)
