"""Functions of one scalar applied by entry; `algebra.functions` has the table of them."""

from __future__ import annotations

from sympy import Basic, Integer, S

from mkdocs_matcalc.algebra.build import (
    apply,
    by_entry,
    fill,
    hadamard,
    hadamard_power,
    inner,
    is_ones,
    is_zero,
    mul,
    neg,
    ones,
    sub,
    terms_of,
)
from mkdocs_matcalc.algebra.functions import ALMOST_EVERYWHERE, FUNCTIONS, derivative
from mkdocs_matcalc.algebra.nodes import (
    Apply,
    Function,
    HadamardPower,
    Node,
    RowSoftmax,
    Softmax,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition, Differentiate


def _argument(node: Basic, name: str) -> Basic | None:
    return node.arg if isinstance(node, Apply) and node.function == Function(name) else None


def _softplus_argument(node: Basic) -> Basic | None:
    """The z of log(1 + exp(z))."""
    inside = _argument(node, "log")
    terms = terms_of(inside) if inside is not None else ()
    if len(terms) != 2:
        return None
    first, second = terms
    for one, other in ((first, second), (second, first)):
        if is_ones(one) and (exponent := _argument(other, "exp")) is not None:
            return exponent
    return None


def _log_sigmoid_argument(node: Basic) -> Basic | None:
    """The z of log σ(z)."""
    inside = _argument(node, "log")
    return None if inside is None else _argument(inside, "sigmoid")


def _log_complement_argument(node: Basic) -> Basic | None:
    """The z of log(1 − σ(z))."""
    inside = _argument(node, "log")
    terms = terms_of(inside) if inside is not None else ()
    if len(terms) != 2 or not is_ones(terms[0]):
        return None
    return _argument(neg(terms[1]), "sigmoid")


def _logged(node: Basic, kind: type[Node]) -> Basic | None:
    """The p of log p, where it is of a kind such as softmax(z)."""
    inside = _argument(node, "log")
    return inside if isinstance(inside, kind) else None


@CATALOGUE.differential(
    "Softplus",
    Apply,
    statement=r"\mathrm{d}\log(1 + e^z) = \sigma(z) \odot \mathrm{d}z",
    example="d/dw sum(log(1 + exp(-y ⊙ X w)))",
    match=_softplus_argument,
    operands=lambda z: (z,),
)
def softplus(z: Basic, d: Differentiate) -> Basic:
    return hadamard(apply("sigmoid", z), d(z))


@CATALOGUE.differential(
    "Logarithm of the sigmoid",
    Apply,
    statement=r"\mathrm{d}\log\sigma(z) = (1 - \sigma(z)) \odot \mathrm{d}z",
    example="d/dw sum(log(sigmoid(X w)))",
    match=_log_sigmoid_argument,
    operands=lambda z: (z,),
)
def logarithm_of_the_sigmoid(z: Basic, d: Differentiate) -> Basic:
    return hadamard(sub(fill(S.One, shape_of(z)), apply("sigmoid", z)), d(z))


@CATALOGUE.differential(
    "Logarithm of the sigmoid's complement",
    Apply,
    statement=r"\mathrm{d}\log(1 - \sigma(z)) = -\sigma(z) \odot \mathrm{d}z",
    example="d/dw sum(log(1 - sigmoid(X w)))",
    match=_log_complement_argument,
    operands=lambda z: (z,),
)
def logarithm_of_the_complement(z: Basic, d: Differentiate) -> Basic:
    return neg(hadamard(apply("sigmoid", z), d(z)))


@CATALOGUE.differential(
    "Logarithm of the softmax",
    Apply,
    statement=r"\mathrm{d}\log p = \mathrm{d}z - \mathbf{1}\, p^\top \mathrm{d}z, \qquad "
    r"p = \mathop{\mathrm{softmax}}(z)",
    example="d/dz (-y^T log(softmax(z)))",
    match=lambda node: _logged(node, Softmax),
    operands=lambda p: p.args,
)
def logarithm_of_the_softmax(p: Basic, d: Differentiate) -> Basic:
    change = d(p.args[0])
    return sub(change, mul(ones(shape_of(change)), inner(p, change)))


@CATALOGUE.differential(
    "Logarithm of the softmax of rows",
    Apply,
    statement=r"\mathrm{d}\log P = \mathrm{d}Z - (P \odot \mathrm{d}Z)\, \mathbf{1} \mathbf{1}^\top, \qquad "
    r"P = \mathop{\mathrm{softmax}}_{\text{rows}}(Z)",
    example="d/dZ tr(Y^T log(softmax(Z, rows)))",
    match=lambda node: _logged(node, RowSoftmax),
    operands=lambda p: p.args,
)
def logarithm_of_the_softmax_of_rows(p: Basic, d: Differentiate) -> Basic:
    change = d(p.args[0])
    columns = shape_of(change)[1]
    return sub(change, mul(hadamard(p, change), ones((columns, columns))))


def _entry_conditions(node: Basic) -> tuple[Condition, ...]:
    entry = FUNCTIONS.get(node.function.name) if isinstance(node, Apply) else None
    if entry is None or not entry.condition:
        return ()
    if entry.condition == ALMOST_EVERYWHERE:
        return (Condition(ALMOST_EVERYWHERE),)
    where = "" if is_scalar(node) else "in every entry"
    return (Condition(where, node.args[1], entry.condition),)


def _of_a_number(node: Basic, name: str = "") -> Apply | None:
    """The node, where it is a function of one number, and that of a name if one is asked for."""
    if not (isinstance(node, Apply) and is_scalar(node)):
        return None
    return node if not name or node.function == Function(name) else None


def _by_its_derivative(node: Apply, d: Differentiate) -> Basic:
    """g′(z) ⊙ dz, which of numbers is a product."""
    return hadamard(derivative(node.function, node.arg), d(node.arg))


@CATALOGUE.differential(
    "Exponential",
    Apply,
    statement=r"\mathrm{d}\,e^u = e^u\, \mathrm{d}u",
    condition="$u$ a number",
    example="d/dx exp(a^T x)",
    match=lambda node: _of_a_number(node, "exp"),
    operands=lambda node: node.args[1:],
)
def exponential(node: Apply, d: Differentiate) -> Basic:
    return _by_its_derivative(node, d)


@CATALOGUE.differential(
    "Logarithm",
    Apply,
    statement=r"\mathrm{d}\log(u) = \frac{1}{u}\, \mathrm{d}u",
    condition="$u > 0$",
    example="d/dx log(a^T x)",
    match=lambda node: _of_a_number(node, "log"),
    needs=_entry_conditions,
    operands=lambda node: node.args[1:],
)
def logarithm(node: Apply, d: Differentiate) -> Basic:
    return _by_its_derivative(node, d)


@CATALOGUE.differential(
    "Function of one number",
    Apply,
    statement=r"\mathrm{d}\,g(u) = g'(u)\, \mathrm{d}u",
    condition="$g$ differentiable at the number $u$",
    example="d/dx tanh(a^T x)",
    match=_of_a_number,
    needs=_entry_conditions,
    operands=lambda node: node.args[1:],
)
def function_of_one_number(node: Apply, d: Differentiate) -> Basic:
    return _by_its_derivative(node, d)


@CATALOGUE.differential(
    "Element-wise function",
    Apply,
    statement=r"\mathrm{d}\,g(z) = g'(z) \odot \mathrm{d}z",
    condition="$g$ differentiable at every entry of $z$",
    example="d/dx sum(sigmoid(A x))",
    needs=_entry_conditions,
    operands=lambda node: node.args[1:],
)
def elementwise_function(node: Apply, d: Differentiate) -> Basic:
    return _by_its_derivative(node, d)


def _power_conditions(node: Basic) -> tuple[Condition, ...]:
    exponent = node.args[1]
    if isinstance(exponent, Integer):
        return () if exponent > 0 else (Condition("in every entry", node.args[0], r"\neq 0"),)
    return (Condition("" if is_scalar(node.args[0]) else "in every entry", node.args[0], "> 0"),)


@CATALOGUE.differential(
    "Element-wise power",
    HadamardPower,
    statement=r"\mathrm{d}(z^{\odot k}) = k\, z^{\odot (k-1)} \odot \mathrm{d}z",
    condition=r"no entry of $z$ is $0$ where $k < 1$",
    example="d/dx sum(x.^3)",
    needs=_power_conditions,
    operands=lambda node: node.args[:1],
)
def elementwise_power(node: Basic, d: Differentiate) -> Basic | None:
    base, exponent = node.args
    if not is_zero(d(exponent)):
        return None
    less = sub(exponent, fill(S.One, shape_of(exponent)))
    return by_entry(exponent, hadamard_power(base, less), d(base))
