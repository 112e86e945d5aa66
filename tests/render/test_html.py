from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag

from mkdocs_matcalc.algebra.evidence import DecidedBy, Means
from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place
from mkdocs_matcalc.render.document import About, Check, Document
from mkdocs_matcalc.render.html import prose, render, render_error
from mkdocs_matcalc.render.latex import COLOURED, RAISED
from mkdocs_matcalc.render.latex_document import aligned
from mkdocs_matcalc.render.phrases import written
from mkdocs_matcalc.render.pictures import Pictures, ProductPicture
from tests.by_hand import box, claim, declared, document, result, rule, stage, step, turned

NORM = rule(
    "squared norm", "squared-norm", r"\mathrm{d}\lVert r \rVert^2 = 2 r^\top \mathrm{d}r", "$r \\ne 0$"
)
DOCUMENT = document(
    problem=(r"\frac{\partial}{\partial x} \lVert x \rVert^2",),
    shapes=(r"x \in \mathbb{R}^{n}",),
    assumptions=("$x$ is a vector by convention",),
    steps=(
        step(r"\mathrm{d}f = 2 x^\top \mathrm{d}x", (NORM,), condition="$x \\ne 0$", note="first & last"),
        step(r"= a < b", substeps=(step("c = d"), step("= e"))),
    ),
    results=(result(r"\nabla f", "2 x", numpy="def gradient(x):\n    return 2 * x\n"),),
    claims=(
        claim(2, "holds", ""),
        claim(3, "false", "$A y$ is $m \\times n$ times $m$"),
        claim(4, "unknown", ""),
    ),
    notes=("Denominator layout.",),
    check=Check(20, 3.2e-10),
)


def section(document: Document = DOCUMENT, **options: object) -> Tag:
    soup = BeautifulSoup(render(document, **options), "html.parser")  # type: ignore[arg-type]
    (only,) = soup.find_all(True, recursive=False)
    return only


def texts(tag: Tag, selector: str) -> list[str]:
    return [" ".join(found.text.split()) for found in tag.select(selector)]


def test_the_problem_is_stated_first() -> None:
    problem = section().select_one(".matcalc-problem")
    assert texts(problem, ".matcalc-formula") == [r"\[\frac{\partial}{\partial x} \lVert x \rVert^2\]"]
    assert texts(problem, ".matcalc-shapes") == [r"\(x \in \mathbb{R}^{n}\)"]
    assert texts(problem, ".matcalc-assumptions li") == [r"\(x\) is a vector by convention"]


def test_many_assumptions_fold_away() -> None:
    many = section(document(assumptions=tuple(f"assumption {n}" for n in range(5))))
    assert texts(many, "details.matcalc-assumptions summary") == ["5 assumptions"]
    assert len(many.select("details.matcalc-assumptions li")) == 5


def test_one_formula_a_step_in_an_ordered_list() -> None:
    steps = section().select("section > ol > li")
    assert [step["id"] for step in steps] == ["derivation-step-1", "derivation-step-2"]
    assert steps[0].select_one(".arithmatex").text == r"\[\mathrm{d}f = 2 x^\top \mathrm{d}x\]"
    assert [step["id"] for step in steps[1].select("details > ol > li")] == [
        "derivation-step-2-step-1",
        "derivation-step-2-step-2",
    ]


def test_a_line_that_goes_on_stands_under_the_relation_sign() -> None:
    formulas = section().select("ol .matcalc-formula")
    assert formulas[1].text.strip() == r"\[\hphantom{\mathrm{d}f} {} = a < b\]"
    assert formulas[3].text.strip() == r"\[\hphantom{c} {} = e\]"


def test_a_rule_is_a_link_that_says_what_it_states() -> None:
    link = section(link_for=lambda each: f"../rules/{each.slug}/").select_one(".matcalc-rule a")
    assert link["href"] == "../rules/squared-norm/"
    assert link.text == "squared norm"
    tip = section().find(id=link["aria-describedby"])
    assert NORM.statement in tip.text
    assert r"\(r \ne 0\)" in tip.text


def test_a_rules_tooltip_has_name_statement_and_condition_apart() -> None:
    tip = section().select_one(".matcalc-tip[role=tooltip]")
    assert [part.text for part in tip.find_all(True, recursive=False)] == [
        "squared norm",
        rf"\({NORM.statement}\)",
        r"where \(r \ne 0\)",
    ]
    # In words, which are read once where the formulas themselves would be read in each of their forms.
    assert tip["aria-label"] == "squared norm: d‖r‖² = 2 rᵀ dr; where r ≠ 0"


def test_a_rules_tooltip_says_what_its_letters_are_in_the_line() -> None:
    used = replace(NORM, here=written("$r := A x$"))
    tip = section(document(steps=(step("y = x", (used,)),))).select_one(".matcalc-tip")
    assert tip.find_all(True, recursive=False)[-1].text == r"here \(r := A x\)"
    assert tip["aria-label"].endswith("; here r := A x")


def test_a_mark_between_two_rules_stands_at_the_first() -> None:
    both = document(steps=(step("y = x", (rule("first", "first"), rule("second", "second"))),))
    assert texts(section(both), ".matcalc-reason") == ["first; second"]


def test_a_rule_without_a_page_is_no_link() -> None:
    reason = section().select_one(".matcalc-reason")
    assert reason.find("a") is None
    assert "squared norm" in reason.text


def test_condition_and_note_stand_beside_the_rule() -> None:
    reason = section().select_one(".matcalc-reason")
    assert texts(reason, ":scope > .matcalc-condition") == [r"\(x \ne 0\)"]
    assert texts(reason, ":scope > .matcalc-note") == ["first & last"]


def test_the_result_has_its_shape_and_its_check() -> None:
    result = section().select_one(".matcalc-result")
    assert texts(result, ".matcalc-formula") == [r"\[\nabla f = 2 x\]"]
    assert texts(result, ".matcalc-shape") == [r"\(\in \mathbb{R}^{n}\)"]


def test_the_check_is_a_mark_with_its_words_behind_it() -> None:
    check = section().select_one("details.matcalc-check:not([open])")
    assert texts(check, "summary") == ["Checked"]
    assert texts(check, "p") == ["At 20 random points, worst relative error 3e-10"]
    exact = replace(DOCUMENT, check=Check(3, 1e-12, Means(DecidedBy.EXACT, 3, -120)))
    assert texts(section(exact), ".matcalc-check p") == [
        "Exact, error below 2⁻¹²⁰; checked at 3 random points, worst relative error 1e-12"
    ]


def test_a_claim_is_shown_with_its_verdict() -> None:
    claims = (claim(2, "holds", "", "$= 2 x$"), claim(3, "false", "no", "`= 3 x`"))
    shown = section(Document(claims=claims))
    assert texts(shown, ".matcalc-claim") == [r"\(= 2 x\) Line 2 holds.", "= 3 x Line 3 does not hold. no"]
    assert texts(shown, ".matcalc-claim code") == ["= 3 x"]


def test_claims_are_judged_one_by_one() -> None:
    assert texts(section(), ".matcalc-claim") == [
        "Line 2 holds.",
        r"Line 3 does not hold. \(A y\) is \(m \times n\) times \(m\)",
        "Line 4 could not be decided.",
    ]


def test_code_is_highlighted_and_whole() -> None:
    code = section().select_one("details.matcalc-code code")
    assert code.text == "def gradient(x):\n    return 2 * x\n"
    assert code.select_one("span.k").text == "def"


@pytest.mark.parametrize(
    ("options", "panels"),
    [
        ({}, [["np.x", "np.y"], ["torch.x", "torch.y"], ["jnp.x"]]),
        ({"code": "all"}, [["np.x", "np.y"], ["torch.x", "torch.y"], ["jnp.x"]]),
        ({"code": "torch"}, [["torch.x", "torch.y"]]),
        ({"code": "none"}, []),
    ],
)
def test_each_library_asked_for_has_its_panel(options: dict[str, str], panels: list[list[str]]) -> None:
    results = (
        result("f", "2 x", numpy="np.x\n", torch="torch.x\n", jax="jnp.x\n"),
        result("f", "2 y", wrt="y", numpy="np.y\n", torch="torch.y\n"),
    )
    shown = section(Document(results=results, options=options)).select(".matcalc-code .matcalc-panel")
    assert [[code.text.strip() for code in panel.select("code.language-python")] for panel in shown] == panels


def test_code_that_was_asked_for_is_open() -> None:
    assert section().select_one("details.matcalc-code[open]") is None
    assert section(replace(DOCUMENT, options={"code": "all"})).select_one("details.matcalc-code[open]")


def test_each_source_has_an_id_of_its_own() -> None:
    twice = (result("f", "2 x", numpy="np.x\n", torch="torch.x\n"),) * 2
    ids = [block["id"] for block in section(Document(results=twice)).select(".highlight")]
    assert len(set(ids)) == len(ids) == 4


def test_what_the_derivation_named_stands_beside_the_result() -> None:
    loss = result("f", "p - y", wrt="z", where=r"p = \mathop{\mathrm{softmax}}(z)")
    where = texts(section(Document(results=(loss,))), ".matcalc-where")
    assert where == [r"where \(p = \mathop{\mathrm{softmax}}(z)\)"]


def test_each_result_is_copied_with_what_its_names_stand_for() -> None:
    results = (
        result("a", "d x", where="d = 2 o", turned=turned("a'", "x d", r"\mathbb{R}")),
        result("b", "d", where="d = 2 o"),
        result("c", "e", where="e = 3"),
        result("g", "x"),
    )
    box = section(Document(results=results))
    assert [button["data-tex"] for button in box.select(".matcalc-result button")] == [
        r"a = d x,\quad \text{where }d = 2 o",
        r"a' = x d,\quad \text{where }d = 2 o",
        r"b = d,\quad \text{where }d = 2 o",
        r"c = e,\quad \text{where }e = 3",
        "g = x",
    ]
    # In the box, where two beside each other share them, once below these.
    shown = box.select(".matcalc-result > :is(.matcalc-row, .matcalc-where)")
    assert [row["class"][0].removeprefix("matcalc-") for row in shown] == [
        *("row", "row", "row", "where"),
        *("row", "where"),
        "row",
    ]


@pytest.mark.parametrize(
    ("named", "title"),
    [
        (DOCUMENT, "Derivation of ∇f"),
        (
            document(("f = x", "q = ?"), results=(result("f", "x"), result("g", "y"))),
            "Derivation of f, g for f = x",
        ),
        (document(("f" * 80, "q = ?"), results=(result("f", "x"),)), "Derivation of f"),
        (Document(claims=(claim(1, "holds"),)), "Claims"),
    ],
    ids=["a result", "several", "a long function", "claims alone"],
)
def test_a_section_is_named_by_what_it_derives(named: Document, title: str) -> None:
    assert section(named)["aria-label"] == title


def test_what_is_by_convention_stands_apart_from_what_was_declared() -> None:
    problem = section(
        document(
            shapes=(declared(r"x \in \mathbb{R}^{n}", by_convention=True), r"A \in \mathbb{R}^{m \times n}"),
            assumptions=("$1$ stands for ones",),
        )
    )
    assert texts(problem, ".matcalc-shapes") == [
        r"\(A \in \mathbb{R}^{m \times n}\)",
        r"By convention: \(x \in \mathbb{R}^{n}\)",
    ]
    assert texts(problem, ".matcalc-assumptions li") == [r"\(1\) stands for ones"]


@pytest.mark.parametrize("asked", ["denominator", "numerator"])
def test_a_result_is_there_in_both_layouts(asked: str) -> None:
    other = {"denominator": "numerator", "numerator": "denominator"}[asked]
    both = result("f", "B", turned=turned("g", "A", r"\mathbb{R}^{m}"))
    shown = section(
        document(results=(both,), notes=("So it is.",), about=About.LAYOUT, options={"layout": asked})
    )
    rows = {
        row["data-layout"]: row.select_one(".arithmatex").text for row in shown.select("div[data-layout]")
    }
    assert shown.select_one("p[data-layout]")["data-layout"] == asked
    assert rows == {asked: r"\[f = B\]", other: r"\[g = A\]"}
    assert [radio["value"] for radio in shown.select("[data-choice=layout][checked]")] == [asked]


def test_each_method_is_a_tab() -> None:
    chain = replace(DOCUMENT, steps=DOCUMENT.steps[:1], options={"method": "chain"})
    html = section(replace(DOCUMENT, options={"method": "differential"}, others=(chain,)))
    assert texts(html, ".matcalc-methods > [role=radiogroup] label") == [
        "By differentials",
        "By the chain rule",
    ]
    panels = html.select(".matcalc-panel:has(.matcalc-steps)")
    assert [len(panel.select("ol[data-tex] > li")) for panel in panels] == [2, 1]
    ids = [tag["id"] for tag in html.select("[id]")]
    assert len(set(ids)) == len(ids)
    assert len(html.select(".matcalc-result")) == 2


def test_the_latex_to_copy_is_in_the_page() -> None:
    html = section()
    assert html.select_one("ol[data-tex]")["data-tex"] == aligned(DOCUMENT)
    assert html.select_one(".matcalc-result button")["data-tex"] == r"\nabla f = 2 x"
    assert all(button["aria-label"] and not button.text for button in html.select("button"))


def test_pictures_have_words() -> None:
    factors = (box("A", "m", "n"), box("x", "n", "1"))
    pictures = Pictures(
        (ProductPicture(factors, "·", box("A x", "m", "1")),),
        (
            stage("z", "A x", ("A", "x"), delta=r"\delta_z"),
            stage("f", r"\lVert z \rVert^2", (), (0,)),
        ),
    )
    told = [
        svg["aria-label"]
        for svg in section(Document(results=DOCUMENT.results, pictures=pictures)).select("svg")
    ]
    assert told == [
        "Computation graph: Forwards: z from A, x; f from z. Backwards: δ_z at z.",
        "Shapes: A (m×n) · x (n×1) = m×1",
    ]


def test_an_index_without_a_character_of_its_own_is_set_below() -> None:
    stages = (
        stage("z_{i,j}", r"\mathop{\mathrm{leaky\_relu}}(W_{1} x_{q_z} < 0)", ("x",), delta=r"\delta_z"),
    )
    svg = section(Document(pictures=Pictures(stages=stages))).select_one("svg")
    label, *others = ("".join(text.strings).replace("\u200b", "") for text in svg.select("text"))
    assert label == "zi,j = leaky_relu(W₁ xqz < 0)"
    assert others == ["x", "δz"]
    lowered = [text.text for text in svg.select("tspan[font-size]")]
    assert lowered == ["i,j", "qz\u200b", "z", "z"]


def test_blocks_are_drawn_in_proportion() -> None:
    product = ProductPicture((box("A", "m", "n"), box("B", "n", "1")), "·", box("A B", "m", "1"))
    svg = section(Document(results=DOCUMENT.results, pictures=Pictures((product,)))).select_one("svg")
    (a, b, whole) = [(float(rect["width"]), float(rect["height"])) for rect in svg.select("rect")]
    assert a[0] == b[1]
    assert a[1] == whole[1]
    assert b[0] == whole[0]


def test_ids_follow_the_block() -> None:
    html = section(id="mine")
    assert html["id"] == "mine"
    assert all(tag["id"].startswith("mine") for tag in html.select("[id]"))


def test_raw_mathematics_stays_out_of_the_search() -> None:
    formulas = section().select(".arithmatex")
    assert all(tag.has_attr("data-search-exclude") for tag in formulas)
    told = [tag["data-text"] for tag in formulas if not tag.find_parent(class_="matcalc-tip")]
    assert told[:2] == ["∂/∂x ‖x‖²", "x ∈ ℝⁿ"]
    assert {"df = 2 xᵀ dx", "∇f = 2 x"} <= set(told)
    assert all(told)


def test_what_is_new_in_a_line_is_marked_as_the_typesetter_takes_it() -> None:
    lines = document(steps=(step("y = z"), step("= ", new="x")))
    for mark in (COLOURED, RAISED):
        assert f"= {mark}x}}" in section(lines, new=mark).select(".arithmatex")[1].text
    assert section(lines).select(".arithmatex")[1]["data-text"] == "= x"


@pytest.mark.parametrize("text", ["</section><script>alert(1)</script>", 'a" onmouseover="b', "a & b < c"])
def test_everything_is_escaped(text: str) -> None:
    hostile = document(
        (text,),
        (text,),
        (text,),
        (text,),
        steps=(step(text, (rule(text, text, text, text),), text, text),),
        results=(result(text, text, text, text, text, numpy=text),),
        claims=(claim(1, "false", text, text),),
    )
    html = section(hostile, link_for=lambda each: each.slug)
    assert html.find("script") is None
    assert html.find(attrs={"onmouseover": True}) is None
    assert texts(html, ".matcalc-result .matcalc-note") == [text]
    assert html.find("a")["href"] == text


def test_an_empty_document_is_well_formed() -> None:
    assert section(Document())["class"] == ["matcalc"]


def test_prose_has_mathematics_between_dollar_signs() -> None:
    formula = '<span class="arithmatex" data-search-exclude data-text="xᵀ">\\(x^\\top\\)</span>'
    assert str(prose(written(r"a $x^\top$ b"))) == f"a {formula} b"
    assert str(prose(written("costs 5$ & more"))) == "costs 5$ &amp; more"
    assert str(prose(written("`1 < x` stands"))) == "<code>1 &lt; x</code> stands"


def test_an_error_shows_the_line_with_a_caret() -> None:
    error = MatcalcError(
        ErrorName.UNKNOWN_NAME,
        "unknown function `sine`",
        Place(1, 6, "d/dx sine(x) < y"),
        "did you mean `sin`?",
    )
    box = BeautifulSoup(render_error([(error, "a.md:3:6")], "whole block"), "html.parser")
    assert box.select_one(".matcalc-message").text == "unknown function sine"
    assert box.find("pre").text == "d/dx sine(x) < y\n     ^"
    assert box.select_one(".matcalc-hint").text == "did you mean sin?"
    assert box.select_one(".matcalc-where").text == "a.md:3:6"
    assert box.select_one(".matcalc-name").text == "unknown-name"
    assert texts(box, "p code") == ["sine", "sin"]


def test_the_sources_of_two_errors_have_ids_of_their_own() -> None:
    errors = [
        (MatcalcError(ErrorName.UNKNOWN_NAME, "no", Place(1, 1, "d/dx f")), f"a.md:{line}:1")
        for line in (3, 4)
    ]
    for error, _ in errors:
        error.report = "all that went wrong"
    box = BeautifulSoup(render_error(errors, "d/dx f", id="mine"), "html.parser")
    ids = [source.parent["id"] for source in box.find_all("pre")]
    assert len(set(ids)) == len(ids) == 4
    assert all(each.startswith("mine-") for each in ids)
    assert box.section["aria-label"] == "Error at a.md:3:1"


def test_the_name_of_a_message_leads_to_what_explains_it() -> None:
    error = MatcalcError(ErrorName.UNKNOWN_NAME, "unknown function `sine`")
    html = render_error([(error, "a.md:3:6")], "f", link_for=lambda name: f'../"x"/#{name}')
    link = BeautifulSoup(html, "html.parser").select_one("a.matcalc-name")
    assert (link.text, link["href"]) == ("unknown-name", '../"x"/#unknown-name')
    assert '"x"' not in html


def test_an_error_without_a_place_shows_the_block() -> None:
    box = BeautifulSoup(
        render_error([(MatcalcError(ErrorName.UNKNOWN_NAME, "too slow"), "a.md:3:1")], "d/dx f\n<g>"),
        "html.parser",
    )
    assert box.find("pre").text == "d/dx f\n<g>"
