r"""The commands of LaTeX's physics package, which MathJax has from `\require{physics}` on: `\pdv{f}{x}`."""

from __future__ import annotations

from collections.abc import Callable

from mkdocs_matcalc.tex.tokens import Reader, Unbalanced, tokens

Instead = Callable[[Reader], list[str]]

_CLOSING = {"(": ")", "[": "]", "|": "|", r"\{": r"\}", r"\lvert": r"\rvert"}
_SIZES = frozenset((r"\big", r"\Big", r"\bigg", r"\Bigg", r"\bigl", r"\Bigl", r"\biggl", r"\Biggl"))
_MATRICES = {"(": "pmatrix", "[": "bmatrix", "|": "vmatrix", "{": "matrix"}


def _text(latex: str) -> Instead:
    """What takes nothing."""
    row = tokens(latex)
    return lambda reader: list(row)


def _quantity(opening: str | None = None, closing: str = "", without_size: bool = False) -> Instead:
    """What stands between brackets that fit it: these, or those that follow."""

    def instead(reader: Reader) -> list[str]:
        fits = not (reader.takes("*") or without_size)
        if reader.peek() in _SIZES:
            reader.takes(reader.peek())
        following = reader.peek()
        if following == "{" or following not in _CLOSING:
            inside = reader.argument()
            left, right = (opening, closing) if opening is not None else (r"\{", r"\}")
        else:
            reader.takes(following)
            inside = _until(reader, following)
            left, right = following, _CLOSING[following]
        return [r"\left", left, *inside, r"\right", right] if fits else [left, *inside, right]

    return instead


def _until(reader: Reader, opening: str) -> list[str]:
    """What stands between two brackets, which may stand in each other."""
    closing = _CLOSING[opening]
    depth, groups, found = 1, 0, list[str]()
    while True:
        piece = reader.next()
        groups += (piece == "{") - (piece == "}")
        if groups < 0:
            raise Unbalanced
        if not groups and piece == closing:
            depth -= 1
        elif not groups and piece == opening:
            depth += 1
        if not depth:
            return found
        found.append(piece)


def _optional_group(reader: Reader) -> list[str] | None:
    return reader.argument() if reader.peek() == "{" else None


def _differential(d: str) -> Instead:
    def instead(reader: Reader) -> list[str]:
        power = reader.option()
        row = [*tokens(d), *(["^", "{", *power, "}"] if power else [])]
        if (group := _optional_group(reader)) is not None:
            return [r"\,", *row, "{", *group, "}"]
        if reader.peek() == "(":
            reader.takes("(")
            return [*row, r"\left", "(", *_until(reader, "("), r"\right", ")"]
        return row

    return instead


def _derivative(d: str) -> Instead:
    sign = tokens(d)

    def instead(reader: Reader) -> list[str]:
        reader.takes("*")
        power = reader.option()
        groups = [reader.argument()]
        while len(groups) < 3 and (group := _optional_group(reader)) is not None:
            groups.append(group)
        above = groups[0] if len(groups) > 1 else []
        below = groups[1:] or groups
        raised = ["^", "{", *power, "}"] if power else ["^", "2"] if len(below) > 1 else []
        numerator = [*sign, *raised, *above]
        denominator = [piece for of in below for piece in (*sign, "{", *of, "}")]
        if power and len(below) == 1:
            denominator += raised
        return [r"\frac", "{", *numerator, "}", "{", *denominator, "}"]

    return instead


def _of_groups(count: int, made: Callable[..., list[str]]) -> Instead:
    """What takes some groups, of which those behind the first may be left out."""

    def instead(reader: Reader) -> list[str]:
        reader.takes("*")
        groups = [reader.argument()]
        while len(groups) < count and (group := _optional_group(reader)) is not None:
            groups.append(group)
        return made(*groups)

    return instead


def _between(left: str, right: str) -> Callable[..., list[str]]:
    def made(*groups: list[str]) -> list[str]:
        inside = [piece for group in groups for piece in (",", *group)][1:]
        return [r"\left", left, *inside, r"\right", right]

    return made


def _braket(*groups: list[str]) -> list[str]:
    first, last = groups[0], groups[-1]
    return [r"\left", r"\langle", *first, r"\middle", "|", *last, r"\right", r"\rangle"]


def _outer(*groups: list[str]) -> list[str]:
    return [
        r"\left",
        "|",
        *groups[0],
        r"\right",
        r"\rangle",
        r"\left",
        r"\langle",
        *groups[-1],
        r"\right",
        "|",
    ]


def _expectation(*groups: list[str]) -> list[str]:
    if len(groups) == 1:
        return [r"\left", r"\langle", *groups[0], r"\right", r"\rangle"]
    return _element(groups[1], groups[0], groups[1])


def _element(left: list[str], operator: list[str], right: list[str]) -> list[str]:
    bar = [r"\middle", "|"]
    return [r"\left", r"\langle", *left, *bar, *operator, *bar, *right, r"\right", r"\rangle"]


def _three(reader: Reader) -> list[str]:
    reader.takes("*")
    return _element(reader.argument(), reader.argument(), reader.argument())


def _matrix(environment: str | None = None) -> Instead:
    def instead(reader: Reader) -> list[str]:
        reader.takes("*")
        following = reader.peek()
        name = environment or _MATRICES.get(following, "matrix")
        if following in ("(", "[", "|"):
            reader.takes(following)
            inside = _until(reader, following)
        else:
            inside = reader.argument()
        return [*tokens(rf"\begin{{{name}}}"), *inside, *tokens(rf"\end{{{name}}}")]

    return instead


def _words(reader: Reader) -> list[str]:
    reader.takes("*")
    return [r"\quad", r"\text", "{", *reader.argument(), "}", r"\quad"]


def _bold(accent: str = "") -> Instead:
    def instead(reader: Reader) -> list[str]:
        font = r"\boldsymbol" if reader.takes("*") else r"\mathbf"
        row = [font, "{", *reader.argument(), "}"]
        return [accent, "{", *row, "}"] if accent else row

    return instead


def _nabla(behind: str = "") -> Instead:
    """The operator, and what it is of where that stands in brackets or in a group."""

    def instead(reader: Reader) -> list[str]:
        row = tokens(rf"\nabla{behind}")
        if (group := _optional_group(reader)) is not None:
            return [*row, "{", *group, "}"]
        return row

    return instead


def _variation(reader: Reader) -> list[str]:
    group = _optional_group(reader)
    return [r"\delta", *(["{", *group, "}"] if group is not None else [])]


def _evaluated(reader: Reader) -> list[str]:
    reader.takes("*")
    if reader.peek() in ("(", "["):
        opening = reader.peek()
        reader.takes(opening)
        found: list[str] = []
        while (piece := reader.next()) != "|":
            found.append(piece)
        return [r"\left", opening, *found, r"\right", "|"]
    return [r"\left", ".", *reader.argument(), r"\right", "|"]


_NAMES: dict[tuple[str, ...], Instead] = {
    ("qty", "quantity"): _quantity(),
    ("pqty",): _quantity("(", ")"),
    ("bqty",): _quantity("[", "]"),
    ("vqty",): _quantity("|", "|"),
    ("Bqty",): _quantity(r"\{", r"\}"),
    ("abs", "absolutevalue"): _quantity("|", "|"),
    ("norm",): _quantity(r"\|", r"\|"),
    ("eval", "evaluated"): _evaluated,
    ("order",): lambda reader: [*tokens(r"\mathcal{O}"), *_quantity("(", ")")(reader)],
    ("comm", "commutator"): _of_groups(2, _between("[", "]")),
    ("acomm", "anticommutator", "pb", "poissonbracket"): _of_groups(2, _between(r"\{", r"\}")),
    ("vb", "vectorbold"): _bold(),
    ("va", "vectorarrow"): _bold(r"\vec"),
    ("vu", "vectorunit"): _bold(r"\hat"),
    ("vdot", "dotproduct"): _text(r"\boldsymbol\cdot "),
    ("cross", "crossproduct", "cp"): _text(r"\boldsymbol\times "),
    ("grad", "gradient"): _nabla(),
    ("div", "divergence"): _nabla(r"\cdot "),
    ("curl",): _nabla(r"\times "),
    ("laplacian",): _nabla("^2"),
    ("tr", "trace"): _text(r"\operatorname{tr}"),
    ("Tr", "Trace"): _text(r"\operatorname{Tr}"),
    ("rank",): _text(r"\operatorname{rank}"),
    ("erf",): _text(r"\operatorname{erf}"),
    ("Res",): _text(r"\operatorname{Res}"),
    ("principalvalue", "pv"): _text(r"\mathcal{P}"),
    ("PV",): _text(r"\operatorname{P.V.}"),
    ("Re", "real"): _text(r"\operatorname{Re}"),
    ("Im", "imaginary"): _text(r"\operatorname{Im}"),
    ("qq", "qqtext"): _words,
    ("qc", "qcomma"): _text(r",\quad "),
    ("dd", "differential"): _differential(r"\mathrm{d}"),
    ("dv", "derivative"): _derivative(r"\mathrm{d}"),
    ("pdv", "pderivative", "partialderivative"): _derivative(r"\partial "),
    ("fdv", "fderivative", "functionalderivative"): _derivative(r"\delta "),
    ("var", "variation"): _variation,
    ("bra",): _of_groups(1, lambda of: [r"\left", r"\langle", *of, r"\right", "|"]),
    ("ket",): _of_groups(1, lambda of: [r"\left", "|", *of, r"\right", r"\rangle"]),
    ("braket", "ip", "innerproduct"): _of_groups(2, _braket),
    ("ketbra", "op", "outerproduct", "dyad"): _of_groups(2, _outer),
    ("ev", "expval", "expectationvalue"): _of_groups(2, _expectation),
    ("mel", "matrixel", "matrixelement"): _three,
    ("flatfrac",): _of_groups(2, lambda above, below=(): ["{", *above, "}", "/", "{", *below, "}"]),
    ("mqty", "matrixquantity"): _matrix(),
    ("pmqty", "Pmqty"): _matrix("pmatrix"),
    ("bmqty",): _matrix("bmatrix"),
    ("vmqty", "mdet", "matrixdeterminant"): _matrix("vmatrix"),
    ("smqty", "smallmatrixquantity"): _matrix("smallmatrix"),
    **{
        (f"q{word}",): _text(rf"\quad\text{{{word}}}\quad ")
        for word in (
            "and", "or", "if", "then", "else", "where", "with", "for", "since", "unless", "otherwise",
            "given", "as", "assume", "let", "in", "is", "are", "while", "from", "to", "at",
        )
    },
    ("qcc",): _text(r"\quad\text{c.c.}\quad "),
}  # fmt: skip
PHYSICS_PACKAGE: dict[str, Instead] = {
    rf"\{name}": instead for names, instead in _NAMES.items() for name in names
}
