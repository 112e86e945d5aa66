"""What brings a differential into the form from which a derivative is read off, and reads it off."""

from __future__ import annotations

from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Rule

SCALAR_TRANSPOSE = CATALOGUE.add(
    Rule(
        "A scalar equals its transpose",
        r"u^\top v = v^\top u",
        example="d/dx x^T a",
    )
)

TRACE_TRANSPOSE = CATALOGUE.add(
    Rule(
        "Trace of a transpose",
        r"\mathop{\mathrm{tr}}(M) = \mathop{\mathrm{tr}}(M^\top)",
        example="d/dX tr(A X^T B)",
    )
)

CYCLIC_TRACE = CATALOGUE.add(
    Rule(
        "Cyclic property of the trace",
        r"\mathop{\mathrm{tr}}(A B C) = \mathop{\mathrm{tr}}(C A B)",
        example="d/dX tr(X A)",
    )
)

SCALAR_TRACE = CATALOGUE.add(
    Rule(
        "A scalar is its own trace",
        r"u^\top M v = \mathop{\mathrm{tr}}(v\, u^\top M)",
        example="d/dX a^T X b",
    )
)

HADAMARD_SHIFT = CATALOGUE.add(
    Rule(
        "Hadamard product in an inner product",
        r"a^\top (b \odot c) = (a \odot b)^\top c, \qquad "
        r"\mathop{\mathrm{tr}}(A^\top (B \odot C)) = \mathop{\mathrm{tr}}((A \odot B)^\top C)",
        example="d/dx sum(exp(A x))",
    )
)

ENTRIES_SHIFT = CATALOGUE.add(
    Rule(
        "Entries in an inner product",
        r"x_i = e_i^\top x, \qquad \sum_{ij} X_{ij} = \mathop{\mathrm{tr}}(\mathbf{1}\mathbf{1}^\top X)",
        example="d/dX sum(A X B)",
    )
)

DIAGONAL_SHIFT = CATALOGUE.add(
    Rule(
        "Diagonal in an inner product",
        r"\mathop{\mathrm{tr}}(A^\top \mathop{\mathrm{diag}}(x)) = \mathop{\mathrm{diag}}(A)^\top x",
        example="d/dx x^T diag(x) A x",
    )
)

KRONECKER_SHIFT = CATALOGUE.add(
    Rule(
        "Kronecker product in an inner product",
        r"\mathop{\mathrm{tr}}((C \otimes D)^\top (A \otimes X)) "
        r"= \mathop{\mathrm{tr}}(C^\top A) \mathop{\mathrm{tr}}(D^\top X)",
        condition="of any other matrix its blocks, "
        r"$(e_i^\top \otimes I)\, C\, (e_j \otimes I)$, take the place of $C_{ij} D$",
        example="A in R^(m x m)\nX in R^(n x n)\nC in R^(m*n x m*n)\nd/dX tr(C (A ⊗ X))",
    )
)

VEC_SHIFT = CATALOGUE.add(
    Rule(
        "Vec in an inner product",
        r"c^\top \mathop{\mathrm{vec}}(X) "
        r"= \mathop{\mathrm{tr}}\left(\mathop{\mathrm{vec}}_{m \times n}^{-1}(c)^\top X\right)",
        condition=r"$\mathop{\mathrm{vec}}_{m \times n}^{-1}(c)$ is the $m \times n$ matrix "
        "whose columns $c$ stacks",
        example="X in R^(m x n)\nd/dX ||A vec(X) - b||^2",
    )
)

DIAGONAL_AS_FACTOR = CATALOGUE.add(
    Rule(
        "Diagonal matrix times a vector",
        r"\mathop{\mathrm{diag}}(x)\, y = \mathop{\mathrm{diag}}(y)\, x",
        example="d/dx diag(x) y",
    )
)

VEC_OF_DIAGONAL = CATALOGUE.add(
    Rule(
        "Vec of a product with a diagonal matrix",
        r"\mathop{\mathrm{vec}}(A \mathop{\mathrm{diag}}(x)\, B) "
        r"= \sum_i (B^\top e_i \otimes A e_i)\, e_i^\top x",
        example="d/dx diag(x) A",
    )
)

DIAGONAL_BY_ENTRY = CATALOGUE.add(
    Rule(
        "Entries of a diagonal",
        r"\mathop{\mathrm{diag}}(M) = \sum_i e_i\, e_i^\top M e_i, \qquad "
        r"\mathop{\mathrm{diag}}(A \mathop{\mathrm{diag}}(x)\, B) = (A \odot B^\top)\, x",
        example="X in R^(m x n)\nA in R^(n x m)\nd/dX diag(X A)",
    )
)

VEC_OF_KRONECKER = CATALOGUE.add(
    Rule(
        "Vec of a Kronecker product",
        r"\mathop{\mathrm{vec}}(A \otimes B) = (I_n \otimes K_{q,m} \otimes I_p) "
        r"(\mathop{\mathrm{vec}}(A) \otimes \mathop{\mathrm{vec}}(B))",
        condition=r"$A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{p \times q}$",
        example="A in R^(m x n)\nX in R^(p x q)\nd/dX (A ⊗ X)",
    )
)

HADAMARD_AS_DIAGONAL = CATALOGUE.add(
    Rule(
        "Hadamard product as a diagonal matrix",
        r"a \odot b = \mathop{\mathrm{diag}}(a)\, b",
        example="d/dx sigmoid(x)",
    )
)

VEC_KRONECKER = CATALOGUE.add(
    Rule(
        "Vec of a product",
        r"\mathop{\mathrm{vec}}(A X B) = (B^\top \otimes A) \mathop{\mathrm{vec}}(X)",
        condition="vec stacks the columns",
        example="d/dX (A X B)",
    )
)

VEC_TRANSPOSE = CATALOGUE.add(
    Rule(
        "Vec of a transpose",
        r"\mathop{\mathrm{vec}}(X^\top) = K_{m,n} \mathop{\mathrm{vec}}(X)",
        condition="$K_{m,n}$ is the commutation matrix of an $m \\times n$ matrix",
        example="d/dX X^T",
    )
)

SYMMETRY = CATALOGUE.add(
    Rule(
        "Symmetric matrix",
        r"A^\top = A, \qquad (A^{-1})^\top = A^{-1}",
        condition="$A$ symmetric",
        example="A in R^(n x n) symmetric\nd/dx x^T A x",
    )
)

COLLECT = CATALOGUE.add(
    Rule(
        "Collect",
        r"\mathop{\mathrm{tr}}(A^\top \mathrm{d}X) + \mathop{\mathrm{tr}}(B^\top \mathrm{d}X) "
        r"= \mathop{\mathrm{tr}}([A + B]^\top \mathrm{d}X)",
        example="d/dx x^T A x",
    )
)

IDENTIFICATION = CATALOGUE.add(
    Rule(
        "Identification",
        r"\mathrm{d}f = \mathop{\mathrm{tr}}(G^\top \mathrm{d}X) \;\Rightarrow\; "
        r"\frac{\partial f}{\partial X} = G, \qquad "
        r"\mathrm{d}f = g^\top \mathrm{d}x \;\Rightarrow\; \frac{\partial f}{\partial x} = g",
        example="d/dx a^T x",
    )
)

JACOBIAN_IDENTIFICATION = CATALOGUE.add(
    Rule(
        "Identification of the Jacobian",
        r"\mathrm{d}F = J\, \mathrm{d}x \;\Rightarrow\; \frac{\partial F}{\partial x} = J^\top",
        condition="denominator layout",
        example="d/dx (A x)",
    )
)

INTERMEDIATES = CATALOGUE.add(
    Rule(
        "Intermediate variables",
        r"f(x) = g(r), \quad r = h(x)",
        example="d/dx ||A x - y||^2",
    )
)

HESSIAN_IDENTIFICATION = CATALOGUE.add(
    Rule(
        "Identification of the Hessian",
        r"\mathrm{d}\frac{\partial f}{\partial x} = H\, \mathrm{d}y \;\Rightarrow\; "
        r"\frac{\partial^2 f}{\partial x\, \partial y} = H",
        example="d^2/dx^2 ||A x - y||^2",
    )
)

NUMERATOR_LAYOUT = CATALOGUE.add(
    Rule(
        "Numerator layout",
        r"\frac{\partial f}{\partial x^\top} = \left(\frac{\partial f}{\partial x}\right)^\top",
        example="option layout = numerator\nd/dx ||A x - y||^2",
    )
)

SECOND_DIFFERENTIAL = CATALOGUE.add(
    Rule(
        "Second differential",
        r"\mathrm{d}^2 f = \mathop{\mathrm{tr}}((\mathrm{d}G)^\top \mathrm{d}X), \qquad "
        r"G = \frac{\partial f}{\partial X}",
        example="d^2/dX^2 logdet(X)",
    )
)

SUBSTITUTION = CATALOGUE.add(
    Rule(
        "Substitution",
        r"r = h(x) \;\Rightarrow\; g(r) = g(h(x))",
        example="d/dx ||A x - y||^2",
    )
)
