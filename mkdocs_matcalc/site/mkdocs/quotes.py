"""What a page says around its links: each sentence as the page shows it, cut to two lines or so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import accumulate, takewhile

from markupsafe import Markup

from mkdocs_matcalc.site.mkdocs.passages import Element, Link, Passage, Piece, passages

# No sentence ends behind a single letter (`e.g.`, `z. B.`, `J. Smith`) and before a small one.
_END = re.compile(
    r"""(?:[!?…]|(?<!\b[^\W\d_])(?<!\bcf)(?<!\bvs)\.)["'”’»)\]]*\s+(?=[^a-z\s]|\Z)|[。！？]""",
)
# A text may be cut where a word ends, and behind each sign of a script that has no spaces.
_BREAK = re.compile(r"\s+|(?<=[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef])")
_LONGEST = 240
# What is kept around links that are far from each other.
_AROUND = 80
_MARKED = '<mark class="matcalc-mention">'

Quotes = dict[str, tuple[Markup, ...]]


def quotes(html: str, leads_to: Callable[[str], str | None]) -> Quotes:
    """The sentences of a page around its links, in order and each once, by what these lead to.

    Args:
        html: The page's content.
        leads_to: What an address leads to; None for what no one asks for.
    """
    found: defaultdict[str, dict[Markup, None]] = defaultdict(dict)
    for passage in passages(html):
        for target, quote in _of_passage(passage, leads_to):
            found[target][quote] = None
    return {target: tuple(sentences) for target, sentences in found.items()}


def _of_passage(passage: Passage, leads_to: Callable[[str], str | None]) -> Iterator[tuple[str, Markup]]:
    text = "".join(piece.text for piece in passage.pieces)
    ends = [end.end() for end in _END.finditer(text)]
    together: defaultdict[tuple[int, str], list[Link]] = defaultdict(list)
    for link in passage.links:
        if text[link.start : link.end].strip() and (target := leads_to(link.href)) is not None:
            together[bisect_right(ends, link.start), target].append(link)
    if not together:
        return
    starts = list(accumulate((len(piece.text) for piece in passage.pieces), initial=0))
    bounds = [0, *ends, len(text)]
    for (number, target), links in together.items():
        start, end = _trimmed(text, bounds[number], bounds[number + 1])
        first, last = _trimmed(text, *_cut(text, start, end, links))
        pieces = _between(passage.pieces, starts, first, last)
        html = _html(pieces, {link.number for link in links})
        # Texts are escaped there, and tags where they were read.
        yield target, Markup("… " * (first > start) + html + " …" * (last < end))  # noqa: S704


def _cut(text: str, start: int, end: int, links: Sequence[Link]) -> tuple[int, int]:
    """What is shown of a sentence: all of it, or as much as is not too long around its first links."""
    if end - start <= _LONGEST:
        return start, end
    first, reach = links[0].start, links[0].start + _LONGEST - _AROUND
    last = max(link.end for link in links if link is links[0] or link.end <= reach)
    room = max(_LONGEST - (last - first), 0)
    before = min(first - start, max(room // 2, room - (end - last)))
    after = min(end - last, room - before)
    return _break_after(text, first - before, first, start), _break_before(text, last, last + after, end)


def _break_after(text: str, place: int, first: int, start: int) -> int:
    """The first place for a cut from a place on; at most where the link begins."""
    if place == start:
        return start
    found = _BREAK.search(text, place, first)
    return found.end() if found else first


def _break_before(text: str, last: int, place: int, end: int) -> int:
    """The last place for a cut up to a place; at least where the link ends."""
    if place == end:
        return end
    found = [each.start() for each in _BREAK.finditer(text, last, place)]
    return found[-1] if found else last


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the spaces at both ends."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def _between(pieces: Sequence[Piece], starts: Sequence[int], first: int, last: int) -> Iterator[Piece]:
    """The pieces from one place in the text to another."""
    for number in range(bisect_right(starts, first) - 1, len(pieces)):
        piece, start = pieces[number], starts[number]
        if start >= last:
            return
        if piece.html is None:
            yield Piece(piece.text[max(first - start, 0) : last - start], piece.around)
        else:
            yield piece


def _html(pieces: Iterable[Piece], marked: set[int]) -> str:
    """The pieces as HTML, with the links of these numbers marked."""
    parts: list[str] = []
    around: tuple[Element, ...] = ()
    for piece in (*pieces, Piece("", ())):
        shared = sum(
            1 for _ in takewhile(lambda two: two[0] is two[1], zip(around, piece.around, strict=False))
        )
        parts += [_closing(_tag(element, marked)) for element in reversed(around[shared:])]
        parts += [_tag(element, marked) for element in piece.around[shared:]]
        parts.append(escape(piece.text, quote=False) if piece.html is None else piece.html)
        around = piece.around
    return "".join(parts)


def _tag(element: Element, marked: set[int]) -> str:
    return _MARKED if element.link in marked else element.opening


def _closing(opening: str) -> str:
    return f"</{opening[1:-1].split()[0]}>" if opening else ""
