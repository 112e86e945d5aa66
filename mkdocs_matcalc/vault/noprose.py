"""What within the lines of a note is no prose: code, comments, HTML and mathematics."""

from __future__ import annotations

import re

# An end of line after which comes no empty line; and after which no item or heading begins, either.
_GOES_ON = r"\n(?![ \t>]*\n)"
_SAME_BLOCK = r"\n(?![ \t>]*(?:\n|\#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s))"
_WITHIN_WORDS = rf"(?:[^\\\n^_=+<>]|\\(?![A-Za-z()\[\]\n])|{_SAME_BLOCK})"
_WORD = r"(?:(?![A-Z]{3})[^\W\d_]{3}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3])"
WORDS = rf"(?={_WITHIN_WORDS}*\\[)\]]){_WITHIN_WORDS}*?{_WORD}"
r"""For `re.VERBOSE`, behind `\(` or `\[`: what stands there up to `\)` or `\]` are words.

In Obsidian these are brackets in any case. What has a command or a sign of mathematics is meant as a formula.
"""
NO_FORMULA = rf"(?:{WORDS}|(?:[^\\\n]|\\[^()\[\]\n])*\\[\[\]])"
r"""The same behind `\(` alone: words, or brackets of the other kind as in `\(0, 1\]`."""
_BODY = rf"(?:[^\n]|{_GOES_ON})+?"
_ATTRIBUTES = r"""(?:\s+[\w:@.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+))?)*\s*"""
INLINE = rf"""
    \\begin\{{(?P<env>[a-zA-Z]+\*?)\}}(?:[^\\\n]|\\(?!begin\{{(?P=env)\}})|{_GOES_ON})*?\\end\{{(?P=env)\}}
  | \\\((?!{NO_FORMULA})(?:[^\\\n]|\\(?!\()|{_SAME_BLOCK})+?\\\)
  | \\[^|\n]
  | (?<!`)(?P<ticks>`+)(?!`) (?:[^\n]|{_SAME_BLOCK})+? (?<!`)(?P=ticks)(?!`)
  | <!--(?:[^<]|<(?!!--))*?-->
  | (?P<comment>%%(?:{_BODY})??%%)
  | <(?P<element>pre|code|script|style)\b{_ATTRIBUTES}>(?:[^<]|<(?!(?P=element)\b))*?</(?P=element)\s*>
  | </?[a-zA-Z][\w-]*{_ATTRIBUTES}/?>
  | \$\$(?P<display>{_BODY})\$\$
  | \$(?![\s$]) (?:\\.|[^\\$\n]|{_SAME_BLOCK})+? (?<!\s)\$(?!\d)
"""
"""For `re.VERBOSE | re.DOTALL`. `$5 and $6` is money: mathematics has no space inside its dollars.

What is opened again before it is closed is not opened yet: no text is searched twice for what closes it.
"""
NO_PROSE = re.compile(INLINE, re.VERBOSE | re.DOTALL)

_OUTER_MARKS = re.compile(r"\n[ \t]*(?:>[ \t]?)*")


def without_outer_marks(text: str) -> str:
    """What goes over several lines of a note, without the quote marks and indents of those lines."""
    return _OUTER_MARKS.sub("\n", text)
