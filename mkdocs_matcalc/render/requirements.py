"""Conditions in words."""

from __future__ import annotations

from mkdocs_matcalc.calculus.catalogue import Condition
from mkdocs_matcalc.render.formula import row
from mkdocs_matcalc.render.phrases import Prose, prose, written
from mkdocs_matcalc.render.printer import formula
from mkdocs_matcalc.render.typed import typed


def condition_prose(condition: Condition) -> Prose:
    """A condition in words."""
    if condition.subject is None:
        return written(condition.words)
    relation = [" ", typed(condition.relation)] if condition.relation else []
    subject = row(formula(condition.subject), *relation)
    return prose(subject, *([f" {condition.words}"] if condition.words else []))
