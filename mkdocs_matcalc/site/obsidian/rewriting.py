"""What must happen to a note's text before Python-Markdown splits it into blocks."""

from __future__ import annotations

from html import escape
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from pymdownx.superfences import SuperFencesBlockPreprocessor  # type: ignore[import-untyped]

from mkdocs_matcalc.site.obsidian.features import Features
from mkdocs_matcalc.site.obsidian.rawhtml import RawHtml, reads_elements
from mkdocs_matcalc.site.obsidian.writing import WRITTEN_ANEW, normal
from mkdocs_matcalc.vault.fences import find_fences
from mkdocs_matcalc.vault.prose import Kind
from mkdocs_matcalc.vault.stretches import Stretch, stretches

# After white space is normal (30), which would take stashed text for no text; before fences (25).
_PRIORITY = 27
# What blocks begin with that extensions hold by four spaces, and their processors.
_HELD_BY = {"!": "admonition", "?": "details", "=": "tabbed", ":": "deflist"}


def register(md: Markdown, features: Features, blocks: RawHtml) -> None:
    """Write blocks anew, hide comments, and take HTML, display formulas and diagrams out of the text."""
    md.preprocessors.register(_Source(md, features, blocks), "matcalc_source", _PRIORITY)


class _Source(Preprocessor):
    def __init__(self, md: Markdown, features: Features, blocks: RawHtml) -> None:
        super().__init__(md)
        self.md: Markdown = md
        self.features = features
        self.blocks = blocks

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if self.features.fences:
            self._read_any_fence()
        if any(getattr(self.features, feature) for feature in WRITTEN_ANEW):
            held = "".join(mark for mark, name in _HELD_BY.items() if name in self.md.parser.blockprocessors)
            text = normal(text, self.features, self.blocks.store, reads_elements(self.md), held)
        if self.features.mermaid and not self._has_own_mermaid():
            text = "\n".join(self._with_diagrams(text.split("\n")))
        return self._with_stretches(text).split("\n")

    def _read_any_fence(self) -> None:
        """Let superfences make code of a fence, too, behind whose marks it can't read all."""
        for each in self.md.preprocessors:
            if isinstance(each, SuperFencesBlockPreprocessor):
                each.config["relaxed_headers"] = True

    def _with_stretches(self, text: str) -> str:
        kept, done = [], 0
        for stretch in stretches(text, whole=False):
            if stretch.kind is Kind.COMMENT and self.features.comments:
                kept.append(text[done : stretch.start])
                done = stretch.end
            elif stretch.kind is Kind.MATHS and self._reads_maths(text[stretch.start]):
                kept += [text[done : stretch.start], self._formula(text, stretch)]
                done = stretch.end
        return "".join([*kept, text[done:]])

    def _formula(self, text: str, stretch: Stretch) -> str:
        """A place-holder; the formula is a block if nothing else stands on its lines or right beside them."""
        above, before = _two_lines(text[: stretch.start][::-1])
        below, after = _two_lines(text[stretch.end :])
        alone = not (above.strip("> ") or below.strip("> ") or before.strip(" >") or after.strip())
        processor = self.md.parser.blockprocessors["arithmatex-block"]
        parent = Element("div")
        output = processor.generic_output if processor.generic else processor.mathjax_output  # type: ignore[attr-defined]
        output(parent, stretch.body)
        if not alone:
            parent[0].tag = "span"
        return self.md.htmlStash.store(self.md.serializer(parent[0]))

    def _reads_maths(self, mark: str) -> bool:
        """Whether `$$`, or `\\[`, is mathematics for this site, and for this plugin to find."""
        if not self.features.maths or "arithmatex-block" not in self.md.parser.blockprocessors:
            return False
        pattern = self.md.parser.blockprocessors["arithmatex-block"].pattern.pattern  # type: ignore[attr-defined]
        return ("(?P<dollar>" if mark == "$" else r"\\\[(?P<math3>") in pattern

    def _with_diagrams(self, lines: list[str]) -> list[str]:
        kept, done = [], 0
        for fence in find_fences(lines, whole=False):
            if fence.info.strip().lower() in ("mermaid", "{.mermaid}", "{mermaid}"):
                drawn = f'<pre class="mermaid"><code>{escape(chr(10).join(fence.body))}</code></pre>'
                kept += [*lines[done : fence.start], fence.prefix + self.md.htmlStash.store(drawn)]
                done = fence.end
        return kept + lines[done:]

    def _has_own_mermaid(self) -> bool:
        if "fenced_code_block" not in self.md.preprocessors:
            return False
        extension = getattr(self.md.preprocessors["fenced_code_block"], "extension", None)
        return any(fence["name"] == "mermaid" for fence in getattr(extension, "superfences", ()))


def _two_lines(text: str) -> tuple[str, str]:
    """The second line of a text, and its first."""
    first, _, rest = text.partition("\n")
    return rest.partition("\n")[0], first
