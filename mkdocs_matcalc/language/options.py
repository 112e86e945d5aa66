"""The options of a block: one table of names and values, and those that take several values."""

from __future__ import annotations

from collections.abc import Mapping

from mkdocs_matcalc.errors import MatcalcError, Place
from mkdocs_matcalc.language.spelling import nearest

OPTIONS: dict[str, tuple[str, ...]] = {
    "method": ("differential", "chain", "index", "pattern"),
    "layout": ("denominator", "numerator"),
    "notation": ("trace", "frobenius"),
    "symmetric": ("independent", "constrained"),
    "steps": ("brief", "normal", "full"),
    "shapes": ("show", "hide"),
    "graph": ("show", "hide"),
    "code": ("numpy", "torch", "jax", "all", "none"),
}
SEVERAL = frozenset({"method"})


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
        raise MatcalcError(f"`{name}` is no option", name_place, hint)
    values = [each.strip() for each in value.split(",")] if name in SEVERAL else [value]
    for each in values:
        if each not in OPTIONS[name]:
            raise MatcalcError(
                f"`{each}` is no value of `{name}`", value_place, "one of " + ", ".join(OPTIONS[name])
            )
    return ", ".join(dict.fromkeys(values))


def checked_options(options: Mapping[str, str]) -> dict[str, str]:
    """The options given with the block, each checked."""
    return {name: checked_option(name, value) for name, value in options.items()}
