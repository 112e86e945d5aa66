"""The command `matcalc expand`."""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path

import click

from mkdocs_matcalc.commands.blockoptions import block_options, limits
from mkdocs_matcalc.commands.expansion import Derive, Expanded, remove
from mkdocs_matcalc.commands.expansion import expand as expanded
from mkdocs_matcalc.commands.notes import Notes
from mkdocs_matcalc.commands.rewrite import rewrite
from mkdocs_matcalc.commands.saying import say, say_of, say_patch
from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.options import DEFAULTS
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.terminal import as_utf8, on_one_line


@click.command("expand")
@click.argument("notes", nargs=-1, required=True, metavar="NOTE...")
@click.option("--write", is_flag=True, help="Change the notes; without it the changes are only shown.")
@click.option(
    "--check",
    is_flag=True,
    help="Only say what is stale; the exit status is 1 if anything is, or can't be derived.",
)
@click.option("--remove", "removes", is_flag=True, help="Take the derivations out.")
@click.option(
    "--vault",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where `using [[Note]]` looks for notes; by default the folder of NOTE.",
)
@block_options(*DEFAULTS)
@limits
def expand(
    notes: tuple[str, ...],
    vault: Path | None,
    timeout: float,
    memory: float,
    *,
    write: bool,
    check: bool,
    removes: bool,
    **options: str | None,
) -> None:
    """Write the derivation of each block of a NOTE under it, for editors that show Markdown.

    It stands between comment marks, and is brought up to date the next time. Nothing else changes.
    """
    if write and check:
        raise click.UsageError("--check changes nothing, so --write can't go with it")
    defaults = {name: value for name, value in options.items() if value is not None}
    failed, stale, known = False, False, Notes(vault, timeout, memory)
    for name in notes:
        try:
            before = Path(name).read_bytes()
            note = (
                remove(_text(before)) if removes else expanded(_text(before), _derive(known, name, defaults))
            )
            for fault in note.faults:
                say_of(name, fault, error=True)
            failed |= bool(note.faults)
            stale |= bool(note.stale)
            _act(name, before, note, write=write, check=check)
        except MatcalcError as error:
            say_of(name, error, error=True)
            failed = True
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            say_of(name, f"this file can't be read or written: {reason}", error=True)
            failed = True
    if check and failed:
        found = "some derivations are stale" if stale else "no derivation is stale"
        say(f"{found}, but what is said above stands in the way; the exit status is 1", error=True)
    sys.exit(1 if failed or (check and stale) else 0)


def _derive(known: Notes, name: str, defaults: dict[str, str]) -> Derive:
    """What derives the blocks of one note."""

    def derive(text: str, options: dict[str, str], line: int) -> Document:
        return known.derive(text, {**defaults, **options}, name, line)

    return derive


def _act(name: str, before: bytes, note: Expanded, *, write: bool, check: bool) -> None:
    if check:
        for line, what in note.stale:
            say(f"{on_one_line(name)}:{line}: {what}")
    elif write:
        after = note.text.encode()
        if after != before:
            rewrite(Path(name), before, after)
            say_of(name, f"{len(note.stale)} changed")
    else:
        say_patch(_difference(name, _text(before), note.text))


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise MatcalcError(
            ErrorName.UNREADABLE_FILE,
            f"this is no UTF-8 text (see its byte {error.start + 1})",
            hint="save it as UTF-8",
        ) from None


def _difference(name: str, before: str, after: str) -> str:
    """A unified diff, as patch and git read it."""
    name = _as_patches_have_it(name)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in difflib.unified_diff(_lines(before), _lines(after), name, name)
    )


def _as_patches_have_it(name: str) -> str:
    """A file's name, in quotes if it would not stay on its line."""
    shown = on_one_line(name)
    if shown == as_utf8(name):
        return name
    return '"' + "".join(_quoted(byte) for byte in os.fsencode(name)) + '"'


def _quoted(byte: int) -> str:
    character = chr(byte)
    if character in '"\\':
        return f"\\{character}"
    return character if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def _lines(text: str) -> list[str]:
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines
