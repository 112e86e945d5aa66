"""The command line: `matcalc derive`, `matcalc rules`."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from mkdocs_matcalc import __version__
from mkdocs_matcalc.commands.assets import assets
from mkdocs_matcalc.commands.blockoptions import block_options, limits
from mkdocs_matcalc.commands.expand import expand
from mkdocs_matcalc.commands.explain import explain
from mkdocs_matcalc.commands.fileblocks import blocks_of
from mkdocs_matcalc.commands.formats import FORMATS
from mkdocs_matcalc.commands.links import links
from mkdocs_matcalc.commands.notes import Notes
from mkdocs_matcalc.commands.read import read
from mkdocs_matcalc.commands.saying import Commands, say, say_json, say_of
from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.render.contract import contract
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.phrases import written
from mkdocs_matcalc.render.typed import typed
from mkdocs_matcalc.render.unicode import unicode_text

Outcome = Document | MatcalcError


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="matcalc")
def main() -> None:
    """Matrix calculus, derived step by step."""


main.add_command(assets)
main.add_command(expand)
main.add_command(explain)
main.add_command(links)
main.add_command(read)


@main.command()
@click.argument("file", default="-")
@click.option(
    "--format",
    "form",
    type=click.Choice((*FORMATS, "json")),
    default="text",
    show_default=True,
    help="What to print.",
)
@click.option(
    "--vault",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where `using [[Note]]` looks for notes; by default the folder of FILE.",
)
@block_options("method", "layout", "steps", "code")
@limits
def derive(
    file: str, form: str, vault: Path | None, timeout: float, memory: float, **options: str | None
) -> None:
    """Derive what a block asks for.

    FILE holds one block, or is a note (.md) whose matcalc blocks are all derived; - is standard input.
    """
    given = {name: value for name, value in options.items() if value is not None}
    name = "" if file == "-" else file
    _finish(form, name, list(_outcomes(file, given, Notes(vault, timeout, memory))))


@main.command()
@click.argument("name", required=False)
def rules(name: str | None) -> None:
    """List the rules, or show the one called NAME."""
    from mkdocs_matcalc.engine.compute import rules as catalogue

    known = catalogue()
    if name is None:
        width = max((len(rule["slug"]) for rule in known), default=0)
        _print("\n".join(f"{rule['slug']:{width}}  {rule['name']}" for rule in known))
        return
    wanted = name.casefold()
    for rule in known:
        if wanted in (rule["slug"].casefold(), rule["name"].casefold()):
            _print(_rule(rule))
            return
    near = difflib.get_close_matches(wanted, [rule["slug"] for rule in known], n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else "`matcalc rules` lists them all"
    say_of("", MatcalcError(ErrorName.UNKNOWN_RULE, f"no rule is called {name}", hint=hint), error=True)
    sys.exit(1)


def _rule(rule: dict[str, Any]) -> str:
    lines = [rule["name"], f"  {unicode_text(typed(rule['statement']))}", f"  {rule['statement']}"]
    if rule["condition"]:
        lines.append(f"  Condition: {written(rule['condition']).text}")
    if rule.get("example"):
        lines += ["", "  Example:", *(f"    {line}" for line in rule["example"].splitlines())]
    return "\n".join(lines)


def _outcomes(file: str, options: dict[str, str], notes: Notes) -> Iterator[Outcome]:
    """What becomes of each block of a file or of standard input; `options` beat the block's own."""
    try:
        for block in blocks_of(file):
            try:
                yield notes.derive(block.text, {**block.options(), **options}, block.file, block.line)
            except MatcalcError as error:
                yield block.placed(error)
    except MatcalcError as error:
        yield error


def _finish(form: str, name: str, outcomes: list[Outcome]) -> None:
    """Print every outcome; end with status 1 if one is an error, or has a claim that does not hold."""
    if form == "json":
        answers = [
            outcome.to_answer() if isinstance(outcome, MatcalcError) else contract(outcome)
            for outcome in outcomes
        ]
        say_json(answers if len(answers) > 1 else answers[0])
    else:
        for outcome in outcomes:
            if isinstance(outcome, MatcalcError):
                say_of(name, outcome, error=True)
        documents = [outcome for outcome in outcomes if isinstance(outcome, Document)]
        if documents:
            _print(FORMATS[form](documents))
    if not all(map(_is_right, outcomes)):
        sys.exit(1)


def _is_right(outcome: Outcome) -> bool:
    """Whether nothing in a block is wrong; a claim of which nothing is known is not."""
    if isinstance(outcome, MatcalcError):
        return False
    return all(claim.holds is not False for claim in outcome.claims)


def _print(text: str) -> None:
    say(text.rstrip("\n"))
