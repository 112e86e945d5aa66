"""The textbook form: like terms collected, common factors taken out, nothing multiplied out.

Residuals stay whole (2Aᵀ(Ax − y)) unless multiplying out and collecting again is shorter, as where
terms cancel. Of two forms the one with fewer symbols wins, so every rewrite here makes a formula
shorter and the process ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product

from sympy import Basic, Expr, Integer, S, default_sort_key, gcd_list

from mkdocs_matcalc.algebra.build import (
    add,
    bottom_up,
    diag,
    expectation,
    hadamard,
    hadamard_power,
    indexed_sum,
    inverse,
    is_leaf,
    is_ones,
    mul,
    neg,
    power,
    rebuild,
    split_coefficient,
    terms_of,
    trace,
    transpose,
    unvec,
    with_parts,
)
from mkdocs_matcalc.algebra.centring import by_centring
from mkdocs_matcalc.algebra.labels import by_labels
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Diag,
    Expectation,
    Fill,
    Function,
    Hadamard,
    HadamardPower,
    Identity,
    IndexedSum,
    Inverse,
    Mul,
    Pow,
    Trace,
    Transpose,
    Unvec,
    Variable,
    is_number,
    is_scalar,
    remembered,
    shape_of,
)
from mkdocs_matcalc.algebra.order import Key, factor_key, name_key, term_key
from mkdocs_matcalc.algebra.recognise import recognise
from mkdocs_matcalc.limits import tick

Tidy = Callable[[Basic], Basic]
# The factors of the common one, and what builds the rest: of most splits no other term has the factor.
Parts = Iterator[tuple[tuple[Basic, ...], Callable[[], Basic]]]
Splits = Callable[[Basic], Parts]

MOST_TERMS = 64
MOST_TRIED = 4
# Sums within sums can be grouped in so many ways that only the shortest at first sight are looked into.
MOST_SUMS = 60


def textbook(expr: Basic) -> Basic:
    """The form in which a textbook would print an expression; its value is the same."""
    tidy = _Tidy()
    best = tidy(expr)
    while True:
        opened = (opening(best) for opening in OPENINGS)
        shortest = min((tidy(form) for form in opened if form != best), key=size, default=best)
        if size(shortest) >= size(best):
            return in_order(best)
        best = shortest


def turned(expr: Basic) -> Basic:
    """The transpose of what is in textbook form, in textbook form."""
    return in_order(_Tidy()(transpose(expr)))


@remembered
def size(expr: Basic) -> int:
    """How long a formula is: its symbols and its operators."""
    tick()
    if is_number(expr):
        return 0 if abs(expr) == 1 else 1
    if isinstance(expr, Fill) and not is_number(expr.value):
        return size(expr.value) + 2  # it is written as a product with 𝟏
    if isinstance(expr, Variable | Function | Fill | Identity) or not expr.args:
        return 1
    if isinstance(expr, Mul) and expr.args[0] == -1:
        return sum(map(size, expr.args)) + len(expr.args) - 2
    if isinstance(expr, Add | Mul | Hadamard):
        return sum(map(size, expr.args)) + len(expr.args) - 1
    return 1 + sum(size(arg) for arg in expr.args)


@remembered
def canonical(expr: Basic) -> Basic:
    """A form in which sums, Hadamard products and scalar factors are sorted: for comparing only."""
    if is_leaf(expr):
        return expr
    args = [canonical(arg) for arg in expr.args]
    if isinstance(expr, Add | Hadamard):
        args.sort(key=default_sort_key)
    elif isinstance(expr, Mul):
        scalars = sorted((arg for arg in args if is_scalar(arg)), key=default_sort_key)
        chain = [arg for arg in args if not is_scalar(arg)]
        args = [*scalars, *(_one_way_round(chain) if is_scalar(expr) else chain)]
    elif isinstance(expr, Trace) and isinstance(args[0], Mul):
        chain = list(args[0].chain)
        turns = [chain[at:] + chain[:at] for at in range(len(chain))]
        args = [mul(*args[0].scalars, *min(map(_one_way_round, turns), key=_sort_key))]
    return expr.func(*args)


def _one_way_round(chain: list[Basic]) -> list[Basic]:
    """Of a product and its transpose, which have the same trace, the first in sort order."""
    return min(chain, [transpose(factor) for factor in reversed(chain)], key=_sort_key)


def _sort_key(chain: list[Basic]) -> list[object]:
    return [default_sort_key(factor) for factor in chain]


class _Tidy:
    """Bottom up: rebuilds each part, then collects and factors each sum; of equal parts only one."""

    def __init__(self) -> None:
        self._known: dict[Basic, Basic] = {}
        self._sums = 0

    def __call__(self, expr: Basic) -> Basic:
        if is_leaf(expr):
            return expr
        if expr not in self._known:
            self._known[expr] = self._tidied(rebuild(expr, [self(arg) for arg in expr.args]))
        return self._known[expr]

    def _tidied(self, rebuilt: Basic) -> Basic:
        if isinstance(rebuilt, Transpose) and isinstance(rebuilt.args[0], Add):
            opened = collect(add(*(transpose(term) for term in rebuilt.args[0].args)))
            if size(opened) < size(rebuilt):
                rebuilt = opened
        if isinstance(rebuilt, Add):
            rebuilt = _transposed_outside(self._summed(rebuilt))
        if isinstance(rebuilt, Mul):
            rebuilt = _signs_in_front(rebuilt)
        if isinstance(rebuilt, Mul):
            rebuilt = _scalars_in_order(rebuilt)
        if isinstance(rebuilt, Hadamard):
            rebuilt = _sorted(rebuilt, rebuilt.args, factor_key, hadamard)
        return by_centring(by_labels(recognise(rebuilt)))

    def _summed(self, total: Add) -> Basic:
        """Collected and factored; the terms of a sum that stays as it was keep their order."""
        collected = collect(total)
        ordered = in_order(collected)
        self._sums += 1
        most = MOST_TRIED if self._sums <= MOST_SUMS else 0
        factored = factor(ordered, self, most)
        unchanged = factored == ordered and set(terms_of(collected)) == set(total.args)
        return collected if unchanged else in_order(factored)


def in_order(expr: Basic) -> Basic:
    """The terms of a sum in the order of their names."""
    return _sorted(expr, expr.args, term_key, add) if isinstance(expr, Add) else expr


def _scalars_in_order(expr: Basic) -> Basic:
    if not isinstance(expr, Mul):
        return expr
    return _sorted(expr, expr.scalars, factor_key, lambda *scalars: mul(*scalars, *expr.chain))


def _sorted(
    expr: Basic, parts: Sequence[Basic], key: Callable[[Basic], Key], build: Callable[..., Basic]
) -> Basic:
    """What is built of parts in order; the expression itself where they are."""
    ordered = sorted(parts, key=key)
    unchanged = all(one is other for one, other in zip(ordered, parts, strict=True))
    return expr if unchanged else build(*ordered)


def _signs_in_front(product: Mul) -> Basic:
    """A product whose factor is a sum of nothing but differences, with one minus for all of it."""
    for factor in product.args:
        if isinstance(factor, Add) and all(is_negative(term) for term in factor.args):
            others = [neg(each) if each is factor else each for each in product.args]
            return mul(S.NegativeOne, *others)
    return product


def _transposed_outside(expr: Basic) -> Basic:
    """A sum of products of nothing but transposes as one transpose: (X B + B X)ᵀ."""
    if not isinstance(expr, Add) or shape_of(expr)[1] == 1:
        return expr
    turned = in_order(collect(add(*(transpose(term) for term in expr.args))))
    # Of a sum like X⁻ᵀ - Aᵀ the transposes stay on the symbols.
    is_plain = all(isinstance(split_coefficient(term)[1], Transpose) for term in expr.args)
    if size(turned) + (len(expr.args) if is_plain else 1) >= size(expr):
        return expr
    if isinstance(turned, Add) and all(map(is_negative, turned.args)):
        return neg(Transpose(neg(turned)))
    return Transpose(turned)


def collect(expr: Basic) -> Basic:
    """Like terms joined; a term that leads with minus does not come first if another can."""
    opened = [part for term in terms_of(expr) for part in _without_its_bracket(term)]
    if len(opened) > len(terms_of(expr)):
        joined = _joined(opened)
        if len(terms_of(joined)) < len(opened):
            return joined
    return _joined(terms_of(expr))


def _without_its_bracket(term: Basic) -> tuple[Basic, ...]:
    """The terms of −(x − y); any other term alone."""
    number, rest = split_coefficient(term)
    is_bracket = isinstance(rest, Add) and number == S.NegativeOne
    return tuple(map(neg, rest.args)) if is_bracket and rest is not None else (term,)


def _joined(given: Sequence[Basic]) -> Basic:
    numbers: dict[Basic, Expr] = {}
    terms: dict[Basic, Basic | None] = {}
    for term in given:
        number, rest = split_coefficient(term)
        key = canonical(rest) if rest is not None else S.One
        numbers[key] = numbers.get(key, S.Zero) + number
        known = terms.get(key)
        terms[key] = rest if known is None or rest is None else min(known, rest, key=name_key)
    kept = [
        mul(number, rest) if (rest := terms[key]) is not None else number for key, number in numbers.items()
    ]
    summed = add(*kept)
    if isinstance(summed, Add) and is_negative(summed.args[0]):
        positive = [term for term in summed.args if not is_negative(term)]
        negative = [term for term in summed.args if is_negative(term)]
        return add(*positive, *negative)
    return summed


def is_negative(term: Basic) -> bool:
    """Whether a term prints with a minus in front."""
    return bool(split_coefficient(term)[0].could_extract_minus_sign())


def factor(expr: Basic, tidy: Tidy, most: int) -> Basic:
    """Common factors taken out of a sum, as long as that makes it shorter.

    Args:
        most: Of so many terms what stays inside is tidied for each way to group them.
    """
    while isinstance(expr, Add):
        # Each way to group many terms has as many again inside: only the best one's inside is tidied.
        inside = tidy if len(expr.args) <= most else collect
        shorter = [form for form in _factored(expr, inside) if size(form) < size(expr)]
        if not shorter:
            return expr
        best = min(shorter, key=size)
        expr = best if inside is tidy else add(*map(tidy, terms_of(best)))
    return expr


def _factored(expr: Add, inside: Tidy) -> Iterator[Basic]:
    """Every way to take one common factor out of some terms of a sum."""
    terms = expr.args
    common = common_number([split_coefficient(term)[0] for term in terms])
    # It stays over what divides one of the terms, as in 2/n Xᵀr + 2λw.
    if common != 1 and not any(map(_has_a_number_over_a_divisor, terms)):
        yield mul(common, add(*(mul(1 / common, term) for term in terms)))
    for joined in (*_stacked(terms), *_over_one_index(terms, inside)):
        yield inside(joined)
    for parts, join in (
        (_from_the_right, lambda rest, common: mul(rest, common)),
        (_out_of_scalars, lambda rest, common: mul(rest, common)),
        (_from_the_left, lambda rest, common: mul(common, rest)),
        (_scalar_parts, lambda rest, common: mul(common, rest)),
        (_hadamard_parts, lambda rest, common: hadamard(common, rest)),
    ):
        yield from _grouped(terms, parts, join, inside)


def divisors(term: Basic) -> tuple[Pow, ...]:
    """The scalars u⁻ᵏ among the factors of a term."""
    factors = term.args if isinstance(term, Mul) else (term,)
    return tuple(
        factor
        for factor in factors
        if isinstance(factor, Pow) and is_scalar(factor) and is_negative(factor.exponent)
    )


def _has_a_number_over_a_divisor(term: Basic) -> bool:
    below = divisors(term)
    scalars = term.scalars if isinstance(term, Mul) else ()
    return bool(below) and all(is_number(scalar) or scalar in below for scalar in scalars)


def _stacked(terms: Sequence[Basic]) -> Iterator[Basic]:
    """vec⁻¹ u + vec⁻¹ v as vec⁻¹ (u + v), and diag(u) + diag(v) as diag(u + v)."""
    parts = [split_coefficient(term) for term in terms]
    for kind in (Unvec, Diag):
        inside = [mul(number, rest.args[0]) for number, rest in parts if isinstance(rest, kind)]
        if len(inside) > 1:
            others = [
                term for term, (_, rest) in zip(terms, parts, strict=True) if not isinstance(rest, kind)
            ]
            total = add(*inside)
            yield add(*others, diag(total) if kind is Diag else unvec(total, *shape_of(terms[0])))


def _over_one_index(terms: Sequence[Basic], inside: Tidy) -> Iterator[Basic]:
    """Σᵢ aᵢ + Σᵢ bᵢ as Σᵢ (aᵢ + bᵢ), with what stands around each sum in it."""
    groups: dict[tuple[Basic, Basic], dict[Basic, Basic]] = {}
    for term in terms:
        factors = term.args if isinstance(term, Mul) else (term,)
        sums = [at for at, factor in enumerate(factors) if isinstance(factor, IndexedSum)]
        if len(sums) == 1:
            body, over, upper = factors[sums[0]].args
            whole = mul(*factors[: sums[0]], body, *factors[sums[0] + 1 :])
            groups.setdefault((over, upper), {})[term] = whole
    for (over, upper), bodies in groups.items():
        if len(bodies) > 1:
            joined = indexed_sum(inside(add(*bodies.values())), over, upper)
            yield add(*(term for term in terms if term not in bodies), joined)


def common_number(numbers: Sequence[Expr]) -> Expr:
    """The largest number that leaves whole coefficients, positive."""
    leading = numbers[0] if not numbers[0].could_extract_minus_sign() else -numbers[0]
    ratios = [number / leading for number in numbers]
    if not all(ratio.is_Rational for ratio in ratios):
        return gcd_list([abs(number.as_coeff_Mul()[0]) for number in numbers])
    return leading * gcd_list([abs(ratio) for ratio in ratios])


def _grouped(
    terms: Sequence[Basic],
    splits: Splits,
    join: Callable[[Basic, Basic], Basic],
    inside: Tidy,
) -> Iterator[Basic]:
    having: dict[tuple[Basic, ...], set[int]] = {}
    found = []
    for position, term in enumerate(terms):
        for factors, build in splits(term):
            key = tuple(map(canonical, factors))
            having.setdefault(key, set()).add(position)
            found.append((key, position, factors, build))
    groups: dict[object, dict[int, tuple[int, Basic, Basic]]] = {}
    for key, position, factors, build in found:
        if len(having[key]) > 1:
            common, rest = mul(*factors), build()
            groups.setdefault((key, shape_of(rest)), {}).setdefault(position, (position, common, rest))
    for group in groups.values():
        if len(group) < 2:
            continue
        members, positions = list(group.values()), list(group)
        rest = inside(add(*(rest for _, _, rest in members)))
        if splits is _out_of_scalars and (
            rest.atoms(Variable) & members[0][1].atoms(Variable) or any(map(_is_filled, terms_of(rest)))
        ):
            continue
        joined = _scalars_in_order(join(rest, members[0][1]))
        others = [term for position, term in enumerate(terms) if position not in positions[1:]]
        others[positions[0]] = joined
        yield add(*others)


def _is_filled(term: Basic) -> bool:
    """Whether it has one value in every entry of a matrix: (1ᵀg) 1 is not 11ᵀ g."""
    filled = term.chain[0] if isinstance(term, Mul) and len(term.chain) == 1 else term
    return isinstance(filled, Fill) and S.One not in filled.shape


def _chain(term: Basic) -> tuple[list[Basic], list[Basic]]:
    if isinstance(term, Mul):
        return list(term.scalars), list(term.chain)
    return ([term], []) if is_scalar(term) else ([], [term])


def _from_the_right(term: Basic) -> Parts:
    """(factors, rest) for each way to split the end off a chain; a rest is never an identity matrix."""
    scalars, chain = _chain(term)
    for cut in range(len(chain)):
        if cut or shape_of(term)[1] == 1:
            # A scalar is the same whichever way round it is written.
            factors = chain[cut:] if cut or not is_scalar(term) else [mul(*chain)]
            yield tuple(factors), partial(mul, *scalars, *chain[:cut])


def _out_of_scalars(term: Basic) -> Parts:
    """(factors, rest) for each end of a scalar uᵀv beside a vector a: (uᵀv) a = a uᵀ v = a vᵀ u.

    And for each end of the vector's own chain, as another term may have it so. (uᵀa) a stays, and so does
    (uᵀv) a where v stands in what is left, too: scalars are in front.
    """
    scalars, chain = _chain(term)
    if not chain or shape_of(term)[1] != 1:
        return
    for cut in range(1, len(chain)):
        yield tuple(chain[cut:]), partial(mul, *scalars, *chain[:cut])
    for at, scalar in enumerate(scalars):
        ends = scalar.chain if isinstance(scalar, Mul) else ()
        others = [*scalars[:at], *scalars[at + 1 :]]
        for turned in (list(ends), [transpose(factor) for factor in reversed(ends)]):
            for cut in range(1, len(turned)):
                if turned[cut:] != chain:
                    yield tuple(turned[cut:]), partial(mul, *others, *chain, *turned[:cut])


def _from_the_left(term: Basic) -> Parts:
    scalars, chain = _chain(term)
    for cut in range(1, len(chain)):
        yield tuple(chain[:cut]), partial(mul, *scalars, *chain[cut:])


def _scalar_parts(term: Basic) -> Parts:
    scalars, chain = _chain(term)
    for position, scalar in enumerate(scalars):
        others = [*scalars[:position], *scalars[position + 1 :]]
        if is_number(scalar):
            size_only = abs(scalar) if scalar.is_number else scalar
            if size_only != 1 and (others or chain) and not _has_a_number_over_a_divisor(term):
                yield (size_only,), partial(mul, scalar / size_only, *others, *chain)
        elif isinstance(scalar, Pow) and isinstance(scalar.exponent, Integer) and abs(scalar.exponent) > 1:
            once = power(scalar.base, S.One if scalar.exponent > 0 else S.NegativeOne)
            yield (scalar,), partial(mul, *others, *chain)
            yield (once,), partial(mul, power(once, abs(scalar.exponent) - 1), *others, *chain)
        else:
            yield (scalar,), partial(mul, *others, *chain)


def _hadamard_parts(term: Basic) -> Parts:
    """(factors, rest) for each factor of a product by entry; diag(u) X is u 1ᵀ ⊙ X."""
    scalars, chain = _chain(term)
    if len(chain) == 2 and isinstance(chain[0], Diag) and not isinstance(chain[1], Diag | Identity):
        rows, columns = shape_of(term)
        if S.One not in (rows, columns):
            yield (chain[1],), partial(mul, *scalars, chain[0].args[0], Fill(S.One, S.One, columns))
    if is_scalar(term) or len(chain) != 1:
        return
    factors = chain[0].args if isinstance(chain[0], Hadamard) else (chain[0],)
    for position, common in enumerate(factors):
        if is_ones(common):
            continue
        others = [*factors[:position], *factors[position + 1 :]]
        # G ⊙ I is read at once, G ⊙ (2·1 − I) is not.
        if not any(isinstance(other, Identity) for other in others):
            rest = hadamard(*others) if others else Fill(S.One, *shape_of(term))
            yield (common,), partial(mul, *scalars, rest)


def invert_factors(expr: Basic) -> Basic:
    """(X Y)⁻¹ as Y⁻¹ X⁻¹ wherever X and Y are square: they are invertible because their product is.

    And diag(x)⁻¹ as diag(1 ⊘ x).
    """
    return bottom_up(expr, _inverted)


def _inverted(expr: Basic, args: list[Basic]) -> Basic:
    inside = args[0]
    if isinstance(expr, Inverse) and isinstance(inside, Diag):
        return diag(hadamard_power(inside.args[0], -1))
    product = inside if isinstance(expr, Inverse) and isinstance(inside, Mul) and inside.chain else None
    if product is not None and all(shape_of(factor) == shape_of(expr) for factor in product.chain):
        scalars = [power(factor, -1) for factor in product.scalars]
        return mul(*scalars, *(inverse(factor) for factor in reversed(product.chain)))
    return with_parts(expr, args)


def powers_of_factors(expr: Basic) -> Basic:
    """(X ⊙ Y)^⊙k as X^⊙k ⊙ Y^⊙k, with the scalars in front."""
    return bottom_up(expr, _powered)


def _powered(expr: Basic, args: list[Basic]) -> Basic:
    base = args[0]
    product = isinstance(base, Hadamard) or (isinstance(base, Mul) and bool(base.scalars))
    if not (isinstance(expr, HadamardPower) and isinstance(expr.exponent, Integer) and product):
        return with_parts(expr, args)
    scalars, chain = _chain(base)
    inside = mul(*chain)
    factors = inside.args if isinstance(inside, Hadamard) else (inside,)
    raised = hadamard(*(hadamard_power(factor, expr.exponent) for factor in factors))
    return mul(*(power(scalar, expr.exponent) for scalar in scalars), raised)


def expand(expr: Basic) -> Basic:
    """Products multiplied out over sums, where that gives a manageable number of terms."""
    return bottom_up(expr, _expanded)


def _expanded(expr: Basic, args: list[Basic]) -> Basic:
    if isinstance(expr, Transpose) and isinstance(args[0], Add):
        return add(*(transpose(term) for term in args[0].args))
    if isinstance(expr, IndexedSum):
        return add(*(indexed_sum(term, *args[1:]) for term in terms_of(args[0])))
    if isinstance(expr, Expectation):
        return add(*(expectation(term, *args[1:]) for term in terms_of(args[0])))
    if isinstance(expr, Trace):
        return add(*map(trace, terms_of(args[0])))
    if isinstance(expr, Mul | Hadamard):
        build = mul if isinstance(expr, Mul) else hadamard
        choices = [terms_of(arg) for arg in args]
        count = 1
        for choice in choices:
            count *= len(choice)
        if 1 < count <= MOST_TERMS:
            return add(*(build(*choice) for choice in product(*choices)))
    return with_parts(expr, args)


def clear_fractions(expr: Basic) -> Basic:
    """(y ⊘ p + z) ⊙ p as y + z ⊙ p: multiplied out only over sums that divide by another factor."""
    return bottom_up(expr, _cleared)


def _cleared(expr: Basic, args: list[Basic]) -> Basic:
    build = hadamard if isinstance(expr, Hadamard) else mul
    for at, arg in enumerate(args if isinstance(expr, Mul | Hadamard) else ()):
        if isinstance(arg, Add) and not _divisors(arg).isdisjoint(args):
            return add(*(build(*args[:at], term, *args[at + 1 :]) for term in arg.args))
    return with_parts(expr, args)


def _divisors(total: Add) -> set[Basic]:
    """What the terms of a sum divide by."""
    factors = [factor for term in total.args for factor in (term, *term.args)]
    reciprocals = [factor for factor in factors if isinstance(factor, Pow | HadamardPower)]
    return {each.base for each in reciprocals if each.exponent == -1}


def multiplied_out(expr: Basic) -> Basic:
    """Expanded, where that can make it shorter: one sum in one product would only be factored again."""
    opened = expand(expr)
    return expr if opened is expr or _comes_back(expr, opened) else opened


def _comes_back(expr: Basic, opened: Basic) -> bool:
    """Whether what was multiplied out is one sum over whose terms the other factors stand as they did."""
    parts = list(_parts(expr))
    sums = [part for part in parts if isinstance(part, Add)]
    if len(sums) != 1 or any(map(_meets, parts)):
        return False
    within = _leaves(sums[0])
    return _leaves(opened) == within + len(sums[0].args) * (_leaves(expr) - within)


def _meets(part: Basic) -> bool:
    """Whether it may take up a factor that comes to stand beside it, as 1/2 does the 2 of 2 x."""
    if is_number(part):
        return not part.is_Integer
    return isinstance(part, Diag | HadamardPower | IndexedSum | Inverse | Pow)


def _parts(expr: Basic) -> Iterator[Basic]:
    yield expr
    if not is_leaf(expr):
        for arg in expr.args:
            yield from _parts(arg)


def _leaves(expr: Basic) -> int:
    """How many names there are."""
    return sum(is_leaf(part) and not is_number(part) for part in _parts(expr))


OPENINGS = (multiplied_out, invert_factors, clear_fractions, powers_of_factors)
