"""With `steps=full` a line says what its rule was used on."""

from __future__ import annotations

from mkdocs_matcalc import derive


def test_full_steps_say_beside_a_line_what_the_letters_of_its_rule_are() -> None:
    block = "d/dX tr(A X B)"
    full = str(derive(block, steps="full"))
    assert "Linearity of the trace; A and B are constant; X := A X B" in full
    assert "Identification; G := Aᵀ Bᵀ" in full
    assert ":=" not in str(derive(block))


def test_full_steps_do_not_say_twice_what_lines_within_a_line_show() -> None:
    full = str(derive("d/dx ||A x - y||^2", steps="full"))
    assert "      dr = A dx " in full
    assert "Linearity of the differential: " not in full
