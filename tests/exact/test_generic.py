"""Functions as any that obey their equations: right where they are themselves, and never too much."""

from __future__ import annotations

from collections.abc import Callable

import flint
import pytest
from sympy import Basic

from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.algebra.nodes import Function
from mkdocs_matcalc.exact.balls import Balls
from mkdocs_matcalc.exact.by_balls import decided_by_balls
from mkdocs_matcalc.exact.decide import decided
from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.errors import NotInRingError
from mkdocs_matcalc.exact.generic import Mirrored, derivative
from mkdocs_matcalc.exact.modulo import decided_modulo_primes
from mkdocs_matcalc.exact.question import Question
from tests.claimed import claimed

TRUE: dict[str, Callable[[flint.arb], flint.arb]] = {
    "exp": lambda at: at.exp(),
    "log": lambda at: at.log(),
    "sqrt": lambda at: at.sqrt(),
    "tan of half": lambda at: (at / 2).tan(),
    "arcsin": lambda at: at.asin(),
    "arccos": lambda at: at.acos(),
    "arctan": lambda at: at.atan(),
    "erf": lambda at: flint.arb_series([at], prec=1).erf()[0],
    "pi": lambda at: flint.arb.pi(),
    "side": lambda at: flint.arb(1 if at > 0 else 0),
}


class TrueValues(Balls):
    """The functions themselves, which obey their differential equations."""

    def drawn(self, name: str, at: Element, mirrored: Mirrored | None = None) -> Element:
        value = TRUE[name](at)
        if mirrored:
            assert (mirrored(value) - TRUE[name](-at)).contains(0), name
        return value


@pytest.mark.parametrize("order", range(4))
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_function_itself_is_one_of_them(name: str, order: int) -> None:
    low, high = FUNCTIONS[name].domain
    ring = TrueValues(0)
    for share in (0.3, 0.8):
        at = flint.arb(low + share * (high - low))
        with flint.ctx.workdps(60):
            apart = derivative(ring, name, order, at) - ring.function(Function(name), order, at)
            assert apart.contains(0)
            assert apart.rad() < 1e-40


def sides(text: str) -> tuple[Basic, Basic]:
    stated = claimed("s, t in R\nx in R^n\n" + text)
    assert stated is not None
    return stated.left, stated.right


FORMAL = [
    "d/ds exp(-s) = -exp(-s)",
    "d/ds log(s t) = 1/s",
    "d/dx ||x - t x|| = (1 - t) (x - t x)/||x - t x||",
    "d/dx sum(sigmoid(x)) = sigmoid(x) ⊙ (1 - sigmoid(x))",
    "d/dx logsumexp(x) = softmax(x)",
    "d/dx sum(log(1 + exp(x))) = sigmoid(x)",
    "d^2/ds^2 tanh(s) = -2 tanh(s) (1 - tanh(s)^2)",
    "d^2/ds^2 sin(s) = -sin(s)",
    "sin(s)^2 + cos(s)^2 = 1",
    "sin(-s) = -sin(s)",
    "exp(-s) exp(s) = 1",
    "relu(s) - relu(-s) = s",
    "abs(s) = s sign(s)",
    "abs(-s) = abs(s)",
    "d/dx norm(x, 1) = sign(x)",
    "d/ds arctan(s) = 1/(1 + s^2)",
    "d/ds arcsin(2 s) = 2/sqrt(1 - 4 s^2)",
    "d/ds erf(s) = 2/sqrt(pi) exp(-s^2)",
]
# True, and known by more than the differential equation.
NOT_FORMAL = ["exp(s + t) = exp(s) exp(t)", "sign(exp(s)) = 1", "exp(log(s)) = s"]
FALSE = [
    "sqrt(s^2) = s",
    "abs(s) = s",
    "relu(s) = s",
    "sign(s) = 1",
    "exp(s) = exp(t)",
    "exp(s) = exp(-s)",
    "sin(s) = cos(s)",
    "log(s) = log(s^2)",
    "d/ds tanh(s) = 1 - tanh(s)",
    "d/ds log(s) = 1/s^2",
    "erf(s) = sin(s)",
]


@pytest.mark.parametrize("claim", FORMAL)
def test_what_follows_from_the_equations_is_decided_exactly(claim: str) -> None:
    found = decided_modulo_primes(Question.of(*sides(claim), {}, {}))
    assert found.holds
    assert found.is_formal
    assert found.means.bound is not None
    assert found.means.bound < -60


@pytest.mark.parametrize("claim", NOT_FORMAL + FALSE)
def test_what_does_not_follow_is_left_open(claim: str) -> None:
    with pytest.raises(NotInRingError):
        decided_modulo_primes(Question.of(*sides(claim), {}, {}))


@pytest.mark.parametrize("claim", FALSE)
def test_what_is_left_open_is_found_to_be_false(claim: str) -> None:
    found = decided(*sides(claim), {})
    assert found is not None
    assert not found.holds


def test_where_a_side_has_no_value_anywhere_nothing_is_decided() -> None:
    left, right = sides("log(-1 - s^2) + t = t + log(-(s^2) - 1)")
    assert decided_modulo_primes(Question.of(left, right, {}, {})).is_formal
    assert decided(left, right, {}) is None
    with pytest.raises(NotInRingError):
        decided_by_balls(Question.of(left, right, {}, {}))
