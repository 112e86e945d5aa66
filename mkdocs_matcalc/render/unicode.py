"""The LaTeX that derivations are written in as legible plain text: `\\frac{a}{b}` is a/b."""

from __future__ import annotations

import re

_PIECE = re.compile(r"\\[a-zA-Z]+ ?|\\.|\s+|.", re.DOTALL)

_WIDE = "\u2003"
_SYMBOLS = {
    "top": "ᵀ", "intercal": "ᵀ", "partial": "∂", "nabla": "∇", "cdot": "·", "times": "×", "odot": "⊙",
    "circ": "∘", "oslash": "⊘", "otimes": "⊗", "in": "∈", "infty": "∞", "neq": "≠", "ne": "≠", "leq": "≤",
    "le": "≤", "geq": "≥", "ge": "≥", "lt": "<", "gt": ">", "approx": "≈", "succ": "≻", "succeq": "⪰",
    "prec": "≺", "preceq": "⪯", "to": "→", "Rightarrow": "⇒", "Leftrightarrow": "⇔", "iff": "⇔",
    "mapsto": "↦",
    "forall": "∀", "exists": "∃", "sum": "Σ", "prod": "∏", "ast": "*", "prime": "′", "mid": "|", "ell": "ℓ",
    "ldots": "…", "dots": "…", "cdots": "⋯", "pm": "±", "lVert": "‖", "rVert": "‖", "Vert": "‖", "lvert": "|",
    "rvert": "|", "vert": "|", "langle": "⟨", "rangle": "⟩", "lbrace": "{", "rbrace": "}",
    "quad": _WIDE, "qquad": _WIDE, "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ",
    "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ",
    "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_GLUED = frozenset({"partial", "nabla", "lVert", "lvert", "langle", "lbrace"})
_CLOSING = frozenset({"rVert", "rvert", "rangle", "rbrace"})
_SILENT = frozenset({"left", "right", "big", "bigl", "bigr", "Big", "Bigl", "Bigr", "limits", "displaystyle"})
_STYLES = frozenset({"mathrm", "mathop", "text", "mathit", "boldsymbol", "mathcal", "operatorname", "mathsf"})
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "vec": "\u20d7", "dot": "\u0307"}
_DOUBLE_STRUCK = str.maketrans("RNZSEC", "ℝℕℤ𝕊𝔼ℂ")
_BOLD = str.maketrans("01", "𝟎𝟏")
_SPACES = {r"\,": " ", r"\;": " ", r"\:": " ", r"\!": "", r"\ ": " "}

_RAISED = str.maketrans("0123456789+−=()nijkmabcdeprstuvxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱʲᵏᵐᵃᵇᶜᵈᵉᵖʳˢᵗᵘᵛˣʸᶻ")
_LOWERED = str.maketrans("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_ALREADY_RAISED = frozenset("ᵀ′*")
# A longer exponent than a number or a letter is hard to read when it is raised, and can't be typed so.
_SHORT_EXPONENT = re.compile(r"([−+]?([0-9]+|[a-zᵀ*])|′+)?")


def unicode_text(latex: str) -> str:
    """A formula as plain text; what is not known is left as its name."""
    text = re.sub(" +", " ", _Reader(latex).text())
    text = re.sub(r"(?<=[\[(]) | (?=[\])])", "", text)
    return re.sub(f" *{_WIDE} *", "   ", text).strip()


class _Reader:
    def __init__(self, latex: str) -> None:
        self._pieces = [match[0] for match in _PIECE.finditer(latex)]
        self._at = 0

    def text(self, until: str = "") -> str:
        """Everything up to a closing piece, or to the end."""
        made = ""
        while self._at < len(self._pieces):
            piece = self._next()
            if piece == until:
                break
            made = self._append(made, piece)
        return made

    def _next(self) -> str:
        self._at += 1
        return self._pieces[self._at - 1]

    def _append(self, before: str, piece: str) -> str:
        name = piece[1:].strip()
        if piece.startswith("\\") and name in _CLOSING:
            return before.rstrip() + _SYMBOLS[name] + piece[1 + len(name) :]
        return before + self._atom(piece)

    def _argument(self) -> str:
        while self._at < len(self._pieces) and self._pieces[self._at].isspace():
            self._at += 1
        return self._atom(self._next()).strip() if self._at < len(self._pieces) else ""

    def _atom(self, piece: str) -> str:
        if piece == "{":
            return self.text(until="}")
        if piece in "^_":
            raised = _script(self._argument(), piece)
            return raised + (" " if re.fullmatch(r"\\[a-zA-Z]+ ", self._pieces[self._at - 1]) else "")
        if piece.isspace():
            return " "
        if piece == "-":
            return "−"
        if piece == "'":
            return "′"
        if piece.startswith("\\"):
            return self._command(piece)
        return "" if piece in "&}" else piece

    def _command(self, piece: str) -> str:
        name, space = piece[1:].strip(), " " if piece.endswith(" ") else ""
        if piece in _SPACES:
            return _SPACES[piece]
        if name == "frac":
            return f"{_operand(self._argument())}/{_operand(self._argument())}"
        if name == "sqrt":
            return f"√{_radicand(self._argument())}"
        if name == "mathbb":
            return self._argument().translate(_DOUBLE_STRUCK)
        if name == "mathbf":
            return self._argument().translate(_BOLD)
        if name == "hphantom":
            return self._argument()[:0]
        if name == "text":
            return self._verbatim()
        if name in _STYLES:
            return self._argument()
        if name in _ACCENTS:
            return self._argument() + _ACCENTS[name]
        if name in _SILENT:
            return ""
        return _SYMBOLS.get(name, name) + ("" if name in _GLUED else space)

    def _verbatim(self) -> str:
        """The text of a group, blanks and hyphens as they stand."""
        start = self._at
        self._argument()
        return "".join(self._pieces[start : self._at]).strip("{}").replace("\\", "")


def _operand(text: str) -> str:
    text = re.sub(r"(?<=∂[²³]) ", "", text)
    return text if re.fullmatch(r"[^\s+−/=,]+", text) else f"({text})"


def _radicand(text: str) -> str:
    """What stands below a root: in brackets wherever a bare one would end before it does."""
    return text if re.fullmatch(r"[^\W⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵀ]+", text) else f"({text})"


def _script(text: str, mark: str) -> str:
    """An exponent or an index, raised or lowered where Unicode has all its characters."""
    tight = text.replace(" ", "")
    table = _RAISED if mark == "^" else _LOWERED
    already = _ALREADY_RAISED if mark == "^" else frozenset()
    short = mark == "_" or _SHORT_EXPONENT.fullmatch(tight)
    if short and all(ord(letter) in table or letter in already for letter in tight):
        return tight.translate(table)
    # Blanks between words stay.
    spaced = re.sub(r"(?<!\w) | (?!\w)", "", text)
    return mark + (tight if len(tight) == 1 else f"({spaced})")
