"""From a derivation to the plain data of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import (
    SCALAR,
    Add,
    Call,
    Family,
    Partial,
    Variable,
    is_scalar,
    membership,
    shape_of,
)
from mkdocs_matcalc.algebra.problem import Problem, Request, Side
from mkdocs_matcalc.calculus.authored import AuthorsRule, authors_rule
from mkdocs_matcalc.calculus.catalogue import Condition, Rule
from mkdocs_matcalc.calculus.derivation import Derivation, Derivative, Judgement, Step
from mkdocs_matcalc.calculus.presentation import has_layout, in_numerator_layout, labelled
from mkdocs_matcalc.render import document
from mkdocs_matcalc.render.code.single import Code
from mkdocs_matcalc.render.depict import depict
from mkdocs_matcalc.render.latex import latex, parenthesised
from mkdocs_matcalc.render.notation import in_frobenius_notation

STRUCTURED = frozenset(
    {"symmetric", "skew", "diagonal", "orthogonal", "positive definite", "positive semidefinite"}
)


Notation = Callable[[Basic], Basic]


def present(derivation: Derivation, code: Code | None = None) -> document.Document:
    """A derivation as a document, every formula in LaTeX, with the code that is given."""
    texts = code.results if code else ({},) * len(derivation.results)
    problem = derivation.problem
    notation = in_frobenius_notation if problem.options.get("notation") == "frobenius" else as_it_stands
    return document.Document(
        problem=_problem(problem, derivation),
        shapes=tuple(_declaration(variable) for variable in problem.variables),
        assumptions=problem.assumptions,
        steps=tuple(_step(step, notation) for step in derivation.steps),
        results=tuple(map(_result, derivation.results, texts)),
        claims=tuple(_claim(each) for each in derivation.judgements),
        notes=(
            *derivation.notes,
            *_rule_notes(problem),
            *_layout_notes(derivation),
            *_stationary_notes(derivation),
            *_code_notes(problem, code),
        ),
        check=document.Check(derivation.check.points, derivation.check.worst) if derivation.check else None,
        options={"method": derivation.method, **problem.options},
        pictures=depict(derivation),
        code=dict(code.program) if code and code.program else None,
    )


def as_it_stands(expr: Basic) -> Basic:
    """The notation of traces, in which derivations are written."""
    return expr


def rule_ref(rule: Rule) -> document.RuleRef:
    """A rule as a step and a rule's page show it."""
    if isinstance(rule, AuthorsRule):
        return document.RuleRef(rule.name, rule.slug, _equation(rule), address=rule.address or "#")
    return document.RuleRef(rule.name, rule.slug, rule.statement, rule.condition)


def _equation(rule: AuthorsRule) -> str:
    """What an author's rule states, in LaTeX."""
    left, right = rule.equation
    if not isinstance(left, Partial):
        return f"{latex(left)} = {latex(right)}"
    function = latex(left.args[0])
    function = parenthesised(function) if isinstance(left.args[0], Add) else function
    return rf"\frac{{\partial}}{{\partial {latex(left.args[1])}}} {function} = {latex(right)}"


def _problem(problem: Problem, derivation: Derivation) -> tuple[str, ...]:
    """The block's own rules, the definitions, each function that has no name, and what is asked."""
    lines = [_equation(authors_rule(rule)) for rule in problem.rules if not rule.address]
    lines += [f"{latex(each.variable)} = {latex(each.expression)}" for each in problem.definitions]
    derivatives = [each for each in derivation.results if not each.stationary]
    for derivative in derivatives:
        request = derivative.request
        if request.name is None:
            function = latex(request.function)
            named = f"{latex(derivative.symbol)} = {function}"
            lines.append(function if isinstance(request.function, Call) else named)
    if not derivatives:
        return tuple(lines)
    vanishing = {(each.request.function, each.wrt) for each in derivation.results if each.stationary}
    asked = [
        latex(each.label) + (" = 0" if (each.request.function, each.wrt) in vanishing else "")
        for each in derivatives
    ]
    unknowns = [latex(each.label) for each in derivation.results if each.stationary]
    question = r",\quad ".join([*asked, *unknowns]) + r" = \;?"
    return (*dict.fromkeys(lines), question)


def _declaration(variable: Variable | Family) -> str:
    facts = ", ".join(sorted(variable.facts)) if isinstance(variable, Variable) else ""
    return membership(variable) + (rf"\text{{ {facts}}}" if facts else "")


def _step(step: Step, notation: Notation) -> document.ShownStep:
    parts = [f"{latex(variable)} = {latex(value)}" for variable, value in step.lets]
    forms = [latex(notation(form)) for form in step.forms]
    parts.append(" = ".join([latex(step.lhs) if step.lhs is not None else "", *forms]).strip())
    return document.ShownStep(
        latex=r",\quad ".join(part for part in parts if part),
        rules=tuple(rule_ref(rule) for rule in step.rules),
        condition="; ".join(condition_prose(each) for each in step.conditions),
        note=_note(step),
        substeps=tuple(_step(each, notation) for each in step.substeps),
    )


def condition_prose(condition: Condition) -> str:
    """A condition in words, with its mathematics between dollar signs."""
    if condition.subject is None:
        return condition.words
    relation = f" {condition.relation}" if condition.relation else ""
    return f"${latex(condition.subject)}{relation}$ {condition.words}".strip()


def _note(step: Step) -> str:
    # What was put in needs no mention where it is the whole line.
    put_in = [(name, value) for name, value in step.substituted if value not in step.forms]
    notes = [f"${latex(name)} = {latex(value)}$" for name, value in (*step.facts, *put_in)]
    if step.constants:
        names = [f"${latex(name)}$" for name in step.constants]
        verb = "is" if len(names) == 1 else "are"
        notes.append(f"{_listed(names)} {verb} constant")
    return "; ".join(notes)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _claim(judgement: Judgement) -> document.ShownClaim:
    why = [judgement.reason] if judgement.reason else []
    if judgement.would_hold is not None and not judgement.holds:
        why.append(f"${latex(judgement.would_hold)}$ would hold")
    return document.ShownClaim(
        judgement.side.place.line, judgement.holds, "; ".join(why), _stated(judgement.side)
    )


def _stated(side: Side) -> str:
    """What was claimed, as it was understood, else as it was typed."""
    if isinstance(side.content, Basic):
        return f"$= {latex(side.content)}$"
    if isinstance(side.content, Request):
        below = r" \, ".join(rf"\partial {latex(variable)}" for variable in side.content.wrt[0])
        above = rf"\partial^{len(side.content.wrt[0])}" if len(side.content.wrt[0]) > 1 else r"\partial"
        return rf"$= \frac{{{above}}}{{{below}}} {parenthesised(latex(side.content.function))}$"
    typed = (side.place.source or "")[side.place.column - 1 :].partition("=")[0]
    return f"`= {typed.strip()}`"


def _result(derivative: Derivative, texts: Mapping[str, str]) -> document.Result:
    expression = derivative.shown or derivative.expression
    rows, columns = shape_of(expression)
    shape = tuple(str(size) for size in (rows, columns))
    is_matrix = columns != 1
    return document.Result(
        wrt=", ".join(variable.name for variable in dict.fromkeys(derivative.wrt)),
        order=derivative.order,
        lhs=latex(derivative.label),
        latex=latex(expression),
        where=r",\quad ".join(f"{latex(name)} = {latex(value)}" for name, value in derivative.where),
        shape=shape if is_matrix else shape[:1] if rows != 1 else (),
        shape_latex=space(expression),
        turned=_turned(derivative),
        **texts,
    )


def _turned(derivative: Derivative) -> document.Turned | None:
    if not has_layout(derivative):
        return None
    if derivative.shown is not None:
        label: Basic = labelled(derivative, *derivative.wrt)
        expression = derivative.expression
    else:
        turned = in_numerator_layout(derivative)[1]
        label, expression = turned.label, turned.shown or turned.expression
    return document.Turned(latex(label), latex(expression), space(expression))


def space(expr: Basic) -> str:
    """The space an expression lives in: `\\mathbb{R}^{n \\times d}`."""
    rows, columns = shape_of(expr)
    if (rows, columns) == SCALAR:
        return r"\mathbb{R}"
    size = latex(rows) if columns == 1 else rf"{latex(rows)} \times {latex(columns)}"
    return rf"\mathbb{{R}}^{{{size}}}"


def _rule_notes(problem: Problem) -> tuple[str, ...]:
    stated = (rule.name for rule in problem.rules if not rule.address)
    return tuple(f"The rule “{name}” holds at random points; derivations may cite it." for name in stated)


def _code_notes(problem: Problem, code: Code | None) -> tuple[str, ...]:
    """Why a derivative has no code, where the block asks for some."""
    if code is None or problem.options.get("code", "none") == "none":
        return ()
    return tuple(f"There is no code for ${latex(label)}$: {why}." for label, why in code.missing.items())


def _layout_notes(derivation: Derivation) -> tuple[str, ...]:
    notes = []
    if any(each.shown is not None for each in derivation.results):
        notes.append("Numerator layout: the transpose of the derivative in denominator layout.")
    elif any(_is_jacobian(each) for each in derivation.results):
        notes.append(
            "Denominator layout: one row for each entry of the variable, "
            "one column for each entry of the function."
        )
    structured = [
        variable
        for each in derivation.results
        for variable in each.wrt
        if variable.facts & STRUCTURED and not each.structure
    ]
    tied = {each.wrt[0]: each.structure for each in derivation.results if each.structure}
    notes += [
        f"The derivative on the {structure} matrices: the entries of ${latex(variable)}$ that its structure "
        "ties together change together."
        for variable, structure in tied.items()
    ]
    independent = (
        f"The entries of ${latex(variable)}$ are treated as independent; its structure simplifies the result."
        for variable in dict.fromkeys(structured)
    )
    return (*notes, *independent)


def _stationary_notes(derivation: Derivation) -> tuple[str, ...]:
    """What each stationary point was divided by."""
    return tuple(
        f"The stationary ${latex(each.label)}$ needs: {'; '.join(map(condition_prose, each.conditions))}."
        for each in derivation.results
        if each.stationary and each.conditions
    )


def _is_jacobian(derivative: Derivative) -> bool:
    label = derivative.label
    return isinstance(label, Partial) and not is_scalar(label.args[0]) and not is_scalar(derivative.wrt[0])
