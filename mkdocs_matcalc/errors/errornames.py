r"""The names of all messages, one entry each: what it says, what would be right, and a block that earns it.

The guide's page on messages and `matcalc explain` are made from this table.
"""

from __future__ import annotations

from enum import Enum


class ErrorName(Enum):
    """The name of a message, by which it is looked up: `shape-mismatch`.

    Attributes:
        says: What is wrong, in a sentence.
        instead: What would be right, in a sentence.
        example: A block that earns the message; empty where no block alone can.
    """

    def __init__(self, says: str, instead: str, example: str = "") -> None:
        self.says, self.instead, self.example = says, instead, example.strip("\n")

    def __str__(self) -> str:
        return self.name.lower().replace("_", "-")

    @classmethod
    def named(cls, name: str) -> ErrorName:
        """The entry of a name as it is printed.

        Raises:
            KeyError: There is none.
        """
        return cls[name.upper().replace("-", "_")]

    # --- a line that can't be read ---

    SYNTAX = (
        "Something stands where it can't, or the line ends too early.",
        "The hint says what was expected there.",
        "d/dx (a^T x + )",
    )
    UNKNOWN_CHARACTER = (
        "A character is no part of the language.",
        "Leave it out, or write the sign that it stands for.",
        "d/dx x ? y",
    )
    UNBALANCED_BRACKETS = (
        "A bracket, or a bar of a norm, has no partner, or one of another form.",
        "Close each as it was opened: `(…)`, `[…]`, `||…||`.",
        "d/dx (a^T x",
    )
    SCRIPT_WITHOUT_BRACES = (
        "LaTeX shows only the first sign after `_` or `^`, and more was meant.",
        "Put braces around the whole: `X_{ij}`.",
        r"\nabla_u \|X_ij u\|^2",
    )
    UNKNOWN_WORDS = (
        "Words beside a formula are not understood, so that nothing says whether they change it.",
        "Declare a property (`A in R^(n x n) symmetric`), or leave the words out.",
        r"\nabla_w (w^\top w) \quad \text{if the moon is full}",
    )
    NOT_SUPPORTED = (
        "A construct is known by its name, and not read here.",
        "The hint says what can be written instead; the guide's page on errors has the list.",
        r"\nabla_u \operatorname{Corr}[u^\top x, u^\top z]",
    )
    UNREADABLE_MACRO = (
        "A macro is defined in a form that is not read, or used without its arguments.",
        r"Write `\newcommand{\name}[1]{…}`, and give it as many arguments in braces.",
        "\\def\\swap(#1){#1}\nd/du u^T u",
    )

    # --- what is asked ---

    NOTHING_ASKED = (
        "The block, or a line of it, asks for nothing.",
        "Ask for a derivative (`d/dx (a^T x)`), or give the expression a name (`f = a^T x`).",
        "A x",
    )
    MISPLACED_DERIVATIVE = (
        "A derivative is part of something else, or ends before what was meant.",
        "Put what is differentiated in brackets, or give it a name on a line of its own.",
        "d/dx A + B x",
    )
    DERIVATIVE_ORDER = (
        "A derivative of this order is not derived.",
        "There are first derivatives, second ones of numbers, and second ones of the rest by numbers.",
        "t in R\nd^3/dt^3 exp(t)",
    )
    MISSING_VARIABLE = (
        "The gradient does not say by what.",
        r"Write the variable below it, `\nabla_x f`, or define the function of its argument, `f(x) = …`.",
        "f = u^T u\n\\nabla f",
    )
    NOT_A_VARIABLE = (
        "What one would differentiate by is no variable: a family, a size or an expression.",
        "Differentiate by a number, a vector or a matrix that has a letter.",
        "d/dn x\nx in R^n",
    )
    DOES_NOT_OCCUR = (
        "The function does not have the variable in it, so that its derivative would be zero.",
        "Perhaps another letter was meant; if one of the others depends on it, define that one.",
        "d/dz ||A x - y||^2",
    )
    RANDOMNESS = (
        "What is random in an expectation is not what is said, or a derivative is taken by it.",
        "Say below the E what is random, `E_x[…]`, or declare it, `x in R^n random`.",
        "d/dx E_x[w^T x]",
    )
    DISTRIBUTION = (
        "The distribution of an expectation depends on what it is differentiated by.",
        "Take the expectation over what does not depend on it: `E_z[…]` of `m + s ⊙ z`.",
        r"\nabla_\theta \mathbb{E}_{x \sim p_\theta}[x^\top x]",
    )
    SOLVE_FORM = (
        "`solve` stands before something other than a first derivative that is set to zero.",
        "Write `solve dL/dw = 0`.",
        "solve d^2/dx^2 ||x||^2 = 0",
    )
    CONCLUSION = (
        "An equation is a condition for what is concluded from it, and is not read as one.",
        "Let it stand alone to have it judged, or write `solve dL/dw = 0`.",
        "f = u^\\top u\n\\nabla_u f = 0 \\Rightarrow u = c",
    )

    # --- names ---

    UNKNOWN_NAME = (
        "Nothing defines a name that is used.",
        "Define it (`L = …`), declare it (`L : R^n -> R`), or correct its spelling.",
        "dL/dw",
    )
    UNKNOWN_FUNCTION = (
        "A name before brackets is no function that is known.",
        "Take the nearest one if it was meant; `g : R -> R` declares a function of your own.",
        "d/dw lgo(w^T x)",
    )
    UNKNOWN_NORM = (
        "A norm, or an inner product, with this subscript is not known for what it is of.",
        "A vector has 1, 2, ∞ and a matrix as its weight; a matrix has F, 1, 2 and *.",
        "d/dx ||x||_3",
    )
    UNKNOWN_PROPERTY = (
        "A declaration ends in a word that is no property.",
        "Properties are `symmetric`, `diagonal`, `invertible`, `positive definite` and others.",
        "A in R^(n x n) symetric\nd/dx A x",
    )
    UNKNOWN_OPTION = (
        "An option does not exist, has no such value, or can't be read.",
        "Options look like `method=chain` on the fence and `option method = chain` within.",
        "option metod = chain\nd/dx x",
    )
    UNKNOWN_NOTE = (
        "`using [[…]]` leads to no note, or to none that has a block.",
        "Name a note, or a heading of it, below which a `matcalc` block stands.",
        "using [[Linear Regression]]\nd/dx x",
    )
    UNKNOWN_RULE = (
        "`matcalc rules` was asked for a rule that there is not.",
        "`matcalc rules` alone lists them all.",
    )
    UNKNOWN_ERROR = (
        "`matcalc explain` was asked for a message that there is not.",
        "`matcalc explain` alone lists them all.",
    )
    DUPLICATE_NAME = (
        "A name is declared or defined twice, or both and differently.",
        "Say it once, or take another name.",
        "f = x\nf = y\ndf/dx",
    )
    CIRCULAR_DEFINITION = (
        "A definition, a macro or a block that is used needs itself.",
        "Define each by what does not need it.",
        "a = b\nb = c a\nda/dc",
    )
    AMBIGUOUS = (
        "What is written has several readings which differ, and nothing says which is meant.",
        "The hint shows what to write for each.",
        "d/dw w^T sum_i a_i x_i",
    )
    CONTRADICTING_PROPERTY = (
        "A property does not fit: what is symmetric is square, and of what is defined it is declared.",
        "Declare the name with a size and a property that fit.",
        "A in R^(m x n) symmetric\nd/dx A x",
    )
    WRONG_ARGUMENTS = (
        "A function has too many arguments, too few or none, or others than it was defined of.",
        "The hint says how it is called.",
        "d/dx kron(x)",
    )
    WRONG_INDEX = (
        "An index belongs to no sum, is missing, or runs from elsewhere than 1.",
        "A family has its index (`x_i`), and an index has its sum (`sum_{i=1}^n`).",
        "x in R^n\nd/dx x_i",
    )

    # --- shapes and numbers ---

    SHAPE_MISMATCH = (
        "Two shapes do not fit; both are told, and where each comes from.",
        "Perhaps a transpose is missing, or a letter is not what it is by convention: declare it.",
        "A in R^(m x n)\nx in R^n\nd/dx A^T x",
    )
    NOT_SQUARE = (
        "A trace, a determinant, an inverse or a power is of a matrix that is not square.",
        "Declare it square, `A in R^(n x n)`, or correct the product that it is.",
        "d/dX tr(X)\nX in R^(m x n)",
    )
    WRONG_KIND = (
        "A number, a vector or a matrix stands where another of them belongs.",
        "Declare the letter as what it is (`x in R`), or take the function that is of such things.",
        "d/dX softmax(X)",
    )
    VECTOR_POWER = (
        "A vector, or a matrix that is not square, has no power.",
        "`x.^2` is the power by entry, `||x||^2` that of the norm.",
        "d/dx x^2",
    )
    MATRIX_POWER = (
        "A matrix has powers that are numbers, and no very large ones; a letter is one where it counts.",
        "Declare the letter, `k in N`; `X.^s` is the power by entry.",
        "s in R\nd/dX tr(X^s)",
    )
    BAD_DIMENSION = (
        "A size is no name and no whole number from 1 on.",
        "Write `R^n`, `R^3` or `R^(m x n)`.",
        "A in R^0\nd/dA A",
    )
    UNKNOWN_SIZE = (
        "Nothing says a size, or how far a sum runs.",
        "Write it: `eye(n)`, `sum_{i=1}^n`.",
        "d/dw sum_i w",
    )
    NO_REAL_VALUE = (
        "A part of the formula has no value among the real numbers.",
        "Correct it: one divides by 0, or takes the root or the logarithm of a negative number.",
        "d/dx sqrt(-1) x",
    )

    # --- deriving, and checking ---

    NO_RULE = (
        "No rule gives the derivative; the part of the expression is named.",
        "Another `method` may have one; the guide's page on errors says what is not derived.",
        "d/dX ||X||_*\noption method = index",
    )
    NO_SOLUTION = (
        "The stationary point can't be isolated.",
        "Ask for the derivative alone, and solve it by numbers.",
        "solve d/dx sum(exp(x)) = 0",
    )
    NOT_CHECKABLE = (
        "What was derived, or a rule of yours, could not be compared with numbers, and is not shown.",
        "Declare what keeps every log, root and inverse defined (`x in R^n positive`), or smaller sizes.",
        "d/dx log(-||x||^2)",
    )
    RULE_FORM = (
        "A rule is not of the form that rules have.",
        "Write `rule Name: d/dx f = g` with expressions for f and g, or `rule Name: f = g`.",
        "rule Name: a^T b",
    )
    FALSE_RULE = (
        "A rule of yours does not hold: numbers contradict it.",
        "Correct it; nothing is derived by a rule that does not hold.",
        "rule Wrong: d/dx a^T x = 2 a\nd/du b^T u",
    )
    FALSE_CLAIM = (
        "A claim does not hold: at random points its sides differ. It is judged, and the block is shown.",
        "Correct the line; what should stand there is told where it is known.",
        "d/dx ||x||^2 = x",
    )
    TOO_LARGE = (
        "A block, a number or a formula is larger than what is taken on; the limit is told.",
        "Name inner parts on lines of their own, or split the block.",
        "d/dx 2^99999 x",
    )
    TIMEOUT = (
        "The block took longer than it may.",
        "Ask for one variable at a time, or give it more time: `timeout`, `--timeout`.",
    )
    MEMORY = (
        "The block took more memory than it may.",
        "Ask for one variable at a time, take smaller sizes, or give it more: `memory`, `--memory`.",
    )
    OUR_MISTAKE = (
        "The mistake is ours, not yours: a result failed its check, or the program broke.",
        "Send us the report; another way to write the formula may work meanwhile.",
    )

    # --- files ---

    UNCLOSED_FENCE = (
        "A fence in a note is never closed.",
        "The closing fence has as many marks as the opening one, at the same indentation.",
    )
    NO_BLOCK = (
        "The note has no `matcalc` block.",
        "A block is a fence of three backticks, with `matcalc` after the first three.",
    )
    STRAY_MARK = (
        "A mark of `matcalc expand` lacks its other, or stands under no block.",
        "Take it out, or put it back under its block.",
    )
    UNREADABLE_FILE = (
        "A file or a folder can't be read.",
        "Files are UTF-8; the message says what the system reports.",
    )
    UNWRITABLE_FILE = (
        "A note can't be written: it is write-protected, or was changed meanwhile.",
        "Run the command again.",
    )
