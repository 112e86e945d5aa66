"""A claim as a block: every name declared, every part in brackets."""

from __future__ import annotations

from fractions import Fraction

from .nodes import SCALAR, Claim, Name, Node

CALLS = {"tr": "tr", "det": "det", "sum": "sum", "diag": "diag", "diagpart": "diag", "vec": "vec"}
BETWEEN = {"add": "+", "sub": "-", "mul": "*", "div": "/", "had": "⊙", "kron": "⊗"}


def block(claim: Claim) -> str:
    """The block's text."""
    lines = [_declared(each) for each in claim.names.values()]
    return "\n".join([*lines, f"{_top(claim.left)} = {_top(claim.right)}"])


def _declared(name: Name) -> str:
    rows, columns = name.kind
    size = "" if name.kind == SCALAR else f"^{rows}" if columns == "1" else f"^({rows} x {columns})"
    return f"{name.name} in R{size} {', '.join(name.facts)}".strip()


def _top(node: Node) -> str:
    """A part without the brackets around it."""
    text = _text(node)
    return text[1:-1] if node.op in BETWEEN else text


def _text(node: Node) -> str:
    if node.op in BETWEEN:
        return f"({_text(node.args[0])} {BETWEEN[node.op]} {_text(node.args[1])})"
    if node.op in CALLS:
        return f"{CALLS[node.op]}({_top(node.args[0])})"
    if not node.args:
        return _leaf(node)
    inner = _top(node.args[0])
    match node.op:
        case "neg":
            return f"(-({inner}))"
        case "t":
            return f"({inner})^T"
        case "inv":
            return f"({inner})^-1"
        case "sq":
            return f"||{inner}||{'_F' if node.args[0].kind[1] != '1' else ''}^2"
        case "shift":
            by = Fraction(str(node.data))
            return f"(({inner}) {'+' if by > 0 else '-'} {_number(abs(by))})"
        case "pow":
            return f"({inner})^{_number(Fraction(node.data)) if isinstance(node.data, int) else node.data}"
        case "grad":
            return f"d/d{node.data} ({inner})"
    assert node.op == "fn"
    return f"{node.data}({inner})"


def _leaf(node: Node) -> str:
    rows, columns = node.kind
    match node.op:
        case "num":
            return _number(Fraction(str(node.data)))
        case "eye":
            return f"eye({_size(rows)})"
        case "ones":
            return f"ones({rows})" if columns == "1" else f"ones({rows}, {columns})"
    return str(node.data)


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value) if value >= 0 else f"({value})"
    if value.denominator % 10 == 0 and 10**9 % value.denominator == 0:
        return f"{float(value):.9f}".rstrip("0")
    return f"({value.numerator}/{value.denominator})"


def _size(size: str) -> str:
    return " ".join(size.split("*"))
