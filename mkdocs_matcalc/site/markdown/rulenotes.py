"""The note that says what a rule is."""

from __future__ import annotations

from mkdocs_matcalc.render.document import RuleRef
from mkdocs_matcalc.vault import Target, VaultIndex


def note_on(rule: RuleRef, index: VaultIndex) -> Target | None:
    """Where a rule of the author's stands, or the author's own note on one of the catalogue."""
    return Target(*rule.address.split("#", 1)) if rule.address else index.note_for(rule.name)
