"""The ids of a note's derivations and of their steps on its page, which links reach like those of blocks."""

from __future__ import annotations

import re
from collections.abc import Collection

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.vault.fences import Fence, find_fences

_STEPS = re.compile(r"(?:-step-\d+)+$")


def derivation_id(name: str | None, taken: Collection[str], prefix: str = "") -> str:
    """The id of a derivation that its author may have given a name, below others whose ids are taken."""
    wanted = prefix + (name or f"derivation-{len(taken) + 1}")
    found, count = wanted, 1
    while found in taken:
        count += 1
        found = f"{wanted}-{count}"
    return found


def derivations(text: str) -> dict[str, Fence]:
    """The `matcalc` blocks of a note by the ids of their derivations."""
    found: dict[str, Fence] = {}
    for fence in find_fences(text.split("\n")) if "matcalc" in text else ():
        if fence.is_matcalc:
            found[derivation_id(_name(fence), found)] = fence
    return found


def find_derivation(ids: Collection[str], name: str) -> str | None:
    """The id that a link `#^name` means: a derivation's or a step's, in any case; None if there is none."""
    steps = _STEPS.search(name)
    whole = name[: steps.start()] if steps else name
    id_ = next((id_ for id_ in ids if id_.lower() == whole.lower()), None)
    return id_ + steps[0] if id_ and steps else id_


def _name(fence: Fence) -> str | None:
    try:
        return fence.header().id
    except MatcalcError:
        return None
