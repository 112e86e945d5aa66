"""The options of a block, declared once: for its fence, a line in it, a site and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place, nearest


@dataclass(frozen=True)
class Choice:
    """One option: its values, what it decides in a few words, and whether it takes several of them."""

    values: tuple[str, ...]
    meaning: str
    several: bool = False


OPTIONS = {
    "method": Choice(
        ("differential", "chain", "index", "pattern"),
        "how to derive; differentials for a formula and the chain rule for a program, unless set; of several "
        "names with commas between each is a derivation",
        several=True,
    ),
    "layout": Choice(
        ("denominator", "numerator"), "which way round a derivative is written; denominator unless set"
    ),
    "notation": Choice(
        ("trace", "frobenius"),
        "how the differential of a function of a matrix is written; traces unless set",
    ),
    "symmetric": Choice(
        ("independent", "constrained"),
        "whether the entries of a symmetric variable count as independent; they do unless set",
    ),
    "shapes": Choice(("show", "hide"), "whether the result's factors are drawn in proportion"),
    "graph": Choice(("show", "hide"), "whether the program's computation graph is drawn"),
    "steps": Choice(("brief", "normal", "full"), "how much is shown; normal unless set"),
    "code": Choice(
        ("numpy", "torch", "jax", "all", "none"), "the code that is printed with the result; none unless set"
    ),
}
# What a site may set for all blocks that do not say themselves.
DEFAULTS = ("layout", "method", "steps")


def checked_option(
    name: str, value: str, name_place: Place | None = None, value_place: Place | None = None
) -> str:
    """The option's value; of several that it may have, each once, with `, ` between them.

    Raises:
        MatcalcError: There is no such option, or it has no such value.
    """
    if name not in OPTIONS:
        near = nearest(name, OPTIONS)
        hint = f"did you mean `{near}`?" if near else "known: " + ", ".join(OPTIONS)
        raise MatcalcError(ErrorName.UNKNOWN_OPTION, f"`{name}` is no option", name_place, hint)
    option = OPTIONS[name]
    values = [each.strip() for each in value.split(",")] if option.several else [value]
    for each in values:
        if each not in option.values:
            raise MatcalcError(
                ErrorName.UNKNOWN_OPTION,
                f"`{each}` is no value of `{name}`",
                value_place,
                "one of " + ", ".join(option.values),
            )
    return ", ".join(dict.fromkeys(values))


def as_typed(value: object) -> object:
    """A value as a block has it, where a list stands for what it has commas between."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def checked_options(options: Mapping[str, object]) -> dict[str, str]:
    """The options given with the block, each checked; several values may be a list."""
    return {name: checked_option(name, str(as_typed(value))) for name, value in options.items()}
