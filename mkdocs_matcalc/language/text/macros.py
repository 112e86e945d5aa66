r"""Macros, as `\newcommand{\Vx}{\mathbf{x}}` defines them: put in, bounded, and never executed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.text.braces import argument, option
from mkdocs_matcalc.language.text.rewritten import Rewritten, joined
from mkdocs_matcalc.language.text.source import Source

MOST_PUT_IN = 10_000
MOST_DEPTH = 20

_DEFINES = re.compile(
    r"(?:(?<=\n)|\A|(?<=\}))[^\S\n]*\$*[^\S\n]*"
    r"\\(?P<how>(?:re|provide)?newcommand|def|DeclareMathOperator|DeclarePairedDelimiter)(?![A-Za-z])\*?"
    r"\s*(?:\{\s*\\(?P<braced>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))"
)
_COMMENT = re.compile(r"(?<!\\)%.*")
_COUNT = re.compile(r"\s*\[\s*([0-9])\s*\]")
_HASHES = re.compile(r"\s*((?:#[1-9]\s*)*)(?=\{)")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
# What may be an argument without braces.
_TOKEN = re.compile(r"\\|\w")
_ARGUMENT = re.compile(r"\*?\s*\{")
_PLACEHOLDER = re.compile(r"#([1-9])")


@dataclass(frozen=True)
class Macro:
    r"""What a command stands for: `bodies` by how many arguments follow it, the most first.

    In `optioned`, which holds where an option in square brackets stands or has a default, #1 is the option.
    One that `yields` is no macro where its arguments in braces are missing: `\abs(x)`.
    """

    bodies: Mapping[int, str] = field(default_factory=dict)
    optioned: Mapping[int, str] = field(default_factory=dict)
    default: str | None = None
    yields: bool = False


Macros = Mapping[str, Macro]
NO_MACROS: Macros = MappingProxyType({})


def definitions(whole: Source) -> tuple[Macros, str]:
    """The macros that a block defines, and the block with blanks in their place.

    Raises:
        MatcalcError: A definition is of no form that is read.
    """
    block = whole.block
    found: dict[str, Macro] = {}
    kept: list[str] = []
    done = 0
    for match, defined in _all_defined(block):
        name = _name(match)
        if defined is None:
            raise MatcalcError(
                ErrorName.UNREADABLE_MACRO,
                f"this definition of `\\{name}` is of no form that is read",
                whole.place(match.start("how") - 1),
                rf"write `\newcommand{{\{name}}}[1]{{…}}`, with as many arguments as it has",
            )
        found[name], end = defined
        kept += block[done : match.start()], re.sub(r"[^\n]", " ", block[match.start() : end])
        done = end
    return found, "".join(kept) + block[done:]


@lru_cache(maxsize=16)
def known_macros(text: str) -> Macros:
    """The macros that are defined around a block, but for those of a form that is not read."""
    written = _COMMENT.sub("", text)
    return {_name(match): defined[0] for match, defined in _all_defined(written) if defined}


def _all_defined(text: str) -> Iterator[tuple[re.Match[str], tuple[Macro, int] | None]]:
    """Each definition with the macro and where it ends, or None."""
    done = 0
    while match := _DEFINES.search(text, done):
        defined = _defined(match["how"], text, match.end())
        yield match, defined
        done = defined[1] if defined else match.end()


def _name(match: re.Match[str]) -> str:
    return str(match["braced"] or match["bare"])


def _defined(how: str, block: str, at: int) -> tuple[Macro, int] | None:
    if how == "DeclarePairedDelimiter":
        left = argument(block, at)
        right = argument(block, left[2]) if left else None
        if left is None or right is None:
            return None
        return Macro({1: f"{block[slice(*left[:2])]} #1{block[slice(*right[:2])]}"}), right[2]
    count, default = 0, None
    if how == "def":
        hashes = _HASHES.match(block, at)
        if hashes is None:
            return None
        count, at = hashes[1].count("#"), hashes.end()
    elif how.endswith("newcommand") and (counted := _COUNT.match(block, at)):
        count, at = int(counted[1]), counted.end()
        default, at = option(block, at) or (None, at)
    body = argument(block, at)
    if body is None:
        return None
    text = block[body[0] : body[1]]
    if how == "DeclareMathOperator":
        text = rf"\operatorname{{{text}}}"
    if default is not None:
        return Macro(optioned={count - 1: text}, default=default), body[2]
    return Macro({count: text}), body[2]


class Insertion:
    """Puts macros in, in one block.

    Args:
        macros: What each command stands for, by its name without the backslash.
    """

    def __init__(self, macros: Macros) -> None:
        self._macros = macros
        self._put_in = 0

    def expanded(self, source: Source) -> Source:
        """A statement with all macros put in.

        Raises:
            MatcalcError: One is defined by itself, lacks an argument, or there is too much of it.
        """
        if not any(match[1] in self._macros for match in _COMMAND.finditer(source.text)):
            return source
        return source.reading(self._expanded(source.as_rewritten(), source, ()))

    def _expanded(self, text: Rewritten, source: Source, inside: tuple[str, ...]) -> Rewritten:
        pieces: list[Rewritten] = []
        done = 0
        for match in _COMMAND.finditer(text.text):
            if match.start() < done or match[1] not in self._macros:
                continue
            if self._macros[match[1]].yields and not _ARGUMENT.match(text.text, match.end()):
                continue
            put_in, end = self._call(text, match, source, inside)
            pieces += text.part(done, match.start()), put_in
            done = end
        return joined([*pieces, text.part(done, len(text.text))])

    def _call(
        self, text: Rewritten, match: re.Match[str], source: Source, inside: tuple[str, ...]
    ) -> tuple[Rewritten, int]:
        name = match[1]
        place = source.reading(text).place(match.start())
        if name in inside:
            way = " → ".join(f"`\\{each}`" for each in (*inside[inside.index(name) :], name))
            raise MatcalcError(
                ErrorName.CIRCULAR_DEFINITION,
                f"the macro `\\{name}` is defined by itself",
                place,
                f"{way} would never end",
            )
        if len(inside) >= MOST_DEPTH:
            raise MatcalcError(
                ErrorName.TOO_LARGE, f"macros stand in macros deeper than {MOST_DEPTH}: `\\{name}`", place
            )
        body, arguments, end = self._taken(text, match, source)
        self._put_in += 1 + len(body)
        if self._put_in > MOST_PUT_IN:
            raise MatcalcError(
                ErrorName.TOO_LARGE,
                f"the macros stand for more than {MOST_PUT_IN:,} characters, here in `\\{name}`",
                place,
                "write out what is needed",
            )
        made = Rewritten(body, (text.stretch(match.start(), end),) * len(body))
        given = [self._expanded(each, source, inside) for each in arguments]
        return self._filled(self._expanded(made, source, (*inside, name)), given), end

    def _taken(
        self, text: Rewritten, match: re.Match[str], source: Source
    ) -> tuple[str, list[Rewritten], int]:
        """A macro's body, its arguments, and where they end."""
        macro, at = self._macros[match[1]], match.end()
        at += text.text.startswith("*", at) and not text.text[:at].endswith("^")
        arguments: list[Rewritten] = []
        bodies = macro.bodies
        optional = option(text.text, at) if macro.optioned else None
        if optional:
            words, end = optional
            arguments.append(text.part(end - 1 - len(words), end - 1))
            bodies, at = macro.optioned, end
        elif macro.default is not None:
            span = (text.stretch(match.start(), match.end()),) * len(macro.default)
            arguments.append(Rewritten(macro.default, span))
            bodies = macro.optioned
        most, least = max(bodies), min(bodies)
        for number in range(most):
            taken = argument(text.text, at)
            if taken is None or not (
                taken[2] > taken[1] or (number < least and _TOKEN.match(text.text, taken[0]))
            ):
                break
            arguments.append(text.part(taken[0], taken[1]))
            at = taken[2]
        count = len(arguments) - (bodies is macro.optioned)
        if count not in bodies:
            raise MatcalcError(
                ErrorName.UNREADABLE_MACRO,
                f"the macro `{match.group()}` takes {least} argument{'s' * (least > 1)} in braces",
                source.reading(text).place(match.start()),
            )
        return bodies[count], arguments, at

    def _filled(self, body: Rewritten, arguments: Sequence[Rewritten]) -> Rewritten:
        """A body with its arguments in the place of #1, #2 …"""
        pieces: list[Rewritten] = []
        done = 0
        for match in _PLACEHOLDER.finditer(body.text):
            if int(match[1]) <= len(arguments):
                pieces += body.part(done, match.start()), arguments[int(match[1]) - 1]
                done = match.end()
                self._put_in += len(pieces[-1].text)
        return joined([*pieces, body.part(done, len(body.text))])
