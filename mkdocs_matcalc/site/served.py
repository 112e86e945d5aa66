"""Our style sheets and scripts as pages load them: without comments and indents."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

ASSETS = "assets/matcalc"
"""The folder of a site in which they stand."""

_FOLDER = Path(__file__).parent / "assets"
_COMMENTS_AND_BLANKS = re.compile(r"(?s:/\*.*?\*/|\s)+")
_NEEDLESS_BLANKS = re.compile(r" ?([{};>!]) ?|(?<=[:,]) ")
_NEEDLESS_ZEROS = re.compile(r"(?<![\d.#])0(?=\.\d)")
_NEEDLESS_QUOTES = re.compile(r'(?<==)"([a-z]+)"(?=\])')
_COMMENT_LINES = re.compile(r"^\s*//.*\n", re.MULTILINE)
# Strings, templates and regular expressions of a script stay as they are. Its statements end in semicolons.
_OF_A_SCRIPT = re.compile(
    r"""(?P<whole>"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`
    |(?<=[(=])[ ]?/(?![/*\ ])(?:\[(?:[^]\\\n]|\\.)*\]|[^/\\\n[]|\\.)+/[a-z]*)
    |\s*(?P<sign>[-=+*?:,;{}()<>|&])\s*
    |(?P<blank>\s+)""",
    re.VERBOSE,
)


@cache
def served(name: str) -> str:
    """The text of `matcalc.css`, `matcalc.js` and the like."""
    text = (_FOLDER / name).read_text(encoding="utf-8")
    if name.endswith(".css"):
        short = _NEEDLESS_BLANKS.sub(r"\1", _COMMENTS_AND_BLANKS.sub(" ", text)).replace(";}", "}").strip()
        return _NEEDLESS_QUOTES.sub(r"\1", _NEEDLESS_ZEROS.sub("", short))
    return _OF_A_SCRIPT.sub(_kept, _COMMENT_LINES.sub("", text)).strip()


def _kept(found: re.Match[str]) -> str:
    return found["whole"] or found["sign"] or " "
