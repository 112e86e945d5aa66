"""Work on the HTML of a whole page.

Python-Markdown runs its postprocessors over the text of each heading, too, which is no page.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

# Before all else is done, and when everything is in its place in the tree.
_FIRST = 1000
_LAST = -100


class WholePage(Postprocessor):
    """A postprocessor of pages alone."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.is_whole = False

    def register(self, md: Markdown, name: str, priority: float) -> None:
        md.preprocessors.register(_Begin(self), f"{name}_begin", _FIRST)
        md.treeprocessors.register(_Tree(self), f"{name}_tree", _LAST)
        md.postprocessors.register(self, name, priority)

    def run(self, text: str) -> str:
        return self.on_page(text) if self.is_whole else text

    def on_tree(self, root: Element) -> None:
        """Change the finished tree of the page."""

    def on_page(self, html: str) -> str:
        """The HTML to be shown in the place of the page's."""
        raise NotImplementedError


class _Begin(Preprocessor):
    def __init__(self, owner: WholePage) -> None:
        super().__init__()
        self.owner = owner

    def run(self, lines: list[str]) -> list[str]:
        self.owner.is_whole = False
        return lines


class _Tree(Treeprocessor):
    def __init__(self, owner: WholePage) -> None:
        super().__init__()
        self.owner = owner

    def run(self, root: Element) -> None:
        self.owner.is_whole = True
        self.owner.on_tree(root)
