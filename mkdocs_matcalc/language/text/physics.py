r"""The commands of LaTeX's physics package that a formula here can have: `\pdv{f}{x}`, `\norm{x}`."""

from __future__ import annotations

from mkdocs_matcalc.language.text.macros import Macro, Macros


def _quotient(d: str) -> Macro:
    return Macro(
        {
            3: rf"\frac{{{d}^2 #1}}{{{d} #2 {d} #3}}",
            2: rf"\frac{{{d} #1}}{{{d} #2}}",
            1: rf"\frac{{{d}}}{{{d} #1}}",
        },
        {2: rf"\frac{{{d}^{{#1}} #2}}{{{d} #3^{{#1}}}}", 1: rf"\frac{{{d}^{{#1}}}}{{{d} #2^{{#1}}}}"},
    )


def _of_one(body: str) -> Macro:
    return Macro({1: body}, yields=True)


PHYSICS: Macros = {
    "qty": Macro({0: ""}),
    "norm": _of_one(r"\lVert #1\rVert"),
    "abs": _of_one(r"\lvert #1\rvert"),
    "vb": Macro({1: r"\mathbf{#1}"}),
    "vectorbold": Macro({1: r"\mathbf{#1}"}),
    "ip": Macro({2: r"\langle #1, #2\rangle"}),
    "flatfrac": Macro({2: r"\frac{#1}{#2}"}),
    "vdot": Macro({0: r"\cdot"}),
    "grad": Macro({0: r"\nabla"}),
    "dd": Macro({0: "d"}),
    "qand": Macro({0: r"\quad\text{and}\quad"}),
    "qc": Macro({0: r",\quad"}),
    "dv": _quotient("d"),
    "pdv": _quotient(r"\partial"),
    "derivative": _quotient("d"),
    "partialderivative": _quotient(r"\partial"),
}
