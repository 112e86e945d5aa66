"""A problem as the text of a block, in one of the ways in which a person would type it."""

from __future__ import annotations

import random
import re
from fractions import Fraction

from .nodes import SCALAR, Kind, Node, Problem, Request, Variable

# How tightly a text holds together: a sum, a sum over an index (which reaches to the next + or -), products
# by entry, products, powers and transposes, and what needs no brackets anywhere.
SUM, OPEN, ENTRY, PRODUCT, POSTFIX, ATOM = range(6)

GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "λ": "lambda",
    "μ": "mu",
    "τ": "tau",
    "θ": "theta",
    "ρ": "rho",
}
LETTERS = {**GREEK, "ℓ": "ell", "φ": "phi", "Φ": "Phi", "Ψ": "Psi"}
# A property's spelling: plain, and as a mark of the space in LaTeX where there is one.
SPACES = {("symmetric",): r"\mathbb{{S}}^{{{0}}}", ("positive definite",): r"\mathbb{{S}}^{{{0}}}_{{++}}"}
COMMANDS = {"exp", "log", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "det"}
ALIASES = {
    "log": ("log", "ln"),
    "sigmoid": ("sigmoid", "σ", "logistic"),
    "silu": ("silu", "swish"),
    "sign": ("sign", "sgn"),
    "arcsin": ("arcsin", "asin"),
    "arctan": ("arctan", "atan"),
    "tr": ("tr", "Tr", "trace"),
    "logsumexp": ("logsumexp", "lse"),
}
NORMS = {
    "2": ("", "_2"),
    "F": ("_F", ""),
    "1": ("_1",),
    "inf": ("_inf",),
    "nuc": ("_*",),
    "spectral": ("_2",),
}
LATEX_NORMS = {"2": "", "F": "_F", "1": "_1", "inf": r"_\infty", "nuc": "_*", "spectral": "_2"}


class Look:
    """The habits of one author: each construct is spelled one way throughout a block."""

    def __init__(self, problem: Problem) -> None:
        self._rng = random.Random(problem.look)
        self._chosen: dict[str, str] = {}
        self.plain = problem.plain
        self.latex = not problem.plain and self._rng.random() < 0.2
        self.bold = self._rng.random() < 0.7

    def one(self, construct: str, *ways: str) -> str:
        """The author's way of a construct; the first one is the usual."""
        if self.plain:
            return ways[0]
        if construct not in self._chosen:
            usual = self._rng.random() < 0.6
            self._chosen[construct] = ways[0] if usual else self._rng.choice(ways)
        return self._chosen[construct]


class Speller:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.look = Look(problem)
        self.in_bars = 0
        # A size that stands as a number, too, must be named as a size.
        self.numbers = {node.data for node in problem.nodes() if node.op == "dim"}
        # Nothing but its own name says how large a factor of a Kronecker product is.
        self.in_kron = False

    # --- names ---

    def name(self, name: str) -> str:
        if not self.look.latex:
            return name
        base, _, below = name.partition("_")
        match = re.fullmatch(r"([A-Za-z]+)(\d+)", base)
        if match:
            base, below = match[1], match[2]
        if base == "L" and base in self.problem.definitions and self.look.one("loss", "L", "cal") == "cal":
            text = r"\mathcal{L}"
        elif base in LETTERS:
            text = "\\" + LETTERS[base]
        elif self.look.bold and self._kind(name) != SCALAR:
            text = rf"\mathbf{{{base}}}"
        else:
            text = base
        return f"{text}_{below}" if len(below) == 1 else rf"{text}_{{{below}}}" if below else text

    def _kind(self, name: str) -> Kind:
        if name in self.problem.definitions:
            return self.problem.definitions[name].kind
        return self.problem.variables[name].kind if name in self.problem.variables else SCALAR

    def pick(self, construct: str, plain: tuple[str, ...], latex: str) -> str:
        return latex if self.look.latex else self.look.one(construct, *plain)

    # --- expressions ---

    def at(self, node: Node, level: int) -> str:
        """A node's text, in brackets unless it holds together that tightly."""
        text, own = self.of(node)
        if own >= level:
            return text
        wide = self.look.latex and self.look.one("brackets", "as typed", "growing") == "growing"
        return rf"\left( {text} \right)" if wide else f"({text})"

    def of(self, node: Node) -> tuple[str, int]:
        return getattr(self, f"_{node.op}", self._call)(node)

    def _var(self, node: Node) -> tuple[str, int]:
        return self.name(str(node.data)), ATOM

    _ref = _var

    def _num(self, node: Node) -> tuple[str, int]:
        value = Fraction(str(node.data))
        if value.denominator == 1:
            return str(value), ATOM
        if self.look.latex:
            return rf"\frac{{{value.numerator}}}{{{value.denominator}}}", POSTFIX
        if value.denominator in (2, 4, 5, 10) and self.look.one("decimals", "no", "yes") == "yes":
            return str(float(value)), ATOM
        return f"{value.numerator}/{value.denominator}", PRODUCT

    def _dim(self, node: Node) -> tuple[str, int]:
        return str(node.data), ATOM

    def _eye(self, node: Node) -> tuple[str, int]:
        size = node.kind[0]
        if self.in_kron:
            return f"eye({size})", ATOM
        return self.pick("eye", ("I", f"eye({size})", f"identity({size})"), "I"), ATOM

    def _ones(self, node: Node) -> tuple[str, int]:
        rows, columns = node.kind
        return (f"ones({rows})" if columns == "1" else f"ones({rows}, {columns})"), ATOM

    def _zeros(self, node: Node) -> tuple[str, int]:
        return self._ones(node)[0].replace("ones", "zeros"), ATOM

    def _unit(self, node: Node) -> tuple[str, int]:
        return f"e_{node.data}", ATOM

    def _member(self, node: Node) -> tuple[str, int]:
        name, index = node.data
        return f"{self.name(name)}_{index}", ATOM

    def _entry(self, node: Node) -> tuple[str, int]:
        below = "".join(node.data)
        return f"{self.of(node.args[0])[0]}_{below if len(below) == 1 else '{' + below + '}'}", ATOM

    def _fill(self, node: Node) -> tuple[str, int]:
        return self.of(node.args[0])

    def _neg(self, node: Node) -> tuple[str, int]:
        return f"-{self.at(node.args[0], ENTRY)}", SUM

    def _add(self, node: Node) -> tuple[str, int]:
        sign = "+" if node.op == "add" else "-"
        left, right = node.args
        return f"{self.at(left, SUM)} {sign} {self.at(right, OPEN)}", SUM

    _sub = _add

    def _mul(self, node: Node) -> tuple[str, int]:
        left, right = node.args
        first = self.at(left, PRODUCT)
        if right.op == "indexsum" and left.kind == SCALAR:
            return f"{first} {self.of(right)[0]}", OPEN
        # A chain of matrices may go on; a scalar that is itself a chain may not stand inside another.
        flat = right.op == "mul" and right.kind != SCALAR and _first(right).op in ("var", "ref", "t", "inv")
        second = self.at(right, PRODUCT if flat else POSTFIX)
        times = self.pick("times", (" ", " ", " ", " * ", " @ "), " ")
        if times == " @ " and SCALAR in (left.kind, right.kind):
            times = " * "
        return f"{first}{times}{second}", PRODUCT

    def _div(self, node: Node) -> tuple[str, int]:
        left, right = node.args
        if self.look.latex:
            return rf"\frac{{{self.of(left)[0]}}}{{{self.of(right)[0]}}}", POSTFIX
        return f"{self.at(left, PRODUCT)} / {self.at(right, POSTFIX)}", PRODUCT

    def _kron(self, node: Node) -> tuple[str, int]:
        outside, self.in_kron = self.in_kron, True
        text = self._had(node)
        self.in_kron = outside
        return text

    def _had(self, node: Node) -> tuple[str, int]:
        left, right = node.args
        way = self.look.one("way of hadamard", "⊙", "⊙", ".*", "∘", "call")
        if node.op == "had" and way == "call" and not self.look.latex:
            return f"hadamard({self.at(left, SUM)}, {self.at(right, SUM)})", ATOM
        sign = {
            "had": self.pick("way of hadamard", ("⊙", "⊙", ".*", "∘", "call"), r"\odot"),
            "ediv": self.pick("quotient", ("./",), r"\oslash"),
            "kron": self.pick("way of kron", ("⊗", "call", "call"), r"\otimes"),
        }[node.op]
        if sign == "call":
            return f"kron({self.at(left, SUM)}, {self.at(right, SUM)})", ATOM
        level = ENTRY if left.op == node.op else PRODUCT
        return f"{self.at(left, level)} {sign} {self.at(right, PRODUCT)}", ENTRY

    _ediv = _had

    def _t(self, node: Node) -> tuple[str, int]:
        way = self.pick("way of transpose", ("^T", "^T", "^T", "'", ".T", "^⊤", "call"), r"^\top")
        if way == "call":
            return f"transpose({self.at(node.args[0], SUM)})", ATOM
        return f"{self.at(node.args[0], ATOM)}{way}", POSTFIX

    def _inv(self, node: Node) -> tuple[str, int]:
        way = self.pick("way of inverse", ("^-1", "^{-1}", "call"), "^{-1}")
        if way == "call":
            return f"inv({self.at(node.args[0], SUM)})", ATOM
        return f"{self.at(node.args[0], ATOM)}{way}", POSTFIX

    def _invt(self, node: Node) -> tuple[str, int]:
        way = self.pick("invt", ("^-T", "^{-T}"), r"^{-\top}")
        return f"{self.at(node.args[0], ATOM)}{way}", POSTFIX

    def _mpow(self, node: Node) -> tuple[str, int]:
        return f"{self.at(node.args[0], ATOM)}^{self._exponent(node.data)}", POSTFIX

    def _mpowsize(self, node: Node) -> tuple[str, int]:
        """A matrix to the power of a size."""
        return f"{self.at(node.args[0], ATOM)}^{self.at(node.args[1], ATOM)}", POSTFIX

    def _mpowindex(self, node: Node) -> tuple[str, int]:
        """A matrix to the power of an index."""
        return f"{self.at(node.args[0], ATOM)}^{node.data}", POSTFIX

    def _pow(self, node: Node) -> tuple[str, int]:
        base = self.at(node.args[0], ATOM)
        if node.kind == SCALAR:
            return f"{base}^{self._exponent(node.data)}", POSTFIX
        if self.look.latex:
            return rf"{base}^{{\odot {node.data}}}", POSTFIX
        return f"{base}.^{self._exponent(node.data)}", POSTFIX

    def _exponent(self, data: object) -> str:
        text = str(data)
        if "/" in text:
            return "{" + text + "}" if self.look.latex else f"({text})"
        return text if not self.look.latex and not text.startswith("-") else "{" + text + "}"

    def _expo(self, node: Node) -> tuple[str, int]:
        return f"{self.at(node.args[0], ATOM)}^{{{self.of(node.args[1])[0]}}}", POSTFIX

    def _indexsum(self, node: Node) -> tuple[str, int]:
        index, upper = node.data
        body = self.at(node.args[0], OPEN)
        if self.look.latex:
            return rf"\sum_{{{index}=1}}^{{{upper}}} {body}", OPEN
        way = "bounds" if upper in self.numbers else self.look.one("way of sums", "bounds", "short")
        return (f"sum_{{{index}=1}}^{upper} {body}" if way == "bounds" else f"sum_{index} {body}"), OPEN

    def _expect(self, node: Node) -> tuple[str, int]:
        # A block that has an E of its own writes another.
        own = "E" in self.problem.definitions
        sign = self.pick("expectation", ("𝔼",) if own else ("E", "𝔼"), r"\mathbb{E}")
        if self.look.one("below an expectation", "nothing", "letters") == "letters":
            sign += "_{" + ", ".join(map(self.name, node.data)) + "}"
        inner = self.of(node.args[0])[0]
        return (rf"{sign}\left[ {inner} \right]" if self.look.latex else f"{sign}[{inner}]"), ATOM

    def _cov(self, node: Node) -> tuple[str, int]:
        left, right = (self.of(side)[0] for side in node.args)
        is_variance = node.args[0] == node.args[1] and node.kind == SCALAR
        name = "Var" if is_variance else "Cov"
        upright = rf"\operatorname{{{name}}}"
        ways = (upright, rf"\mathrm{{{name}}}", r"\mathbb{V}" if is_variance else upright)
        sign = self.look.one("covariance", *ways) if self.look.latex else name
        if self.look.one("below an expectation", "nothing", "letters") == "letters":
            sign += "_{" + ", ".join(map(self.name, node.data)) + "}"
        inner = left if node.args[0] == node.args[1] else f"{left}, {right}"
        opening, closing = self.look.one("brackets of a covariance", "()", "[]")
        return f"{sign}{opening}{inner}{closing}", ATOM

    # --- bars and calls ---

    def _norm(self, node: Node) -> tuple[str, int]:
        which = str(node.data)
        if which in ("2", "F") and self.look.one("way of norm", "bars", "bars", "call") == "call":
            return f"norm({self.at(node.args[0], SUM)})", ATOM
        is_vector = node.args[0].kind[1] == "1" and node.args[0].kind != SCALAR
        if which in ("1", "2") and is_vector and not self.look.latex:
            ways = ("call", "bars") if which == "1" else ("bars", "call")
            if self.look.one(f"norm {which} of a vector", *ways) == "call":
                return f"norm{which}({self.of(node.args[0])[0]})", ATOM
        nested = self.in_bars > 0
        self.in_bars += 1
        inner = self.of(node.args[0])[0]
        self.in_bars -= 1
        if self.look.latex or nested:
            return rf"\lVert {inner} \rVert{LATEX_NORMS[which]}", ATOM
        return f"||{inner}||{self.look.one('norm' + which, *NORMS[which])}", ATOM

    def _bars(self, node: Node) -> tuple[str, int]:
        self.in_bars += 1
        inner = self.of(node.args[0])[0]
        self.in_bars -= 1
        return f"|{inner}|", ATOM

    def _inner(self, node: Node) -> tuple[str, int]:
        left, right = (self.of(arg)[0] for arg in node.args)
        if self.look.latex:
            return rf"\langle {left}, {right} \rangle", ATOM
        return f"<{left}, {right}>", ATOM

    def _det(self, node: Node) -> tuple[str, int]:
        if not self.in_bars and self.look.one("way of det", "call", "call", "bars") == "bars":
            return self._bars(node)
        return self._call(node)

    def _logdet(self, node: Node) -> tuple[str, int]:
        inner = self.of(node.args[0])[0]
        if self.look.latex:
            return rf"\log \det({inner})", PRODUCT
        way = self.look.one("way of logdet", "logdet", "log det", "log(det)", "bars")
        if way == "bars" and not self.in_bars and "|" not in inner:
            return f"log |{inner}|", PRODUCT
        if way == "log(det)":
            return f"log(det({inner}))", ATOM
        return (f"log det({inner})", PRODUCT) if way == "log det" else (f"logdet({inner})", ATOM)

    def _logabsdet(self, node: Node) -> tuple[str, int]:
        inner = self.of(node.args[0])[0]
        if self.in_bars or "|" in inner:
            return f"log(abs(det({inner})))", ATOM
        return f"log(|det({inner})|)", ATOM

    def _fn(self, node: Node) -> tuple[str, int]:
        name = str(node.data)
        # A declared `e` is no longer Euler's.
        euler = name == "exp" and node.kind == SCALAR and "e" not in self.problem.variables
        if euler and self.look.one("way of exp", "call", "call", "power") == "power":
            return f"e^{{{self.of(node.args[0])[0]}}}", POSTFIX
        # Bars around a matrix are its determinant.
        barred = name == "abs" and not self.in_bars and "1" in node.kind
        if barred and self.look.one("way of abs", "call", "bars") == "bars":
            return self._bars(node)
        if name == "sqrt" and self.look.latex:
            return rf"\sqrt{{{self.of(node.args[0])[0]}}}", ATOM
        return self._called(name, node)

    def _called(self, name: str, node: Node, more: str = "") -> tuple[str, int]:
        if self.look.latex:
            if name == "sigmoid":
                name = r"\sigma"
            elif name in COMMANDS:
                name = "\\" + name
            elif "_" not in name and len(name) > 1:
                name = rf"\operatorname{{{name}}}"
        else:
            name = self.look.one(name, *ALIASES.get(name, (name,)))
        return f"{name}({', '.join(self.at(arg, SUM) for arg in node.args)}{more})", ATOM

    def _map(self, node: Node) -> tuple[str, int]:
        return f"{self.name(str(node.data))}({self.of(node.args[0])[0]})", ATOM

    _loss = _map

    def _call(self, node: Node) -> tuple[str, int]:
        name, _, way = node.op.rpartition("_")
        if way in ("rows", "columns"):
            return self._called(name, node, f", {way}")
        if node.op in ("maxzero", "minzero"):
            return self._called(node.op[:3], node, ", 0")
        if node.op == "unvec":
            return self._called("unvec", node, f", {node.kind[0]}, {node.kind[1]}")
        if node.op in ("diagpart", "variance"):
            return self._called({"diagpart": "diag", "variance": "var"}[node.op], node)
        return self._called(node.op, node)

    # --- statements ---

    def declarations(self) -> list[str]:
        lines = []
        shared: dict[str, list[str]] = {}
        for variable in self.problem.variables.values():
            if not variable.facts and not variable.count and self._left_out(variable):
                continue
            space = self._space(variable)
            name = self.name(variable.name) + ("_i" if variable.count else "")
            if variable.facts or variable.count or self.look.one("together", "yes", "no") == "no":
                lines.append(f"{name} {self._in()} {space}")
            else:
                shared.setdefault(space, []).append(name)
        lines += [f"{', '.join(names)} {self._in()} {space}" for space, names in shared.items()]
        real, to = (r"\mathbb{R}", r"\to") if self.look.latex else ("R", "->")
        for each in self.problem.maps.values():
            source = f"{real}^{each.domain}" if each.domain else real
            lines.append(f"{self.name(each.name)} : {source} {to} {real}")
        return lines

    def _in(self) -> str:
        return r"\in" if self.look.latex else "in"

    def _space(self, variable: Variable) -> str:
        real = r"\mathbb{R}" if self.look.latex else "R"
        rows, columns = variable.kind
        facts = variable.facts
        if self.look.latex and facts in SPACES:
            return SPACES[facts].format(rows)
        if columns == "1":
            space = real if rows == "1" else f"{real}^{rows}"
        elif self.look.latex:
            space = rf"{real}^{{{rows} \times {columns}}}"
        else:
            space = f"{real}^({rows} x {columns})"
        if not facts:
            return space
        words = ", ".join(facts)
        return rf"{space} \text{{ {words}}}" if self.look.latex else f"{space} {words}"

    def _left_out(self, variable: Variable) -> bool:
        """Whether the author relies on the convention."""
        name, (rows, columns) = variable.name, variable.kind
        if self.look.one("declare", "all", "all", "convention") == "all" or not _sizes_follow(self.problem):
            return False
        kind = "scalar" if name[0] in GREEK else "matrix" if name[0].isupper() else "vector"
        own = "scalar" if rows == "1" else "vector" if columns == "1" else "matrix"
        # A Greek letter beside a vector is read as another one, and a letter beside a number as a number.
        beside = any(
            (each.op == "fill" or any(arg.op == "fill" for arg in each.args))
            and any(arg.data == name and arg.op == "var" for arg in each.args)
            for each in self.problem.nodes()
        )
        return kind == own and "_" not in name and not beside and not self._reads_otherwise(name)

    def _reads_otherwise(self, name: str) -> bool:
        """Whether an undeclared name is read as a size, or x1, spelled x_1, as an entry of an x beside it."""
        base = name.rstrip("0123456789")
        beside = base != name and base in {*self.problem.variables, *self.problem.definitions}
        return beside or name in self.problem.dims

    def request(self, request: Request) -> str:
        function, wrt = request.function, [self.name(name) for name in request.wrt]
        named = function.op == "ref"
        text = self.of(function)[0] if named else f"({self.of(function)[0]})"
        if request.order == 2:
            return self._second(text, named, wrt)
        by = wrt[0] if len(wrt) == 1 else f"({', '.join(wrt)})"
        if self.look.latex:
            if len(wrt) == 1 and self.look.one("latex request", "fraction", "nabla") == "nabla":
                return rf"\nabla_{{{by}}} {text}"
            if named:
                return rf"\frac{{\partial {text}}}{{\partial {by}}}"
            return rf"\frac{{\partial}}{{\partial {by}}} {text}"
        d = self.look.one("d", "d", "∂")
        return f"{d}{text}/{d}{by}" if named else f"{d}/{d}{by} {text}"

    def _second(self, text: str, named: bool, wrt: list[str]) -> str:
        same = wrt[0] == wrt[1]
        if self.look.latex:
            below = rf"\partial {wrt[0]}^2" if same else rf"\partial {wrt[0]} \partial {wrt[1]}"
            if same and self.look.one("latex request", "fraction", "nabla") == "nabla":
                return rf"\nabla^2_{{{wrt[0]}}} {text}"
            above = rf"\partial^2 {text}" if named else r"\partial^2"
            return rf"\frac{{{above}}}{{{below}}}" + ("" if named else f" {text}")
        d = self.look.one("d", "d", "∂")
        below = f"{d}{wrt[0]}^2" if same else f"{d}{wrt[0]} {d}{wrt[1]}"
        return f"{d}^2 {text} / {below}" if named else f"{d}^2/{below} {text}"

    def head(self, name: str) -> str:
        """What stands left of a definition: the name, or `J(w)` of a function with the variable asked for."""
        asked = [each for each in self.problem.requests if each.function.data == name]
        inside = any(part.data == name for node in self.problem.definitions.values() for part in node.walk())
        if inside or len(asked) != 1 or set(asked[0].wrt) != {asked[0].wrt[0]}:
            return self.name(name)
        if asked[0].wrt[0] in self.problem.definitions or self.look.one("head", "name", "call") == "name":
            return self.name(name)
        return f"{self.name(name)}({self.name(asked[0].wrt[0])})"

    def block(self) -> str:
        rng = random.Random(self.problem.look + " order")
        definitions = [
            f"{self.head(name)} = {self.of(node)[0]}" for name, node in self.problem.definitions.items()
        ]
        lines = [*self.declarations(), *definitions]
        way = rng.random()
        if not self.problem.plain and way < 0.2:
            rng.shuffle(lines)
        elif not self.problem.plain and way < 0.4:
            lines = [*reversed(definitions), *self.declarations()]
        lines += [self.request(each) for each in self.problem.requests]
        return "\n".join(lines)


def _first(node: Node) -> Node:
    """The leftmost factor of a product."""
    while node.op == "mul":
        node = node.args[0]
    return node


def _sizes_follow(problem: Problem) -> bool:
    """Whether no expression names a size or an index, so that declarations may be left out."""
    named = {
        "dim",
        "eye",
        "ones",
        "zeros",
        "unit",
        "member",
        "mpowindex",
        "entry",
        "indexsum",
        "loss",
        "kron",
        "vec",
        "unvec",
    }
    return not any(node.op in named for node in problem.nodes())


def block(problem: Problem) -> str:
    """The text of a problem's block."""
    return Speller(problem).block()
