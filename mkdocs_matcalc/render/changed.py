"""What a line of a derivation has that the line above had not, in a colour.

The colour is a name, `teal`: KaTeX and MathJax both leave it in the style of what they make of it, where a
style sheet finds it and puts the theme's own in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from mkdocs_matcalc.render.align import left_side

MARK = r"\textcolor{teal}{"
_GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_COMMAND = rf"\\(?!(?:left|right)(?![a-zA-Z]))[a-zA-Z]++(?:{_GROUP})*+"
_SCRIPTS = rf"(?:[_^](?:{_GROUP}|\\[a-zA-Z]+|[^\\{{}}]))*"
_RELATION = r"\\(?:Rightarrow|Leftrightarrow|iff|approx)(?![a-zA-Z])"
_DELIMITER = r"(?![a-zA-Z])\s*(?:\\[a-zA-Z]+|\\.|.)"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+ | \\[,;:!\ ] | \\q?quad(?![a-zA-Z]))
  | (?P<between>& | , | \\\\ | \}}\{{)
  | (?P<opens>(?:{_COMMAND})?(?:\\left{_DELIMITER} | [(\[]) | \\begin{_GROUP} | \\(?:frac|sqrt)\{{ | \\?\{{
      | \\l[vV]ert(?![a-zA-Z]))
  | (?P<closes>(?:\\right{_DELIMITER} | [)\]] | \\end{_GROUP} | \\?\}} | \\r[vV]ert(?![a-zA-Z])){_SCRIPTS})
  | (?P<operator>[-+=] | {_RELATION} | \\(?:cdot|odot|otimes|oslash|oplus|circ|times)(?![a-zA-Z]))
  | (?P<symbol>(?:\\mathrm\{{d\}}\s*(?!{_COMMAND}[(\\]))?(?:{_COMMAND} | [\d.]+ | [^\\] | \\\|){_SCRIPTS})
  | (?P<unknown>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class _Token:
    """A symbol with its scripts, or a mark, and where it stands in its line."""

    text: str
    kind: str
    start: int
    end: int


def mark_changes(lines: Iterable[str]) -> list[str]:
    """The same lines of LaTeX; a line that goes on from the one above has what is new in it in colour."""
    marked = []
    above = ""
    for line in lines:
        marked.append(_marked(above, line) if above and left_side(line) == "" else line)
        above = line
    return marked


def _marked(above: str, line: str) -> str:
    old, new = list(_tokens(above)), list(_tokens(line))
    matcher = SequenceMatcher(None, [one.text for one in old], [one.text for one in new], autojunk=False)
    same = {block.b + number for block in matcher.get_matching_blocks() for number in range(block.size)}
    partners = _partners(new)
    # Of a line that is new as a whole, nothing stands out.
    if partners is None or all(new[number].kind != "symbol" for number in same):
        return line
    for first, last in reversed(list(_runs(new, same, partners, 0, len(new)))):
        start, end = new[first].start, new[last].end
        line = f"{line[:start]}{MARK}{line[start:end]}}}{line[end:]}"
    return line


def _tokens(line: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(line):
        if found.lastgroup and found.lastgroup != "space":
            yield _Token(found.group(), found.lastgroup, *found.span())


def _partners(tokens: Sequence[_Token]) -> dict[int, int] | None:
    """What closes each group that is opened; None where that can't be told, or a mark is not understood."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    for number, token in enumerate(tokens):
        if token.kind == "opens":
            opened.append(number)
        elif token.kind == "closes" and opened:
            partners[opened.pop()] = number
        elif token.kind in ("closes", "unknown") or token.text[0] in "^_":
            return None
    return None if opened else partners


def _runs(
    tokens: Sequence[_Token], same: set[int], partners: dict[int, int], start: int, end: int
) -> Iterator[tuple[int, int]]:
    """The first and the last of new tokens beside each other, in no run of which a group is cut in two."""
    run: list[int] = []
    number = start
    while number < end:
        last = partners.get(number, number)
        if tokens[number].kind != "between" and same.isdisjoint(range(number, last + 1)):
            run += [number, last]
        else:
            yield from _trimmed(tokens, run)
            run = []
            if last > number:
                yield from _runs(tokens, same, partners, number + 1, last)
        number = last + 1
    yield from _trimmed(tokens, run)


def _trimmed(tokens: Sequence[_Token], run: list[int]) -> Iterator[tuple[int, int]]:
    """A run without operators at its ends: in a group of its own an operator would be set as a sign."""
    while run and tokens[run[0]].kind == "operator":
        run = run[2:]
    while run and tokens[run[-1]].kind == "operator":
        run = run[:-2]
    if run:
        yield run[0], run[-1]
