r"""What in a formula KaTeX is sure not to take, told without KaTeX: unknown commands, groups that do not end."""

from __future__ import annotations

from mkdocs_matcalc.tex.katexnames import is_environment, is_known
from mkdocs_matcalc.tex.tokens import Reader, Unbalanced, is_word, tokens, written

_CLOSING = {"{": "}", r"\left": r"\right", r"\begin": r"\end"}
# Defined within a formula, as far as KaTeX does so itself, or read by it as it stands.
_OPAQUE = (r"\def", r"\newcommand", r"\renewcommand", r"\providecommand", r"\let", r"\gdef", r"\edef", r"\xdef", r"\verb")


def refused(latex: str) -> str | None:
    r"""What KaTeX will refuse, in words for the author; None where nothing is sure to be.

    Args:
        latex: The formula as it is given to KaTeX.
    """
    row = tokens(latex)
    if any(token in _OPAQUE for token in row):
        return None
    reader = Reader(row)
    opened: list[str] = []
    while reader:
        token = reader.next()
        if token == "%":
            reader.skip_comment()
        elif token in ("{", r"\left"):
            opened.append(token)
        elif token in (r"\begin", r"\end"):
            try:
                name = written(reader.argument()).strip()
            except Unbalanced:
                return f"`{token}` names no environment"
            if not is_environment(name):
                return f"there is no environment `{name}`"
            if token == r"\begin":
                opened.append(rf"\begin{{{name}}}")
            elif (last := opened.pop() if opened else "") != rf"\begin{{{name}}}":
                return rf"`\end{{{name}}}` closes no `\begin{{{name}}}`" + (f", but `{last}`" if last else "")
        elif token in ("}", r"\right"):
            opening = "{" if token == "}" else r"\left"
            last = opened.pop() if opened else ""
            if last != opening:
                return f"`{token}` closes no `{opening}`" + (f", but `{last}`" if last else "")
        elif is_word(token) and not is_known(token):
            return f"there is no command `{token}`"
    return f"`{opened[-1]}` is not closed" if opened else None
