"""What reads as source on a page: each kind by how it looks, and why that is a sign of a fault.

A sign alone is no fault: authors write stars and dollars as such. `compare.py` takes off what the reference
reader leaves as it is, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMANDS = (
    "alpha|approx|bar|begin|beta|bf|big|bigg|binom|bmatrix|boldsymbol|boxed|cap|cases|cdot|cdots|chi|cong|cup|"
    "dagger|ddot|delta|Delta|det|dfrac|displaystyle|dot|dots|ell|emptyset|end|epsilon|equiv|eta|exists|exp|"
    "forall|frac|gamma|Gamma|geq?|hat|hbar|hline|hspace|iff|implies|in|infty|int|kappa|label|lambda|Lambda|"
    "langle|ldots|left|leftarrow|leq?|lim|ln|log|mapsto|mathbb|mathbf|mathcal|mathfrak|mathrm|mathscr|max|mid|"
    "min|mu|nabla|neq?|newcommand|notin|nu|omega|Omega|operatorname|oplus|otimes|overline|overset|parallel|"
    "partial|perp|phi|Phi|pi|pm|prime|prod|propto|psi|Psi|quad|qquad|rangle|rho|right|rightarrow|Rightarrow|"
    "setminus|sigma|Sigma|sim|simeq|sin|cos|tan|sqrt|star|subset|subseteq|substack|sum|supset|tag|tau|text|"
    "textbf|textcolor|textit|tfrac|theta|Theta|tilde|times|to|underbrace|underline|underset|varepsilon|varphi|"
    "vdots|vec|vee|wedge|widehat|widetilde|xi|zeta"
)
_TAGS = (
    "a|b|big|blockquote|br|center|code|dd|del|details|div|dl|dt|em|figure|font|h[1-6]|hr|i|iframe|img|ins|kbd|"
    "li|mark|ol|p|pre|s|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul|video"
)


@dataclass(frozen=True)
class Sign:
    """A way in which source looks on a page.

    Attributes:
        name: The kind of fault.
        why: Why a reader should never see it.
        pattern: What it looks like.
        prose: Whether it is one in paragraphs and items alone: the cell of a table may hold a dash.
    """

    name: str
    why: str
    pattern: re.Pattern[str]
    prose: bool = False


def _sign(name: str, why: str, pattern: str, prose: bool = False) -> Sign:
    return Sign(name, why, re.compile(pattern, re.MULTILINE), prose)


SIGNS = (
    _sign(
        "dollars",
        "a formula that was not seen as one",
        r"\$\$|\$(?=\S)[^$\n]{0,200}?(?:[\\^_={}]|(?<=\$)[A-Za-z](?=\$))[^$\n]{0,200}?(?<=\S)\$(?!\d)",
    ),
    _sign("LaTeX", "a command outside a formula", rf"\\(?:{_COMMANDS})(?![A-Za-z])|\\[(\[](?=\S)"),
    _sign("brackets", "a wiki-link, or a part of one", r"\[\[|\]\]"),
    _sign("highlight", "marks of a highlight", r"==(?=[^\s=])[^=\n]*(?<=\S)=="),
    _sign("comment", "what only the author should see", r"%%"),
    _sign("callout", "a callout shown as a quote or as text", r"\[![A-Za-z][^\]\n]*\]"),
    _sign("list", "an item in a paragraph", r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)", prose=True),
    _sign("task", "a box to tick, as text", r"^[ \t]*(?:[-*+][ \t]+)?\[[ xX]\][ \t]", prose=True),
    _sign("fence", "a fence in a paragraph", r"`{3,}|~{3,}"),
    _sign("backticks", "code that was not seen as such", r"(?<!`)`{1,2}(?!`)"),
    _sign("tag", "HTML as text", rf"</?(?:{_TAGS})(?:\s[^<>\n]*)?/?>"),
    _sign("entity", "an escaped character that was escaped again", r"&(?:amp|lt|gt|quot|nbsp|#x?[\da-f]+);"),
    _sign("block id", "the mark of a block", r"(?:^|\s)\^[A-Za-z0-9-]+[ \t]*$"),
    _sign("strike", "marks of struck text", r"~~"),
    _sign("strong", "marks of strong text", r"\*\*|(?<!\w)__(?=\w)|(?<=\w)__(?!\w)"),
    _sign("emphasis", "marks of emphasis", r"(?<![\w*\\])\*(?=[^\s*])[^*\n]+(?<=[^\s*])\*(?![\w*])"),
    _sign("heading", "a heading in a paragraph", r"^[ \t]*#{1,6}[ \t]+\S", prose=True),
    _sign("table", "a table as text", r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*\|", prose=True),
    _sign("rule", "a line across the page as text", r"^[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*$", prose=True),
    _sign("quote", "the mark of a quote", r"^[ \t]*>", prose=True),
    _sign("footnote", "a footnote's mark", r"\[\^[^\]\s]+\]|(?<=\S)\^\[[^\]\n]+\]"),
    _sign("link", "a link or a picture as text", r"!?\[[^\[\]\n]*\]\([^()\n]+\)"),
    _sign("escape", "a stroke that only keeps a mark from being one", r"\\[*_`#$\[\]|~<>]"),
    _sign("placeholder", "what a converter works with", r"[\x02\x03]|wzxhzdk|klzzwxh"),
)
ADDRESS = re.compile(r"https?://[^\s<>\ufffc]{4,}")
"""An address outside a link: Obsidian links all of them but in HTML."""


@dataclass(frozen=True)
class Raw:
    """Source on a page.

    Attributes:
        name: Its kind.
        text: What is raw.
        around: The words around it.
    """

    name: str
    text: str
    around: str


def raw_in(text: str, tag: str) -> list[Raw]:
    """All signs in the text of a block."""
    found = []
    for sign in SIGNS:
        if sign.prose and tag not in {"p", "li", "body", "blockquote", "div", "details"}:
            continue
        for hit in sign.pattern.finditer(text):
            around = text[max(0, hit.start() - 30) : hit.end() + 40]
            found.append(Raw(sign.name, hit[0].strip()[:60], " ".join(around.split())))
    return found
