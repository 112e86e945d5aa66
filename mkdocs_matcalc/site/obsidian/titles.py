"""A note's title where it stands away from its page: its formulas are formulas there, too, or legible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString
from markupsafe import Markup

from mkdocs_matcalc.site.obsidian.plainmaths import plain_maths

_FORMULA = re.compile(r"(\\\(.+?\\\))")


def as_label(title: str) -> str:
    """As text alone."""
    return "".join(plain_maths(part[2:-2]) if is_formula else part for part, is_formula in _parts(title))


def as_html(title: str) -> Markup:
    """With formulas for a page to typeset."""
    formula = Markup('<span class="arithmatex">{}</span>')
    return Markup().join(formula.format(part) if is_formula else part for part, is_formula in _parts(title))


def fill(element: Element, title: str) -> None:
    """Make it what an empty element shows."""
    element.text = AtomicString("")
    for part, is_formula in _parts(title):
        if is_formula:
            SubElement(element, "span", {"class": "arithmatex"}).text = AtomicString(part)
        elif len(element):
            element[-1].tail = AtomicString(part)
        else:
            element.text = AtomicString(part)


def _parts(title: str) -> Iterator[tuple[str, bool]]:
    """The texts and the formulas of a title."""
    for number, part in enumerate(_FORMULA.split(title)):
        yield part, number % 2 == 1
