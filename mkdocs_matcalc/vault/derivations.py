"""The ids of a note's derivations and of their steps on its page, which links reach like those of blocks."""

from __future__ import annotations

import re
from collections.abc import Collection

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.vault.fences import Fence, find_fences
from mkdocs_matcalc.vault.prose import Kind, blocks

_HIDE = (Kind.FRONT_MATTER, Kind.INDENTED, Kind.HTML, Kind.COMMENT)
_STEPS = re.compile(r"(?:-step-\d+)*")


def derivation_id(name: str | None, taken: Collection[str], prefix: str = "") -> str:
    """The id of a derivation that its author may have given a name, below others whose ids are taken."""
    wanted = prefix + (name or f"derivation-{len(taken) + 1}")
    found, count = wanted, 1
    while found in taken:
        count += 1
        found = f"{wanted}-{count}"
    return found


def derivations(text: str) -> dict[str, Fence]:
    """The `matcalc` blocks of a note by the ids of their derivations; none in comments, code or raw HTML."""
    if "matcalc" not in text:
        return {}
    hidden = {
        line for block in blocks(text) if block.kind in _HIDE for line in range(block.first, block.last + 1)
    }
    found: dict[str, Fence] = {}
    for fence in find_fences(text.split("\n")):
        if fence.is_matcalc and fence.start not in hidden:
            found[derivation_id(_name(fence), found)] = fence
    return found


def find_derivation(ids: Collection[str], name: str) -> str | None:
    """The id that a link `#^name` means: a derivation's or a step's, in any case; None if there is none."""
    begun = [id_ for id_ in ids if name.lower().startswith(id_.lower()) and _STEPS.fullmatch(name, len(id_))]
    longest = max(begun, key=len, default=None)
    return longest + name[len(longest) :] if longest else None


def _name(fence: Fence) -> str | None:
    try:
        return fence.header().id
    except MatcalcError:
        return None
