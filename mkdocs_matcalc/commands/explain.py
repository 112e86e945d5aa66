"""The command `matcalc explain`."""

from __future__ import annotations

import difflib
import sys

import click

from mkdocs_matcalc.commands.saying import say
from mkdocs_matcalc.errors import ErrorName, MatcalcError


@click.command("explain")
@click.argument("name", required=False)
def explain(name: str | None) -> None:
    """List the names of all messages, or say what the one called NAME means."""
    names = sorted(map(str, ErrorName))
    if name is None:
        width = max(map(len, names))
        say("\n".join(f"{each:{width}}  {ErrorName.named(each).says}" for each in names))
        return
    wanted = name.casefold().strip("[]")
    if wanted in names:
        say(_explained(ErrorName.named(wanted)))
        return
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.4)
    hint = f"did you mean `{near[0]}`?" if near else "`matcalc explain` lists them all"
    error = MatcalcError(ErrorName.UNKNOWN_ERROR, f"no message is called {name}", hint=hint)
    say(str(error), error=True)
    sys.exit(1)


def _explained(name: ErrorName) -> str:
    lines = [str(name), f"  {name.says}", f"  {name.instead}"]
    if name.example:
        lines += ["", "  Example:", *(f"    {line}" for line in name.example.splitlines())]
    return "\n".join(lines)
