"""The proof by entries: matrices as sums over indices, partial derivatives as Kronecker deltas, and back."""

from __future__ import annotations

from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Rule

BY_ENTRIES = "option method = index\n"

PRODUCT_ENTRY = CATALOGUE.add(
    Rule(
        "Entry of a product",
        r"(A x)_i = \sum_{j} A_{ij} x_j, \qquad (A B)_{ij} = \sum_{p} A_{ip} B_{pj}",
        example=BY_ENTRIES + "d/dx x^T A x",
    )
)

TRACE_ENTRIES = CATALOGUE.add(
    Rule(
        "Trace by entries",
        r"\mathop{\mathrm{tr}}(X) = \sum_{i} X_{ii}",
        example=BY_ENTRIES + "d/dX tr(A X)",
    )
)

INNER_ENTRIES = CATALOGUE.add(
    Rule(
        "Norms and inner products by entries",
        r"\langle x, y \rangle = \sum_{i} x_i y_i, \qquad \lVert x \rVert^2 = \sum_{i} x_i^2, \qquad "
        r"\lVert X \rVert_F^2 = \sum_{i} \sum_{j} X_{ij}^2",
        example=BY_ENTRIES + "d/dx ||A x - y||^2",
    )
)

SUM_ENTRIES = CATALOGUE.add(
    Rule(
        "Sum of entries over indices",
        r"\mathbf{1}^\top x = \sum_{i} x_i, \qquad \mathbf{1}^\top X \mathbf{1} = \sum_{i} \sum_{j} X_{ij}",
        example=BY_ENTRIES + "d/dx sum(exp(A x))",
    )
)

ELEMENTWISE_ENTRY = CATALOGUE.add(
    Rule(
        "Entry of an element-wise operation",
        r"g(x)_i = g(x_i), \qquad (x \odot y)_i = x_i y_i, \qquad (\alpha x + y)_i = \alpha x_i + y_i",
        example=BY_ENTRIES + "d/dx a^T sigmoid(x)",
    )
)

DIAGONAL_ENTRY = CATALOGUE.add(
    Rule(
        "Entry of a diagonal matrix",
        r"\mathop{\mathrm{diag}}(x)_{ij} = x_i\, \delta_{ij}, \qquad \mathop{\mathrm{diag}}(X)_i = X_{ii}, "
        r"\qquad I_{ij} = \delta_{ij}",
        example=BY_ENTRIES + "d/dx x^T diag(x) A x",
    )
)

SOFTMAX_ENTRY = CATALOGUE.add(
    Rule(
        "Softmax by entries",
        r"\mathop{\mathrm{softmax}}(z)_i = \frac{e^{z_i}}{\sum_{j} e^{z_j}}, \qquad "
        r"\mathop{\mathrm{logsumexp}}(z) = \log \sum_{j} e^{z_j}",
        example=BY_ENTRIES + "d/dx softmax(x)",
    )
)

TERM_BY_TERM = CATALOGUE.add(
    Rule(
        "Differentiate term by term",
        r"\frac{\partial}{\partial x_k} \sum_{i} a_i u_i = \sum_{i} a_i \frac{\partial u_i}{\partial x_k}",
        condition="the $a_i$ are constant",
        example=BY_ENTRIES + "d/dx a^T x",
    )
)

KRONECKER_DELTA = CATALOGUE.add(
    Rule(
        "Kronecker delta",
        r"\frac{\partial x_i}{\partial x_k} = \delta_{ik}, \qquad "
        r"\frac{\partial X_{ij}}{\partial X_{kl}} = \delta_{ik}\, \delta_{jl}",
        condition="the entries are independent of one another",
        example=BY_ENTRIES + "d/dx ||A x - y||^2",
    )
)

CONTRACTION = CATALOGUE.add(
    Rule(
        "Contraction of a delta",
        r"\sum_{j} a_j\, \delta_{jk} = a_k",
        condition="$k$ is among the values that $j$ runs over",
        example=BY_ENTRIES + "d/dx ||A x - y||^2",
    )
)

BACK_TO_MATRIX_FORM = CATALOGUE.add(
    Rule(
        "Back to matrix form",
        r"\sum_{j} A_{ij} x_j = [A x]_i, \qquad \sum_{i} A_{ij} x_i = [A^\top x]_j",
        example=BY_ENTRIES + "d/dx ||A x - y||^2",
    )
)

EQUAL_ENTRIES = CATALOGUE.add(
    Rule(
        "Equal in every entry",
        r"\left(\frac{\partial f}{\partial x}\right)_k = \frac{\partial f}{\partial x_k} = g_k "
        r"\text{ for every } k \;\Rightarrow\; \frac{\partial f}{\partial x} = g",
        example=BY_ENTRIES + "d/dX tr(A X)",
    )
)
