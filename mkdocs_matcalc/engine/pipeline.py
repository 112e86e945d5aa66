"""From a problem to derivations that hold: one method stands in for another that fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from mkdocs_matcalc.algebra.problem import Problem
from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.engine import report
from mkdocs_matcalc.engine.measured import measured
from mkdocs_matcalc.errors import CheckFailed, ErrorName, MatcalcError, OurMistake, Place, Uncheckable
from mkdocs_matcalc.language import Undecided
from mkdocs_matcalc.limits import stage
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.present import present
from mkdocs_matcalc.verify.checked import checked
from mkdocs_matcalc.verify.executed import executed
from mkdocs_matcalc.verify.vetted import vetted

# In the order in which one stands in for another.
METHODS = {
    "differential": "by differentials",
    "chain": "by the chain rule",
    "index": "by entries",
    "pattern": "by known identities",
}
STAND_INS = ("differential", "chain", "index")


def decided(read: Callable[[], Problem]) -> list[Derivation]:
    """The derivations of what is read, as `derivations` has them.

    Where two readings are as likely and all that is read are claims, they hold if they do in one, which the
    verdicts name, and one is false if in each reading some are.

    Raises:
        MatcalcError: As `derivations` does, or for what can't be read.
    """
    try:
        problem = read()
    except Undecided as undecided:
        tried: list[list[Derivation]] = []
        for problem, said in undecided.problems:
            with suppress(MatcalcError):
                found = [_read_as(said, each) for each in derivations(problem)]
                if all(each.holds for each in found[0].judgements):
                    return found
                tried.append(found)
        contradicted = [found for found in tried if any(each.holds is False for each in found[0].judgements)]
        if not tried or len(contradicted) < len(undecided.problems):
            raise
        return contradicted[0]
    return derivations(problem)


def _read_as(said: str, derivation: Derivation) -> Derivation:
    judgements = (
        replace(each, reading=" ".join(filter(None, (said, each.reading)))) for each in derivation.judgements
    )
    return replace(derivation, judgements=tuple(judgements))


def derivations(problem: Problem) -> list[Derivation]:
    """The derivation by each method that a problem names, its every line and result checked.

    Where one fails its check, those by the other methods stand in for it, and a note says so. Where nobody
    named a method, they do so too for one with a line that has no value to be checked at.

    Raises:
        MatcalcError: The problem is too large, has a rule that does not hold, or has no rule for some part.
        OurMistake: By no method is there a derivation that holds.
    """
    stage("while its rules were checked")
    vetted(measured(problem))
    asked = problem.methods or ("",)
    held: list[Derivation] = []
    failed: dict[str, Exception] = {}
    uncheckable: list[Uncheckable] = []
    for method in dict.fromkeys((*asked, *STAND_INS)):
        if method in failed or (held and method not in asked):
            continue
        try:
            outcome = _attempt(problem, method)
        except Uncheckable as error:
            if method in problem.methods:
                raise
            uncheckable.append(error)
            continue
        except MatcalcError:
            # What a method that nobody asked for can't do is of no interest.
            if method in asked:
                raise
            continue
        if isinstance(outcome, Derivation):
            held.append(outcome)
        else:
            failed.update(outcome)
    if not held:
        raise _mistake(problem, failed) if failed else uncheckable[-1]
    note = [_note(failed, held[0].method)] if failed else []
    return [replace(held[0], notes=(*held[0].notes, *note)), *held[1:]]


def documented(derivations: Sequence[Derivation]) -> Document:
    """Checked derivations of one problem as a page shows them: the first, with those by other methods."""
    first, *others = map(_documented, derivations)
    return replace(first, others=tuple(others))


def _documented(derivation: Derivation) -> Document:
    """A checked derivation with the code that holds when it is run."""
    stage("while its code was printed and run")
    code = executed(derivation)
    for each in code.rejected:
        report.noticed(each)
    return present(derivation, code)


def _attempt(problem: Problem, method: str) -> Derivation | dict[str, Exception]:
    """The derivation by a method, or what is our mistake in it by the method's name."""
    name = method
    try:
        stage("while it was derived")
        derivation = derive(
            replace(problem, options={**problem.options, "method": method}) if method else problem
        )
        name = derivation.method
        stage("during its numeric check", _place(problem))
        return checked(derivation)
    except (RecursionError, MemoryError):
        raise
    except ImportError as error:
        # A library that is there can't be loaded where there is no memory left for it.
        raise MemoryError from error
    except Exception as error:
        if isinstance(error, MatcalcError) and not isinstance(error, CheckFailed):
            raise
        report.noticed(error)
        return {name: error}


def _place(problem: Problem) -> Place | None:
    """The line of the first thing that is asked."""
    places = [
        *(request.place for request in problem.requests),
        *(claim.left.place for claim in problem.claims),
        *(rule.place for rule in problem.rules),
    ]
    return next((place for place in places if place), None)


def _mistake(problem: Problem, failed: Mapping[str, Exception]) -> OurMistake:
    what = "what matcalc derived here does not hold against numbers, so it is not shown"
    if not _unchecked(failed):
        what = report.FAILED
    message = f"{what}; {report.OURS} (tried {_listed(failed)})"
    mistake = OurMistake(ErrorName.OUR_MISTAKE, message, _failing(problem))
    mistake.found = "; ".join(
        f"{name or 'default'}: {report.described(error)}" for name, error in failed.items()
    )
    return mistake


def _failing(problem: Problem) -> Place | None:
    """The line that asks for what can't be derived rightly: of several, the first that fails alone too."""
    for request in problem.requests if len(problem.requests) > 1 else ():
        try:
            checked(derive(replace(problem, requests=(request,), claims=())))
        except Exception:
            return request.place
    return _place(problem)


def _note(failed: Mapping[str, Exception], method: str) -> str:
    what = "the result fails its check against finite differences" if _unchecked(failed) else "matcalc fails"
    return (
        f"Derived {METHODS.get(method, method)}: {_listed(failed)} {what}, which is a mistake of ours, "
        "not of this note."
    )


def _unchecked(failed: Mapping[str, Exception]) -> bool:
    """Whether there was a derivation, and its check failed."""
    return any(isinstance(error, CheckFailed) for error in failed.values())


def _listed(failed: Mapping[str, Exception]) -> str:
    return " and ".join(METHODS.get(name, "by the usual method") for name in failed)
