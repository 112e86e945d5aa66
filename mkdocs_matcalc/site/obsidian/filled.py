"""What the conversion of one page fills."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Filled:
    """Made anew for each page.

    Attributes:
        derivations: Ids of the derivations that were placed on it.
        cycles: What is to say of notes embedded in themselves, by the page that embeds this one.
        labels: The text of each heading with formulas, as Python-Markdown has it, and the same made legible.
        contents: What the contents show of such a heading, as HTML, by the heading's id.
    """

    derivations: set[str] = field(default_factory=set)
    cycles: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
