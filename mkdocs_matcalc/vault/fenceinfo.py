"""What stands behind a fence's marks: whether it is a `matcalc` block, and its options."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field

_MATCALC = re.compile(r"\s*\{?\s*\.?matcalc(?P<options>[\s}].*)?$")


@dataclass(frozen=True)
class FenceHeader:
    """The options of a fence, and the block's own id if it has one."""

    options: dict[str, str] = field(default_factory=dict)
    id: str | None = None


def is_matcalc(info: str) -> bool:
    return bool(_MATCALC.match(info))


def read_header(info: str) -> FenceHeader:
    """The options of a `matcalc` fence.

    Raises:
        ValueError: An option has no value, or a quote is not closed.
    """
    match = _MATCALC.match(info)
    text = (match["options"] or "").strip() if match else ""
    if info.lstrip().startswith("{"):
        text = text.removesuffix("}")
    options: dict[str, str] = {}
    name = None
    for word in shlex.split(text):
        key, equals, value = word.partition("=")
        if word.startswith("#"):
            name = word[1:]
        elif key == "id":
            name = value
        elif equals and key:
            options[key] = value
        else:
            raise ValueError(f"the option `{word}` has no value")
    return FenceHeader(options, name or None)
