"""Functions before their arguments: `log(x)`, `tr X`, `log det X`, `g(z)`, `J(w)`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.algebra.nodes import Call
from mkdocs_matcalc.errors import ErrorName, ShapeError
from mkdocs_matcalc.language.combine import Combine
from mkdocs_matcalc.language.dimensions import Reason
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.meanings import Meanings, unknown_command
from mkdocs_matcalc.language.names import Entity, spelling_of
from mkdocs_matcalc.language.sizes import size_names, size_of
from mkdocs_matcalc.language.strains import HARD
from mkdocs_matcalc.language.syntax import (
    Bars,
    Group,
    Name,
    NormBars,
    Power,
    Product,
    Syntax,
    Transposed,
    base_of,
)
from mkdocs_matcalc.language.text.spelling import is_symbol, spell
from mkdocs_matcalc.language.text.unsupported import EVALUATION
from mkdocs_matcalc.language.uses import is_minus_one
from mkdocs_matcalc.language.vocabulary import (
    AXES,
    OF_WHOLES,
    OVER_ROWS,
    STRUCTURED,
    Use,
    call,
    known_function,
    nearest_function,
    over,
    over_rows,
)

Factor = tuple[str, Syntax]
_DEFINED = "a definition's own name"
_MAX_ROW = 8


class Calls:
    """Recognises the functions in a product, and drafts what they give.

    Args:
        draft: Drafts any other expression.
    """

    def __init__(
        self, meanings: Meanings, combine: Combine, draft: Callable[[Syntax, Context], Draft]
    ) -> None:
        self._meanings = meanings
        self._names = meanings.names
        self._combine = combine
        self._draft = draft

    def function(self, name: Name, context: Context, *, adjacent: bool) -> str | Entity | None:
        """What a name is as a function; None for a name that is none.

        Raises:
            MatcalcError: Three letters or more right before a bracket are no known function's name.
        """
        key = spelling_of(name, context.source).key
        entity = self._names.entities.get(key)
        if entity is not None and entity.role in ("map", "call"):
            return entity
        if self._names.known(key):
            return (
                _DEFINED
                if adjacent and key in self._names.heads and self._names.heads[key][0].parameters
                else None
            )
        if name.subscript:
            of_rows = over(name)
            return of_rows[0] if of_rows else None
        base = spell(name.text)
        if base.greek:
            return "sigmoid" if base.key == "sigma" and adjacent else None
        known = known_function(base.key) if len(base.key) > 1 else None
        if known is None and adjacent and len(base.key) > 2 and base.key.replace("_", "").isalpha():
            self._unknown(name, base.key, context)
        return known

    def _unknown(self, name: Name, key: str, context: Context) -> None:
        if not is_symbol(name.text):
            raise unknown_command(name, context)
        if "{" in name.text and not name.text.startswith(r"\operatorname"):
            return
        near = nearest_function(key, self._names.functions())
        own = f"`{key} : R -> R` declares a function of your own"
        raise context.error(
            ErrorName.UNKNOWN_FUNCTION,
            f"`{name.text}` is no function that is known here",
            name,
            f"did you mean `{near}`? {own}" if near else own,
        )

    def application(
        self, factors: Sequence[Factor], at: int, context: Context
    ) -> tuple[Draft, Syntax, int] | None:
        """The function that stands `at` a place among factors, applied; None where none stands there.

        Returns the draft, the bracket it ends with (its own powers and transposes are still to be
        taken) and how many factors it took.
        """
        name = factors[at][1]
        if not isinstance(name, Name):
            return (
                self._derivative(factors, at, context)
                or self._unstacked(factors, at, context)
                or self._to_a_power(factors, at, context)
            )
        follows = at + 1 < len(factors) and not factors[at + 1][0]
        following = factors[at + 1][1] if follows else None
        group = base_of(following) if following else None
        adjacent = isinstance(group, Group) and context.source.touch(name, group)
        function = self.function(name, context, adjacent=adjacent)
        if function is None:
            return None
        if isinstance(group, Group):
            node = Syntax(name.start, group.end)
            return self._call(function, name, node, group.items, context), group, 2
        if following is None or isinstance(function, Entity) or function == _DEFINED:
            raise context.error(
                ErrorName.WRONG_ARGUMENTS,
                f"`{name.text}` is a function and stands without its argument",
                name,
                f"write {name.text}(…)",
            )
        taken = self._argument(factors, at + 1, context)
        if function in FUNCTIONS and len(taken) > 1:
            self._must_reach(name, taken, context)
        span = Syntax(taken[0][1].start, taken[-1][1].end)
        argument = Product(span.start, span.end, tuple(taken)) if len(taken) > 1 else taken[0][1]
        node = Syntax(name.start, span.end)
        return self._call(function, name, node, (argument,), context), node, 1 + len(taken)

    def _must_reach(self, name: Name, taken: Sequence[Factor], context: Context) -> None:
        r"""Ask how far a function reaches over a number: `\cos\theta x` is rather cos(θ) x than cos(θ x)."""
        first, second = taken[0][1], taken[1][1]
        is_call = isinstance(second, Group) and context.source.touch(first, second)
        if not isinstance(first, Name) or spell(first.text).kind != "scalar" or is_call:
            return
        called, one, all_of_it = (
            context.source.quote(Syntax(start, end))
            for start, end in (
                (name.start, name.end),
                (first.start, first.end),
                (first.start, taken[-1][1].end),
            )
        )
        raise context.error(
            ErrorName.AMBIGUOUS,
            f"`{called}` may be of `{one}` alone, or of all of `{all_of_it}`",
            name,
            f"write `{called}({one})` or `{called}({all_of_it})`",
        )

    def primed(
        self, factor: Syntax, following: Syntax | None, context: Context
    ) -> tuple[str | Entity, int] | None:
        """The function of each entry in `relu'(z)` or `g''(z)`, and how many primes it has."""
        primes, name = 0, factor
        while isinstance(name, Transposed) and name.prime and not name.inverse:
            primes, name = primes + 1, name.base
        group = base_of(following) if following else None
        if not primes or not isinstance(name, Name) or not isinstance(group, Group):
            return None
        if not context.source.touch(factor, group):
            return None
        function = self.function(name, context, adjacent=True)
        by_entry = function in FUNCTIONS if isinstance(function, str) else function and function.role == "map"
        return (function, primes) if function is not None and by_entry else None

    def _derivative(
        self, factors: Sequence[Factor], at: int, context: Context
    ) -> tuple[Draft, Syntax, int] | None:
        """The derivative of a function of each entry, at what stands in the brackets behind it."""
        factor = factors[at][1]
        following = factors[at + 1][1] if at + 1 < len(factors) and not factors[at + 1][0] else None
        found = self.primed(factor, following, context)
        group = base_of(following) if following else None
        if found is None or not isinstance(group, Group) or len(group.items) != 1:
            return None
        (function, primes), node = found, Syntax(factor.start, group.end)
        name = base_of(factor)
        if isinstance(function, str) and isinstance(name, Name):
            self._note_sigma(name)
        key, latex = (
            (function.key, function.spelling.latex) if isinstance(function, Entity) else (function, None)
        )
        argument = self._draft(group.items[0], context)
        return self._combine.apply(node, argument, key, latex, primes), group, 2

    def _unstacked(
        self, factors: Sequence[Factor], at: int, context: Context
    ) -> tuple[Draft, Syntax, int] | None:
        r"""The matrix that vec⁻¹ gives of what stands in brackets: `vec_{m \times n}^{-1}(v)`."""
        factor, following = factors[at][1], factors[at + 1] if at + 1 < len(factors) else ("", None)
        group = base_of(following[1]) if following[1] and not following[0] else None
        name = factor.base if isinstance(factor, Power) and is_minus_one(factor.exponent) else None
        is_vec = isinstance(name, Name) and known_function(spell(name.text).key) == "vec"
        if not is_vec or not isinstance(name, Name) or not isinstance(group, Group) or len(group.items) != 1:
            return None
        node = Syntax(factor.start, group.end)
        arguments = [self._draft(group.items[0], context)]
        for below in name.subscript:
            parts = [part for _, part in below.factors] if isinstance(below, Product) else [below]
            hint = r"write both sizes: \operatorname{vec}_{m \times n}^{-1}(v)"
            sizes = ((part, self._meanings.size(part, context, hint)) for part in parts)
            arguments += [self._combine.number(part, context.source, size) for part, size in sizes]
        return call(Use("unvec", node, context.source, self._combine), arguments), group, 2

    def _to_a_power(
        self, factors: Sequence[Factor], at: int, context: Context
    ) -> tuple[Draft, Syntax, int] | None:
        r"""A function with its exponent before its argument: `\sin^2 x` is the square of sin x."""
        factor = factors[at][1]
        name = factor.base if isinstance(factor, Power) and not factor.by_entry else None
        if not isinstance(factor, Power) or not isinstance(name, Name):
            return None
        following = factors[at + 1] if at + 1 < len(factors) else ("", None)
        group = base_of(following[1]) if following[1] and not following[0] else None
        adjacent = isinstance(group, Group) and context.source.touch(factor, group)
        function = self.function(name, context, adjacent=adjacent)
        if function is None or (isinstance(function, Entity) and not adjacent):
            return None
        is_inverse = is_minus_one(factor.exponent)
        if is_inverse:
            name = self._inverse(name, str(function), factor, context)
        # The brackets stand right behind the name once its exponent is read.
        bare = (factors[at][0], replace(name, end=factor.end))
        rest = [*factors[:at], bare, *factors[at + 1 :]]
        applied = self.application(rest, at, context)
        if applied is None or is_inverse:
            return applied
        called, bracket, taken = applied
        is_scalar = self._combine.is_scalar(called)
        words = context.source.quote(factor)
        if isinstance(function, str) and function not in FUNCTIONS and not is_scalar:
            raise context.error(
                ErrorName.AMBIGUOUS,
                f"`{words}` may be a power of the whole value, or of each entry",
                factor,
                f"write the exponent behind the brackets: `{name.text}(x).^2` by entry",
            )
        raised = self._combine.power if is_scalar else self._combine.entry_power
        node = Power(factor.start, called.node.end, factor, factor.exponent)
        return raised(node, called, self._draft(factor.exponent, context)), bracket, taken

    def _inverse(self, name: Name, function: str, factor: Power, context: Context) -> Name:
        r"""The name of the inverse function, as in `\tan^{-1}`.

        Raises:
            MatcalcError: It has none here, or the reciprocal may be meant.
        """
        inverse = f"arc{function}"
        words = context.source.quote(factor)
        if inverse not in FUNCTIONS:
            raise context.error(
                ErrorName.AMBIGUOUS,
                f"`{words}` may be the inverse function of `{name.text}`, or 1 divided by it",
                factor,
                f"write `1 / {name.text}(x)`, or the inverse function by its name",
            )
        self._combine.assume(rf"$\{function}^{{-1}}$ is the inverse function")
        return replace(name, text=inverse)

    def _argument(self, factors: Sequence[Factor], at: int, context: Context) -> list[Factor]:
        """What a function without brackets takes: `tr A B`, but only the `x` of `sin x cos y`."""
        row = list(
            takewhile(
                lambda factor: self._is_function(factor[1], context), islice(factors, at, at + _MAX_ROW + 1)
            )
        )
        if len(row) > _MAX_ROW:
            raise context.error(
                ErrorName.TOO_LARGE, "too many functions stand in a row", row[0][1], "write their brackets"
            )
        taken = [("", factors[at][1])]
        if isinstance(base_of(factors[at][1]), Bars | NormBars):
            return taken
        for operator, factor in islice(factors, at + 1, None):
            if operator or (
                self._is_function(factor, context) and not self._is_function(taken[-1][1], context)
            ):
                break
            taken.append((operator, factor))
        return taken

    def _is_function(self, factor: Syntax, context: Context) -> bool:
        if isinstance(factor, Power) and not factor.by_entry and isinstance(factor.base, Name):
            return isinstance(self.function(factor.base, context, adjacent=False), str)
        return isinstance(factor, Name) and self.function(factor, context, adjacent=False) is not None

    # --- the call ---

    def _call(
        self, function: str | Entity, name: Name, node: Syntax, items: Sequence[Syntax], context: Context
    ) -> Draft:
        if isinstance(function, Entity):
            return self._abstract(function, name, node, items, context)
        if function == _DEFINED:
            return self._defined(name, node, items, context)
        use = Use(function, node, context.source, self._combine)
        if function in STRUCTURED and STRUCTURED[function].sizes:
            self._names.written_sizes |= set().union(*map(size_names, items))
            sizes = [
                self._combine.number(item, context.source, size_of(item, context.source)) for item in items
            ]
            return call(use, sizes)
        _, way = over(name) or ("", getattr(items[-1], "text", "") if len(items) == 2 else "")
        if way in AXES and function in OVER_ROWS:
            return over_rows(use, self._draft(items[0], context), rows=way == "rows")
        self._note_sigma(name)
        if function == "log" and len(items) == 1 and (inside := self._determinant_bars(items[0], context)):
            return self._combine.apply(node, inside, "log")
        drafts = [self._draft(item, context) for item in items]
        if function in OF_WHOLES and self._is_of_scalars(items[0], context):
            self._combine.strains.bear(HARD, context.source, items[0])
        return call(use, drafts)

    def _note_sigma(self, name: Name) -> None:
        if spell(name.text).greek:
            self._combine.assume(r"$\sigma(\cdot)$ is the sigmoid")

    def _is_of_scalars(self, node: Syntax, context: Context) -> bool:
        """Whether all names in an expression are scalars."""
        entities = self._names.entities
        found = [entities[key] for key in self._names.mentioned(node, context.source, entities)]
        return bool(found) and all(each.rows == each.columns == 1 for each in found)

    def _determinant_bars(self, item: Syntax, context: Context) -> Draft | None:
        """The determinant in log |det X|, which is log det X where that is defined."""
        if not isinstance(item, Bars):
            return None
        first = item.body.factors[0][1] if isinstance(item.body, Product) else None
        if not (isinstance(first, Name) and self.function(first, context, adjacent=False) == "det"):
            return None
        self._combine.assume(r"in $\log \lvert \det \cdot \rvert$ the determinant is taken as positive")
        return self._draft(item.body, context)

    def _defined(self, name: Name, node: Syntax, items: Sequence[Syntax], context: Context) -> Draft:
        head, source, _ = self._names.heads[spelling_of(name, context.source).key]
        wanted = head.keys(source)
        given = [spelling_of(item, context.source).key if isinstance(item, Name) else "" for item in items]
        if wanted != given and len(wanted) == len(given):
            raise EVALUATION.error(context.source.place(node.start))
        if wanted != given:
            shown = ", ".join(source.quote(parameter) for parameter in head.parameters)
            raise context.error(
                ErrorName.WRONG_ARGUMENTS,
                f"`{name.text}` is defined of `{shown}` alone",
                node,
                f"write {name.text}({shown}) or {name.text}",
            )
        return self._meanings.draft(name, context)

    def _abstract(
        self, function: Entity, name: Name, node: Syntax, items: Sequence[Syntax], context: Context
    ) -> Draft:
        if len(items) != 1:
            raise context.error(
                ErrorName.WRONG_ARGUMENTS,
                f"`{name.text}` takes one argument, and here are {len(items)}",
                node,
            )
        arg = self._draft(items[0], context)
        if function.role == "map":
            return self._combine.apply(node, arg, function.key, function.spelling.latex)
        dims, reason = self._combine.dimensions, Reason(context.source, node)
        if not (
            dims.same(arg.rows, function.rows, reason) and dims.same(arg.columns, function.columns, reason)
        ):
            raise ShapeError(
                ErrorName.SHAPE_MISMATCH,
                f"`{name.text}` takes what is {dims.shown(function.rows)}×{dims.shown(function.columns)}, "
                f"and `{arg.words}` is {self._combine.shape(arg)}",
                arg.place,
                f"`{name.text}` is {function.origin}",
            )
        return self._combine.one(
            node, context.source, arg, lambda expr: Call(function.key, expr, function.spelling.latex)
        )
