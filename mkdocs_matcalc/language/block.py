"""A block, understood: its statements in an order that works, their shapes, and what was assumed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from mkdocs_matcalc.algebra.nodes import Family, Variable
from mkdocs_matcalc.algebra.problem import Definition, Inferred, Problem, StatedRule
from mkdocs_matcalc.errors import ErrorName, MatcalcError, ShapeError
from mkdocs_matcalc.language.claims import Claims, Stated
from mkdocs_matcalc.language.combine import Combine
from mkdocs_matcalc.language.dependence import dependent, to_first_order, without_arguments
from mkdocs_matcalc.language.derivatives import Asked
from mkdocs_matcalc.language.dimensions import Dimensions
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.drawn_letters import with_distributions
from mkdocs_matcalc.language.expected import has_a_letter, has_signs, own_letters, with_expectations
from mkdocs_matcalc.language.expressions import Expressions
from mkdocs_matcalc.language.faults import Faults
from mkdocs_matcalc.language.gradients import by_arguments
from mkdocs_matcalc.language.kinds import Prices, is_doubtful
from mkdocs_matcalc.language.legible import must_be_legible
from mkdocs_matcalc.language.listing import Lister, RuleLine
from mkdocs_matcalc.language.meanings import Meanings
from mkdocs_matcalc.language.names import Entity, Names, Statement, definition_head, spelling_of
from mkdocs_matcalc.language.occurs import occurring
from mkdocs_matcalc.language.randomness import must_not_shape_distributions, with_random_letters
from mkdocs_matcalc.language.readings import Kinds, Undecided, likeliest_reading
from mkdocs_matcalc.language.recurrences import neighbours
from mkdocs_matcalc.language.requests import ASK, Requests
from mkdocs_matcalc.language.rules import checked_line, distinct, stated_rule
from mkdocs_matcalc.language.strains import SOME, Conflict, Strains
from mkdocs_matcalc.language.syntax import (
    Aside,
    Drawn,
    Granted,
    Name,
    Option,
    Relation,
    RuleSyntax,
    Syntax,
    deepest,
)
from mkdocs_matcalc.language.text.imports import Imports
from mkdocs_matcalc.language.text.macros import NO_MACROS, Macros
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.uses import Uses
from mkdocs_matcalc.language.whole_or_entry import note, note_ranks
from mkdocs_matcalc.options import checked_option, checked_options

# Greek letters that LaTeX draws in two ways.
_DRAWN_IN_TWO_WAYS = ("epsilon", "theta", "phi", "rho", "kappa", "pi", "sigma")
_LONG_STATEMENT, _LONG_BLOCK, _DEEP = 300, 2000, 60


def understand(
    text: str, options: Mapping[str, str], imports: Imports, macros: Macros = NO_MACROS
) -> Problem:
    """The problem a block states; `macros` are those that are defined around it."""
    chosen, faults = checked_options(options), Faults()
    listing = Lister(faults, macros).listing(text, imports)
    for source, statement in listing.own:
        if isinstance(statement, Option):
            name, value = source.place(statement.name_start), source.place(statement.value_start)
            with faults.gathered():
                chosen[statement.name] = checked_option(statement.name, statement.value, name, value)
    if not listing.complete:
        # Every name may be one of those that were not found.
        faults.report()
    rules: list[StatedRule] = []
    for line in listing.rules:
        with faults.gathered():
            rules.append(_rule(line))
    with faults.gathered():
        rules = list(distinct(rules))
    return _problem(listing.own, listing.borrowed, faults, chosen, tuple(rules))


def _problem(
    own: Iterable[Statement],
    borrowed: Iterable[Statement],
    faults: Faults,
    options: Mapping[str, str],
    rules: tuple[StatedRule, ...] = (),
) -> Problem:
    """The problem, its letters of the kinds that are most likely meant."""
    lent, stated = list(borrowed), [each for each in own if not isinstance(each[1], RuleSyntax)]
    lent, stated = with_distributions(lent, stated, faults)
    if has_signs([*lent, *stated]):
        letters, is_letter = own_letters([*lent, *stated]), has_a_letter([*lent, *stated])
        lent, stated = (
            with_expectations(each, letters, faults, is_letter=is_letter) for each in (lent, stated)
        )
    stated = by_arguments(without_arguments(stated), lent, faults)
    uses = Uses([*lent, *stated])
    legible, faults = _legible(stated, lent, faults, uses)
    try:
        block, others = likeliest_reading(
            lambda kinds: _Block(stated, legible, lent, faults.copy(), uses, kinds)
        )
    except Undecided as undecided:
        blocks: list[_Block] = [block for block, _ in undecided.readings]
        if not any(each.asked or each.errors for each in blocks):
            undecided.problems = tuple(
                (block.problem(options, rules, blocks), said) for block, said in undecided.readings
            )
        raise
    return block.problem(options, rules, others)


def _legible(
    own: Sequence[Statement], borrowed: Sequence[Statement], faults: Faults, uses: Uses
) -> tuple[list[Statement], Faults]:
    """The statements that are what a reader takes them for, and the faults with those of the others.

    Of what kinds their letters are does not matter for that.
    """
    found, of_names = faults.copy(), faults.copy()
    names = Names([*borrowed, *own], Dimensions(), of_names, uses, {})
    legible: list[Statement] = []
    for source, statement in own:
        head = definition_head(statement, source) if isinstance(statement, Relation) else None
        with found.gathered([spelling_of(head.name, source).key] if head else ()):
            lost = of_names.lost | found.lost
            if not any(names.mentioned(statement, source, lost)):
                must_not_shape_distributions(statement, source, names)
                if not isinstance(statement, Drawn):
                    must_be_legible(statement, source, names)
                legible.append((source, statement))
    return legible, found


def _rule(line: RuleLine) -> StatedRule:
    checked_line(line)
    claim = _problem([(line.source, line.rule.relation)], line.context, Faults(), {})
    return stated_rule(line, claim)


class _Block:
    """One block, read with each letter of one kind; a problem once its dimensions have names.

    Args:
        own: Its statements.
        legible: Those of them that are what a reader takes them for.
        borrowed: Declarations and definitions that it may use.
        faults: Is told of what is wrong.
        uses: What its statements show of its names.
        kinds: What letters that nobody declared are to be, other than usual.
    """

    def __init__(
        self,
        own: Sequence[Statement],
        legible: Sequence[Statement],
        borrowed: Iterable[Statement],
        faults: Faults,
        uses: Uses,
        kinds: Kinds,
    ) -> None:
        self.own = own
        self.legible = legible
        self.faults = faults
        self.kinds = kinds
        self.assumed: dict[str, None] = {}
        self.dimensions = Dimensions()
        self.names = Names([*borrowed, *self.own], self.dimensions, faults, uses, kinds)
        self.dimensions.taken = self.names.taken
        self.names.depends = dependent(self.own, self.names)
        self.meanings = Meanings(self.names, self.dimensions, self._assume)
        self.strains = Strains(self.names.times)
        self.combine = Combine(self.dimensions, self.meanings.origins, self._assume, self.strains)
        self.expressions = Expressions(self.meanings, self.combine)
        self.requests = Requests(self.expressions.derivatives)
        self.claims = Claims(self.expressions)
        self.stated: list[Stated] = []
        self.asked: list[Asked] = []
        self.defined = self._defined()
        self._read()

    def _read(self) -> None:
        for source, statement in self.legible:
            with self._judged(source, statement) as is_lost:
                if not is_lost and (claim := self.claims.stated(source, statement)):
                    self.stated.append(claim)
        for source, statement in self.legible:
            with self._judged(source, statement) as is_lost:
                if not is_lost and (request := self.requests.asked(source, statement)):
                    self.asked.append(request)
        for claim in self.stated:
            with self.faults.gathered():
                self.claims.compare(claim)

    @contextmanager
    def _judged(self, source: Source, statement: Syntax) -> Iterator[bool]:
        """Whether a statement mentions what is lost; what is wrong with it is told."""
        with (
            self.faults.gathered(),
            self.dimensions.undone_on_error(),
            self.strains.located(source, statement),
        ):
            yield self._is_lost(statement, source)

    def _assume(self, sentence: str) -> None:
        self.assumed[sentence] = None

    # --- how likely it is that it is meant so ---

    @property
    def letters(self) -> Mapping[str, Entity]:
        """The names that nobody declared."""
        return {key: each for key, each in self.names.entities.items() if not each.declared}

    @property
    def share(self) -> float:
        """How many of the usual number of readings may be tried, as what is long or deep takes its time."""
        lengths = [source.end - source.start for source, _ in self.own]
        longest, whole = max(lengths, default=1), sum(lengths) or 1
        is_deep = longest > _DEEP and any(deepest(statement, _DEEP) for _, statement in self.own)
        return min(0.1 if is_deep else 1.0, (_LONG_STATEMENT / longest) ** 2, _LONG_BLOCK / whole)

    @property
    def errors(self) -> list[MatcalcError]:
        return self.faults.errors

    @property
    def strain(self) -> int:
        return self.strains.cost

    @property
    def conflicts(self) -> list[Conflict]:
        return self.strains.conflicts

    @property
    def misfits(self) -> set[str]:
        """The letters that one differentiates by where a side does not fit what is derived."""
        misfits = [each.node for each in self.conflicts if each.cost >= SOME]
        found = [each.left for each in self.stated if each.statement in misfits]
        return {by.key for each in found if isinstance(each, Asked) for by in each.variables}

    @property
    def blamed(self) -> set[str]:
        """The letters that stand where it does not fit, or hardly; none if something else is wrong."""
        if any(not isinstance(error, ShapeError) for error in self.errors):
            return set()
        found = {key for key, each in self.letters.items() if is_doubtful(self.names.prices(each.spelling))}
        for conflict in self.conflicts:
            found |= self.names.letters(conflict.node, conflict.source)
        return {key for key in found if not self.names.is_fixed(self.letters[key].spelling)}

    def kind(self, letter: str) -> str:
        """What a letter was taken to be."""
        return self.names.kind(self.letters[letter].spelling)

    def prices(self, letter: str) -> Prices:
        """What each kind of a letter costs."""
        return self.names.prices(self.letters[letter].spelling)

    # --- the problem ---

    def problem(
        self, options: Mapping[str, str], rules: tuple[StatedRule, ...], others: Sequence[_Block]
    ) -> Problem:
        """The problem.

        Args:
            others: The block with its letters of other kinds, for what speaks against these.

        Raises:
            MatcalcError: What is wrong.
        """
        self._note_remarks()
        self.faults.report()
        asked = self.asked + [each for claim in self.stated for each in self.claims.asked(claim)]
        if not asked and not self.stated and not any(not rule.place.file for rule in rules):
            raise MatcalcError(ErrorName.NOTHING_ASKED, "the block asks for nothing", hint=ASK)
        note(self.combine.by_entry, self.dimensions, self._assume, asks=not self.stated)
        note_ranks(self.combine.pseudoinverses, self._assume, asks=bool(self.stated) and not asked)
        self._name_dimensions(asked)
        judged = tuple(self.claims.built(claim, self.dimensions) for claim in self.stated)
        definitions = tuple(self._dependent()) + tuple(
            Definition(entity.variable(self.dimensions), draft.build(self.dimensions), draft.place)
            for entity, draft in self.defined
        )
        unusual = self._unusual()
        assumptions = self._assumptions()
        layout = options.get("layout", "")
        judged = tuple(
            replace(claim, otherwise=tuple(self.claims.otherwise(stated, self.dimensions, layout)))
            for claim, stated in zip(judged, self.stated, strict=True)
        )
        problem = Problem(
            tuple(request.built(self.dimensions) for request in asked),
            definitions,
            self._variables(self.meanings.used.values()),
            self._variables(each for each in self._undeclared() if each not in unusual),
            assumptions,
            options,
            judged,
            rules,
            inferred=tuple(self._inferred(entity, others) for entity in unusual),
            origins={key: self.meanings.origin(entity) for key, entity in self.meanings.used.items()},
            distributions=self._distributions(),
        )
        return with_random_letters(problem, self.expressions.expectations)

    def _distributions(self) -> dict[str, str]:
        """What the letters that are used are said to be drawn from, on lines of their own."""
        lines = {key: drawn.below for key, drawn in self.names.drawn.items() if drawn.line}
        return {
            self.meanings.used[key].variable(self.dimensions).name: below.partition(r"\sim")[2].strip()
            for key, below in lines.items()
            if key in self.meanings.used
        }

    def _dependent(self) -> Iterator[Definition]:
        """What depends on a variable though nobody says how, to first order."""
        taken = self.names.taken()
        for key, by in self.names.depends.items():
            function, variable = (self.meanings.used.get(each) for each in (key, by))
            if function is not None and variable is not None:
                of, on = function.variable(self.dimensions), variable.variable(self.dimensions)
                self._assume(f"${of.latex_name}$ depends on ${on.latex_name}$, and is written to first order")
                yield Definition(of, to_first_order(of, on, taken))

    def _note_remarks(self) -> None:
        """Say what words beside formulas were taken for; a condition stands in every line of its letters."""
        for name, source, words in self.names.said if len(self.stated) + len(self.asked) > 1 else ():
            self._assume(f"${spelling_of(name, source).latex}$ is assumed to be {words}, as a line says")
        text = " ".join(source.text for source, _ in self.own)
        for letter in _DRAWN_IN_TWO_WAYS:
            if all(re.search(rf"\\{before}{letter}(?![A-Za-z])", text) for before in ("", "var")):
                self._assume(rf"$\{letter}$ and $\var{letter}$ are taken as one letter")
        for source, statement in self.own:
            if isinstance(statement, Aside):
                self._assume(f"the words “{statement.words}” are read through")
            elif isinstance(statement, Granted):
                for name in statement.names:
                    self._assume(f"${spelling_of(name, source).latex}$ is assumed to be {statement.words}")
                    with self.faults.gathered():
                        self._must_be_everywhere(name, source, statement)

    def _must_be_everywhere(self, name: Name, source: Source, granted: Granted) -> None:
        key = spelling_of(name, source).key
        conditional = {
            where.start
            for where, other in self.own
            if isinstance(other, Granted) and other.facts == granted.facts
            for letter in other.names
            if spelling_of(letter, where).key == key
        }
        for where, other in self.own:
            asks = isinstance(other, Relation) and definition_head(other, where) is None
            if asks and where.start not in conditional and key in occurring(other, where, self.names):
                raise MatcalcError(
                    ErrorName.CONTRADICTING_PROPERTY,
                    f"a line says that `{name.text}` is {granted.words}, and this one has `{name.text}` too",
                    where.place(),
                    f"say it in each line, or declare it: `{name.text} in R^(n x n) {granted.words}`",
                )

    def _unusual(self) -> list[Entity]:
        """The letters that are not of the kind that is theirs by convention."""
        return [
            each
            for each in self._undeclared()
            if self.kind(each.key) != each.spelling.kind and not self.names.is_fixed(each.spelling)
        ]

    def _inferred(self, entity: Entity, others: Sequence[_Block]) -> Inferred:
        """A letter with what shows its kind: where it does not fit, or hardly, as what it usually is."""
        assert entity.stands is not None  # noqa: S101 - nobody declared it
        conflicts = [
            (conflict.node, conflict.source)
            for other in others
            if entity.key in other.letters and other.kind(entity.key) != self.kind(entity.key)
            for conflict in other.conflicts
            if entity.key in other.names.letters(conflict.node, conflict.source)
        ]
        conflicts.sort(key=lambda place: place[0].end - place[0].start)
        drafts = (self.strains.around(*place) for place in [*conflicts, entity.stands])
        draft = next((draft for draft in drafts if draft is not None), None)
        shown = draft.build(self.dimensions) if draft is not None else None
        return Inferred(entity.node(self.dimensions), shown)

    def _is_lost(self, statement: Syntax, source: Source) -> bool:
        lost = self.faults.lost
        return bool(lost) and any(self.names.mentioned(statement, source, lost))

    # --- definitions ---

    def _defined(self) -> list[tuple[Entity, Draft]]:
        """Each defined name with its expression, but for those that can't be read."""
        defined = []
        for key in self._in_order():
            _, source, relation = self.names.heads[key]
            if self._is_lost(relation, source):
                self.faults.lost.add(key)
                continue
            with self.faults.gathered([key]), self.dimensions.undone_on_error():
                defined.append(self._define(key))
        return defined

    def _define(self, key: str) -> tuple[Entity, Draft]:
        head, source, relation = self.names.heads[key]
        if len(relation.sides) > 2:
            raise MatcalcError(
                ErrorName.DUPLICATE_NAME,
                "a definition has one right side",
                source.place(relation.sides[2].start),
                "give the second form a line of its own",
            )
        if source.note is not None:
            must_be_legible(relation, source, self.names)
        draft = self.expressions.draft(relation.sides[1], Context(source, judged=True))
        declared = self.names.entities.get(key)
        if declared is not None:
            self._agrees(declared, draft, head.name, source)
        return self.names.defined(key, draft.rows, draft.columns), draft

    def _agrees(self, declared: Entity, draft: Draft, name: Name, source: Source) -> None:
        if declared.role != "variable":
            kind = "a family" if declared.role == "family" else "a function"
            raise MatcalcError(
                ErrorName.DUPLICATE_NAME,
                f"`{source.quote(name)}` is declared as {kind} and defined as an expression",
                source.place(name.start),
                f"it is {declared.origin}",
            )
        left = Draft(name, source, declared.rows, declared.columns, declared.node)
        self.combine.same_shape(left, draft, "a definition")

    def _in_order(self) -> list[str]:
        """The defined names, each after those it uses; of the imported ones those that are needed."""
        uses = {
            key: [used for side in relation.sides[1:] for used in self.names.used_definitions(side, source)]
            for key, (_, source, relation) in self.names.heads.items()
        }
        needed = self._needed(uses)
        uses = {key: used for key, used in uses.items() if key in needed - self.faults.lost}
        while True:
            try:
                return list(TopologicalSorter(uses).static_order())
            except CycleError as error:
                cycle = list(reversed(error.args[1]))
                with self.faults.gathered(cycle):
                    raise self._circular(cycle) from None
                uses = {
                    key: [each for each in used if each not in cycle]
                    for key, used in uses.items()
                    if key not in cycle
                }

    def _needed(self, uses: Mapping[str, list[str]]) -> set[str]:
        """The names that the block itself defines or mentions, and all that these use."""
        waiting = [key for key, (_, source, _) in self.names.heads.items() if source.note is None]
        waiting += [
            used
            for source, statement in self.own
            if not (isinstance(statement, Relation) and definition_head(statement, source))
            for used in self.names.used_definitions(statement, source)
        ]
        found: set[str] = set()
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting += uses[key]
        return found

    def _circular(self, cycle: list[str]) -> MatcalcError:
        head, source, _ = self.names.heads[cycle[0]]
        return MatcalcError(
            ErrorName.CIRCULAR_DEFINITION,
            "a definition uses itself: " + " → ".join(f"`{key}`" for key in cycle),
            source.place(head.name.start),
            "define each name by names that do not need it",
        )

    # --- dimensions and assumptions ---

    def _name_dimensions(self, asked: list[Asked]) -> None:
        """Name what is unknown: first the sizes of what one differentiates by, then the others."""
        order = [size for request in asked for entity in request.variables for size in entity.sizes]
        order += [size for entity in self.meanings.used.values() for size in entity.sizes]
        self.dimensions.name_unknowns(order)
        self.meanings.check_sizes()
        clash = self.dimensions.clash()
        if clash is not None:
            left, right, reason = clash
            raise ShapeError(
                ErrorName.SHAPE_MISMATCH,
                f"dimensions do not fit: {self.dimensions.shown(left)} and {self.dimensions.shown(right)}",
                reason.source.place(reason.node.start),
            )

    def _variables(self, entities: Iterable[Entity]) -> tuple[Variable | Family, ...]:
        return tuple(
            entity.node(self.dimensions) for entity in entities if entity.role in ("variable", "family")
        )

    def _undeclared(self) -> list[Entity]:
        return [entity for entity in self.meanings.used.values() if not entity.declared]

    def _assumptions(self) -> tuple[str, ...]:
        undeclared = self._undeclared()
        divisors = [entity for entity in undeclared if self.names.only_divides(entity.spelling)]
        said = [f"${entity.spelling.latex}$ is a scalar, as it only divides" for entity in divisors]
        entries = [
            each for each in undeclared if each not in divisors and self.names.is_an_entry(each.spelling)
        ]
        said += [f"${each.spelling.latex}$ is a scalar, as an entry of a matrix" for each in entries]
        weights = [entity for entity in undeclared if "positive definite" in entity.facts]
        said += [
            f"${entity.spelling.latex}$ is symmetric positive definite, as a weight" for entity in weights
        ]
        asked = {entity.key for request in self.asked for entity in request.variables}
        held = dict.fromkeys(each for each in neighbours(self.names) if each.key not in asked)
        said += [f"${each.latex}$ is held constant" for each in held]
        return (*said, *self.assumed)
