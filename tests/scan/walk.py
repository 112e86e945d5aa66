"""What is seen on a page: its text, block by block, and its formulas, callouts, lists and the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt"),
    *("figure", "figcaption", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"),
    *("main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "title", "tr", "ul"),
}
_BY_TAG = {
    "li": "item",
    "table": "table",
    "tr": "row",
    "mark": "highlight",
    "del": "strike",
    "s": "strike",
    "strong": "strong",
    "em": "emphasis",
    "blockquote": "quote",
    "pre": "fence",
    "code": "code",
    "br": "line break",
    "hr": "rule",
    **{f"h{level}": f"heading {level}" for level in range(1, 7)},
}
_BY_CLASS = {
    "matcalc-embed": "embed",
    "matcalc": "fence",
    "matcalc-error": "fence",
    "matcalc-media": "picture",
}
_PASSED_OVER = {"script", "style", "svg", "template", "noscript", "math"}
_HOLDS_NOTES = {"div", "section"}
HEADINGS = {f"h{level}" for level in range(1, 7)}
MEDIA = {"img", "video", "audio", "iframe", "object", "embed"}
# What is told of an element by its text up to the first of these in it.
_ENDS_ITEM = {"ul", "ol", "pre", "table", "blockquote", "details"}
# Stands in the text where code, a formula or a picture stands on the page.
THING = "\ufffc"
_COUNTED = {"text", "footnotes"}
_CLOSED_BY = {"p": BLOCKS, "li": {"li"}, "td": {"td", "th", "tr"}, "th": {"td", "th", "tr"}, "tr": {"tr"}}
_NEVER_PAST = {"ul", "ol", "table", "blockquote", "article", "aside", "div", "details"}


@dataclass(eq=False)
class Element:
    """An element that is open."""

    tag: str
    region: str
    hidden: bool
    parts: list[tuple[str, list[str], int]] = field(default_factory=list)


@dataclass
class Page:
    """A page as it is seen.

    Attributes:
        blocks: The text of each block, with the region it stands in and its element's tag. Code, formulas
            and pictures are `THING`.
        parts: What there is of each kind, each by its text or its source.
        noted: How many of each kind stand in footnotes.
        unlinked: The text outside links.
        errors: What the typesetter said of formulas: what is wrong, and the source.
    """

    blocks: list[tuple[str, str, str]] = field(default_factory=list)
    parts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    noted: Counter[str] = field(default_factory=Counter)
    unlinked: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)


def read_page(html: str) -> Page:
    """A page's HTML, as it is seen.

    Regions: "text" is the note itself, "title" and "contents" are of the page, "linked" is what is said of
    other notes below it. An embedded note is counted and not entered.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return reader.page


def _kind(tag: str, classes: set[str], given: dict[str, str]) -> tuple[str, bool, str]:
    """What an element is, whether what is in it is passed over, and what stands in the text in its place."""
    for name, kind in _BY_CLASS.items():
        if name in classes and tag != "img":
            return kind, True, THING if kind == "picture" else ""
    if tag in _PASSED_OVER:
        return "", True, ""
    if tag in MEDIA:
        return "picture", tag != "img", THING
    if tag == "sup" and ("footnote-ref" in classes or given.get("id", "").startswith("fnref")):
        return "footnote", True, ""
    if tag == "input":
        return "task" if given.get("type") == "checkbox" else "", False, ""
    if "admonition-title" in classes or tag == "summary":
        return "callout title", False, ""
    if "admonition" in classes or (tag == "details" and classes):
        return "callout", False, ""
    if tag == "hr" and classes:
        return "", False, ""
    return _BY_TAG.get(tag, ""), tag in {"pre", "code"}, {"code": THING, "br": "\n"}.get(tag, "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[Element] = []
        self._text: list[str] = []
        self._where = ("text", "body")
        self._formula: list[str] | None = None
        self._formula_tag = ""
        self._formula_depth = 0
        self._tex = False
        self._plain = False
        self._refused: list[str] = []
        self._ends_line = False

    # Elements.

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._formula is not None:
            self._in_formula(tag, given)
            return
        classes = given.get("class", "").split()
        self._close_for(tag)
        parent = self._open[-1] if self._open else None
        region = parent.region if parent else "text"
        hidden = parent.hidden if parent else False
        if tag in BLOCKS:
            self.flush()
        if tag == "title":
            region = "title"
        elif "scan-contents" in classes:
            region = "contents"
        elif "matcalc-linked" in classes:
            region = "linked"
        element = Element(tag, region, hidden)
        if not hidden and "arithmatex" in classes and tag in {"span", "div"}:
            self._formula, self._formula_tag, self._formula_depth = [], tag, 1
            self._plain = True
            self._refused = ["not typeset"] if given.get("data-typeset") == "failed" else []
            return
        if not hidden:
            self._count(element, tag, classes, given)
        if tag in VOID:
            return
        self._open.append(element)
        if tag in BLOCKS:
            self._where = (element.region, tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and self._formula is None:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._formula is not None:
            self._formula_end(tag)
            return
        if tag == "br":
            # A browser makes one of it.
            self.handle_starttag(tag, [])
            return
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth].tag == tag:
                break
            if self._open[depth].tag in _NEVER_PAST and tag not in _NEVER_PAST:
                return
        else:
            return
        while len(self._open) > depth:
            self._end(self._open[-1])

    def handle_data(self, data: str) -> None:
        if self._formula is not None:
            if self._tex or self._plain:
                self._formula.append(data)
            return
        element = self._open[-1] if self._open else None
        if element and element.hidden:
            if element.tag in {"pre", "code"}:
                self._say(data, visible=False)
            return
        self._say(data)
        if not any(each.tag == "a" for each in self._open) and (not element or element.region == "text"):
            self.page.unlinked.append(data)

    def flush(self) -> None:
        """End a block."""
        if self._ends_line:
            # Where a block ends or begins, the line does so anyway.
            self.page.parts["line break"].pop()
            self._ends_line = False
        text = "".join(self._text).strip("\n")
        if text.strip():
            self.page.blocks.append((*self._where, text))
        self._text.clear()
        around = [each for each in self._open if each.tag in BLOCKS]
        self._where = (around[-1].region, around[-1].tag) if around else ("text", "body")

    # What is counted.

    def _count(self, element: Element, tag: str, classes: list[str], given: dict[str, str]) -> None:
        kind, closed, shown = _kind(tag, set(classes), given)
        if (
            "matcalc-embed" not in classes
            and {"footnote", "footnotes"} & set(classes)
            and tag in _HOLDS_NOTES
        ):
            element.region = "footnotes"
        elif kind == "task":
            self._task("checked" in given)
        elif kind:
            self._part(element, kind)
        self._say(shown)
        element.hidden = closed

    def _part(self, element: Element, kind: str) -> None:
        if element.region not in _COUNTED or (element.region == "footnotes" and kind in {"item", "rule"}):
            return
        before = ""
        if kind == "line break":
            before = "".join(self._text).rstrip(" ")[-40:]
            # A heading is a line, and a block begins one.
            if not before.strip(" \t\n\u200b") or any(each.tag in HEADINGS for each in self._open):
                return
        self.page.parts[kind].append(before)
        self.page.noted[kind] += element.region == "footnotes"
        self._ends_line = kind == "line break"
        element.parts.append((kind, [], len(self.page.parts[kind]) - 1))

    def _part_done(self, element: Element) -> None:
        for kind, text, place in element.parts:
            self.page.parts[kind][place] = " ".join("".join(text).split())
        element.parts.clear()

    def _task(self, done: bool) -> None:
        for element in reversed(self._open):
            if element.tag == "li":
                self._part(element, "task done" if done else "task open")
                return

    # Text.

    def _say(self, text: str, visible: bool = True) -> None:
        for element in self._open:
            for _, said, _ in element.parts:
                said.append(text)
        self._ends_line = self._ends_line and not text.strip()
        if visible:
            self._text.append(text)

    def _close_for(self, tag: str) -> None:
        for element in reversed(self._open):
            if element.tag in _CLOSED_BY and tag in _CLOSED_BY[element.tag]:
                while self._open and self._open[-1] is not element:
                    self._end(self._open[-1])
                self._end(element)
                break
            if element.tag in _NEVER_PAST:
                break
        if tag in _ENDS_ITEM:
            for element in self._open:
                if element.tag in {"li", "div", "details"}:
                    self._part_done(element)
        if tag == "p":
            for element in self._open:
                if any(kind == "callout" and "".join(said).strip() for kind, said, _ in element.parts):
                    self._part_done(element)

    def _end(self, element: Element) -> None:
        if element.tag in BLOCKS:
            self.flush()
        self._part_done(element)
        self._open.remove(element)
        if element.tag in BLOCKS:
            around = [each for each in self._open if each.tag in BLOCKS]
            self._where = (around[-1].region, around[-1].tag) if around else ("text", "body")

    # Formulas, typeset or not.

    def _in_formula(self, tag: str, given: dict[str, str]) -> None:
        self._plain = False
        if "katex-error" in given.get("class", ""):
            self._refused.append(given.get("title", "").replace("\n", " "))
            self._tex = True
        elif "eqn-num" in given.get("class", "").split():
            self._refused.append("a row has a number")
        elif "color:#cc0000" in given.get("style", "").replace(" ", ""):
            self._refused.append("unknown command")
        if tag == self._formula_tag and tag not in VOID:
            self._formula_depth += 1
        if tag == "annotation":
            self._tex = True

    def _formula_end(self, tag: str) -> None:
        if tag == "annotation":
            self._tex = False
        if tag == self._formula_tag:
            self._formula_depth -= 1
        if self._formula_depth:
            return
        source = " ".join("".join(self._formula or []).split())
        if source[:2] in {r"\(", r"\["}:
            source = source[2:-2].strip()
        region = self._open[-1].region if self._open else "text"
        if region in _COUNTED:
            self.page.parts["formula"].append(source)
            self.page.noted["formula"] += region == "footnotes"
            self.page.errors += [(why, source) for why in dict.fromkeys(self._refused)]
        self._formula, self._tex = None, False
        self._say(THING)
