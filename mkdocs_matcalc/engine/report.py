"""Mistakes of ours: what a reader is told of one, and the report to send."""

from __future__ import annotations

import platform
import re
import traceback
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path

from mkdocs_matcalc.errors import ErrorName, OurMistake, Place

_PACKAGE = Path(__file__).parents[1]
FAILED = "matcalc itself failed on this block"
OURS = "the mistake is ours, not yours"
_LIBRARIES = ("mkdocs-matcalc", "sympy", "numpy")


def noticed(error: Exception) -> None:
    """Is told of every mistake of ours that is caught: tests put in its place what fails them."""


def our_mistake(
    error: Exception, block: object, options: Mapping[str, str], place: Place | None = None
) -> OurMistake:
    """What an unexpected exception becomes for the author of a block."""
    noticed(error)
    mistake = OurMistake(ErrorName.OUR_MISTAKE, f"{FAILED}; {OURS}", place)
    mistake.found = described(error)
    complete(mistake, block, options)
    return mistake


def complete(mistake: OurMistake, block: object, options: Mapping[str, str]) -> None:
    """Give a mistake its report: the block (its text, in Python what stands for it), options, versions."""
    text = block if isinstance(block, str) else repr(block)
    versions = ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    chosen = ", ".join(f"{name} = {value}" for name, value in options.items()) or "none"
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    mistake.report = (
        f"{fence}matcalc\n{text.rstrip()}\n{fence}\n\n"
        f"Options: {chosen}\n"
        f"Found: {mistake.found}\n"
        f"Versions: {versions}, Python {platform.python_version()}"
    )
    mistake.hint = (
        "write the formula another way, or name an intermediate on a line of its own; and please send us "
        f"this report{_address()}"
    )


def described(error: Exception) -> str:
    """An exception for a report: what it is, and where in this package it came up."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _PACKAGE in Path(frame.filename).parents]
    where = ""
    if own:
        where = f" ({Path(own[-1].filename).relative_to(_PACKAGE).as_posix()}:{own[-1].lineno})"
    first = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {first}{where}"


def _address() -> str:
    """Where reports go, if this package's own data say so."""
    try:
        urls = dict(each.split(", ", 1) for each in metadata("mkdocs-matcalc").get_all("Project-URL") or ())
    except PackageNotFoundError:
        return ""
    return f": {urls['Issues']}" if "Issues" in urls else ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
