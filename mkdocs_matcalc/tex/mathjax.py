r"""What MathJax has and KaTeX has not, in words that KaTeX takes: a row for each command.

A row is a definition, or a function that takes the arguments and says what to read instead.
"""

from __future__ import annotations

from collections.abc import Callable

from mkdocs_matcalc.tex.expanding import read_table
from mkdocs_matcalc.tex.tokens import Reader, Unbalanced, tokens, written

Instead = Callable[[Reader], list[str]]

DEFINED = read_table(r"""
\newcommand{\mbox}[1]{\text{#1}}
\newcommand{\scr}{\mathscr}
\newcommand{\mit}{\mathit}
\newcommand{\oldstyle}{\relax}
\newcommand{\Tiny}{\tiny}
\newcommand{\mathup}[1]{\mathrm{#1}}
\newcommand{\mathbfup}[1]{\mathbf{#1}}
\newcommand{\mathbfit}[1]{\boldsymbol{#1}}
\newcommand{\mathbfcal}[1]{\boldsymbol{\mathcal{#1}}}
\newcommand{\mathbffrak}[1]{\boldsymbol{\mathfrak{#1}}}
\newcommand{\mathbfscr}[1]{\boldsymbol{\mathscr{#1}}}
\newcommand{\mathbbm}[1]{\mathbb{#1}}
\newcommand{\mathds}[1]{\mathbb{#1}}
\newcommand{\symbf}[1]{\mathbf{#1}}
\newcommand{\symrm}[1]{\mathrm{#1}}
\newcommand{\symcal}[1]{\mathcal{#1}}
\newcommand{\symbb}[1]{\mathbb{#1}}
\newcommand{\symfrak}[1]{\mathfrak{#1}}
\newcommand{\symsf}[1]{\mathsf{#1}}
\newcommand{\symup}[1]{\mathrm{#1}}
\newcommand{\symit}[1]{\mathit{#1}}
\newcommand{\symtt}[1]{\mathtt{#1}}
\newcommand{\symscr}[1]{\mathscr{#1}}
\newcommand{\symnormal}[1]{\mathnormal{#1}}
\newcommand{\symbfup}[1]{\mathbf{#1}}
\newcommand{\symbfit}[1]{\boldsymbol{#1}}
\newcommand{\symbfcal}[1]{\boldsymbol{\mathcal{#1}}}
\newcommand{\symbffrak}[1]{\boldsymbol{\mathfrak{#1}}}
\newcommand{\symbfscr}[1]{\boldsymbol{\mathscr{#1}}}
\newcommand{\mathsfup}[1]{\mathsf{#1}}
\newcommand{\symsfup}[1]{\mathsf{#1}}
\newcommand{\divsymbol}{\div}
\newcommand{\overunderset}[3]{\overset{#1}{\underset{#2}{#3}}}
\newcommand{\stackbin}[2]{\mathbin{\mathop{#2}\limits^{#1}}}
\newcommand{\mspace}[1]{\mskip #1}
\newcommand{\nonscript}{}
\newcommand{\strut}{\vphantom{(}}
\newcommand{\hfill}{}
\newcommand{\hfil}{}
\newcommand{\hfilll}{}
\newcommand{\iiiint}{\iint\mkern-6mu\iint}
\newcommand{\idotsint}{\int\mkern-6mu\cdots\mkern-6mu\int}
\newcommand{\shoveleft}[1]{#1}
\newcommand{\shoveright}[1]{#1}
\newcommand{\ketbra}[2]{\lvert #1\rangle\langle #2\rvert}
\newcommand{\Ketbra}[2]{\left\lvert #1\right\rangle\left\langle #2\right\rvert}
\newcommand{\bbox}[2][]{#2}
\newcommand{\framebox}[1]{\boxed{\text{#1}}}
\newcommand{\class}[2]{#2}
\newcommand{\style}[2]{#2}
\newcommand{\cssId}[2]{#2}
\newcommand{\texttip}[2]{#1}
\newcommand{\mathtip}[2]{#1}
\newcommand{\cancelto}[2]{\cancel{#2}^{#1}}
\newcommand{\centernot}[1]{\not #1}
\newcommand{\displaylimits}{\limits}
\newcommand{\eqalignno}[1]{\eqalign{#1}}
\newcommand{\leqalignno}[1]{\eqalign{#1}}
\newcommand{\uproot}[1]{}
\newcommand{\leftroot}[1]{}
\newcommand{\overparen}[1]{\overset{\frown}{#1}}
\newcommand{\underparen}[1]{\underset{\smile}{#1}}
\newcommand{\ensuremath}[1]{#1}
\newcommand{\llap}[1]{\mathllap{#1}}
\newcommand{\rlap}[1]{\mathrlap{#1}}
""")

# A command with rows between braces, and the environment that it is: `\cases{a & b \cr c & d}`.
_WITH_ROWS = {
    r"\matrix": "matrix", r"\pmatrix": "pmatrix", r"\cases": "cases", r"\eqalign": "aligned",
    r"\displaylines": "gathered",
}  # fmt: skip

# An environment, and the one that shows much the same. MathJax numbers no rows, unless a site asks for it.
ENVIRONMENTS = {
    "align": "align*", "alignat": "alignat*", "equation": "equation*", "gather": "gather*",
    "flalign": "align*", "flalign*": "align*", "multline": "gather*", "multline*": "gather*",
    "xalignat": "alignat*", "xalignat*": "alignat*", "xxalignat": "alignat*",
}  # fmt: skip
# What KaTeX has on lines of its own alone, and the same within a line.
WITHIN_LINE = {
    "align": "aligned", "align*": "aligned", "gather": "gathered", "gather*": "gathered",
    "alignat": "alignedat", "alignat*": "alignedat", "equation": "aligned", "equation*": "aligned",
    "split": "aligned",
}  # fmt: skip


def _with_rows(environment: str) -> Instead:
    def instead(reader: Reader) -> list[str]:
        if reader.peek() != "{":
            raise Unbalanced
        return [*tokens(rf"\begin{{{environment}}}"), *reader.argument(), *tokens(rf"\end{{{environment}}}")]

    return instead


def _root(reader: Reader) -> list[str]:
    degree = reader.until(r"\of")
    return [r"\sqrt", "[", *degree, "]", "{", *reader.argument(), "}"]


def _buildrel(reader: Reader) -> list[str]:
    above = reader.until(r"\over")
    return [r"\overset", "{", *above, "}", "{", *reader.argument(), "}"]


def sign_by_number(reader: Reader) -> str:
    r"""The sign that the arguments of `\unicode` name: `{x2026}`, `{0x2026}` or `{8230}`.

    Raises:
        Unbalanced: they name none.
    """
    reader.option()
    code = written(reader.argument()).strip().lower().replace("0x", "x", 1)
    try:
        return chr(int(code[1:], 16) if code[:1] == "x" else int(code))
    except (ValueError, OverflowError) as error:
        raise Unbalanced from error


def _unicode(reader: Reader) -> list[str]:
    return [r"\text", "{", sign_by_number(reader), "}"]


def _enclose(reader: Reader) -> list[str]:
    how = written(reader.argument())
    reader.option()
    around = r"\cancel" if "strike" in how else r"\boxed"
    return [around, "{", *reader.argument(), "}"]


def _sideset(reader: Reader) -> list[str]:
    left, right = reader.argument(), reader.argument()
    reader.skip_space()
    operator = reader.next()
    return [*tokens(r"{\vphantom{"), operator, "}", "}", *left, operator, r"\nolimits", *right]


def _raised(sign: str) -> Instead:
    def instead(reader: Reader) -> list[str]:
        size: list[str] = []
        while reader and reader.peek() not in ("{", r"\hbox", r"\text", r"\mbox"):
            size.append(reader.next())
        moved = reader.argument()
        if moved in ([r"\hbox"], [r"\text"], [r"\mbox"]):
            moved = [*moved, "{", *reader.argument(), "}"]
        return [r"\raisebox", "{", *tokens(sign + written(size).strip()), "}", "{", "$", *moved, "$", "}"]

    return instead


def _skew(reader: Reader) -> list[str]:
    """An accent a little to the side; here it is in the middle."""
    while reader and not reader.peek().startswith("\\") and reader.peek() != "{":
        reader.next()
    return []


def _proof(reader: Reader) -> list[str]:
    r"""A proof tree, whose conclusions stand below a line."""
    shown: list[list[str]] = []
    label: list[str] = []
    while reader:
        command = reader.next()
        if command in (r"\AxiomC", r"\AXC"):
            shown.append(_said(reader))
        elif command in (r"\RightLabel", r"\RL"):
            label = _said(reader)
        elif command in (r"\LeftLabel", r"\LL"):
            reader.argument()
        elif command in _PREMISES:
            count = _PREMISES[command]
            if len(shown) < count:
                raise Unbalanced
            premises = shown[-count:]
            del shown[-count:]
            above = [piece for premise in premises for piece in (r"\qquad", *premise)][1:]
            behind = [r"\,", r"\scriptsize", *label] if label else []
            shown.append(["{", r"\dfrac", "{", *above, "}", "{", *_said(reader), "}", "{", *behind, "}", "}"])
            label = []
    return [piece for tree in shown for piece in tree]


_PREMISES = {
    rf"\{name}{end}": count
    for count, names in enumerate((("Unary", "U"), ("Binary", "B"), ("Trinary", "T"), ("Quaternary",)), 1)
    for name in names
    for end in (("InfC",) if len(name) > 1 else ("IC",))
}


def _said(reader: Reader) -> list[str]:
    """What stands in a proof tree: text, with formulas between dollars."""
    said = reader.argument()
    inner = written(said).strip()
    if inner[:1] == inner[-1:] == "$" and inner.count("$") == 2:
        return tokens(inner[1:-1])
    return [r"\text", "{", *said, "}"]


def environment_body(reader: Reader, name: str) -> list[str]:
    r"""All tokens up to the `\end` of an environment that was begun, which is taken too.

    Raises:
        Unbalanced: it does not end.
    """
    depth, found = 1, list[str]()
    while True:
        piece = reader.next()
        if piece in (r"\begin", r"\end") and reader.peek() == "{":
            named = reader.argument()
            if written(named).strip() == name:
                depth += 1 if piece == r"\begin" else -1
                if not depth:
                    return found
            found += [piece, "{", *named, "}"]
        else:
            found.append(piece)


COMMANDS: dict[str, Instead] = {
    **{command: _with_rows(environment) for command, environment in _WITH_ROWS.items()},
    r"\root": _root,
    r"\buildrel": _buildrel,
    r"\unicode": _unicode,
    r"\enclose": _enclose,
    r"\sideset": _sideset,
    r"\raise": _raised(""),
    r"\lower": _raised("-"),
    r"\skew": _skew,
}
# What stands for all of an environment, made of its body.
BODIES: dict[str, Instead] = {"prooftree": _proof}
