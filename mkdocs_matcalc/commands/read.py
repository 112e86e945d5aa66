"""The command `matcalc read`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_matcalc.commands.blockoptions import limits
from mkdocs_matcalc.commands.fileblocks import blocks_of
from mkdocs_matcalc.commands.notes import Notes
from mkdocs_matcalc.commands.saying import say, say_json, say_of
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.terminal import on_one_line

if TYPE_CHECKING:
    from mkdocs_matcalc.engine.reading import BlockReading


@click.command("read")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it."
)
@click.option(
    "--vault",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where `using [[Note]]` looks for notes; by default the folder of FILE.",
)
@limits
def read(files: tuple[str, ...], form: str, vault: Path | None, timeout: float, memory: float) -> None:
    """Say how each block is read: the problem with every letter declared, and why each is what it is.

    FILE holds one block, or is a note (.md) with several; - is standard input, as is no FILE. Nothing is
    derived, and nothing written. The exit status is 1 if a block can't be read.
    """
    notes = Notes(vault, timeout, memory)
    found = [each for file in files or ("-",) for each in _readings(file, notes)]
    if form == "json":
        answers = [
            {
                "file": file or None,
                "line": line,
                **(what.to_answer() if isinstance(what, MatcalcError) else what.to_dict()),
            }
            for file, line, what in found
        ]
        say_json(answers)
    else:
        for number, (file, line, what) in enumerate(found):
            _print(file, line, what, blank_above=number > 0)
    if any(isinstance(what, MatcalcError) for _, _, what in found):
        sys.exit(1)


def _readings(file: str, notes: Notes) -> Iterator[tuple[str, int, BlockReading | MatcalcError]]:
    """Each block of a file: the file, the line in which it begins, and how it is read, or why it is not."""
    try:
        for block in blocks_of(file):
            try:
                what = notes.read(block.text, block.options(), block.file, block.line)
                yield block.file, block.line, what
            except MatcalcError as error:
                yield block.file, block.line, block.placed(error)
    except MatcalcError as error:
        yield "" if file == "-" else file, 1, error


def _print(file: str, line: int, what: BlockReading | MatcalcError, *, blank_above: bool) -> None:
    if isinstance(what, MatcalcError):
        say_of(file, what, error=True)
        return
    head = f"{on_one_line(file)}:{line}\n" if file else ""
    say(("\n" if blank_above else "") + head + what.text())
