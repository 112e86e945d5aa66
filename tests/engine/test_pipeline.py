"""What every host has in common: time and size limits, and what becomes of a mistake of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mkdocs_matcalc import check, derive
from mkdocs_matcalc.algebra.build import mul
from mkdocs_matcalc.calculus import derive as engine
from mkdocs_matcalc.engine.compute import compute
from mkdocs_matcalc.errors import MatcalcError, OurMistake, TookTooLong, TooLarge
from mkdocs_matcalc.limits import limited
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.html import render_error

LAYERS = "\n".join(
    ["u in R^p", *(f"g{k} = tanh({f'g{k - 1}' if k > 1 else 'u'})" for k in range(1, 65)), "sum(g64)"]
)
BLOCK = "c in R^p\n\nd/dc ||B c - z||^2"


def doubled(derived: Callable[..., Any]) -> Callable[..., Any]:
    """A method that states twice what it should."""

    def wrong(*arguments: Any) -> Any:
        right = derived(*arguments)
        return replace(right, expression=mul(2, right.expression))

    return wrong


@pytest.fixture
def differentials_fail(monkeypatch: pytest.MonkeyPatch, our_mistakes: None) -> None:
    monkeypatch.setattr(engine, "derive_by_differentials", doubled(engine.derive_by_differentials))


@pytest.fixture
def all_fail(monkeypatch: pytest.MonkeyPatch, differentials_fail: None) -> None:
    def chain(*arguments: Any) -> Any:
        steps, results, definitions = by_chain_rule(*arguments)
        wrong = [replace(each, expression=mul(2, each.expression)) for each in results]
        return steps, wrong, definitions

    by_chain_rule = engine.derive_by_chain_rule
    monkeypatch.setattr(engine, "derive_by_chain_rule", chain)
    monkeypatch.setitem(engine.ONE_BY_ONE, "index", doubled(engine.ONE_BY_ONE["index"]))


# --- limits ---------------------------------------------------------------------------------------


def test_time_is_up_in_the_same_words_everywhere() -> None:
    with limited(0.001):
        error = compute(BLOCK, {})["error"]
    with pytest.raises(TookTooLong) as caught:
        derive(BLOCK, timeout=0.001)
    for told in (error, caught.value.to_dict()):
        assert told["message"].startswith("this derivation took longer than 0.001 s and was stopped")
        assert "`timeout` (`--timeout` on the command line)" in told["hint"]
        assert told["timeout"] == 0.001


def test_what_takes_too_long_is_told_in_its_line() -> None:
    slow = "\n".join(["q in R", f"d/dq {' '.join(f'(q + {k})' for k in range(60))}"])
    with limited(1.5):
        answer = compute(slow, {})
    assert (answer["error"]["line"], answer["error"]["source"]) == (2, slow.split("\n")[1])
    assert "while it was derived" in answer["error"]["message"]
    assert len(answer["errors"]) == 1


@pytest.mark.parametrize("seconds", [None, 0])
def test_there_may_be_no_limit(seconds: float | None) -> None:
    assert derive("d/dx x^T x", timeout=seconds).check
    assert check("d/dx x^T x", timeout=seconds).points


def test_a_negative_limit_is_none() -> None:
    with pytest.raises(ValueError, match="number of seconds"):
        derive(BLOCK, timeout=-1)


def test_of_two_limits_the_nearer_holds() -> None:
    with pytest.raises(TookTooLong, match=r"longer than 0.001 s"), limited(0.001), limited(60):
        derive(BLOCK, timeout=None)


def test_printing_is_limited_too() -> None:
    derived = derive(BLOCK)
    with pytest.raises(TookTooLong, match="printed and run"):
        _ = replace(derived, timeout=1e-9).document


@pytest.mark.parametrize(
    ("block", "line", "figures"),
    [
        ("k in R^p\nd/dk (" + " + ".join(["e^T k"] * 1750) + ")", 2, "1,750 parts; the limit is 1,000"),
        (
            "\n".join(["g0 in R^p", *(f"g{j} = sin(g{j - 1})" for j in range(1, 400)), "d/dg0 sum(g399)"]),
            252,
            "levels deep, with its definitions; the limit is 500",
        ),
        ("k in R\nd/dk " + "(" * 201 + "k" + ")" * 201, 2, "200"),
        (", ".join(f"k{j}" for j in range(10_000)) + " in R^p\nd/dk1 k1^T k2", 1, "the limit is 65,536"),
        ("k in R\nd/dk " + "9" * 5000 + " k", 2, "longer than 64 digits: it has 5,000"),
    ],
)
def test_what_is_too_large_is_refused_in_its_line(block: str, line: int, figures: str) -> None:
    error = compute(block, {})["error"]
    assert error["line"] == line
    assert figures in error["message"]
    assert error["hint"]
    with pytest.raises(MatcalcError) as caught:
        derive(block)
    assert caught.value.to_dict() == error


def test_a_number_of_sympy_may_be_too_long() -> None:
    from sympy import Symbol

    t = Symbol("t")
    with pytest.raises(TooLarge, match="a number here has 401 digits; the limit is 308"):
        derive(10**400 * t**2, wrt=t)


def test_formulas_that_nest_too_deep_for_the_engine_are_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> None:
        endless()

    monkeypatch.setattr(engine, "derive_by_differentials", endless)
    with pytest.raises(TooLarge, match="nest too deeply"):
        derive(BLOCK)


def test_three_hundred_terms_and_sixty_four_layers_are_not_too_large() -> None:
    terms = " + ".join(f"b_{{{k}}}^T y" for k in range(300))
    *layers, asked = LAYERS.split("\n")
    for block in (f"d/dy ({terms})", "\n".join([*layers, f"d/du {asked}"])):
        assert derive(block, timeout=None).check


# --- what can't be checked --------------------------------------------------------------------------


# Off its diagonal the square is 0 at every point, where the rectifier has a kink.
AT_A_KINK = "T in R^(k x k)\nv in R^k\nJ = tr(T relu((diag(v)^T)^2))\ndJ/d(T, v)"


def test_another_method_stands_in_for_one_with_a_line_that_has_no_value() -> None:
    document = Document.from_dict(compute(AT_A_KINK, {}))
    assert document.check
    assert document.options["method"] == "differential"
    assert not any("mistake" in note.prose.text for note in document.notes)


def test_a_method_asked_for_says_what_of_its_lines_has_no_value() -> None:
    error = compute(AT_A_KINK, {"method": "chain"})["error"]
    assert "the derivative by Z could not be checked" in error["message"]
    assert error["message"].endswith("where Z = (diag(v)^T)^2")


# --- mistakes of ours -----------------------------------------------------------------------------


@pytest.mark.usefixtures("differentials_fail")
@pytest.mark.parametrize("options", [{}, {"method": "differential"}])
def test_another_method_stands_in_for_one_that_fails(options: dict[str, str]) -> None:
    document = Document.from_dict(compute(BLOCK, options))
    assert document.check
    assert document.options["method"] == "chain"
    (note,) = [text for each in document.notes if "mistake of ours" in (text := each.prose.source)]
    assert note.startswith("Derived by the chain rule: by differentials the result fails its check")
    derived = derive(BLOCK, **options)
    assert derived.method == "chain"
    assert note in derived.notes


@pytest.mark.usefixtures("our_mistakes")
def test_another_method_stands_in_for_one_that_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "derive_by_differentials", lambda *_: 1 / 0)
    document = Document.from_dict(compute(BLOCK, {}))
    assert document.options["method"] == "chain"
    assert any("by differentials matcalc fails" in note.prose.text for note in document.notes)
    monkeypatch.setattr(engine, "derive_by_chain_rule", lambda *_: 1 / 0)
    monkeypatch.setitem(engine.ONE_BY_ONE, "index", lambda *_: 1 / 0)
    error = compute(BLOCK, {})["error"]
    assert error["message"].startswith("matcalc itself failed on this block; the mistake is ours, not yours")
    assert error["line"] == 3
    assert "ZeroDivisionError" not in error["message"] + error["hint"]
    assert "index: ZeroDivisionError: division by zero" in error["report"]


@pytest.mark.usefixtures("differentials_fail")
def test_of_several_methods_the_others_are_shown() -> None:
    document = Document.from_dict(compute(BLOCK, {"method": "differential, index"}))
    assert (document.options["method"], document.others) == ("index", ())
    assert any("by differentials" in note.prose.text for note in document.notes)


@pytest.mark.usefixtures("all_fail")
def test_where_all_methods_fail_the_mistake_is_ours() -> None:
    error = compute(BLOCK, {"layout": "numerator"})["error"]
    assert "the mistake is ours, not yours" in error["message"]
    assert (error["line"], error["source"]) == (3, "d/dc ||B c - z||^2")
    assert "name an intermediate on a line of its own" in error["hint"]
    for words in ("δ", "line 3 of", "CheckFailed", "disagrees"):
        assert words not in error["message"] + error["hint"]
    assert error["report"].startswith(f"```matcalc\n{BLOCK}\n```\n\nOptions: layout = numerator\n")
    assert "index: CheckFailed" in error["report"]
    assert "mkdocs-matcalc 0" in error["report"]
    with pytest.raises(OurMistake) as caught:
        derive(BLOCK, layout="numerator")
    assert caught.value.to_dict() == error


@pytest.mark.usefixtures("all_fail")
def test_of_several_requests_the_one_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("mkdocs_matcalc.engine.report.noticed", lambda error: None)

    def wrong_by_c(method: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *given: doubled(method)(*given) if given[2][0].name == "c" else method(*given)

    monkeypatch.setattr(engine, "derive_by_differentials", wrong_by_c(engine.derive_by_differentials))
    monkeypatch.setattr(engine, "derive_by_chain_rule", lambda *_: 1 / 0)
    monkeypatch.setitem(engine.ONE_BY_ONE, "index", wrong_by_c(engine.ONE_BY_ONE["index"]))
    error = compute("d/dz ||z||^2\n" + BLOCK, {})["error"]
    assert (error["line"], error["source"]) == (4, "d/dc ||B c - z||^2")


@pytest.mark.usefixtures("our_mistakes")
def test_an_exception_is_told_as_ours_without_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("inner")

    monkeypatch.setattr("mkdocs_matcalc.engine.pipeline.present", broken)
    error = compute(BLOCK, {})["error"]
    assert "the mistake is ours" in error["message"]
    assert "KeyError" not in error["message"] + error["hint"]
    assert "KeyError: 'inner'" in error["report"]
    with pytest.raises(OurMistake, match="the mistake is ours"):
        _ = derive(BLOCK).document


@pytest.mark.usefixtures("all_fail")
def test_the_report_can_be_copied_from_the_page_and_the_terminal() -> None:
    error = MatcalcError.from_answer(compute("d/dc c^T <b>", {}) | compute(BLOCK, {}))
    page = render_error([(error, "a.md:1:1")], BLOCK)
    assert '<pre class="matcalc-report"><code class="nohighlight">```matcalc' in page
    assert error.report in str(error)


@pytest.mark.parametrize("planted", ["check", "exception"])
def test_in_tests_a_mistake_of_ours_is_a_failure(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = doubled(engine.derive_by_differentials) if planted == "check" else lambda *_: 1 / 0
    monkeypatch.setattr(engine, "derive_by_differentials", wrong)
    with pytest.raises(AssertionError, match="a mistake of ours"):
        compute(BLOCK, {})
