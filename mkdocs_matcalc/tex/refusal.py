r"""What KaTeX is sure to refuse of a formula, told without it: unknown commands, groups that do not end."""

from __future__ import annotations

from mkdocs_matcalc.tex.katexnames import is_environment, is_known
from mkdocs_matcalc.tex.tokens import CHEMISTRY, Reader, Unbalanced, is_word, tokens, written

_OPENING = {"}": "{", r"\right": r"\left"}
# Defined within a formula, as far as KaTeX does so itself, or read by it as it stands.
_OPAQUE = (
    r"\def",
    r"\newcommand",
    r"\renewcommand",
    r"\providecommand",
    r"\let",
    r"\gdef",
    r"\edef",
    r"\xdef",
    r"\verb",
)


def refused(latex: str, chemistry: bool = False) -> str | None:
    r"""What KaTeX will refuse, in words for the author; None where nothing is sure to be.

    Args:
        latex: The formula as it is given to KaTeX.
        chemistry: Whether it comes with its extension for chemistry.
    """
    row = tokens(latex)
    if any(piece in _OPAQUE for piece in row):
        return None
    reader = Reader(row)
    opened: list[str] = []
    why: str | None = None
    while reader:
        piece = reader.next()
        if piece == "%":
            reader.skip_comment()
        elif piece in (r"\begin", r"\end"):
            why = _environment(piece, reader, opened)
        elif piece in ("{", r"\left"):
            opened.append(piece)
        elif piece in _OPENING:
            why = _closed(piece, _OPENING[piece], opened)
        elif piece in CHEMISTRY and chemistry and reader.peek() == "{":
            reader.skip_group()
        elif is_word(piece) and not is_known(piece):
            why = f"there is no command `{piece}`"
        if why:
            return why
    return f"`{opened[-1]}` is not closed" if opened else None


def _environment(command: str, reader: Reader, opened: list[str]) -> str | None:
    try:
        name = written(reader.argument()).strip()
    except Unbalanced:
        return f"`{command}` names no environment"
    if not is_environment(name):
        return f"there is no environment `{name}`"
    begin = rf"\begin{{{name}}}"
    if command == r"\end":
        return _closed(rf"\end{{{name}}}", begin, opened)
    opened.append(begin)
    return None


def _closed(closing: str, opening: str, opened: list[str]) -> str | None:
    """What is wrong with what closes a group; the group is closed."""
    last = opened.pop() if opened else ""
    if last == opening:
        return None
    return f"`{closing}` closes no `{opening}`" + (f", but `{last}`" if last else "")
