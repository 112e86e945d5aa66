"""A claim as a block: every name declared, every part in brackets."""

from __future__ import annotations

from fractions import Fraction

from .nodes import SCALAR, Claim, Name, Node

CALLS = {"tr": "tr", "det": "det", "sum": "sum", "diag": "diag", "diagpart": "diag", "vec": "vec"}


def block(claim: Claim) -> str:
    """The block's text."""
    lines = [_declared(each) for each in claim.names.values()]
    return "\n".join([*lines, f"{_top(claim.left)} = {_top(claim.right)}"])


def _declared(name: Name) -> str:
    rows, columns = name.kind
    if name.kind == SCALAR:
        space = "R"
    else:
        space = f"R^{rows}" if columns == "1" else f"R^({rows} x {columns})"
    return f"{name.name} in {space} {', '.join(name.facts)}".strip()


def _top(node: Node) -> str:
    text = _text(node)
    return text[1:-1] if node.op in {"add", "sub", "mul"} else text


def _text(node: Node) -> str:
    args = [_text(arg) for arg in node.args]
    match node.op:
        case "var" | "dim":
            return str(node.data)
        case "num":
            return _number(Fraction(str(node.data)))
        case "eye":
            return f"eye({_size(node.kind[0])})"
        case "ones":
            rows, columns = node.kind
            return f"ones({rows})" if columns == "1" else f"ones({rows}, {columns})"
        case "add" | "sub":
            return f"({args[0]} {'+' if node.op == 'add' else '-'} {args[1]})"
        case "neg":
            return f"(-{args[0]})"
        case "mul":
            return f"({args[0]} * {args[1]})"
        case "div":
            return f"({args[0]} / {args[1]})"
        case "had":
            return f"({args[0]} ⊙ {args[1]})"
        case "kron":
            return f"({args[0]} ⊗ {args[1]})"
        case "t":
            return f"({args[0]})^T"
        case "inv":
            return f"({args[0]})^-1"
        case "sq":
            return f"||{_top(node.args[0])}||{'_F' if node.args[0].kind[1] != '1' else ''}^2"
        case "fn":
            return f"{node.data}({_top(node.args[0])})"
        case "shift":
            by = Fraction(str(node.data))
            return f"({args[0]} {'+' if by > 0 else '-'} {_number(abs(by))})"
        case "pow":
            return f"({args[0]})^{node.data if isinstance(node.data, str) or node.data >= 0 else f'({node.data})'}"
        case "grad":
            return f"d/d{node.data} ({_top(node.args[0])})"
    return f"{CALLS[node.op]}({_top(node.args[0])})"


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value) if value >= 0 else f"({value})"
    if value.denominator % 10 == 0 and 10**9 % value.denominator == 0:
        return f"{float(value):.9f}".rstrip("0")
    return f"({value.numerator}/{value.denominator})"


def _size(size: str) -> str:
    return " ".join(size.split("*"))
