r"""Derivatives that do not say by what: `\nabla f`, `\nabla^2 f(u)`, `f'(u)` of a function of one name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.faults import Faults, introduced
from mkdocs_matcalc.language.names import Head, Statement, definition_head, spelling_of
from mkdocs_matcalc.language.syntax import (
    Differentiation,
    Gradient,
    Group,
    Name,
    Product,
    Relation,
    Syntax,
    Transposed,
    base_of,
    rebased,
    rebuilt,
    walk,
)
from mkdocs_matcalc.language.syntax import Mapping as FunctionSyntax
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import pieces, spell
from mkdocs_matcalc.language.text.unsupported import named
from mkdocs_matcalc.language.uses import inner_of
from mkdocs_matcalc.language.vocabulary import known_function


def by_arguments(
    statements: Sequence[Statement], borrowed: Sequence[Statement], faults: Faults
) -> list[Statement]:
    """Statements in which every derivative says by what, as they or those they use define its function."""
    heads = {
        spelling_of(head.name, source).key: head
        for source, statement in (*borrowed, *statements)
        if isinstance(statement, Relation) and (head := definition_head(statement, source))
    }
    # Whether each function that is only declared is of an array.
    declared = {
        spelling_of(statement.name, source).key: bool(statement.domain.sizes)
        for source, statement in (*borrowed, *statements)
        if isinstance(statement, FunctionSyntax)
    }
    found: list[Statement] = []
    for source, statement in statements:
        if not any(isinstance(node, Gradient) or _is_primed(node) for node in walk(statement)):
            found.append((source, statement))
            continue
        resolved = _Resolved(source, heads, declared)
        with faults.gathered(introduced(source.text)):
            whole = rebuilt(rebuilt(statement, resolved), resolved.alone)
            resolved.must_be_clear(whole)
            found.append((source, whole))
    return found


def _is_primed(node: Syntax) -> bool:
    return isinstance(node, Transposed) and node.prime


class _Resolved:
    """Gives a node its form that says by what; other nodes stay as they are."""

    def __init__(self, source: Source, heads: Mapping[str, Head], declared: Mapping[str, bool]) -> None:
        self._source = source
        self._heads = heads
        self._declared = declared

    def __call__(self, node: Syntax) -> Syntax:
        return self._primed(self._called_gradients(node)) if isinstance(node, Product) else node

    def must_be_clear(self, statement: Syntax) -> None:
        """Refuse f' without its argument, which may be the transpose as well."""
        for node in walk(statement):
            if isinstance(node, Transposed) and (name := self._prime_of(node)):
                words = self._source.quote(name)
                head = self._heads[spelling_of(name, self._source).key]
                shown = ", ".join(each.text for each in head.parameters)
                raise MatcalcError(
                    ErrorName.AMBIGUOUS,
                    f"`{words}'` may be the derivative of `{words}` or its transpose",
                    self._source.place(node.start),
                    f"write `{words}'({shown})` or `{words}^T`",
                )

    def alone(self, node: Syntax) -> Syntax:
        """A gradient of a name alone, by what the name is defined of; other nodes stay as they are."""
        if not isinstance(node, Gradient) or isinstance(node.function, Product):
            return node
        function = inner_of(node.function)
        called, arguments = self._called(function)
        if called is None:
            raise self._of_nothing(node)
        if arguments is not None and self._declared.get(spelling_of(called, self._source).key):
            return self._of_declared(node, called, arguments, node.end)
        return self._by_argument(node, function, called, arguments, second=node.second)

    def _of_nothing(self, node: Gradient) -> MatcalcError:
        error = MatcalcError(
            ErrorName.MISSING_VARIABLE,
            "the gradient does not say by what",
            self._source.place(node.start),
            r"write the variable below it: \nabla_x f",
        )
        return named(error, self._source)

    def _called_gradients(self, node: Product) -> Product:
        """A product with each ∇f(u) in it, f and its argument two factors, as a derivative."""
        factors: list[tuple[str, Syntax]] = []
        for operator, factor in node.factors:
            before = factors[-1][1] if factors and not operator else None
            derivative = self._of_call(before, base_of(factor)) if isinstance(before, Gradient) else None
            if derivative is None:
                factors.append((operator, factor))
            else:
                factors[-1] = (factors[-1][0], rebased(factor, derivative))
        return replace(node, factors=tuple(factors))

    def _of_call(self, node: Gradient, group: Syntax) -> Syntax | None:
        """∇f with the brackets right behind it as a derivative; None where these are none."""
        name = node.function
        if not (isinstance(name, Name) and isinstance(group, Group)):
            return None
        if not self._source.nearly_touch(name, group):
            return None
        if self._declared.get(spelling_of(name, self._source).key):
            return self._of_declared(node, name, group, group.end)
        called = Product(name.start, group.end, (("", name), ("", group)))
        span = replace(node, end=group.end)
        return self._by_argument(span, called, name, group, second=node.second)

    def _of_declared(self, node: Gradient, name: Name, group: Group, end: int) -> Syntax:
        """The gradient of a function that is only declared, at its argument."""
        called = Product(name.start, group.end, (("", name), ("", group)))
        if len(group.items) == 1 and isinstance(group.items[0], Name):
            variable = group.items[0]
            wrt = (variable, variable) if node.second else (variable,)
            return Differentiation(node.start, end, called, (wrt,))
        return replace(node, end=end, function=called)

    def _called(self, function: Syntax) -> tuple[Name | None, Group | None]:
        """The function's name and its arguments, where it is no more than those."""
        if isinstance(function, Name):
            return function, None
        if isinstance(function, Product) and len(function.factors) == 2:
            (_, name), (operator, group) = function.factors
            if isinstance(name, Name) and isinstance(group, Group) and not operator:
                return name, group
        return None, None

    def _primed(self, node: Product) -> Syntax:
        """A product with each f'(u) in it as a derivative."""
        factors: list[tuple[str, Syntax]] = []
        for operator, factor in node.factors:
            previous = factors[-1][1] if factors else None
            if not operator and isinstance(factor, Group) and (name := self._prime_of(previous)):
                self._must_be_of_argument(name, factor)
                second = isinstance(previous, Transposed) and isinstance(previous.base, Transposed)
                whole = self._by_argument(Syntax(name.start, factor.end), name, name, factor, second=second)
                factors[-1] = (factors[-1][0], whole)
            else:
                factors.append((operator, factor))
        if len(factors) == 1:
            return factors[0][1]
        return replace(node, factors=tuple(factors))

    def _prime_of(self, node: Syntax | None) -> Name | None:
        """The name in f' or f'' that is defined as a function of an argument."""
        primes = 0
        while isinstance(node, Transposed) and node.prime and not node.inverse:
            node, primes = node.base, primes + 1
        if not isinstance(node, Name) or primes not in (1, 2):
            return None
        head = self._heads.get(spelling_of(node, self._source).key)
        return node if head and head.parameters else None

    def _must_be_of_argument(self, name: Name, arguments: Group) -> None:
        head = self._heads[spelling_of(name, self._source).key]
        wanted = [parameter.text for parameter in head.parameters]
        if [getattr(item, "text", "") for item in arguments.items] != wanted:
            words, shown = self._source.quote(name), ", ".join(wanted)
            raise MatcalcError(
                ErrorName.WRONG_ARGUMENTS,
                f"`{words}` is defined of `{shown}` alone",
                self._source.place(arguments.start),
                f"write {words}'({shown})",
            )

    def _of_unknown(self, called: str, start: int, arguments: Group) -> MatcalcError:
        """What is said of a function that nobody defined behind a factor: `∇ u g(M u)`."""
        given = ", ".join(self._source.quote(item) for item in arguments.items)
        error = MatcalcError(
            ErrorName.UNKNOWN_FUNCTION,
            f"`{called}({given})` is `{called}` of `{given}`, and nothing says what `{called}` is",
            self._source.place(start),
            f"define it, `{called}(x) = …`, or declare it, `{called} : R^n -> R`",
        )
        return named(error, self._source)

    def _by_argument(
        self, node: Syntax, function: Syntax, name: Name, arguments: Group | None, *, second: bool
    ) -> Differentiation:
        words = self._source.quote(name)
        head = self._heads.get(spelling_of(name, self._source).key)
        is_defined = head is not None or spelling_of(name, self._source).key in self._declared
        if not is_defined and known_function(spell(name.text).key) is None:
            cut = pieces(name.text)
            if len(cut) > 1 and arguments is not None and "\\" not in name.text:
                # u g(x) is no function's name: g is.
                last = cut[-1][1]
                raise self._of_unknown(last, name.start + cut[-1][0], arguments)
            derivative = "Hessian, or the Laplacian," if second else "gradient"
            error = MatcalcError(
                ErrorName.UNKNOWN_FUNCTION,
                f"this is the {derivative} of `{words}`, and nothing says what `{words}` is",
                self._source.place(name.start),
                f"define it, `{words}(x) = …`, or declare it, `{words} : R^n -> R`",
            )
            raise named(error, self._source)
        if head is None or not head.parameters:
            error = MatcalcError(
                ErrorName.MISSING_VARIABLE,
                "the gradient does not say by what",
                self._source.place(node.start),
                f"write the variable below it, `\\nabla_x {words}`, "
                f"or define it of its argument: `{words}(x) = …`",
            )
            raise named(error, self._source)
        if len(head.parameters) > 1:
            shown = " or ".join(f"`\\nabla_{each.text} {words}`" for each in head.parameters)
            raise MatcalcError(
                ErrorName.MISSING_VARIABLE,
                f"`{words}` has {len(head.parameters)} arguments, and the gradient does not say by which",
                self._source.place(node.start),
                f"write {shown}",
            )
        (parameter,) = head.parameters
        given = arguments.items[0] if arguments else None
        at = given if isinstance(given, Name) else name
        variable = replace(parameter, start=at.start, end=at.end)
        return Differentiation(
            node.start, node.end, function, ((variable, variable) if second else (variable,),)
        )
