r"""What is written for KaTeX is held against KaTeX: it takes all of it, and refuses what is told to be."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from needed import needed

from mkdocs_matcalc.site.mkdocs.maths import choose_katex
from mkdocs_matcalc.site.mkdocs.prerender import Typesetter
from mkdocs_matcalc.tex.defining import Defined
from mkdocs_matcalc.tex.expanding import put_in, read_table
from mkdocs_matcalc.tex.forkatex import for_katex
from mkdocs_matcalc.tex.mathjax import COMMANDS, DEFINED, ENVIRONMENTS, WITHIN_LINE
from mkdocs_matcalc.tex.physicspackage import PHYSICS_PACKAGE
from mkdocs_matcalc.tex.refusal import refused
from mkdocs_matcalc.tex.symbolcommands import IN_WORDS
from scripts.katexglyphs import GLYPHS, glyphs
from scripts.katexnames import KATEX, NAMES, names

_ROOT = Path(__file__).parents[2]
# What a command that is no plain definition is called with.
_CALLS = {
    r"\root": r"\root 3\of{x}",
    r"\buildrel": r"\buildrel a\over b",
    r"\unicode": r"\unicode{x2190}",
    r"\enclose": r"\enclose{circle}{x}",
    r"\sideset": r"\sideset{_a^b}{_c^d}\sum",
    r"\raise": r"\raise1pt{x}",
    r"\lower": r"\lower 1pt\hbox{x}",
    r"\skew": r"\skew3\hat A",
    r"\centernot": r"\centernot\in",
    r"\mspace": r"\mspace{3mu}",
}
_WITH_LIMITS = {r"\displaylimits": r"\sum\displaylimits_i"}

Refusal = Callable[..., str | None]


@pytest.fixture(scope="module")
def refusal() -> Refusal:
    """Why KaTeX refuses a formula that was made ready for it."""
    needed(KATEX.is_file(), f"no KaTeX at {KATEX}: run `make front-end`")
    typesetter = Typesetter(choose_katex("auto", _ROOT))
    return lambda typed, display=True: typesetter.refusal(for_katex(typed, display, {}).strip(), display)


@pytest.mark.parametrize("command", [*DEFINED, *COMMANDS])
def test_katex_takes_each_command_that_it_has_not(refusal: Refusal, command: str) -> None:
    meant = DEFINED.get(command)
    count = len(meant.around) - 1 if isinstance(meant, Defined) else 1
    call = _CALLS.get(command) or _WITH_LIMITS.get(command) or command + "{a}" * max(count, 0) + " x"
    assert refusal(call) is None
    assert refusal(call, False) is None


@pytest.mark.parametrize(
    "name", sorted({*ENVIRONMENTS, *WITHIN_LINE, "eqnarray", "eqnarray*", "split", "array"})
)
def test_katex_takes_each_environment_that_it_has_not(refusal: Refusal, name: str) -> None:
    spec = "{2}" if "alignat" in name else "{c@{}X}" if name == "array" else ""
    rows = r"a\\c" if name.startswith(("gather", "multline", "equation")) else r"a&=b\\c&=d"
    assert refusal(rf"\begin{{{name}}}{spec}{rows}\end{{{name}}}") is None
    assert refusal(rf"\begin{{{name}}}{spec}{rows}\end{{{name}}}", False) is None


def test_katex_takes_each_sign_that_it_has_not(refusal: Refusal) -> None:
    refusals = {sign: refusal(rf"x_{sign} {sign} \text{{a {sign} b}}") for sign in IN_WORDS}
    assert {sign: why for sign, why in refusals.items() if why} == {}


@pytest.mark.parametrize("command", PHYSICS_PACKAGE)
def test_katex_takes_the_physics_package(refusal: Refusal, command: str) -> None:
    table = read_table(r"\require{physics}")
    groups = "{a}{b}{c}" if command in (r"\mel", r"\matrixel", r"\matrixelement") else "{a}{b}"
    assert refusal(put_in(command + groups, table)) is None


@pytest.mark.parametrize(
    "typed",
    [
        r"2^\sqrt{2}", r"\int_0^\sup g", r"x_\min^\log", r"x_\left(a\right)", r"\sum_\limits{i}",
        r"\sum^M' x^2'",
        r"\mbox{a_b & 50% of #1 ^ $}",
        r"\text{if $x_1$ \times y}", r"\eqref{a}", r"\llap{\iint}", "a \\ \\ ",
        r"\begin{prooftree}\AxiomC{$A$}\RightLabel{$\to$}\UnaryInfC{B}\end{prooftree}",
        r"4.5$ \fbox{$x$ #}", r"\sqrt[3] \frac a{b}", r"\verb |a_b $c|",
        r"\left\{\begin{eqnarray}a&=&b\end{eqnarray}\right.",
    ],
)  # fmt: skip
def test_katex_takes_what_is_rewritten(refusal: Refusal, typed: str) -> None:
    assert refusal(typed) is None


@pytest.mark.parametrize(
    "formula",
    [
        r"\nosuch x",
        r"\begin{tikzcd}A\end{tikzcd}",
        r"\frac{a}{b",
        "a}",
        r"\left(a",
        r"a\right)",
        r"\begin{matrix}a",
    ],
)
def test_what_is_told_to_be_refused_is(refusal: Refusal, formula: str) -> None:
    assert refused(formula)
    assert refusal(formula)


def test_a_process_ends_though_something_still_holds_it() -> None:
    needed(KATEX.is_file(), f"no KaTeX at {KATEX}: run `make front-end`")
    code = dedent(
        f"""
        import builtins
        from pathlib import Path
        from mkdocs_matcalc.site.mkdocs.maths import choose_katex
        from mkdocs_matcalc.site.mkdocs.prerender import Typesetter
        builtins.held = Typesetter(choose_katex("auto", Path({str(_ROOT)!r})))
        """
    )
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, check=True, timeout=60, capture_output=True).stderr == b""


def test_the_names_are_those_that_katex_has() -> None:
    needed(KATEX.is_file(), f"no KaTeX at {KATEX}: run `make front-end`")
    assert json.loads(NAMES.read_text(encoding="utf-8")) == json.loads(names()), (
        "run `python -m scripts.katexnames`"
    )


def test_the_widths_of_letters_and_signs_are_those_that_katex_has() -> None:
    needed(KATEX.is_file(), f"no KaTeX at {KATEX}: run `make front-end`")
    assert json.loads(GLYPHS.read_text(encoding="utf-8")) == json.loads(glyphs()), (
        "run `python -m scripts.katexglyphs`"
    )
