r"""Macros are found where notes define them, and handed to the blocks that use them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_matcalc.language import parse
from mkdocs_matcalc.tex.expanding import read_table
from mkdocs_matcalc.vault import VaultIndex
from mkdocs_matcalc.vault.preamble import defined_in, macros_for, table_of, written_out
from mkdocs_matcalc.vault.using import finder
from mkdocs_matcalc.vault.walk import read_index

NOTE = r"""---
title: Macros
---
Words, and $\newcommand{\vu}{\mathbf{u}}$ within them.

$$
\DeclareMathOperator{\trace}{tr}
\def\half{\tfrac12}
$$

`$\newcommand{\code}{x}$`, and

```latex
$$\newcommand{\fenced}{x}$$
```
"""


def test_formulas_that_define_are_found_and_code_is_not() -> None:
    table = table_of({}, (NOTE,))
    assert table.keys() == {r"\vu", r"\trace", r"\half"}
    assert defined_in("No macro, $x$.") == []


def test_a_block_gets_those_definitions_that_it_uses() -> None:
    table = table_of(read_table(r"\newcommand{\R}{\mathbb{R}}\newcommand{\Rn}{\R^n}"), (NOTE,))
    assert macros_for(r"\nabla_u \half u^\top u", table) == r"\newcommand{\half}[0]{\tfrac12}"
    assert macros_for(r"u \in \Rn", table).splitlines() == [
        r"\newcommand{\R}[0]{\mathbb{R}}",
        r"\newcommand{\Rn}[0]{\R^n}",
    ]
    assert macros_for("d/dx x^T x", table) == ""


def test_what_is_defined_last_above_a_line_holds_there() -> None:
    note = "$\\def\\a{1}$\n\n$\\def\\a{2}\\def\\b{3}$\n\n$\\def\\a{4}\\def\\vec{5}$\n"
    assert macros_for(r"\a", table_of({}, (note,))) == r"\newcommand{\a}[0]{4}"
    assert macros_for(r"\a", table_of({}, (note,), 4)) == r"\newcommand{\a}[0]{2}"
    # Nothing stands above, but what means something by itself does so here, too.
    assert macros_for(r"\a\b\vec", table_of({}, (note,), 1)).splitlines() == [
        r"\newcommand{\a}[0]{1}",
        r"\newcommand{\b}[0]{3}",
    ]


def test_what_embedded_notes_define_is_known() -> None:
    notes = [
        ("Macros.md", "$\\newcommand{\\a}{1}$ ![[More]]"),
        ("More.md", "$\\newcommand{\\b}{\\a}$ ![[Macros]]"),
        ("Here.md", "![[Macros|x]]\n"),
    ]
    index = VaultIndex.build(notes, macros=r"\newcommand{\a}{0}")
    assert macros_for(r"\b", index.table_of("Here.md")).splitlines() == [
        r"\newcommand{\a}[0]{1}",
        r"\newcommand{\b}[0]{\a}",
    ]


def test_what_other_notes_define_is_known_if_they_agree() -> None:
    notes = [
        ("One.md", "$\\def\\same{1}\\def\\other{1}\\def\\vec{1}$"),
        ("Two.md", "$\\newcommand{\\same}{1}\\def\\other{2}$"),
        ("Here.md", "$x$"),
    ]
    assert VaultIndex.build(notes).table_of("Here.md").keys() == {r"\same"}


@pytest.mark.parametrize(
    ("name", "meant", "definition"),
    [
        ("R", r"\mathbb{R}", r"\newcommand{\R}[0]{\mathbb{R}}"),
        (r"\R", r"\mathbb{R}", r"\newcommand{\R}[0]{\mathbb{R}}"),
        ("vct", r"\mathbf{#1}", r"\newcommand{\vct}[1]{\mathbf{#1}}"),
        ("vct", [r"\mathbf{#1}", 1], r"\newcommand{\vct}[1]{\mathbf{#1}}"),
        ("nrm", [r"\lVert #2 \rVert_{#1}", 2, "2"], r"\newcommand{\nrm}[2][2]{\lVert #2 \rVert_{#1}}"),
    ],
)
def test_what_a_configuration_says_is_written_out(name: str, meant: object, definition: str) -> None:
    assert written_out({name: meant}) == definition


@pytest.mark.parametrize(
    ("name", "meant"), [("a b", "x"), ("R2", "x"), ("R", 3), ("R", ["x", "one"]), (1, "x")]
)
def test_what_is_no_macro_is_told(name: object, meant: object) -> None:
    with pytest.raises(ValueError, match="is no macro"):
        written_out({name: meant})


def test_a_note_a_preamble_and_a_used_note_define(tmp_path: Path) -> None:
    (tmp_path / "preamble.sty").write_text("% of the vault\n\\newcommand{\\R}{\\mathbb{R}} % reals\n")
    used = "$\\newcommand{\\mat}[1]{\\mathbf{#1}}$\n\n```matcalc\ns = c^T \\mat{M} u\n```\n"
    (tmp_path / "Used.md").write_text(used)
    (tmp_path / "Here.md").write_text(NOTE)
    index = read_index(tmp_path)
    block = "using [[Used]]\n\\vu \\in \\R^n\nds/d\\vu"
    around = finder(index, "Here.md", index.notes["Here.md"].text)(block, 30)
    assert around.macros.splitlines() == [
        r"\newcommand{\R}[0]{\mathbb{R}}",
        r"\newcommand{\vu}[0]{\mathbf{u}}",
    ]
    assert around.imports["Used"][0]["macros"] == r"\newcommand{\mat}[1]{\mathbf{#1}}"


def test_a_macro_of_the_note_is_read_and_one_of_no_known_form_left_out() -> None:
    block = r"\nabla_{\vu} \half \vu^\top \vu \odd(1)"
    macros = macros_for(block, table_of(read_table(r"\def\odd(#1){#1}"), (NOTE,)))
    assert "odd" not in macros
    problem = parse(r"\nabla_{\vu} \half \vu^\top \vu", {}, {}, macros)
    plain = parse(r"\nabla_{\mathbf{u}} \tfrac12 \mathbf{u}^\top \mathbf{u}")
    assert problem.requests[0].function == plain.requests[0].function


def test_a_blocks_own_macro_wins() -> None:
    problem = parse("\\newcommand{\\v}{a}\n\\nabla_{\\v} \\v^\\top \\v", {}, {}, r"\newcommand{\v}{b}")
    assert problem.requests[0].wrt[0][0].name == "a"


def test_an_index_without_a_preamble_has_no_macros() -> None:
    assert VaultIndex.build(()).macros == ""
