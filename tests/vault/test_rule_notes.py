"""The author's own note on a rule."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.vault import Target, VaultIndex

NOTES = {
    "Calculus/03_Chain_Rule.md": "",
    "Calculus/04 Product rule.md": "# The Leibniz rule\n",
    "Calculus/Trace.md": "---\naliases: [Trace is linear]\n---\n# Trace\n\n## Trace is cyclic\n",
    "Calculus/Differentials.md": '---\ntitle: "Jacobi\'s formula"\n---\n',
    "Other/Sum rule.md": "---\naliases: [Chain rule]\n---\n",
    "Sum rule.md": "",
    "Inverse rule/index.md": "",
}
RULES = {
    "Trace is cyclic": "Trace#Trace is cyclic",
    "sum rule": "Other/Sum rule",
    "Product Rule": "Nowhere",
}


@pytest.fixture(scope="module")
def index() -> VaultIndex:
    return VaultIndex.build(NOTES.items(), rules=RULES)


@pytest.mark.parametrize(
    ("rule", "target"),
    [
        ("chain rule", Target("Calculus/03_Chain_Rule.md")),
        ("Chain-Rule", Target("Calculus/03_Chain_Rule.md")),
        ("leibniz rule", None),
        ("the Leibniz rule", Target("Calculus/04 Product rule.md")),
        ("trace is linear", Target("Calculus/Trace.md")),
        ("trace is cyclic", Target("Calculus/Trace.md", "trace-is-cyclic")),
        ("Jacobi’s formula", Target("Calculus/Differentials.md")),
        ("Sum rule", Target("Other/Sum rule.md")),
        ("product rule", Target("Calculus/04 Product rule.md")),
        ("inverse rule", Target("Inverse rule/index.md")),
        ("quotient rule", None),
    ],
)
def test_note_for(rule: str, target: Target | None, index: VaultIndex) -> None:
    assert index.note_for(rule) == target


def test_the_shortest_path_wins_in_any_order() -> None:
    notes = [("b/Trace.md", ""), ("Trace.md", ""), ("a/Trace.md", "")]
    assert VaultIndex.build(notes).note_for("trace") == Target("Trace.md")
    assert VaultIndex.build(notes[::2]).note_for("trace") == Target("a/Trace.md")
