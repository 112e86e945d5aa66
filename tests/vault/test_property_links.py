"""Links in front matter count where a whole property, or an entry of a list, is one."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.vault import VaultIndex
from mkdocs_matcalc.vault.mentions import Mentions
from mkdocs_matcalc.vault.propertylinks import property_links


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ('up: "[[Gradient]]"', ["2:6 Gradient"]),
        ("up: '[[Calculus/Gradient#The rule|rule]]'", ["2:6 Calculus/Gradient#The rule"]),
        ('related:\n  - "[[One]]"\n  - "[[Two]]"', ["3:6 One", "4:6 Two"]),
        ('related: ["[[One]]", "[[Two]]"]', ["2:12 One", "2:23 Two"]),
        ("matrix: [[1, 2], [3, 4]]\nbare: [[One]]", []),
        ('said: "see [[One]]"', []),
        ('empty: "[[]]"\nblank: "[[ ]]"', []),
    ],
)
def test_links_of_properties(lines: str, found: list[str]) -> None:
    links = property_links(f'---\n{lines}\n---\nbody: "[[None]]"\n')
    assert [f"{link.line}:{link.column} {link.target}" for link in links] == found


def test_they_are_links_of_the_note() -> None:
    index = VaultIndex.build([("a.md", '---\nup: "[[b]]"\n---\n'), ("b.md", "")])
    assert Mentions(index).pairs() == {("a.md", "b.md")}
