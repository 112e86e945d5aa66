"""A note's page against the same note by the reference reader: what is raw, lost, or there too often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass

from .raw import ADDRESS, Raw, raw_in
from .walk import Page

# By the letter `**a.**b` is not strong, an item far to the right is none, and a link's name is no Markdown:
# it is kinder to show them so.
_MORE_IS_FINE = {"strong", "emphasis", "strike", "item", "code"}
COUNTED = (
    *(
        "formula",
        "callout",
        "callout title",
        "item",
        "task open",
        "task done",
        "table",
        "row",
        "fence",
        "code",
        "embed",
    ),
    *("picture", "footnote", "highlight", "strike", "strong", "emphasis", "quote", "rule", "line break"),
    *(f"heading {level}" for level in range(1, 7)),
)
_DEFINITION = re.compile(
    r"\\(?:(?:re|provide)?newcommand|g?def|let|DeclareMathOperator)\*?\s*\{?\\(?:\w+|\W)\}?(?:\[\d\]|#\d)*\s*"
    r"(?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|\\\w+)?"
)
_ENOUGH = 12
_WORD = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True)
class Finding:
    """One fault of a page.

    Attributes:
        kind: Its kind.
        note: The note's path.
        line: The line of the note, from 1; None where it can't be told.
        excerpt: What is seen, or what is not.
    """

    kind: str
    note: str
    line: int | None
    excerpt: str


def left_raw(name: str, reference: Page) -> Counter[tuple[str, str]]:
    """What a note's author has left as source, in its name or its text: each kind, and what it is."""
    raws = [*raw_in(name, "title"), *(raw for _, tag, text in reference.blocks for raw in raw_in(text, tag))]
    return Counter((raw.name, raw.text) for raw in raws)


def findings(
    note: str, text: str, page: Page, reference: Page, elsewhere: Set[tuple[str, str]] = frozenset()
) -> list[Finding]:
    """What the page of a note gets wrong.

    Args:
        note: The note's path.
        text: Its source, to tell the lines.
        page: What the site shows.
        reference: What it should show.
        elsewhere: What has been left as source in the other notes, which this page may quote.
    """
    found = [
        Finding(f"{region}{raw.name}", note, line_of(text, raw), raw.around)
        for region, raw in _raw(page, left_raw(note.rpartition("/")[2], reference), elsewhere)
    ]
    for kind in COUNTED:
        if kind == "line break" and _without_breaks(text, page, reference):
            continue
        found += _counted(kind, note, text, page, reference)
    for why, source in page.errors:
        found.append(Finding("katex", note, _line(text, source), f"{why[:110]} ⟨{source[:800]}⟩"))
    left = set(ADDRESS.findall(" ".join(reference.unlinked)))
    for address in ADDRESS.findall(" ".join(page.unlinked)):
        if address in left:
            continue
        found.append(Finding("address", note, _line(text, address), address[:80]))
    found += _words(note, text, page, reference)
    return found


def _without_breaks(text: str, page: Page, reference: Page) -> bool:
    """Whether ends of lines are seen otherwise: beside a display, or as items that are kinder shown."""
    lost, more = (
        len(of.parts[kind]) - len(other.parts[kind])
        for kind, of, other in (("line break", reference, page), ("item", page, reference))
    )
    return "$$" in text or 0 < lost <= more


def _raw(
    page: Page, meant: Counter[tuple[str, str]], elsewhere: Set[tuple[str, str]]
) -> Iterable[tuple[str, Raw]]:
    for region, tag, text in page.blocks:
        for raw in raw_in(text, tag if region in {"text", "footnotes"} else region):
            if region in {"text", "footnotes"}:
                if meant[raw.name, raw.text]:
                    meant[raw.name, raw.text] -= 1
                    continue
                yield "", raw
            elif region == "linked" and raw.name == "block id" and f"> {raw.text}" in text:
                # The name of a block that is linked.
                continue
            elif (raw.name, raw.text) not in meant and not _is_quoted(raw, elsewhere):
                # What stands in code within a heading is no more than text in the contents.
                if any(raw.text in code for code in page.parts["code"]):
                    continue
                yield f"{region}: ", raw


def _is_quoted(raw: Raw, elsewhere: Set[tuple[str, str]]) -> bool:
    """Whether what another note leaves as source begins so; quoted, it is cut, and its lines are joined."""
    return any(raw.name == name and raw.text[:_ENOUGH] == text[:_ENOUGH] for name, text in elsewhere)


def _counted(kind: str, note: str, text: str, page: Page, reference: Page) -> Iterable[Finding]:
    shown, meant = _told(page.parts[kind]), _told(reference.parts[kind])
    # A footnote that nothing refers to is no fault.
    more = len(shown) - page.noted[kind] - len(meant) + reference.noted[kind]
    if len(shown) >= len(meant) and (more <= 0 or kind in _MORE_IS_FINE):
        return
    ours, theirs = Counter(map(_plain, shown)), Counter(map(_plain, meant))
    lost, added = list((theirs - ours).elements()), list((ours - theirs).elements())
    which, word = (lost, "lost") if len(shown) < len(meant) else (added, "added")
    some = next(filter(None, which), "")
    yield Finding(f"{kind} {word}", note, _line(text, some), f"{len(shown)} for {len(meant)}: {some[:90]}")


def _words(note: str, text: str, page: Page, reference: Page) -> Iterable[Finding]:
    theirs = _all_words(reference)
    # A footnote that nothing refers to is no fault.
    without_notes = _all_words(page, {"text"})
    for word, more in (("lost", theirs - _all_words(page)), ("added", without_notes - theirs)):
        if more:
            first = next(iter(more))
            said = " ".join(more)
            yield Finding(f"words {word}", note, _line(text, first), f"{more.total()}: {said[:90]}")


def _all_words(page: Page, regions: Set[str] = frozenset({"text", "footnotes"})) -> Counter[str]:
    texts = [text for region, _, text in page.blocks if region in regions]
    shown = " ".join([*texts, *page.parts["fence"], *page.parts["code"]]).casefold()
    # Stars that are left raw stand within words, and are told as such.
    return Counter(_WORD.findall(shown.replace("*", "")))


def _told(parts: list[str]) -> list[str]:
    """Without formulas that show nothing: they only define commands, or have spaces alone."""
    return [part for part in parts if not part or _DEFINITION.sub("", part).strip(" \\")]


def _plain(text: str) -> str:
    return " ".join(text.split())


def line_of(text: str, raw: Raw) -> int | None:
    return _line(text, raw.around) or _line(text, raw.text)


def _line(text: str, excerpt: str) -> int | None:
    """The first line of the note that has the excerpt's longest run of plain characters."""
    runs = sorted(re.split("[\ufffc\n*_`\\[\\]]+", excerpt), key=len, reverse=True)
    for run in runs[:2]:
        if len(run.strip()) >= 2 and (place := text.find(run.strip())) >= 0:
            return text.count("\n", 0, place) + 1
    return None
