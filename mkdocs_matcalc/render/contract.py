"""Document → the JSON contract of `matcalc derive --format json`, which tools of others rely on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mkdocs_matcalc.algebra.evidence import DecidedBy
from mkdocs_matcalc.render.document import Check, Document, Result, RuleRef, ShownClaim, ShownStep
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.pictures import Box, Pictures
from mkdocs_matcalc.render.unicode import unicode_text
from mkdocs_matcalc.render.wording import assumptions


def contract(document: Document) -> dict[str, Any]:
    """A derivation as JSON holds it: formulas in LaTeX, and sentences with them between dollar signs.

    What pictures show is in Unicode.
    """
    check = document.check
    return {
        "results": [_result(result) for result in document.results],
        "steps": [_step(step) for step in document.steps],
        "claims": [_claim(claim) for claim in document.claims],
        "check": _check(check) if check else {},
        "problem": [latex(line) for line in document.problem],
        "shapes": [latex(declared.formula) for declared in document.shapes],
        "assumptions": [assumption.source for assumption in assumptions(document)],
        "notes": [note.prose.source for note in document.notes],
        "options": document.options,
        "pictures": _pictures(document.pictures),
        "others": [contract(other) for other in document.others],
        "code": document.code,
    }


def _check(check: Check) -> dict[str, Any]:
    means = check.means
    how = {"how": means.how, "bound": means.bound} if means else {"how": DecidedBy.NUMBERS, "bound": None}
    return {"points": check.points, "worst": check.worst, **how}


def _step(step: ShownStep) -> dict[str, Any]:
    return {
        "latex": step.latex,
        "rule": "; ".join(rule.name for rule in step.rules),
        "condition": step.condition.source,
        "substeps": [_step(each) for each in step.substeps],
        "note": step.note.source,
        "rules": [_rule(rule) for rule in step.rules],
    }


def _rule(rule: RuleRef) -> dict[str, Any]:
    return {
        "name": rule.name,
        "slug": rule.slug,
        "statement": rule.statement,
        "condition": rule.condition.source,
        "address": rule.address,
        "instance": rule.here.source,
    }


def _claim(claim: ShownClaim) -> dict[str, Any]:
    return {
        "line": claim.line,
        "holds": claim.holds,
        "verdict": claim.verdict,
        "reading": claim.reading.source or None,
        "why": claim.why.source,
        "stated": claim.stated.source,
        "how": claim.means and claim.means.how,
        "bound": claim.means and claim.means.bound,
        "counterexample": claim.counterexample and asdict(claim.counterexample),
        "would_hold": claim.would_hold.source or None,
    }


def _result(result: Result) -> dict[str, Any]:
    turned = result.turned
    return {
        "wrt": result.wrt,
        "order": result.order,
        "latex": result.latex,
        "shape": list(result.shape),
        "numpy": result.numpy,
        "torch": result.torch,
        "jax": result.jax,
        "lhs": latex(result.label),
        "shape_latex": latex(result.space),
        "where": latex(result.where) if result.where else "",
        "turned": turned
        and {
            "lhs": latex(turned.label),
            "latex": latex(turned.formula),
            "shape_latex": latex(turned.space),
        },
    }


def _pictures(pictures: Pictures) -> dict[str, Any]:
    return {
        "products": [
            {
                "factors": [_box(factor) for factor in product.factors],
                "sign": product.sign,
                "whole": _box(product.whole),
            }
            for product in pictures.products
        ],
        "stages": [
            {
                "name": unicode_text(stage.name),
                "formula": unicode_text(stage.formula),
                "inputs": [unicode_text(each) for each in stage.inputs],
                "uses": list(stage.uses),
                "delta": unicode_text(stage.delta) if stage.delta else "",
            }
            for stage in pictures.stages
        ],
    }


def _box(box: Box) -> dict[str, str]:
    return {
        "name": unicode_text(box.name),
        "rows": unicode_text(box.rows),
        "columns": unicode_text(box.columns),
    }
