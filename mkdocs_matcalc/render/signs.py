"""The marks that formulas are made of, one entry each: its LaTeX, its sign in plain text, and its kind."""

from __future__ import annotations

import re
from enum import Enum, auto


class MarkKind(Enum):
    """What a mark is in a formula."""

    NAME = auto()
    NUMBER = auto()
    OPERATOR = auto()
    RELATION = auto()
    COMPARISON = auto()
    SEPARATOR = auto()
    BRACKET = auto()
    GAP = auto()


WIDE = "\u2003"

_LETTERS = {
    r"\alpha": "α", r"\beta": "β", r"\gamma": "γ", r"\delta": "δ", r"\epsilon": "ϵ", r"\varepsilon": "ε",
    r"\zeta": "ζ", r"\eta": "η", r"\theta": "θ", r"\vartheta": "ϑ", r"\iota": "ι", r"\kappa": "κ",
    r"\lambda": "λ", r"\mu": "μ", r"\nu": "ν", r"\xi": "ξ", r"\pi": "π", r"\rho": "ρ", r"\sigma": "σ",
    r"\tau": "τ", r"\upsilon": "υ", r"\phi": "ϕ", r"\varphi": "φ", r"\chi": "χ", r"\psi": "ψ",
    r"\omega": "ω", r"\Gamma": "Γ", r"\Delta": "Δ", r"\Theta": "Θ", r"\Lambda": "Λ", r"\Xi": "Ξ",
    r"\Pi": "Π", r"\Sigma": "Σ", r"\Upsilon": "Υ", r"\Phi": "Φ", r"\Psi": "Ψ", r"\Omega": "Ω", r"\ell": "ℓ",
}  # fmt: skip
_NAMES = {
    r"\top": "ᵀ", r"\intercal": "ᵀ", r"\partial": "∂", r"\nabla": "∇", r"\infty": "∞", r"\ast": "*",
    r"\prime": "′", "'": "′", r"\forall": "∀", r"\exists": "∃", r"\sum": "Σ", r"\prod": "∏", r"\ldots": "…",
    r"\dots": "…", r"\cdots": "⋯", r"\vdots": "⋮", r"\ddots": "⋱", r"\hbar": "ℏ", r"\emptyset": "∅",
    r"\varnothing": "∅", r"\bot": "⊥", r"\neg": "¬", r"\lnot": "¬", r"\wp": "℘", r"\Re": "Re", r"\Im": "Im",
    r"\aleph": "ℵ", r"\int": "∫", r"\iint": "∬", r"\oint": "∮", r"\bigcup": "⋃", r"\bigcap": "⋂",
    r"\bigoplus": "⨁", r"\bigotimes": "⨂", r"\coprod": "∐", r"\angle": "∠", r"\triangle": "△",
    r"\square": "□", r"\Box": "□", r"\dagger": "†", r"\imath": "ı", r"\jmath": "ȷ", r"\varpi": "ϖ",
    r"\varrho": "ϱ", r"\varsigma": "ς", r"\nexists": "∄",
}  # fmt: skip
_OPERATORS = {
    "+": "+", "-": "−", r"\cdot": "·", r"\times": "×", r"\odot": "⊙", r"\circ": "∘", r"\oslash": "⊘",
    r"\otimes": "⊗", r"\oplus": "⊕", r"\pm": "±", ":": ":", "/": "/", r"\mp": "∓", r"\div": "÷",
    r"\bullet": "•", r"\star": "⋆", r"\cap": "∩", r"\cup": "∪", r"\setminus": "∖", r"\backslash": "∖",
    r"\wedge": "∧", r"\land": "∧", r"\vee": "∨", r"\lor": "∨", r"\sqcup": "⊔", r"\uplus": "⊎",
    r"\ltimes": "⋉", r"\rtimes": "⋊",
}  # fmt: skip
_RELATIONS = {
    "=": "=", r"\Rightarrow": "⇒", r"\Leftrightarrow": "⇔", r"\iff": "⇔", r"\approx": "≈",
}  # fmt: skip
# What relates two things within a formula, but does not go on from the line above.
_COMPARISONS = {
    r"\in": "∈", r"\neq": "≠", r"\ne": "≠", r"\leq": "≤", r"\le": "≤", r"\geq": "≥", r"\ge": "≥",
    r"\lt": "<", r"\gt": ">", r"\succ": "≻", r"\succeq": "⪰", r"\prec": "≺", r"\preceq": "⪯", r"\to": "→",
    r"\mapsto": "↦", r"\sim": "∼", r"\mid": "|", "<": "<", ">": ">", r"\notin": "∉", r"\ni": "∋",
    r"\subset": "⊂", r"\subseteq": "⊆", r"\subsetneq": "⊊", r"\supset": "⊃", r"\supseteq": "⊇",
    r"\equiv": "≡", r"\cong": "≅", r"\simeq": "≃", r"\doteq": "≐", r"\propto": "∝", r"\perp": "⟂",
    r"\parallel": "∥", r"\ll": "≪", r"\gg": "≫", r"\vdash": "⊢", r"\models": "⊨", r"\vDash": "⊨",
    r"\rightarrow": "→", r"\leftarrow": "←", r"\gets": "←", r"\leftrightarrow": "↔",
    r"\longrightarrow": "⟶", r"\longleftarrow": "⟵", r"\longmapsto": "⟼", r"\Leftarrow": "⇐",
    r"\Longrightarrow": "⟹", r"\implies": "⟹", r"\Longleftarrow": "⟸", r"\impliedby": "⟸",
    r"\Longleftrightarrow": "⟺", r"\hookrightarrow": "↪", r"\twoheadrightarrow": "↠", r"\uparrow": "↑",
    r"\downarrow": "↓", r"\coloneqq": "≔", r"\leqslant": "⩽", r"\geqslant": "⩾", r"\trianglelefteq": "⊴",
    r"\lhd": "⊲",
}  # fmt: skip
_SEPARATORS = {",": ",", "&": " ", r"\\": "; "}
_GAPS = {
    **dict.fromkeys((r"\big", r"\bigl", r"\bigr", r"\bigg", r"\biggl", r"\biggr", r"\Big", r"\Bigl", r"\Bigr",
                     r"\Bigg", r"\Biggl", r"\Biggr", r"\limits", r"\displaystyle"), ""),
    " ": " ", "~": " ", r"\,": " ",
    r"\;": " ", r"\:": " ", r"\ ": " ", r"\!": "", r"\quad": WIDE, r"\qquad": WIDE,
}  # fmt: skip
_BRACKETS = {
    "(": "(", ")": ")", "[": "[", "]": "]", r"\lVert": "‖", r"\rVert": "‖", r"\lvert": "|", r"\rvert": "|",
    r"\langle": "⟨", r"\rangle": "⟩", r"\lbrace": "{", r"\rbrace": "}", r"\{": "{", r"\}": "}",
    r"\Vert": "‖", r"\vert": "|", r"\|": "‖", "|": "|", r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lceil": "⌈",
    r"\rceil": "⌉",
}  # fmt: skip
_SIGNS: dict[str, tuple[str, MarkKind]] = {
    mark: (sign, kind)
    for signs, kind in (
        (_LETTERS, MarkKind.NAME),
        (_NAMES, MarkKind.NAME),
        (_OPERATORS, MarkKind.OPERATOR),
        (_RELATIONS, MarkKind.RELATION),
        (_COMPARISONS, MarkKind.COMPARISON),
        (_SEPARATORS, MarkKind.SEPARATOR),
        (_GAPS, MarkKind.GAP),
        (_BRACKETS, MarkKind.BRACKET),
    )
    for mark, sign in signs.items()
}
# What closes each bracket that opens; a bar closes a bar only behind `\left`.
PAIRS = {
    "(": ")", "[": "]", r"\lVert": r"\rVert", r"\lvert": r"\rvert", r"\langle": r"\rangle",
    r"\lbrace": r"\rbrace", r"\{": r"\}",
}  # fmt: skip
_ENVIRONMENT = re.compile(r"\\(?P<side>begin|end)\{(?P<name>\w*?)\*?\}")
_AROUND = {
    "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"), "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"), "cases": ("{", ""), "rcases": ("", "}"),
}  # fmt: skip


def is_known(mark: str) -> bool:
    """Whether a mark has an entry."""
    return mark in _SIGNS


def is_letter(mark: str) -> bool:
    """Whether a command is that of a letter."""
    return mark in _LETTERS


def bracket(mark: str) -> str:
    """What stands at a side of a group in plain text: nothing for `.`, its brackets for a matrix."""
    if mark == ".":
        return ""
    found = _ENVIRONMENT.fullmatch(mark)
    if found is None:
        return sign(mark)
    return _AROUND.get(found["name"], ("", ""))[found["side"] == "end"]


def sign(mark: str) -> str:
    """A mark in plain text; of a command that is not known, its name."""
    return _SIGNS[mark][0] if mark in _SIGNS else mark.lstrip("\\")


def kind(mark: str) -> MarkKind:
    """What a mark is; a name, unless the table or a digit says otherwise."""
    if mark in _SIGNS:
        return _SIGNS[mark][1]
    return MarkKind.NUMBER if mark[:1].isdigit() else MarkKind.NAME
