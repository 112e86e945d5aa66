r"""A formula that MathJax takes, as KaTeX takes it.

Commands and environments that KaTeX has not, scripts without braces, columns that it does not read, marks of
LaTeX within words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mkdocs_matcalc.tex.expanding import called
from mkdocs_matcalc.tex.katexnames import is_known, stands_among_words
from mkdocs_matcalc.tex.mathjax import (
    BODIES,
    COMMANDS,
    DEFINED,
    ENVIRONMENTS,
    WITHIN_LINE,
    environment_body,
    sign_by_number,
)
from mkdocs_matcalc.tex.symbolcommands import IN_WORDS
from mkdocs_matcalc.tex.tokens import CHEMISTRY, DEEPEST, WORDS, Reader, Unbalanced, is_word, tokens, written

# The tags of a page's formulas by their labels.
Labels = dict[str, str]

_MOST_REWRITTEN = 5_000
# How many arguments a command takes that KaTeX does not read as a script without braces around all of it.
_ARGUMENTS = {
    **dict.fromkeys((
        r"\arccos", r"\arcsin", r"\arctan", r"\arg", r"\cos", r"\cosh", r"\cot", r"\coth", r"\csc", r"\deg",
        r"\dim", r"\exp", r"\hom", r"\ker", r"\lg", r"\ln", r"\log", r"\sec", r"\sin", r"\sinh", r"\tan",
        r"\tanh", r"\det", r"\gcd", r"\inf", r"\lim", r"\max", r"\min", r"\Pr", r"\sup", r"\liminf",
        r"\limsup", r"\injlim", r"\projlim", r"\varinjlim", r"\varlimsup", r"\sum", r"\prod", r"\coprod",
        r"\bigcup", r"\bigcap", r"\bigvee", r"\bigwedge", r"\bigoplus", r"\bigotimes", r"\bigodot",
        r"\biguplus", r"\bigsqcup", r"\int",
    ), 0),
    **dict.fromkeys((
        r"\sqrt", r"\hat", r"\widehat", r"\bar", r"\overline", r"\tilde", r"\widetilde", r"\vec", r"\dot",
        r"\ddot", r"\check", r"\breve", r"\acute", r"\grave", r"\underline", r"\overrightarrow",
        r"\overleftarrow", r"\cancel", r"\bcancel", r"\xcancel", r"\boxed", r"\underbrace", r"\overbrace",
        r"\phantom", r"\hphantom", r"\vphantom", r"\mathring", r"\xrightarrow", r"\xleftarrow",
        r"\operatorname", r"\mathop", r"\mathrel", r"\mathbin",
        r"\mathord", r"\smash", r"\substack", r"\bm", r"\boldsymbol", r"\pmb", r"\ket", r"\bra", r"\braket",
    ), 1),
    **dict.fromkeys((r"\overset", r"\underset", r"\stackrel", r"\textcolor"), 2),
}  # fmt: skip
_TWO = dict.fromkeys((r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\binom", r"\dbinom", r"\tbinom"), 2)
# How many arguments stand before the words of a box.
_BEFORE_WORDS = {r"\fbox": 0, r"\raisebox": 1, r"\colorbox": 1, r"\fcolorbox": 2}
# What stands between its two operands, to which KaTeX gives no script.
_BETWEEN = frozenset((r"\over", r"\choose", r"\atop", r"\brace", r"\brack"))
_INWORDS = {"_": r"\_", "&": r"\&", "^": r"\textasciicircum{}", "%": r"\%"}
_COLUMNS = frozenset("lcr|:")
_TAKES_GROUP = frozenset("pmbw@!><")


def for_katex(latex: str, display: bool, labels: Labels) -> str:
    """The formula for KaTeX; as it is where it can't be read.

    Args:
        latex: The formula, with macros put in.
        display: Whether it stands on lines of its own.
        labels: Where a label's tag is found, and put.
    """
    try:
        row = _Rewriting(display, labels).of(tokens(latex))
    except Unbalanced:
        return latex
    # A page takes spaces away from the end of a formula, and of `\ ` leaves the backslash.
    end = len(row)
    while end and not row[end - 1].removeprefix("\\").strip():
        end -= 1
    return written(row[:end] if "\\" in "".join(row[end:]) else row)


class _Rewriting:
    def __init__(self, display: bool, labels: Labels) -> None:
        self._display = display
        self._labels = labels
        self._tag: str | None = None
        self._label: str | None = None
        self._left = _MOST_REWRITTEN
        self._depth = 0

    def of(self, row: list[str]) -> list[str]:
        """A row for KaTeX; deeper than anyone nests it stays as it is."""
        if self._depth == DEEPEST:
            return row
        self._depth += 1
        out = self._rewritten(row)
        self._depth -= 1
        return out

    def _rewritten(self, row: list[str]) -> list[str]:
        reader = Reader(row)
        out: list[str] = []
        while reader:
            piece = reader.next()
            if piece in ("^", "_"):
                self._script(piece, reader, out)
            elif special := self._SPECIAL.get(piece):
                out += special(self, reader)
            elif piece == "%":
                reader.skip_comment()
            elif piece == "$":
                # To MathJax it is a sign like others.
                out.append(r"\$")
            elif piece in WORDS:
                out += self._words(piece, reader)
            elif piece in IN_WORDS:
                out += [r"\text", "{", *tokens(IN_WORDS[piece]), "}"]
            elif piece in _BEFORE_WORDS:
                out += self._boxed_words(piece, reader)
            elif piece in CHEMISTRY and reader.peek() == "{":
                out += [piece, "{", *reader.argument(), "}"]
            elif piece in COMMANDS or piece in DEFINED:
                reader.give(self._instead(piece, reader))
            else:
                out.append(piece)
        return out

    def _instead(self, command: str, reader: Reader) -> list[str]:
        self._left -= 1
        if self._left < 0:
            raise Unbalanced
        return COMMANDS[command](reader) if command in COMMANDS else called(DEFINED[command], reader)

    def _script(self, mark: str, reader: Reader, out: list[str]) -> None:
        if next((piece for piece in reversed(out) if not piece.isspace()), "") in _BETWEEN:
            out += ["{", "}"]
        following = reader.peek()
        while following in COMMANDS or following in DEFINED:
            reader.takes(following)
            reader.give(self._instead(following, reader))
            following = reader.peek()
        if following in (r"\limits", r"\nolimits"):
            reader.takes(following)
            out += [following, mark]
        elif following in _ARGUMENTS:
            reader.takes(following)
            script = [following]
            if following == r"\sqrt" and (option := reader.option()) is not None:
                script += ["[", *option, "]"]
            for _ in range(_ARGUMENTS[following]):
                script += ["{", *reader.argument(), "}"]
            out += [mark, *self._braced(script, mark, reader)]
        elif following == r"\left":
            out += [mark, *self._braced(_fenced(reader), mark, reader)]
        elif following == "{":
            out += [mark, *self._braced(reader.argument(), mark, reader)]
        elif mark == "^" and following and following[0] not in "\\}'&":
            script = reader.argument()
            braced = self._braced(script, mark, reader)
            out += [mark, *(braced if len(braced) > 3 else script)]
        else:
            out.append(mark)

    def _braced(self, script: list[str], mark: str, reader: Reader) -> list[str]:
        """A script in braces, with the primes behind it, which KaTeX takes for a second one."""
        primes: list[str] = []
        while mark == "^" and reader.takes("'"):
            primes.append(r"\prime")
        return ["{", *self.of(script), *primes, "}"]

    def _words(self, command: str, reader: Reader) -> list[str]:
        """Words, in which signs stand for themselves outside of dollars."""
        if reader.peek() != "{":
            return [r"\text" if command == r"\mbox" else command]
        return [r"\text" if command == r"\mbox" else command, "{", *_said(reader.argument()), "}"]

    def _begin(self, reader: Reader) -> list[str]:
        if reader.peek() != "{":
            return [r"\begin"]
        name = written(reader.argument()).strip()
        if name in BODIES:
            return self.of(BODIES[name](Reader(environment_body(reader, name))))
        if name in ("eqnarray", "eqnarray*"):
            return self._rows(reader, name, "align" + name[8:], lambda row: _without_second(row))
        if name == "split":
            return self._rows(reader, name, None, lambda row: row)
        shown = self._environment(name)
        opening = tokens(rf"\begin{{{shown}}}")
        if name == "array":
            opening += ["{", *_columns(reader.argument()), "}"]
        return opening

    def _end(self, reader: Reader) -> list[str]:
        if reader.peek() != "{":
            return [r"\end"]
        return tokens(rf"\end{{{self._environment(written(reader.argument()).strip())}}}")

    def _environment(self, name: str) -> str:
        name = ENVIRONMENTS.get(name, name)
        return name if self._display else WITHIN_LINE.get(name, name)

    def _rows(
        self, reader: Reader, name: str, shown: str | None, change: Callable[[list[str]], list[str]]
    ) -> list[str]:
        rows = list(_split(environment_body(reader, name), r"\\"))
        if shown is None:
            shown = "aligned" if any(len(list(_split(row, "&"))) > 2 for row in rows) else name
        shown = self._environment(shown)
        body = [piece for row in rows for piece in (r"\\", *change(row))][1:]
        return [*tokens(rf"\begin{{{shown}}}"), *self.of(body), *tokens(rf"\end{{{shown}}}")]

    def _verbatim(self, reader: Reader) -> list[str]:
        """Text between two marks; KaTeX takes a space for the first."""
        reader.skip_space()
        mark = reader.next()
        text = []
        while (piece := reader.next()) != mark:
            text.append(piece)
        return [rf"\verb{mark}{''.join(text)}{mark}"]

    def _boxed_words(self, command: str, reader: Reader) -> list[str]:
        """A box, whose last argument is words."""
        others = [reader.argument() for _ in range(_BEFORE_WORDS[command])]
        if command.endswith("colorbox"):
            others = [_colour(other) for other in others]
        return [
            command,
            *(piece for other in others for piece in _group(other)),
            *self._words("", reader)[1:],
        ]

    def _color(self, reader: Reader) -> list[str]:
        return [r"\color", *(_group(_colour(reader.argument())) if reader.peek() == "{" else [])]

    def _textcolor(self, reader: Reader) -> list[str]:
        return [r"\textcolor", *(_group(_colour(reader.argument())) if reader.peek() == "{" else [])]

    def _root(self, reader: Reader) -> list[str]:
        r"""What stands behind `\sqrt[3]` is one argument to MathJax, be it a command with its own."""
        degree = reader.option()
        following = reader.peek()
        if degree is None or not is_word(following):
            return [r"\sqrt", *(["[", *self.of(degree), "]"] if degree is not None else [])]
        reader.takes(following)
        count = _TWO.get(following, _ARGUMENTS.get(following, 0))
        held = [piece for _ in range(count) for piece in ("{", *reader.argument(), "}")]
        return [r"\sqrt", "[", *self.of(degree), "]", "{", *self.of([following, *held]), "}"]

    def _next_row(self, reader: Reader) -> list[str]:
        self._tag = self._label = None
        return [r"\\"]

    def _tagged(self, reader: Reader) -> list[str]:
        star = ["*"] if reader.takes("*") else []
        tag = reader.argument()
        self._tag = written(tag)
        if self._label is not None:
            self._labels[self._label] = self._tag
        return [r"\tag", *star, "{", *_said(self._refs(tag)), "}"] if self._display else [
            r"\quad", r"\text", "{", "(", *tag, ")", "}"]  # fmt: skip

    def _refs(self, row: list[str]) -> list[str]:
        """A tag that names another."""
        reader, found = Reader(row), list[str]()
        while reader:
            piece = reader.next()
            found += (
                tokens(self._labels.get(written(reader.argument()), "???")) if piece == r"\ref" else [piece]
            )
        return found

    def _labelled(self, reader: Reader) -> list[str]:
        self._label = written(reader.argument())
        if self._tag is not None:
            self._labels[self._label] = self._tag
        return []

    def _reference(self, reader: Reader) -> list[str]:
        return self._words(r"\text", Reader(["{", *tokens(self._tag_of(reader)), "}"]))

    def _reference_in_brackets(self, reader: Reader) -> list[str]:
        return self._words(r"\text", Reader(["{", "(", *tokens(self._tag_of(reader)), ")", "}"]))

    def _tag_of(self, reader: Reader) -> str:
        return self._labels.get(written(reader.argument()), "???")

    _SPECIAL: dict[str, Callable[[_Rewriting, Reader], list[str]]] = {  # noqa: RUF012
        r"\begin": _begin,
        r"\end": _end,
        r"\\": _next_row,
        r"\verb": _verbatim,
        r"\sqrt": _root,
        r"\color": _color,
        r"\textcolor": _textcolor,
        r"\tag": _tagged,
        r"\label": _labelled,
        r"\ref": _reference,
        r"\eqref": _reference_in_brackets,
    }


def _group(row: list[str]) -> list[str]:
    return ["{", *row, "}"]


def _colour(name: list[str]) -> list[str]:
    r"""A colour's name, before which MathJax passes over a backslash: `{\red}`."""
    return tokens(written(name).strip().removeprefix("\\"))


def _said(words: list[str]) -> list[str]:
    """Words, in which signs stand for themselves outside of formulas between dollars."""
    paired = sum(piece == "$" for piece in words) % 2 == 0
    found: list[str] = []
    within = after_sign = False
    reader = Reader(words)
    while reader:
        piece = reader.next()
        if piece == r"\unicode" and not within:
            found.append(sign_by_number(reader))
            after_sign = False
            continue
        if piece == "$":
            within = paired and not within
            found.append("$" if paired else r"\$")
        elif not (after_sign and piece.isspace()):
            found += [piece] if within else _word(piece)
        after_sign = not within and piece in IN_WORDS
    return found


def _word(piece: str) -> list[str]:
    """A token as it stands among words: a sign of mathematics is a formula there."""
    if piece in IN_WORDS:
        return tokens(IN_WORDS[piece])
    if is_word(piece) and is_known(piece) and not stands_among_words(piece) and piece not in _ARGUMENTS:
        return ["$", piece, "$"]
    return [_INWORDS.get(piece, rf"\{piece}" if piece[0] == "#" else piece)]


def _fenced(reader: Reader) -> list[str]:
    r"""All from a `\left` to its `\right`, with the marks behind both."""
    reader.skip_space()
    depth, found = 0, list[str]()
    while not found or depth:
        piece = reader.next()
        depth += (piece == r"\left") - (piece == r"\right")
        found.append(piece)
    reader.skip_space()
    return [*found, reader.next()]


def _split(row: list[str], at: str) -> Iterator[list[str]]:
    """The parts of a row between tokens that are in no group and in no environment."""
    part: list[str] = []
    depth = 0
    for piece in row:
        depth += (piece in ("{", r"\begin")) - (piece in ("}", r"\end"))
        if piece == at and not depth:
            yield part
            part = []
        else:
            part.append(piece)
    yield part


def _without_second(row: list[str]) -> list[str]:
    """A row of three columns as one of two."""
    first, *others = _split(row, "&")
    return [*first, *(["&"] if others else []), *(piece for other in others for piece in other)]


def _columns(spec: list[str]) -> list[str]:
    """Columns as KaTeX has them: what stands between or around them is left out, unknown ones are centred."""
    reader, found = Reader(spec), list[str]()
    while reader:
        piece = reader.next()
        if piece in _COLUMNS:
            found.append(piece)
        elif piece in _TAKES_GROUP:
            if reader.peek() == "{":
                reader.argument()
            if piece in "pmbw":
                found.append("l")
        elif piece == "*":
            count = written(reader.argument()).strip()
            repeated = reader.argument()
            reader.give(repeated * (min(int(count), 100) if count.isdigit() else 1))
        elif not piece.isspace():
            found.append("c")
    return found or ["c"]
