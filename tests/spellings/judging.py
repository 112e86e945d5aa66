"""What becomes of a spelling: derived like the plain one, or in what way not."""

from __future__ import annotations

import inspect
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from sympy import Basic, Symbol, preorder_traversal

from mkdocs_matcalc.algebra.build import substitute
from mkdocs_matcalc.algebra.nodes import Family, Fill, Function, Mul, Transpose, Variable, is_number
from mkdocs_matcalc.algebra.problem import Problem
from mkdocs_matcalc.algebra.textbook import size, textbook
from mkdocs_matcalc.calculus.derivation import Derivation, Derivative
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.errors import CheckFailed, ErrorName, MatcalcError
from mkdocs_matcalc.language import imports_from, parse
from mkdocs_matcalc.numerics import applied as numeric
from mkdocs_matcalc.numerics.drawn import COUNT, draws
from mkdocs_matcalc.numerics.evaluate import evaluate
from mkdocs_matcalc.numerics.point import Array, Point, UndefinedError
from mkdocs_matcalc.numerics.sample import sample
from mkdocs_matcalc.render.present import present
from mkdocs_matcalc.verify.checked import checked
from tests.processor_time import TookTooLongError, limited

SAME, LONGER, REFUSED, SELF_CHECK = "same", "longer", "refused", "self-check"
WRONG, WRONG_CODE, STRAY, CRASH = "wrong", "wrong code", "stray letter", "crash"
MISWRITTEN, EXCUSED = "miswritten", "excused"
VERDICTS = (SAME, LONGER, REFUSED, SELF_CHECK, WRONG, WRONG_CODE, STRAY, CRASH, MISWRITTEN, EXCUSED)

POINTS = 2
DRAWS = 80
TOLERANCE = 1e-6
SECONDS = 10.0

# Whether a stationary point, by what, and (second order) by what again.
Key = tuple[bool, tuple[str, ...]]


@dataclass(frozen=True)
class Verdict:
    """What became of one spelling."""

    kind: str
    message: str = ""


@dataclass(frozen=True)
class Plain:
    """A plain spelling derived: what others are held against, result by result."""

    derivation: Derivation

    @cached_property
    def results(self) -> dict[Key, Derivative]:
        return {key_of(each): each for each in self.derivation.results}

    def has_code(self, key: Key) -> bool:
        """Whether a result has code, too."""
        shown = zip(self.results, present(self.derivation).results, strict=True)
        return any(each == key and result.numpy is not None for each, result in shown)


def key_of(derivative: Derivative) -> Key:
    return derivative.stationary, tuple(variable.name for variable in derivative.wrt)


@dataclass
class Ground:
    """One problem's points, at which all of its spellings are evaluated, and its plain derivations.

    Args:
        block: The problem as the suite has it.
    """

    block: str
    derived: dict[str, Plain | MatcalcError] = field(default_factory=dict)
    held: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def problem(self) -> Problem:
        return parse(self.block)

    @cached_property
    def points(self) -> list[Point]:
        """Some points at which the functions and their derivatives have a value."""
        plain = self.plain(self.block)
        assert isinstance(plain, Plain)
        definitions = plain.derivation.definitions
        exprs = [request.function for request in self.problem.requests]
        exprs += [each.expression for each in plain.derivation.results]
        found: list[Point] = []
        for draw in range(DRAWS):
            point = sample((*exprs, *self.problem.variables), definitions, draw)
            if all(value_at(expr, point) is not None for expr in exprs):
                found.append(point)
            if len(found) == POINTS:
                break
        return found

    def plain(self, block: str) -> Plain | MatcalcError:
        """A plain spelling's derivation, not held against finite differences; or why there is none."""
        if block not in self.derived:
            try:
                with limited(SECONDS):
                    self.derived[block] = Plain(derive(parse(block)))
            except MatcalcError as error:
                self.derived[block] = error
            except (Exception, TookTooLongError) as error:
                self.derived[block] = MatcalcError(ErrorName.OUR_MISTAKE, f"{type(error).__name__}: {error}")
        return self.derived[block]

    def derives(self, block: str) -> bool:
        """Whether a plain spelling is derived."""
        return isinstance(self.plain(block), Plain)

    def reference(self, block: str) -> Plain | None:
        """A plain spelling's derivation, which holds by finite differences; None where there is none."""
        plain = self.plain(block)
        if isinstance(plain, MatcalcError):
            return None
        if block not in self.held:
            try:
                with limited(SECONDS):
                    checked(plain.derivation)
                self.held[block] = True
            except (Exception, TookTooLongError):
                self.held[block] = False
        return plain if self.held[block] else None

    def at(self, problem: Problem, definitions: Mapping[Variable, Basic]) -> Iterator[Point]:
        """The points in the names that another spelling's reading gave to the same sizes."""
        for point in self.points:
            yield moved(point, problem, definitions)


def moved(point: Point, problem: Problem, definitions: Mapping[Variable, Basic]) -> Point:
    """A point for the variables of another reading of the same names."""
    values = {leaf.name: value for leaf, value in point.values.items() if not _is_drawn(leaf)}
    drawn = {leaf.name: value for leaf, value in point.values.items() if _is_drawn(leaf)}
    sizes: dict[Symbol, int] = dict(point.sizes)
    kept: dict[Variable | Family, Array] = {}
    for leaf in problem.variables:
        if leaf in definitions:
            continue
        value = values[leaf.name]
        kept[leaf] = value
        if isinstance(leaf, Variable) and leaf.name in drawn:
            kept[draws(leaf)] = drawn[leaf.name]
        counts = [leaf.count] if isinstance(leaf, Family) else []
        axes = zip([*counts, *leaf.shape], value.shape, strict=True)
        sizes |= {dimension: number for dimension, number in axes if isinstance(dimension, Symbol)}
    return Point(sizes, kept, dict(definitions), seed=point.seed)


def _is_drawn(leaf: Variable | Family) -> bool:
    """Whether its values are those over which expectations are taken."""
    return isinstance(leaf, Family) and leaf.count == COUNT


def value_at(expr: Basic, point: Point) -> Array | None:
    """An expression's value, None where it has none."""
    try:
        return evaluate(expr, point)
    except UndefinedError:
        return None


def judged(
    ground: Ground,
    text: str,
    imports: Mapping[str, Any],
    references: tuple[str, ...],
    *,
    may_refuse: bool = False,
) -> Verdict:
    """What becomes of a spelling.

    Args:
        ground: The problem it is a spelling of.
        text: The block.
        imports: As `compute` takes them.
        references: The plain spellings that derive the same; where one of them is refused, this may be too.
        may_refuse: Whether a refusal is none of a fault here.
    """
    plains = [ground.plain(text)] if text in references else [ground.reference(each) for each in references]
    if not ground.derives(ground.block) or not all(isinstance(each, Plain) for each in plains):
        return Verdict(EXCUSED, "the plain spelling is refused")
    try:
        with limited(SECONDS):
            problem = parse(text, {}, imports_from(imports))
            miswritten = _miswritten(ground, problem)
            if miswritten:
                return Verdict(MISWRITTEN, miswritten)
            derivation = checked(derive(problem))
            shown = present(derivation)
    except MatcalcError as error:
        failed = any(isinstance(each, CheckFailed) for each in error.all)
        if may_refuse and not failed:
            return Verdict(EXCUSED, str(error))
        if _is_no_product(ground, error):
            return Verdict(EXCUSED, f"cut across an inner product: {error.message}")
        return Verdict(SELF_CHECK if failed else REFUSED, _words(error))
    except (Exception, TookTooLongError) as error:
        return Verdict(CRASH, f"{type(error).__name__}: {error} in {_where(error)}")
    code = [result.numpy for result in shown.results]
    return _compared(ground, derivation, code, [each for each in plains if isinstance(each, Plain)])


def _words(error: MatcalcError) -> str:
    return error.message if not error.others else f"{error.message} (and {len(error.others)} more)"


def _where(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename.rpartition('/')[2]}:{frame.name}"


def _is_no_product(ground: Ground, error: MatcalcError) -> bool:
    """Whether what was cut out is none in the problem's own shapes: `x a` of `x^T x a`."""
    told = re.match(
        r"shapes do not fit in a product: `(\w+)` is (\S+)×(\S+), `(\w+)` is (\S+)×(\S+)$", error.message
    )
    if told is None or error.others:
        return False
    shapes = {each.name: each.shape for each in ground.problem.variables if isinstance(each, Variable)}
    left, right = told.groups()[:3], told.groups()[3:]
    return all([str(each) for each in shapes.get(name, ())] == size for name, *size in (left, right))


def _miswritten(ground: Ground, problem: Problem) -> str:
    """In what the block does not ask for the same function; the rewriting or the reading is wrong then."""
    plain = ground.problem
    function = plain.requests[0].function
    for point, at in zip(ground.points, ground.at(problem, problem.defined()), strict=True):
        expected = value_at(function, replace(point, definitions=plain.defined()))
        for request in problem.requests:
            found = value_at(request.function, at)
            if expected is None or found is None or not close(found, expected):
                return "the function is another one"
    return ""


def _compared(ground: Ground, derivation: Derivation, code: list[str | None], plains: list[Plain]) -> Verdict:
    found = {key_of(each): (number, each) for number, each in enumerate(derivation.results)}
    verdicts = [Verdict(STRAY, stray) for stray in _strays(derivation)]
    for plain in plains:
        for key, expected in plain.results.items():
            if key not in found:
                return Verdict(WRONG, f"no result by {', '.join(key[1])}")
            number, result = found[key]
            verdicts += _differences(ground, plain, expected, derivation, result)
            if "layout" not in derivation.problem.options:
                verdicts += _wrong_code(ground, plain, expected, derivation, result, code[number])
    order = (WRONG, WRONG_CODE, STRAY, LONGER)
    return min(verdicts, key=lambda verdict: order.index(verdict.kind), default=Verdict(SAME))


# --- equal by numbers, and no longer --------------------------------------------------------------


def _values(ground: Ground, derivation: Derivation, derivative: Derivative) -> list[Array | None]:
    definitions = {**derivation.definitions, **dict(derivative.where)}
    points = ground.at(derivation.problem, definitions)
    return [value_at(derivative.expression, point) for point in points]


def _differences(
    ground: Ground, plain: Plain, expected: Derivative, derivation: Derivation, result: Derivative
) -> Iterator[Verdict]:
    theirs = _values(ground, plain.derivation, expected)
    for one, other in zip(theirs, _values(ground, derivation, result), strict=True):
        if one is not None and (other is None or not close(other, one)):
            yield Verdict(WRONG, f"another value by {', '.join(key_of(result)[1])}")
            return
    names = {definition.variable.name for definition in derivation.problem.definitions}
    if derivation.problem.options.get("method") == "pattern":
        # An identity is one of the whole formula, in which no name is left.
        names = set()
    allowed = length(put_back(plain.derivation, expected, keep=names))
    found = min(
        _length(derivation, result, names), _length(derivation, result, names - _transparent(derivation))
    )
    if found > allowed:
        by = ", ".join(key_of(result)[1])
        yield Verdict(LONGER, f"{found} where the plain one has {allowed}, by {by}")


def length(expr: Basic) -> int:
    """How long a formula is; 𝟏ᵀ v is as long as sum(v), which of them stands there is the method's choice."""
    return size(expr) - sum(map(_is_sum, preorder_traversal(expr)))


def _is_sum(expr: Basic) -> bool:
    """Whether it is 𝟏ᵀ v, perhaps with factors."""
    ones = expr.chain[0] if isinstance(expr, Mul) and len(expr.chain) > 1 else None
    return isinstance(ones, Fill) and ones.value == 1 and ones.shape[0] == 1


def _length(derivation: Derivation, derivative: Derivative, keep: set[str]) -> int:
    """How long a result is in the names to keep; to put a name back must not count against it."""
    own = put_back(derivation, derivative, keep)
    return length(own) if own == derivative.expression else min(length(own), length(textbook(own)))


def _transparent(derivation: Derivation) -> set[str]:
    """The author's names that make a result longer at no fault of the derivation's.

    Where `u = 2 aᵀ`, uᵀ is no longer than 2 a; where `u = sqrt(d)`, 1/u is no longer than 1/sqrt(d).
    """
    found: dict[Variable, Basic] = {}
    for definition in derivation.problem.definitions:
        value = substitute(definition.expression, found)
        factors = (
            [factor for factor in value.args if not is_number(factor)] if isinstance(value, Mul) else [value]
        )
        if is_number(value) or (len(factors) == 1 and isinstance(factors[0], Transpose)):
            found[definition.variable] = value
    return {name.name for name in found}


def put_back(derivation: Derivation, derivative: Derivative, keep: set[str]) -> Basic:
    """A result with every name but those to keep replaced by what it stands for."""
    values = {**derivation.definitions, **dict(derivative.where)}
    values = {name: value for name, value in values.items() if name.name not in keep}
    expr = derivative.expression
    while names := {name: values[name] for name in expr.free_symbols if name in values}:
        expr = substitute(expr, names)
    return expr


def close(found: Array, expected: Array) -> bool:
    """Whether two arrays have one shape and the same values."""
    if np.shape(found) != np.shape(expected):
        return False
    scale = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
    return bool(np.max(np.abs(found - expected), initial=0.0) <= TOLERANCE * scale)


# --- the code that users take ---------------------------------------------------------------------


def _wrong_code(
    ground: Ground,
    plain: Plain,
    expected: Derivative,
    derivation: Derivation,
    result: Derivative,
    source: str | None,
) -> Iterator[Verdict]:
    by = ", ".join(key_of(result)[1])
    if source is None:
        if plain.has_code(key_of(expected)):
            yield Verdict(WRONG_CODE, f"no code by {by}, where the plain one has some")
        return
    values = _values(ground, plain.derivation, expected)
    for point, value in zip(ground.points, values, strict=True):
        if value is None:
            continue
        try:
            found = _run(source, derivation, point)
        except Exception as error:
            yield Verdict(WRONG_CODE, f"the code by {by} raises {type(error).__name__}: {error}")
            return
        flat = value[0, 0] if value.shape == (1, 1) and np.ndim(found) == 0 else value
        if flat.ndim == 2 and np.ndim(found) == 1 and 1 in flat.shape:
            flat = flat.reshape(-1)
        if not close(found, flat):
            yield Verdict(WRONG_CODE, f"the code by {by} gives something else")
            return


def _run(source: str, derivation: Derivation, point: Point) -> Any:
    space: dict[str, Any] = {}
    exec(compile(source, "code", "exec"), space)
    gradient: Callable[..., Any] = space["gradient"]
    names = list(inspect.signature(gradient).parameters)
    values = {leaf.name: value for leaf, value in point.values.items()}
    leaves = [leaf for leaf in derivation.problem.variables if leaf not in derivation.definitions]
    arguments = [_argument(leaf, values[leaf.name]) for leaf in leaves]
    arguments += [_abstract(name, point.seed) for name in names[len(leaves) :]]
    with np.errstate(all="ignore"):
        return gradient(*arguments)


def _argument(leaf: Variable | Family, value: Array) -> Array:
    """A variable as a user would pass it."""
    rows, columns = leaf.shape
    if rows == 1 != columns:
        return value
    kept = [number for number, size in zip(value.shape[-2:], (rows, columns), strict=True) if size != 1]
    return value.reshape((*value.shape[:-2], *kept))


def _abstract(name: str, seed: int) -> Callable[[Array], Array]:
    """An abstract function of the suite's, `g` by entry and `L` to a number, or its derivative."""

    def tall(array: Array) -> Array:
        return np.reshape(array, (-1, 1))

    return {
        "g": lambda array: numeric.apply(Function("g"), array, seed),
        "dg": lambda array: numeric.apply(Function("g", 1), array, seed),
        "L": lambda array: numeric.call("L", tall(array), seed).reshape(()),
        "dL": lambda array: numeric.call_gradient("L", tall(array), seed).reshape(np.shape(array)),
    }[name]


# --- letters that nothing introduced --------------------------------------------------------------


def _strays(derivation: Derivation) -> Iterator[str]:
    """The names that a line or a result speaks of before anything said what they are."""
    problem = derivation.problem
    known = {variable.name for variable in problem.variables}
    known |= {definition.variable.name for definition in problem.definitions}
    known |= {str(getattr(each.symbol, "name", "")) for each in derivation.results if not each.stationary}
    for number, step in enumerate(derivation.steps, 1):
        known |= {name.name for name, _ in (*step.lets, *step.substituted) if isinstance(name, Variable)}
        exprs = [*step.forms, *(value for _, value in step.lets)]
        exprs += [expr for expr in (step.before, step.lhs) if expr is not None]
        if isinstance(step.lhs, Variable):
            known.add(step.lhs.name)
        for name in sorted(_names(exprs) - known):
            yield f"line {number} speaks of `{name}`"
    for each in derivation.results:
        known |= {name.name for name, _ in each.where}
        for name in sorted(_names([each.expression]) - known):
            yield f"a result speaks of `{name}`"


def _names(exprs: list[Basic]) -> set[str]:
    return {leaf.name for expr in exprs for leaf in expr.free_symbols if isinstance(leaf, Variable)}
