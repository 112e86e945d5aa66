r"""What notes have and the language has not: one row each, with what it is called and what to write instead.

Without this table `\mathrm{Var}(x)` would be a product of letters, and a limit a name like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place
from mkdocs_matcalc.language.text.source import Source

_BRACKET = r"\s*(?:\\(?:left|[bB]igg?l?))?\s*(?:[(\[{]|\\\{)"
_BELOW = r"\s*_\s*(?:\{(?:[^{}]|\{[^{}]{0,80}\}){0,80}\}|\([^()]{0,80}\)|\\[A-Za-z]+|\w)"
_CALLED = rf"(?=(?:{_BELOW})?{_BRACKET})"
_UPRIGHT = r"\\(?:operatorname\*?|mathrm|mathop|mathsf|mathbf|mathit|text|textrm|textbf|textit|textsf|rm)\s*"
_NOT_A_LETTER = r"(?![A-Za-z])"
# What stands in brackets before a bar, and after it: no bar, and no more than one level of brackets. All is
# bounded, so that no text takes long.
_INSIDE = r"(?:[^()\[\]|\\]|\\(?!langle)[^|]|\([^()|]{0,80}\)){0,120}?"
# The bar before a condition, which is none of an absolute value.
_GIVEN = (
    r"(?:\\(?:middle|[bB]igg?[rlm]?)\s*(?:\||\\[lr]?vert(?![A-Za-z]))(?!\s*_)"
    r"|(?<!\\)\|(?!\||\s*_)|\\mid"
    r"|\\r?vert(?![A-Za-z])(?!\s*_)(?![^()\[\]]{0,120}\\[lr]?vert))"
)
# Also as Markdown has the bar typed, where no norm can be meant.
_GIVEN_IN_MARKDOWN = rf"(?:{_GIVEN}|(?<!\\\|)\\\|(?!\s*(?:\\\||_)))"
# A bar of a size, which is none of a norm that stands before it.
_INSIDE_WITH_NORMS = r"(?:[^()\[\]|\\]|\\\||\\(?!langle)[^|]|\([^()|]{0,80}\)){0,120}?"
_SIZED_GIVEN = r"(?:\\(?:middle|[bB]igg?m?)\s*(?:\||\\vert(?![A-Za-z]))(?!\s*_)|\\mid(?![A-Za-z]))"
_NAME = (
    r"(?:\\(?!(?:left|right|[bB]igg?[lrm]?|partial|nabla|cdot|times|[dt]?frac|q?quad|sum|in|sim|to)(?![A-Za-z]))"
    r"[A-Za-z]+\s*(?:\{(?:\\?[A-Za-z]+|\\[A-Za-z]+\s*\{\\?[A-Za-z]+\})\})?|[^\W\d_])"
)


class Unless(Enum):
    """What an author declares, or defines, to give a meaning to what begins like a construct."""

    # The name, or the letters that it is made of.
    NAMED = auto()
    # The letter alone that the construct begins with; it is not looked for in a line that can't be read.
    LETTER = auto()
    # The name with what stands above and below it.
    WHOLE = auto()
    # Whatever is declared, the construct is what it looks like.
    NOTHING = auto()


@dataclass(frozen=True)
class Unsupported:
    """A construct that is not read.

    `name` is what it is called, with its article; `pattern` begins where a name would, and is empty where
    only the tree shows the construct; `instead` is what can be written; `spellings` are formulas, and `lines`
    whole lines, that are refused for it; `unless` says what has to be declared for it to be a name; `letter`
    and `space` are how one is declared that is no operator.
    """

    name: str
    pattern: str
    instead: str
    spellings: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    unless: Unless = Unless.NAMED
    letter: str = ""
    space: str = "R^n"

    @property
    def message(self) -> str:
        return f"{self.name} is not supported here"

    def hint(self, letter: str = "") -> str:
        """What can be written instead; also, where a letter begins the construct, how that is declared."""
        if not self.letter:
            return self.instead
        return f"{self.instead}; a letter of that name is declared, `{letter or self.letter} in {self.space}`"

    def error(self, place: Place, letter: str = "") -> MatcalcError:
        """The refusal of the construct at a place, which may begin with a letter of the author's."""
        return MatcalcError(ErrorName.NOT_SUPPORTED, self.message, place, self.hint(letter))

    @cached_property
    def at_name(self) -> re.Pattern[str]:
        """Matches where a name begins that begins the construct."""
        return re.compile(self.pattern)

    @cached_property
    def anywhere(self) -> re.Pattern[str]:
        """Finds the construct in a text that could not be read."""
        return re.compile(rf"(?:(?<![A-Za-z\\])|(?<!\\)(?=\\))(?:{self.pattern})")


def _word(*words: str) -> str:
    r"""A function's name before brackets, or as an operator: `rank(A)`, `\operatorname{rank} A`."""
    any_of = "|".join(words)
    return (
        rf"{_UPRIGHT}(?:\{{\s*(?:{any_of})\s*\}}|(?:{any_of}){_NOT_A_LETTER})"
        rf"|\\(?:{any_of}){_NOT_A_LETTER}|(?:{any_of}){_NOT_A_LETTER}{_CALLED}"
    )


def _command(*commands: str) -> str:
    return rf"\\(?:{'|'.join(commands)}){_NOT_A_LETTER}"


_STATIONARY = "where a derivative vanishes is found by `solve dL/dw = 0`"
_RELATIONS = (
    "leq?",
    "geq?",
    "leqslant",
    "geqslant",
    "lt",
    "gt",
    "ll",
    "gg",
    "neq?",
    "approx",
    "propto",
    "sim",
    "simeq",
    "cong",
    "prec(?:eq|curlyeq)?",
    "succ(?:eq|curlyeq)?",
    "su[bp]set(?:eq)?q?",
    "perp",
    "lesssim",
    "gtrsim",
    "lessapprox",
    "gtrapprox",
    "backsim(?:eq)?",
    "asymp",
    "eqsim",
    "approxeq",
    "n(?:leq|geq|less|gtr|sim|eq)",
    r"not(?=\s*[=<>])",
)
_LETTER = r"(?:\\(?:mathbf|boldsymbol|bm|mathrm|mathcal)\s*\{\s*[A-Za-z]\s*\}|[A-Za-z](?![A-Za-z]))"
_BOLD_CAPITAL = r"\\(?:mathbf|boldsymbol|bm|mathrm|mathcal)\s*\{\s*[A-Z]\s*\}"
_EXTREMUM = rf"(?:\\|{_UPRIGHT}\{{\s*)?(?:min|max)(?:\s*\}})?(?:\s*\\limits)?(?=\s*_)"
_SUBSCRIPT_EXTREME = (
    r"\s*_\s*\{?\s*\\?(?:(?:mathrm|text|operatorname|rm)\s*\{?\s*)?(?:min|max)(?![A-Za-z])\s*\}{0,2}"
)

_EXPECTING = rf"(?:\\mathbb\s*(?:\{{\s*E\s*\}}|E{_NOT_A_LETTER})|𝔼|{_UPRIGHT}\{{\s*E\s*\}}|E)(?:{_BELOW})?"

_SPREAD = rf"{_word('Var', 'Cov', 'cov')}|\\mathbb\s*\{{?\s*V\s*\}}?|𝕍"
# What stands behind the d of a differential, and behind the Δ of an increment.
_CHANGED = (
    rf"(?:[A-Za-z]\d*{_NOT_A_LETTER}|[(\[‖]|\\\||\|\|"
    r"|\\(?:left|[bB]igg?l?|lVert|math(?:bf|rm|sf)|boldsymbol|bm)(?![A-Za-z]))"
)
_INCREASED = r"\s*(?:[A-Za-z]|\\(?:math(?:bf|rm|sf)|boldsymbol|bm|theta|beta|mu|phi|psi|vec)(?![A-Za-z]))"

_FIELD = r"(?:[A-Z]|\\(?:math|bold|vec|bm))"
# Words that nobody takes for products of their letters; short ones stand apart.
_PROSE = (
    r"(?:the|and|where|then|when|with|for|are|that|let|since|have|has|gives?|from|thus|hence|such|which|this|not"
    r"|but|because|therefore|there|means|here|also|both|each|all|any|only|using|where|will|can|was|were|its"
    r"|wobei|und|der|das|ist|sind|eine?[nmrs]?|mit|dann|wenn|oder|nicht|gilt|daher|folgt"
    r"|avec|pour|donc|est|sont|une|dans|alors|ainsi|soit"
    r"|donde|para|con|que|una|del|por|entonces|cuando|sean?"
    r"|onde|com|uma|ent[aã]o|quando|seja|dove|sono|della|allora)"
)
_SHORT_PROSE = r"(?<=[\s,])(?:is|of|if|so|or|by|as|we|to|on|be|an)(?=\s)"
_OTHER_SCRIPTS = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[\u0400-\u04ff]{2,}"

MATRIX_WITH_DOTS = Unsupported(
    "a matrix with dots",
    r"\\begin\s*\{\s*(?:[bpvBV]?(?:small)?matrix|array)\*?\s*\}(?:(?!\\end)[\s\S]){0,2000}?(?:\\[cvdl]?dots|…|\.\.\.)",
    "declare a name for it: `A in R^(m x n)`",
    (r"\begin{bmatrix} w_1 & \cdots & w_n \end{bmatrix} x",),
)

# Also any other environment that stands where a name would.
TABLE = Unsupported(
    "a table",
    r"\\begin\s*\{\s*(?:array|tabular)\*?\s*\}(?:(?!\\end)[\s\S]){0,1000}?\\(?:hline|toprule|midrule)(?![A-Za-z])",
    "write each formula on a line of its own",
    (r"\begin{array}{c|c} w & x \\ \hline 1 & 2 \end{array}",),
)

ENTRIES = Unsupported(
    "what stands entry by entry in an environment that is none of a matrix",
    r"\\begin\s*\{\s*(?:V(?:small)?matrix|[A-Za-z]?NiceMatrix|tabular|tikzcd)\*?\s*\}",
    r"write `\begin{bmatrix} … \end{bmatrix}`, or declare a name for it: `A in R^(m x n)`",
    (r"\begin{Vmatrix} w & x \end{Vmatrix}",),
)

# Also what a line is that says of a name what it becomes, without a sign of its own.
UPDATE = Unsupported(
    "an update",
    rf"(?<!\\not){_command('leftarrow', 'gets', 'longleftarrow', 'Leftarrow')}|[←⟵]|<-(?!-)"
    r"|(?:[A-Za-z]\w*\s*)?(?:\{\s*[-+]\s*\}|[-+])="
    r"|(?P<changed>(?:\\[A-Za-z]+|[A-Za-z])(?:_(?:\{[^{}]{0,20}\}|\w))?)\s*"
    r"(?:\\(?:long)?rightarrow|\\to|→)\s*(?P=changed)\s*[-+]",
    "differentiate the loss alone, `d/dw L`",
    (
        r"w \leftarrow w - \eta \nabla_w L",
        "w ← w - η dL/dw",
        "w -= u",
        r"w \mathrel{+}= u",
        r"w_k \to w_k - \eta u",
    ),
    (r"w = w - \eta X^\top r",),
)

# Brackets with one bar in them, which is none of an inner product.
_BESIDE = (
    r"(?:\\(?:left|[bB]igg?l?)\s*)?[(\[](?![^()\[\]]{0,80}(?:\\langle|⟨|<))"
    r"(?=[^()\[\]|=]{1,80}?(?:\\(?:middle|[bB]igg?[rlm]?)\s*)?"
    rf"(?:\||\\[lr]?vert{_NOT_A_LETTER}|\\mid{_NOT_A_LETTER})(?!\|)[^()\[\]|=]{{1,80}}[)\]])"
)

# Also what is written out entry by entry, and has others than numbers there.
BLOCK_MATRIX = Unsupported(
    "a block matrix",
    rf"{_BESIDE}|{_word('[hv]stack', '[hv]cat', 'concat', 'concatenate', 'blkdiag', 'block_?diag')}",
    "an entry is a number, declared as `a in R`; of blocks write the products, `A x + B y`",
    (r"[W \mid x] x", "[W | x] x", "hstack(W, x)", r"\operatorname{blkdiag}(W, W)"),
    (
        r"\nabla_w \begin{bmatrix} A & B \\ C & D \end{bmatrix} w",
        "d/dw ||[A w; w]||^2",
        "d/dw ||[w; 1]||^2",
        r"\nabla_w (A \quad b) w",
        r"\nabla_W W [w, x]",
    ),
)

# Also what a function is of in a call, where that is defined of another name.
# Also within words and below names: these do something to the paper that a derivation is put into.
LOADED = Unsupported(
    "a file that is loaded",
    r"\\(?:input|include|includegraphics|usepackage|import|RequirePackage)(?![A-Za-z])",
    "write what stands there into the block, or use another note, `using [[Note]]`",
    (r"\input{chapter/macros}", r"\usepackage{bm}"),
)
DOING = Unsupported(
    "a command that does something and shows nothing",
    r"\\(?:write|immediate|openin|openout|read(?:line)?|special|(?:cat|lc|uc|sf|math)code|(?:end)?csname|[egx]?def|let"
    r"|futurelet|expandafter|noexpand|scantokens|directlua|ShellEscape|message|jobname|everymath|loop|href|url"
    r"|html(?:Class|Id|Style|Data)|require|unicode|(?:begin|end)\s*\{\s*document\s*\})(?![A-Za-z])",
    "leave it out; a macro is defined on a line of its own, `\\newcommand{\\vx}{\\mathbf{x}}`",
    (r"w_{\text{\write18{x}}}", r"\href{x}{w}"),
)
DOES = (LOADED, DOING)

EVALUATION = Unsupported(
    "an evaluation at a point",
    r"\\(?:right|[bB]igg?[rlm]?)\s*(?:\||\\[rl]?vert(?![A-Za-z]))\s*_"
    r"|(?:\||\\[rl]?vert(?![A-Za-z]))\s*_\s*\{[^{}=]{0,80}="
    rf"|{_NAME}(?:{_BELOW})?\s*\((?:[^()=]{{0,60}},)?\s*\\?\w+\s*=[^()=]",
    "write the function of its own argument, `f(x)`, and say beside the formula where it is taken",
    (r"\frac{\partial w^\top w}{\partial w}\Big|_{w=0}", r"w^\top x \bigr\vert_{x=0}", r"w^\top x |_{x=0}"),
    ("f(w) = w^\\top w\n\\nabla f(0)",),
)

# Brackets with numbers right behind a name that is no function's.
ENTRY = Unsupported(
    "an entry in square brackets",
    r"[^\W\d_]\w*\[\s*(?::|-?\d+\s*:|-?\w+\s*,\s*:)[^\[\]]{0,80}\]"
    r"|[^\W\d_](?:_\w)?\[\s*[i-nps]\s*,\s*\w+\s*\]",
    "entries are counted from 1, and written `x_1` and `X_{1,2}`",
    ("w[0]", "w^T x[1]", "W[:, 0] w", "W[i, :] w"),
)

# A bar below a letter, which is none of a probability around it.
CONDITION_BELOW = Unsupported(
    "a condition below a letter",
    rf"{_LETTER}\s*_\s*\{{[^{{}}()|=]{{1,40}}(?P<bar>\||\\(?:mid|vert){_NOT_A_LETTER})[^{{}}()|=]{{1,40}}\}}",
    "write its indices beside each other, `P_{ij}`",
    (r"p_{i|j} w", r"w^\top q_{k \mid l}"),
    unless=Unless.NOTHING,
)

# × between what may be vectors; it may be the product of numbers as well.
CROSS_PRODUCT = Unsupported(
    "a cross product",
    "",
    "of numbers it is `u v`, and the letters are declared: `u, v in R`",
    (r"u \times v", "u × v"),
)

# A capital D before a function, or with a letter of the block below it.
DERIVATIVE_WITH_D = Unsupported(
    "a derivative written with D",
    "",
    r"write the gradient `\nabla_x f`; along h it is `h^T \nabla_x f`",
    ("D h(w)", r"D_w (w^\top w)"),
    ("f(w) = w^T w\nd/dw Df(w)",),
    letter="D",
    space="R^(m x n)",
)

# Δ before a function; before a letter it is an increment.
LAPLACIAN = Unsupported(
    "the Laplacian of a function",
    "",
    r"it is the trace of the Hessian, `\operatorname{tr}(\nabla_x^2 f)`",
    (r"\Delta f(w)", r"\Delta (w^\top w)", "Δ‖w‖^2"),
    letter="Δ",
    space="R^(m x n)",
)

# ∇_v v = 0, where the derivative of v by itself is none.
COVARIANT = Unsupported(
    "a covariant derivative",
    "",
    "the derivative by entries is `dv/dv`, which is the identity",
    lines=(r"\nabla_w w = 0", r"\nabla_{\dot w} \dot w = 0"),
)

# δ left of an equation, of two letters, of a function that is defined, or in x + δx.
VARIATION = Unsupported(
    "a variation",
    "",
    "ask for the derivative, or claim one",
    (r"w + \delta w", "x^T δw + w^T δx"),
    (r"\delta f = 2 w^\top \delta w",),
    letter="δ",
    space="R",
)

# Also a `<` or `>` that is none of the brackets of an inner product.
RELATION = Unsupported(
    "a relation other than `=`",
    rf"(?<!_)(?<!\{{)(?:{_command(*_RELATIONS)})"
    r"|(?<!_)(?<!\{)[≤≥≠≈∝∼≺≻≼≽⪯⪰]|[<>!]=|(?<![<>|-])[<>]\s*(?:0(?![.\d])|\\infty|\\mathbf\s*\{?\s*0)",
    "a claim is an equation, with `=`",
    (r"w^\top x \leq y^\top y", "w^T x ≈ y^T y", r"w^\top x \sim x", "w^T A w > 0", r"W^\top W \succ 0"),
    ("d/dw w^T w > 2 a", "w^T w < 2 a"),
)

# Also a brace that nothing closes, and lines behind it.
SYSTEM = Unsupported(
    "a brace around several lines",
    r"\\left\s*\\?\{\s*(?:\\begin\s*\{\s*(?:array|aligned|alignedat|gathered|split|matrix|align)\*?\s*\})"
    r"|\\begin\s*\{\s*[dr]?cases\*?\s*\}(?=(?:(?!\\end)[^&]){0,400}=(?:(?!\\end)[^&]){0,400}\\end)",
    "write each equation on a line of its own",
    lines=(
        r"\left\{ \begin{array}{l} \nabla_w f = 0 \\ A w = b \end{array} \right.",
        r"\begin{cases} \nabla_w f = 0 \\ A w = b \end{cases}",
    ),
)

# No letter of a formula has an umlaut, or stands with such accents in a run.
_ACCENTED = "(?=[A-Za-zÀ-ÿ]{3})[A-Za-z]*[äöüßÄÖÜéèêàâçñíóúõãáî][A-Za-zÀ-ÿ]*"

PROSE = Unsupported(
    "prose within a formula",
    # In braces it may be in a `\text`.
    rf"(?:(?<![A-Za-z\\])(?:{_PROSE}){_NOT_A_LETTER}|{_SHORT_PROSE}|(?<![A-Za-z\\]){_ACCENTED}|{_OTHER_SCRIPTS})(?![^{{}}\\]{{0,200}}\}})",
    r"write words outside of the formula, or as `\text{…}`",
    ("w the x", "w 其中 x", "w где x", "w and x"),
)

# Braces that hold a list, or have an index below; not those of `\max\{a, b\}`.
_LISTED = r"(?:[^(){}\\,=]|\((?:[^()]|\([^()]*\))*\)|\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z,;:! ])"
SEQUENCE = Unsupported(
    "a set or a sequence in braces",
    rf"(?<!max)(?<!min)(?<!max )(?<!min )(?:\\(?:left|[bB]igg?l?)\s*)?\\\{{(?={_LISTED}{{1,200}}?(?:,"
    r"|\\(?:right|[bB]igg?r?)?\s*\\?\}\s*_\s*(?:\{\s*)?\w+\s*(?:=|\\in)))",
    "declare a family, `x_i in R^n`, and sum over its index",
    lines=(r"\nabla_w f = \{ w, x \}", r"\nabla_w f = \{ w_i \}_{i=1}^n"),
)

# Entries from one to another.
RANGE_BELOW = Unsupported(
    "a range below a letter",
    rf"{_LETTER}\s*_\s*\{{[^{{}}=|:]{{0,20}}\w\s*:\s*[\w\\][^{{}}=|:]{{0,20}}\}}",
    "declare a name for the part: `u in R^k`",
    lines=(r"\nabla_w f = x_{1:k}",),
    unless=Unless.NOTHING,
)

AVERAGE = Unsupported(
    "an average in angle brackets",
    r"(?:\\langle(?![A-Za-z])|⟨)(?:(?!\\(?:rangle|langle|mid|[lr]?vert))[^,⟩|;]){1,80}(?:\\rangle|⟩)",
    "write `E[…]` for it; an inner product has a comma, `<x, y>`",
    lines=(r"\nabla_w f = \langle w \rangle",),
)

SEVERAL_MARKS = Unsupported(
    "several marks above a letter, with a comma between",
    rf"{_LETTER}(?:{_BELOW})?\s*\^\s*\{{[^{{}}()=|]{{1,30}},[^{{}}()=|]{{1,30}}\}}",
    "write them in brackets, `x^{(i, j)}`",
    lines=(r"\nabla_w f = x^{i,j}",),
    unless=Unless.NOTHING,
)

DEGREE = Unsupported(
    "a degree sign",
    r"[\w})]\s*\^\s*(?:\{\s*\\circ\s*\}|\\circ(?=\s*(?:[_})\],.+=-]|\Z)))|[\w})]\s*°",
    "declare a name for it, with a letter below: `E_0 in R`",
    lines=(r"\nabla_w f = w^{\circ}_1",),
    unless=Unless.NOTHING,
)

FACTORIAL = Unsupported(
    "a factorial",
    r"[\w})\]]\s*!(?!=)",
    "write its value, or declare a name for it: `c in R`",
    lines=(r"\nabla_w f = \frac{1}{2!} w", "d/dw w^T w = n! w"),
    unless=Unless.NOTHING,
)

MAPS = Unsupported(
    "from where to where an expression maps",
    r"[\w})]\s*(?::|\\colon(?![A-Za-z]))\s*(?:\\mathbb|\\mathcal|ℝ|R\s*\^)[^=\n]{0,60}?(?:\\(?:long)?rightarrow|\\to(?![A-Za-z])|→|->)",
    "a function is declared by its name alone, `f : R^n -> R`",
    lines=(r"g = \nabla_w f : \mathbb{R}^n \to \mathbb{R}^n",),
    unless=Unless.NOTHING,
)

UNSUPPORTED = (
    PROSE,
    RANGE_BELOW,
    AVERAGE,
    SEVERAL_MARKS,
    DEGREE,
    FACTORIAL,
    Unsupported(
        "a conditional expectation",
        rf"{_EXPECTING}{_BRACKET}(?!\s*(?:\\[lr]?vert|\|))(?:{_INSIDE}{_GIVEN_IN_MARKDOWN}{_INSIDE}"
        rf"|{_INSIDE_WITH_NORMS}{_SIZED_GIVEN}{_INSIDE})(?:\\(?:right|[bB]igg?r?)\s*)?[)\]]",
        "leave the condition out, and name below the E what is still random: `E_x[…]`",
        (r"E[w^\top x | y]", r"\mathbb{E}\left[w^\top x \mid y\right]", r"E\big[\|x\|^2 \big| w\big]"),
    ),
    Unsupported(
        "an expectation without brackets of its own",
        rf"(?:\\mathbb\s*(?:\{{\s*E\s*\}}|E{_NOT_A_LETTER})|𝔼)(?!(?:{_BELOW})?{_BRACKET})"
        rf"|E(?!\s*_\s*\{{?\s*(?:[0-9∞]|\\infty|(?:[i-nt]|in|out){_NOT_A_LETTER})){_BELOW}"
        r"(?=\s*(?:\\left\s*)?\((?!\s*\\?\w+\s*\)))"
        r"|\\under(?:set|brace)\s*\{[^{}]{0,80}\}\s*\{\s*\\(?:mathbb|mathrm|operatorname)\s*\{?\s*E"
        r"|(?<=[A-Za-z])E\s*(?:\\(?:left|[bB]igg?l?))?\s*(?=\[)",
        "write `E[…]` around all that it is of, with a space before the E: `A E[x]`",
        (r"\mathbb{E} w^\top x", "AE[w]", r"\mathbb{E}_{x \sim p} w^\top x"),
    ),
    Unsupported(
        "a conditional variance or covariance",
        rf"(?:{_SPREAD})(?:{_BELOW})?{_BRACKET}(?!\s*(?:\\[lr]?vert|\|))"
        rf"{_INSIDE}{_GIVEN_IN_MARKDOWN}{_INSIDE}[)\]]",
        "leave the condition out, and name below what is still random: `Var_x[…]`",
        (r"\operatorname{Var}[w^\top x | y]", r"\mathrm{Cov}\left(x, y \mid w\right)"),
    ),
    Unsupported(
        "a variance or a covariance without brackets of its own",
        rf"(?:{_SPREAD})(?!(?:{_BELOW})?{_BRACKET})",
        "write `Var[…]` or `Cov[…]` around all that it is of",
        (r"\operatorname{Var} w^\top x", r"\mathrm{Var}\, w^\top x"),
    ),
    Unsupported(
        "a correlation",
        _word("Corr", "corr"),
        "it is `Cov(a, b) / sqrt(Var(a) Var(b))`",
        ("Corr(w, x)", r"\operatorname{corr}(w^\top x, y)"),
    ),
    Unsupported(
        "a divergence of distributions",
        rf"D{_NOT_A_LETTER}\s*_\s*\{{?\s*(?:{_UPRIGHT}\{{?\s*)?(?:KL|JS)\s*\}}{{0,2}}|{_word('KL', 'JS')}"
        rf"|(?:\\math(?:cal|bb|bf)\s*\{{\s*D\s*\}}|[DdHI])(?:{_BELOW})?{_BRACKET}{_INSIDE}(?:\|\||\\\||∥|‖){_INSIDE}[)\]]",
        "of two vectors of probabilities it is `sum(p ⊙ log(p ./ q))`",
        ("KL(p, q)", r"D_{\mathrm{KL}}(p \| q)", "KL(p || q)"),
    ),
    Unsupported(
        "a probability",
        rf"{_word('Pr')}|\\mathbb\s*(?:\{{\s*P\s*\}}|P{_NOT_A_LETTER})|ℙ"
        rf"|{_NAME}(?:{_BELOW})?{_BRACKET}(?!\s*(?:\\[lr]?vert|\|)){_INSIDE}{_GIVEN}{_INSIDE}[)\]]"
        rf"|(?:[pq]|\\pi(?![A-Za-z]))(?:{_BELOW})?\s*\((?!\s*(?:\\[lr]?vert|\|)){_INSIDE}{_GIVEN_IN_MARKDOWN}{_INSIDE}\)",
        "write its formula, or that of its logarithm, as a definition: `L = -1/2 ||x - m||^2`",
        (r"\log p(x \mid w)", "P(x | w)", r"\Pr(w)"),
    ),
    Unsupported(
        "a normal distribution",
        rf"\\mathcal\s*\{{?\s*N\s*\}}?{_CALLED}|𝒩{_CALLED}",
        "the logarithm of its density is `-1/2 (x - m)^T S^-1 (x - m)`, up to a constant",
        (r"\mathcal{N}(w, S)",),
    ),
    Unsupported(
        "a minimiser or maximiser",
        rf"(?:\\|{_UPRIGHT}\{{\s*)?arg(?:\s|\\,|\\!|~)*\\?(?:min|max){_NOT_A_LETTER}(?:\s*\}})?"
        r"|\\under(?:set|brace)\s*\{[^{}]{0,80}\}\s*\{(?:[^{}]|\{[^{}]{0,80}\}){0,80}?(?:min|max)",
        _STATIONARY,
        (r"\arg\min_w ||X w - y||^2", r"\operatorname*{argmin}_w ||X w||^2", "argmax_w w^T x"),
    ),
    Unsupported(
        "a minimum or maximum over a variable",
        _EXTREMUM,
        f"{_STATIONARY}; `min(x, 0)` and `max(x, 0)` are by entry",
        (r"\min_w ||X w - y||^2", "max_w w^T x", r"\max_{w} w^\top x"),
    ),
    Unsupported(
        "a problem of minimising or maximising",
        r"(?<!_)(?<!\{)\\(?:min|max)(?![A-Za-z])"
        r"(?!(?:\s|\\[,;:! ]|\\limits)*(?:\\?[({\[]|\\(?:left|[bB]igg?l?)(?![A-Za-z])|[_}]))",
        _STATIONARY,
        (r"\min \|w\|^2", r"\max w^\top x"),
    ),
    Unsupported(
        "a supremum or infimum",
        rf"{_command('sup', 'inf', 'limsup', 'liminf')}|(?:sup|inf)(?=\s*_)",
        _STATIONARY,
        (r"\sup_w w^\top x", r"\inf_w ||w||^2"),
    ),
    Unsupported(
        "a limit",
        rf"{_command('lim')}|lim(?=\s*_)|\\underset\s*\{{[^{{}}]{{0,60}}\}}\s*\{{\s*(?:\\mathrm\s*\{{\s*)?\\?lim",
        "differentiate what the limit is of, or write its value",
        (r"\lim_{t \to 0} w^\top x", "lim_{t} w^T x"),
    ),
    Unsupported(
        "an integral",
        rf"{_command('i{0,3}int', 'oint')}|[∫∬∭∮]",
        "differentiate what stands under it, or write a sum, `sum_{i=1}^n`",
        (r"\int w^\top x \, dx", "∫ w^T x dx", r"\oint w^\top x"),
    ),
    Unsupported(
        "a product over an index",
        rf"{_command('prod')}|∏|prod(?=\s*_)|prod(?={_BRACKET})",
        "its logarithm is a sum: `sum_{i=1}^n log(x_i)`",
        (r"\prod_{i=1}^n w_i", "∏_{i=1}^n w_i", "prod(w)"),
    ),
    SYSTEM,
    Unsupported(
        "a set in braces",
        r"(?:\\left\s*)?\\\{(?:(?!\\\})[^=]){0,200}=(?:(?!\\\})[\s\S]){0,400}\\\}",
        "write each equation on a line of its own",
        (r"\{w = x\}", r"\left\{w = 0, x = 1\right\}"),
    ),
    SEQUENCE,
    Unsupported(
        "a union, an intersection or a difference of sets",
        _command("cu[bp]", "ca[bp]", "bigcup", "bigcap", "setminus"),
        "declare a name for what comes out",
        (r"w \cup x", r"W \cap W"),
        unless=Unless.NOTHING,
    ),
    Unsupported(
        "a definition by cases",
        r"\\begin\s*\{\s*[dr]?cases\*?\s*\}",
        "`relu(x)`, `max(x, 0)`, `abs(x)` and `sign(x)` are known",
        (r"w^\top x + \begin{cases} w & x \\ 0 & y \end{cases}", r"\begin{cases} w & x \end{cases}"),
    ),
    Unsupported(
        "an indicator",
        rf"(?:\\(?:mathbb|mathbf|mathds|mathbbm|bm|boldsymbol)\s*\{{?\s*[1I]\s*\}}?|𝟙|𝕀|𝟏|I|(?<![\w.])1)"
        rf"\s*(?:_\s*\{{[^{{}}]{{0,80}}(?:[<>=≤≥]|\\[lg]eq?{_NOT_A_LETTER}|\\in{_NOT_A_LETTER})"
        rf"|{_BRACKET}[^()\[\]]{{0,80}}(?:[<>=≤≥]|\\[lg](?:eq?|t){_NOT_A_LETTER}|\\in{_NOT_A_LETTER}))"
        r"|(?:\\(?:left|[bB]igg?l?)\s*)?\["
        r"(?:[^\[\]\\={}]|\{[^{}=]{0,30}\}|\\(?!frac|dfrac|sum|partial|nabla|begin)[A-Za-z,;:! ]){1,60}?"
        rf"(?:[<>=≠≤≥]|\\(?:[lg](?:eq?|t)|neq?){_NOT_A_LETTER})[^\[\]]{{1,60}}\]",
        "`relu(x)` has the step as its derivative, `sign(x)` is known",
        (
            r"\mathbb{1}[w > 0] w",
            r"\mathbf{1}_{w > 0} w",
            "𝟙(w ≥ 0) w",
            r"w\mathbb{1}[w > 0]",
            r"1\left[w < x\right] w",
            "[w = x] w",
            r"w \left[w \neq x\right]",
        ),
    ),
    TABLE,
    MATRIX_WITH_DOTS,
    Unsupported(
        "the matrix of a cross product",
        r"(?:\\(?:left|[bB]igg?l?)\s*)?\[[^\[\]=]{1,80}\]\s*(?:_\s*(?:\{\s*)?(?:\\times(?![A-Za-z])|×)"
        r"|\^\s*(?:\{\s*)?\\(?:times|wedge)(?![A-Za-z]))",
        "declare a name for it, `K in R^(n x n) skew`",
        (r"[w]_\times x", r"w^\top \left[x\right]_{\times}", r"[w]^\wedge x"),
        unless=Unless.NOTHING,
    ),
    BLOCK_MATRIX,
    ENTRIES,
    Unsupported(
        "an ellipsis",
        rf"{_command('[cvdl]?dots[bcmio]?')}|…|⋯|\.\.\.",
        "write a sum, `sum_{i=1}^n x_i`, or declare a vector",
        (r"w_1 + \dots + w_n", "w_1 + ... + w_n", r"w_1 x_1 + \cdots + w_n x_n"),
    ),
    Unsupported(
        "an eigenvalue",
        rf"(?:\\lambda{_NOT_A_LETTER}|λ|lambda){_SUBSCRIPT_EXTREME}"
        rf"|{_word('eig', 'eigh', 'eigvals', 'eigenvalues?')}",
        "of a symmetric positive semidefinite matrix the largest is `||A||_2`; "
        "a number of that name is declared: `λ_max in R`",
        (r"\lambda_{\max}(W)", "λ_max(W^T W)", "eig(W)", r"\lambda_{\mathrm{min}}(W)"),
    ),
    Unsupported(
        "a singular value",
        rf"(?:\\sigma{_NOT_A_LETTER}|σ|sigma){_SUBSCRIPT_EXTREME}|{_word('svd', 'SVD', 'svdvals')}",
        "the largest is `||A||_2`, the sum of all is `||A||_*`",
        (r"\sigma_{\max}(W)", "svd(W)"),
    ),
    Unsupported(
        "a matrix function",
        _word("funm", "sinm", "cosm", "tanm", "signm", "matrix_power"),
        "`expm(X)`, `logm(X)`, `sqrtm(X)` and powers are known: `X^2`, `X^-1`",
        ("cosm(W)", r"\operatorname{signm}(W)"),
    ),
    Unsupported(
        "the adjugate",
        _word("adj", "adjugate"),
        "of an invertible matrix it is `det(A) A^-1`",
        ("adj(W)", r"\operatorname{adj}(W)"),
    ),
    Unsupported(
        "a rank",
        _word("rank", "rk"),
        "`||A||_*`, the sum of the singular values, is near it",
        ("rank(W)", r"\operatorname{rank}(W)", r"\mathrm{rank}(W^\top W)"),
    ),
    Unsupported(
        "a factorisation",
        _word("chol", "cholesky", "qr", "QR", "lu", "LU"),
        "declare the factors and define the matrix by them: `A = G G^T`",
        ("chol(W)", r"\operatorname{chol}(W)"),
    ),
    Unsupported(
        "a cotangent, secant or cosecant",
        _word("cot", "ctg", "sec", "csc", "cosec"),
        "it is `cos(x) / sin(x)`, `1 / cos(x)` or `1 / sin(x)`; of a vector, with `./`",
        (r"\cot(w^\top x)", r"\sec w", "csc(w)"),
    ),
    Unsupported(
        "a hyperbolic cotangent, secant or cosecant",
        _word("coth", "sech", "csch", "cosech"),
        "it is `1 / tanh(x)`, `1 / cosh(x)` or `1 / sinh(x)`; of a vector, with `./`",
        (r"\coth(w^\top x)", "sech(w)", r"\operatorname{csch}(w)"),
    ),
    Unsupported(
        "the inverse of a cotangent, secant or cosecant",
        _word("arccot", "arcsec", "arccsc", "acot", "asec", "acsc", "arccotg"),
        "it is `arctan(1 / x)`, `arccos(1 / x)` or `arcsin(1 / x)`",
        (r"\arccot(w^\top x)", r"\operatorname{arcsec} w", "arccsc(w)"),
    ),
    Unsupported(
        "the inverse of a hyperbolic function",
        _word("ar(?:c)?sinh", "ar(?:c)?cosh", "ar(?:c)?tanh", "asinh", "acosh", "atanh"),
        "it is `log(x + sqrt(x^2 + 1))`, `log(x + sqrt(x^2 - 1))` or `1/2 log((1 + x) / (1 - x))`",
        ("arsinh(w)", r"\operatorname{arcosh}(w^\top x)", "atanh(w)"),
    ),
    Unsupported(
        "the cardinal sine",
        _word("sinc"),
        "it is `sin(x) / x`, or `sin(π x) / (π x)`",
        ("sinc(w)", r"\operatorname{sinc}(w^\top x)"),
    ),
    Unsupported(
        "a relative of the error function",
        _word("erfc", "erfinv", "erfcinv", "erfcx", "erfi"),
        "the complementary one is `1 - erf(x)`",
        ("erfc(w)", r"\operatorname{erfc}(w^\top x)", "erfinv(w)"),
    ),
    Unsupported(
        "a gamma function",
        _word("l(?:og)?gamma", "gammaln", "digamma", "polygamma", "trigamma", "betaln"),
        "declare it, `g : R -> R`, and its derivative is `g′`",
        ("lgamma(w)", r"\operatorname{digamma}(w^\top x)"),
    ),
    Unsupported(
        "an activation of a library",
        _word(
            "mish",
            "selu",
            "celu",
            "prelu",
            "relu6",
            "hardtanh",
            "hardsigmoid",
            "hardswish",
            "softsign",
            "tanhshrink",
            "maxout",
            "glu",
            "heaviside",
        ),
        "declare it, `g : R -> R`, or write its formula: `x ./ (1 + abs(x))`",
        ("mish(w)", "selu(w)", r"\operatorname{softsign}(w)"),
    ),
    Unsupported(
        "a logit",
        _word("logit"),
        "it is `log(x / (1 - x))`; of a vector, with `./`",
        ("logit(w)", r"\operatorname{logit}(w^\top x)"),
    ),
    Unsupported(
        "a logarithm or exponential by one off",
        rf"(?:log1p|expm1){_CALLED}",
        "it is `log(1 + x)` or `exp(x) - 1`",
        ("log1p(w)", "expm1(w)"),
    ),
    Unsupported(
        "a convolution",
        _word("conv", "conv1d", "conv2d", "convolve"),
        "it is linear: declare its matrix, `W x`",
        ("conv(w, x)", r"\operatorname{conv}(w, x)"),
    ),
    Unsupported(
        "a loss of a library",
        rf"(?:{_UPRIGHT}\{{\s*)?(?:mse|MSE|rmse|RMSE|mae|MAE|bce|BCE|CE|NLL|nll|mse_loss|cross_entropy){_NOT_A_LETTER}"
        rf"(?:\s*\}})?{_CALLED}",
        "the mean squared error is `mean((x - y).^2)`, the cross-entropy of logits `logsumexp(z) - y^T z`",
        ("mse(w, x)", r"\mathrm{MSE}(w, x)", "cross_entropy(w, x)"),
    ),
    Unsupported(
        "a derivative by its name",
        r"(?:grad|gradient|hess|hessian|jac|jacobian|Grad|Gradient|Hessian|Jacobian)(?![A-Za-z])"
        rf"(?=\s*[^\W\d]|{_BRACKET})|{_UPRIGHT}\{{\s*(?:grad|gradient|Hess|Hessian|Jac|Jacobian)\s*\}}",
        "`d/dx f` is the gradient, or the Jacobian of a vector, and `d^2 f/dx^2` the Hessian",
        ("grad f", "hessian(w^T w)", r"\operatorname{Hess} f", "jacobian f"),
    ),
    LOADED,
    DOING,
    Unsupported(
        "an inner product with bars",
        r"(?:\\langle(?![A-Za-z])|⟨)(?:(?!\\rangle)[^,⟩|]){1,200}?(?:(?<!\\)\|(?!\|)|\\(?:mid|vert)(?![A-Za-z]))"
        r"(?:(?!\\rangle)[^,⟩]){1,200}?(?:\\rangle|⟩)",
        "it has a comma, `<x, y>`; with a matrix between it is `x^T A y`",
        (r"\langle w | x \rangle", r"\langle w \mid B \mid x \rangle"),
    ),
    Unsupported(
        "the divergence of a field",
        rf"(?:\\nabla|∇)\s*(?:\\cdot{_NOT_A_LETTER}|\\bullet|·|⋅|•)|{_word('div')}|div(?=\s+{_FIELD})",
        "it is the trace of the Jacobian, which `d/dx f` gives",
        (r"\nabla \cdot w", "∇·w", "div(w)", r"div \mathbf{w}"),
    ),
    Unsupported(
        "the curl of a field",
        rf"(?:\\nabla|∇)\s*(?:\\times{_NOT_A_LETTER}|×)|{_word('curl', 'rot')}|(?:curl|rot)(?=\s+{_FIELD})",
        "its entries are those of the Jacobian, which `d/dx f` gives",
        (r"\nabla \times w", "curl(w)", r"rot \mathbf{w}"),
    ),
    Unsupported(
        "rounding",
        rf"{_command('lfloor', 'lceil', 'floor', 'ceil')}|[⌊⌈]|{_word('floor', 'ceil', 'round')}",
        "its derivative is 0 wherever it has one",
        (r"\lfloor w \rfloor", "floor(w)"),
    ),
    Unsupported(
        "a derivative written with δ",
        r"\\[dt]?frac\s*\{\s*(?:\\delta(?![A-Za-z])|δ)[^{}]{0,80}(?:\{[^{}]{0,80}\}[^{}]{0,80}){0,4}\}"
        r"\s*\{\s*(?:\\delta(?![A-Za-z])|δ)",
        r"a derivative is `\frac{\partial f}{\partial x}` or `df/dx`",
        (r"\frac{\delta \|w\|^2}{\delta w}",),
    ),
    Unsupported(
        "a list with a semicolon",
        rf"{_NAME}(?:{_BELOW})?\s*(?:\\(?:left|[bB]igg?l?))?\s*\({_INSIDE};{_INSIDE}\)",
        "write a comma, and define the function: `f(x, w) = …`",
        (r"f(w; x)", r"\ell_{\theta}(w; \theta)"),
    ),
    Unsupported(
        "a constraint",
        r"(?:\\(?:text|textrm|mathrm|quad\\text)\s*\{\s*)?(?:subject\s+to|s\.\s*t\.|such\s+that)",
        "the Lagrangian has it as a term: `L = f + λ (a^T x - b)`",
        (r"w^\top x \quad \text{s.t. } w", "w^T x subject to a^T w"),
    ),
    Unsupported(
        "an expectation in another spelling",
        r"\\(?:mathbf|boldsymbol|bm)\s*\{\s*E\s*\}(?=\s*(?:\\left\s*)?\[)",
        r"write `\mathbb{E}[…]`, or declare the matrix E",
        (r"\mathbf{E}[w^\top x]",),
    ),
    UPDATE,
    Unsupported(
        "a differential",
        rf"(?:(?<![A-Za-z\\])d(?:\s(?=\())?|{_UPRIGHT}\{{\s*d\s*\}}\s*)(?={_CHANGED})",
        "ask for the derivative, or claim one",
        ("dw", r"2 w^\top dw", r"\mathrm{d}(w^\top w)"),
        unless=Unless.LETTER,
        letter="d",
    ),
    Unsupported(
        "an increment",
        rf"(?:\\Delta{_NOT_A_LETTER}|Δ|(?<![A-Za-z])Delta{_NOT_A_LETTER})(?={_INCREASED})",
        "ask for the derivative, or claim one",
        (r"\|w + \Delta w\|^2", "w^T Δw"),
        unless=Unless.LETTER,
        letter="Δ",
    ),
    DERIVATIVE_WITH_D,
    LAPLACIAN,
    VARIATION,
    COVARIANT,
    CROSS_PRODUCT,
    EVALUATION,
    Unsupported(
        "a gradient with a mark above the nabla",
        r"\\(?:tilde|widetilde|hat|widehat|bar|overline|check|breve)\s*(?:\{\s*)?(?:\\nabla(?![A-Za-z])|∇)",
        r"write the gradient `\nabla_x f`, or declare a name: `g in R^n`",
        (r"\tilde{\nabla} w^\top w", r"\widehat{\nabla}_w w^\top w"),
        unless=Unless.NOTHING,
    ),
    Unsupported(
        "a wedge product, or a logical sign",
        _command("wedge", "land", "lor", "vee", "bigwedge"),
        "write what it stands for",
        (r"w \wedge x", r"w \land x"),
    ),
    Unsupported(
        "a binomial coefficient",
        rf"{_command('binom', 'tbinom', 'dbinom', 'choose')}",
        "declare a name for it: `c in R`",
        (r"\binom{n}{2} w", r"{n \choose k} w"),
    ),
    Unsupported(
        "a sum over a set",
        r"(?:\\sum|∑|sum)(?:\s*\\limits)?\s*_\s*(?:\{[^{}]{0,80}|[(\s]*\w+\s*)(?:\\in(?![A-Za-z])|∈)",
        "a sum runs over an index, `sum_{i=1}^n`",
        (r"\sum_{y \in S} w^\top y", r"\sum\limits_{i \in B} w_i"),
    ),
    CONDITION_BELOW,
    Unsupported(
        "a sum with a condition below it",
        r"(?:\\sum|∑|sum)(?:\s*\\limits)?\s*_\s*[{(][^{}()]{0,80}?"
        rf"(?:{_command('neq?', 'leq?', 'geq?', 'lt', 'gt')}|[≠<>≤≥])",
        "a sum runs over an index, `sum_{i=1}^n`; what is left out is subtracted",
        (r"\sum_{i \neq k} w_i", "∑_{j≠i} w_j", r"\sum\limits_{i < j} w_i"),
    ),
    Unsupported(
        "the transpose or an optimum, as a star on a capital",
        rf"(?:{_BOLD_CAPITAL}|[A-Z](?![A-Za-z]))(?:{_BELOW})?\s*\^\s*\{{?\s*(?:\*|\\(?:ast|star)(?![A-Za-z]))",
        "write `A^T` for the transpose; an optimum is declared, `W^* in R^(m x n)`",
        (r"\nabla_u u^\top A^* u", r"\operatorname{tr}(\mathbf{W}^{*})"),
        unless=Unless.WHOLE,
    ),
    Unsupported(
        "a plus above a letter, for what comes next or for the pseudoinverse",
        rf"{_LETTER}(?:{_BELOW})?\s*(?:\^\s*(?:\+|\{{\s*\+\s*\}})|⁺(?![⁰-⁹¹²³]))",
        "declare a name, `v in R^n`; the pseudoinverse of a matrix of full rank is `pinv(A)`",
        ("w^+ - w", r"\mathbf{W}^{+} x"),
        unless=Unless.NOTHING,
    ),
    Unsupported(
        "a minus above a letter, for what was before or below",
        rf"{_LETTER}(?:{_BELOW})?\s*(?:\^\s*(?:-(?!\s*(?:[0-9a-z({{−-]|T(?![A-Za-z])|\\(?:top|intercal|[dt]?frac)))|\{{\s*[-−]\s*\}})|⁻(?![⁰-⁹¹²³ᵀᵃ-ᶻʲˡʳˢˣ]))",
        "declare a name, `v in R^n`, `P in R^(n x n)`",
        ("w^{-} - w", "W^- H", "w_k^{-} + x"),
        unless=Unless.NOTHING,
    ),
    Unsupported(
        "the conjugate transpose",
        rf"{_LETTER}(?:{_BELOW})?\s*\^\s*(?:\{{\s*)?(?:H(?![A-Za-z])|{_UPRIGHT}\{{\s*H\s*\}}|†)",
        "all matrices are real here: write `A^T`",
        (r"\operatorname{tr}(W^H W)", r"\mathbf{w}^{\mathrm{H}} \mathbf{w}"),
        unless=Unless.NOTHING,
    ),
    Unsupported(
        "a dagger, for the conjugate transpose or the pseudoinverse",
        rf"{_LETTER}(?:{_BELOW})?\s*\^\s*(?:\{{\s*)?\\dagger{_NOT_A_LETTER}",
        "write `A^T`, or `pinv(A)` of a matrix of full rank",
        (r"W^\dagger x",),
        unless=Unless.NOTHING,
    ),
    Unsupported(
        "a logarithm to another base",
        r"\\?log\s*_\s*(?:[0-9a-df-z](?![A-Za-z])|\{\s*(?:[0-9]+|[a-df-z])\s*\})"
        rf"|log(?:2|10){_CALLED}",
        "it is `log(x) / log(2)`",
        (r"\log_2 (w^\top x)", r"\log_{10}(w^\top x)", "log_2(w^T x)", "log2(w)"),
    ),
    ENTRY,
    Unsupported(
        "a row or a column in the spelling of MATLAB",
        r"[^\W\d_]\w*\(\s*(?::\s*,\s*\w+|\w+\s*,\s*:)\s*\)",
        "a column is `X e_j`, a row `e_i^T X`",
        ("W(:, j)", "w^T W(1, :)"),
    ),
    RELATION,
    MAPS,
    Unsupported(
        "that something tends to a value",
        rf"{_command('to', '(?:long)?rightarrow')}|[→⟶]",
        "write what holds there as an equation, with `=`",
        (r"\nabla_w (w^\top w) \to x",),
    ),
    Unsupported(
        "a simplex whose size is a sum",
        rf"(?:{_command('in')}|∈|\bin)\s*(?:Δ|{_command('Delta')})\s*\^\s*[({{]?\s*\w+\s*[-+−]",
        "vectors of k entries that sum to one are `y in Δ^k`, or `y in R^k probabilities`",
        (r"y \in \Delta^{k-1}", "y in Δ^(k-1)"),
    ),
    Unsupported(
        "that something lies in a space",
        rf"{_command('in')}|∈",
        "letters are declared: `x in R^n`",
        (r"\nabla_w f \in \mathbb{R}^n",),
    ),
)


_WITH_PATTERN = tuple(row for row in UNSUPPORTED if row.pattern)
# What is read where it can be, and is looked for in what can't.
_OF_TEXT = (MAPS, SEQUENCE, RANGE_BELOW, AVERAGE, SEVERAL_MARKS, DEGREE, FACTORIAL)
_AT_NAME = tuple(row for row in _WITH_PATTERN if row not in _OF_TEXT)
_ANYWHERE = tuple(row for row in _WITH_PATTERN if row.unless is not Unless.LETTER)
# Most names begin none of them.
_ANY = re.compile("|".join(f"(?:{row.pattern})" for row in _AT_NAME))


# Words that are set as such.
_IN_TEXT = re.compile(r"\\(?:text[a-z]*|mbox|tag\*?)\s*\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")


def unsupported_at(text: str, start: int) -> Iterator[Unsupported]:
    """The constructs that may begin with the name at a place, in the order of the table."""
    if _ANY.match(text, start) is not None:
        yield from (row for row in _AT_NAME if row.at_name.match(text, start))


def unsupported_in(text: str) -> tuple[Unsupported, int] | None:
    """The first construct in a text that could not be read, and where it begins."""
    without_bars = CONDITION_BELOW.anywhere.sub(_with_a_comma, text)
    without_words = _IN_TEXT.sub(lambda found: " " * len(found.group()), without_bars)
    texts = {CONDITION_BELOW.name: text, PROSE.name: without_words}
    found = (
        (match.start(), at, row)
        for at, row in enumerate(_ANYWHERE)
        if (match := row.anywhere.search(texts.get(row.name, without_bars)))
    )
    start, _, row = min(found, default=(0, 0, None), key=lambda each: each[:2])
    return (row, start) if row is not None else None


def _with_a_comma(found: re.Match[str]) -> str:
    """What was found, as long as it is, with a comma for its bar."""
    start, end = (at - found.start() for at in found.span("bar"))
    return found.group()[:start] + ",".ljust(end - start) + found.group()[end:]


def named(error: MatcalcError, source: Source) -> MatcalcError:
    """Why a statement can't be read: by the first construct in it that is not read, where there is one."""
    if (found := unsupported_in(source.text)) is None:
        return error
    row, position = found
    return row.error(source.place(position))
