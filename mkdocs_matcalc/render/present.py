"""From a derivation to the plain data of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from sympy import Basic, preorder_traversal

from mkdocs_matcalc.algebra.labels import BINARY, SIGNS, stated
from mkdocs_matcalc.algebra.nodes import (
    SCALAR,
    Add,
    Call,
    Family,
    Member,
    Moment,
    Partial,
    Variable,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.problem import Inferred, Problem
from mkdocs_matcalc.calculus.authored import AuthorsRule, authors_rule
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.derivation import Derivation, Derivative, Step, Verdict
from mkdocs_matcalc.calculus.entry_asked import entry_label
from mkdocs_matcalc.calculus.presentation import has_layout, in_numerator_layout, labelled
from mkdocs_matcalc.calculus.rules.identification import INTERMEDIATES, SUBSTITUTION
from mkdocs_matcalc.render import document
from mkdocs_matcalc.render.changed import mark_changes
from mkdocs_matcalc.render.code.single import Code
from mkdocs_matcalc.render.curvature import curvature
from mkdocs_matcalc.render.depict import depict
from mkdocs_matcalc.render.document import About, Remark
from mkdocs_matcalc.render.formula import Command, Fenced, Formula, Mark, Row, Script, row
from mkdocs_matcalc.render.hints import label_hint
from mkdocs_matcalc.render.instances import instance
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.notation import in_frobenius_notation
from mkdocs_matcalc.render.phrases import Piece, Prose, listed, prose, written
from mkdocs_matcalc.render.printer import by, formula, fraction, parenthesised
from mkdocs_matcalc.render.requirements import condition_prose
from mkdocs_matcalc.render.unitvectors import told_apart
from mkdocs_matcalc.render.verdicts import shown_claim

STRUCTURED = frozenset(
    {
        "symmetric", "skew", "diagonal", "orthogonal", "positive definite", "positive semidefinite",
        "probabilities", "one-hot", "binary", "signs", "unit", "stochastic",
    }
)  # fmt: skip

_REALS = Command(r"\mathbb", (Mark("R"),))
# The set that entries are from, by what is known of them.
_SETS: dict[str, Formula] = {
    BINARY: Fenced(r"\{", row(Mark("0"), ", ", Mark("1")), r"\}"),
    SIGNS: Fenced(r"\{", row("-", Mark("1"), ", ", Mark("1")), r"\}"),
}

Notation = Callable[[Basic], Basic]


def present(derivation: Derivation, code: Code | None = None) -> document.Document:
    """A derivation as a document, with the code that is given."""
    texts = code.results if code else ({},) * len(derivation.results)
    derivation, unit_vectors = told_apart(derivation)
    problem = derivation.problem
    notation = in_frobenius_notation if problem.options.get("notation") == "frobenius" else as_it_stands
    # Of a derivative the problem shows what it is of.
    lefts = {
        claim.sides[0].place: claim.left.content
        for claim in problem.claims
        if isinstance(claim.left.content, Basic)
    }
    return document.Document(
        problem=_problem(problem, derivation),
        shapes=tuple(_declared(variable, problem) for variable in problem.variables),
        assumptions=(*map(_inferred, problem.inferred), *map(written, problem.assumptions)),
        steps=_steps(derivation.steps, notation, in_full=problem.options.get("steps") == "full"),
        results=tuple(map(_result, derivation.results, texts)),
        claims=tuple(shown_claim(each, lefts.get(each.side.place)) for each in derivation.judgements),
        notes=(
            *(Remark(About.METHOD, written(note)) for note in derivation.notes),
            *_rule_notes(problem),
            *_layout_notes(derivation),
            *_structure_notes(derivation),
            *_stationary_notes(derivation),
            *unit_vectors,
            *label_hint(derivation),
            *curvature(derivation),
            *_code_notes(problem, code),
        ),
        check=_check(derivation.check),
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
        return document.RuleRef(rule.name, rule.slug, latex(_stated_rule(rule)), address=rule.address or "#")
    return document.RuleRef(rule.name, rule.slug, rule.statement, written(rule.condition))


def _stated_rule(rule: AuthorsRule) -> Formula:
    """What an author's rule states."""
    left, right = rule.equation
    if not isinstance(left, Partial):
        return _equation(left, right)
    function, variable = formula(left.args[0]), formula(left.args[1])
    shown = parenthesised(function) if isinstance(left.args[0], Add) else function
    return row(fraction(Mark(r"\partial"), by(variable)), " ", shown, " = ", formula(right))


def _equation(left: Basic, right: Basic) -> Row:
    return row(formula(left), " = ", formula(right))


def _problem(problem: Problem, derivation: Derivation) -> tuple[Formula, ...]:
    """The block's own rules, the definitions, each function that has no name, and what is asked."""
    lines = [_stated_rule(authors_rule(rule)) for rule in problem.rules if not rule.address]
    lines += [_equation(each.variable, each.expression) for each in problem.definitions]
    derivatives = [each for each in derivation.results if not each.stationary]
    for derivative in derivatives:
        function = derivative.request.function
        if derivative.request.name is None:
            has_its_own = isinstance(function, Call) and function.name == plain(derivative.symbol)
            lines.append(formula(function) if has_its_own else _equation(derivative.symbol, function))
    if not derivatives:
        return tuple(lines)
    vanishing = {(each.request.function, each.wrt) for each in derivation.results if each.stationary}
    labels = [(label, each) for each in derivatives for label in dict.fromkeys(_labels(each, problem))]
    asked = [
        row(formula(label), *([" = ", "0"] if (each.request.function, each.wrt) in vanishing else []))
        for label, each in labels
    ]
    unknowns = [formula(each.label) for each in derivation.results if each.stationary]
    question = row(_side_by_side([*asked, *unknowns]), " = ", r"\;", "?")
    return (*dict.fromkeys(lines), question)


def _labels(derivative: Derivative, problem: Problem) -> Iterator[Basic]:
    """What a derivative is called as it is asked for: by all entries of a variable, or by one of them."""
    for each in problem.requests:
        if each.function == derivative.request.function and derivative.wrt in each.wrt:
            yield entry_label(derivative, each) if each.entry else derivative.label


def _side_by_side(formulas: Sequence[Formula]) -> Row:
    return row(*[each for part in formulas for each in (",", r"\quad ", part)][2:])


def _declared(variable: Variable | Family, problem: Problem) -> document.Declared:
    name: Formula = formula(variable)
    known = stated(variable.facts) if isinstance(variable, Variable) else []
    facts = ", ".join(fact for fact in known if fact not in _SETS)
    words = [Command(r"\text", (Mark(f" {facts}"),))] if facts else []
    of_entries = next((_SETS[fact] for fact in known if fact in _SETS), _REALS)
    shown = Script(name, below=Mark("i")) if isinstance(variable, Family) else name
    return document.Declared(
        name, row(shown, r" \in ", space(variable, of_entries), *words), variable in problem.by_convention
    )


def _inferred(inferred: Inferred) -> Prose:
    """What kind a variable's uses gave it, and the one that shows it."""
    variable = inferred.variable
    rows, columns = variable.shape
    kind = "scalar" if (rows, columns) == SCALAR else "vector" if columns == 1 else "matrix"
    if isinstance(variable, Family):
        kind = "family of matrices" if kind == "matrix" else "family of vectors"
    kind = f"symmetric {kind}" if "symmetric" in getattr(variable, "facts", ()) else kind
    shown = (", as in ", formula(inferred.shown)) if inferred.shown is not None else (", by its use",)
    return prose(formula(variable), f" is a {kind}", *shown)


def _steps(
    steps: Sequence[Step], notation: Notation, *, in_full: bool = False
) -> tuple[document.ShownStep, ...]:
    lines = mark_changes(_line(step, notation) for step in steps)
    return tuple(
        document.ShownStep(
            formula=line,
            rules=tuple(replace(rule_ref(rule), here=instance(step, rule)) for rule in step.rules),
            condition=listed(map(condition_prose, step.conditions)),
            note=listed([_note(step), *(_instances(step) if in_full else ())]),
            substeps=_steps(step.substeps, notation, in_full=in_full),
        )
        for step, line in zip(steps, lines, strict=True)
    )


def _line(step: Step, notation: Notation) -> Row:
    """What a line introduces, and what it states."""
    lets = [_equation(variable, value) for variable, value in step.lets]
    stated: list[Formula | str] = [] if step.lhs is None else [formula(step.lhs)]
    for form in step.forms:
        stated += [" = " if stated else "= ", formula(notation(form))]
    return _side_by_side([*lets, *([row(*stated)] if stated and lets else [])]) if lets else row(*stated)


def _note(step: Step) -> Prose:
    # What was put in needs no mention where it is the whole line.
    put_in = [(name, value) for name, value in step.substituted if value not in step.forms]
    equations = (prose(_equation(left, right)) for left, right in (*step.facts, *put_in))
    constants = [_constant(name, step) for name in step.constants]
    is_one = len(constants) == 1 and not isinstance(step.constants[0], Family)
    verb = "is" if is_one else "are"
    constant = prose(*_enumerated(constants), f" {verb} constant") if constants else prose()
    return listed([*equations, constant])


def _instances(step: Step) -> Iterator[Prose]:
    """What the letters of each rule of a line are there; what lines within it show is not said again."""
    for rule in () if step.substeps else step.rules:
        here = instance(step, rule)
        if ":=" in here.source and rule not in (INTERMEDIATES, SUBSTITUTION):
            yield prose(*([f"{rule.name}: "] if len(step.rules) > 1 else []), *here.pieces)


def _constant(name: Basic, step: Step) -> Prose:
    """A name, of a family the one that the line has: the x_i."""
    members = (part for form in step.forms for part in preorder_traversal(form) if isinstance(part, Member))
    shown = next((each for each in members if each.args[0] == name), None)
    return prose(formula(name)) if shown is None else prose("the ", formula(shown))


def _enumerated(names: list[Prose]) -> tuple[Piece, ...]:
    if len(names) == 1:
        return names[0].pieces
    return (*listed(names[:-1], ", ").pieces, " and ", *names[-1].pieces)


def _check(verdict: Verdict | None) -> document.Check | None:
    return document.Check(verdict.points, verdict.worst, verdict.means) if verdict else None


def _result(derivative: Derivative, texts: Mapping[str, str]) -> document.Result:
    expression = derivative.shown or derivative.expression
    rows, columns = shape_of(expression)
    shape = (plain(rows), plain(columns))
    is_matrix = columns != 1
    return document.Result(
        wrt=", ".join(variable.name for variable in dict.fromkeys(derivative.wrt)),
        order=derivative.order,
        label=formula(derivative.label),
        formula=formula(expression),
        where=_side_by_side([_equation(*each) for each in derivative.where]) if derivative.where else None,
        shape=shape if is_matrix else shape[:1] if rows != 1 else (),
        space=space(expression),
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
    return document.Turned(formula(label), formula(expression), space(expression))


def space(expr: Basic, of_entries: Formula = _REALS) -> Formula:
    """The space an expression lives in: ℝ, ℝⁿ or ℝⁿˣᵈ, or the same of another set that entries are from."""
    rows, columns = shape_of(expr)
    if (rows, columns) == SCALAR:
        return of_entries
    size = formula(rows) if columns == 1 else row(formula(rows), r" \times ", formula(columns))
    return Script(of_entries, above=size)


def _rule_notes(problem: Problem) -> Iterator[Remark]:
    for rule in problem.rules:
        if not rule.address:
            words = f"The rule “{rule.name}” holds at random points; derivations may cite it."
            yield Remark(About.RULE, prose(words))


def _code_notes(problem: Problem, code: Code | None) -> Iterator[Remark]:
    """Why a derivative has no code, where the block asks for some."""
    if code is not None and problem.options.get("code", "none") != "none":
        if any(code.results) and any(expr.has(Moment) for expr in problem.expressions()):
            yield Remark(About.CODE, prose("In the code, expectations are means over draws."))
        for label, why in code.missing.items():
            sentence = prose("There is no code for ", formula(label), ": ", *written(why).pieces, ".")
            yield Remark(About.CODE, sentence)


def _layout_notes(derivation: Derivation) -> Iterator[Remark]:
    if any(each.shown is not None for each in derivation.results):
        yield Remark(
            About.LAYOUT, prose("Numerator layout: the transpose of the derivative in denominator layout.")
        )
    elif any(_is_jacobian(each) for each in derivation.results):
        words = (
            "Denominator layout: one row for each entry of the variable, "
            "one column for each entry of the function."
        )
        yield Remark(About.LAYOUT, prose(words))


def _structure_notes(derivation: Derivation) -> Iterator[Remark]:
    """How the entries of a matrix with a structure are taken."""
    for variable, structure in {
        each.wrt[0]: each.structure for each in derivation.results if each.structure
    }.items():
        tied = "that its structure ties together change together."
        words = f"The derivative on the {structure} matrices: the entries of "
        yield Remark(About.STRUCTURE, prose(words, formula(variable), f" {tied}"))
    structured = (
        variable
        for each in derivation.results
        for variable in each.wrt
        if variable.facts & STRUCTURED and not each.structure
    )
    for variable in dict.fromkeys(structured):
        independent = " are treated as independent; its structure simplifies the result."
        yield Remark(About.STRUCTURE, prose("The entries of ", formula(variable), independent))


def _stationary_notes(derivation: Derivation) -> Iterator[Remark]:
    """What each stationary point was divided by."""
    for each in derivation.results:
        if each.stationary and each.conditions:
            needed = listed(map(condition_prose, each.conditions)).pieces
            words = ("The stationary ", formula(each.label), " needs: ", *needed, ".")
            yield Remark(About.CONDITION, prose(*words))


def _is_jacobian(derivative: Derivative) -> bool:
    label = derivative.label
    return isinstance(label, Partial) and not is_scalar(label.args[0]) and not is_scalar(derivative.wrt[0])
