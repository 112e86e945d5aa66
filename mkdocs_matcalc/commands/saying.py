"""All that the commands print: UTF-8 whatever the locale says, and nothing that steers a terminal."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any

import click

from mkdocs_matcalc.terminal import as_utf8, legible, on_one_line

_CONTROL = re.compile(r"[\x7f-\x9f]")


def say(text: str, *, error: bool = False) -> None:
    """Print lines for people."""
    _echo(legible(text).encode(), err=error)


def say_of(file: str, what: object, *, error: bool = False) -> None:
    """Print what there is to say of a file, which has no name where it is standard input."""
    say(f"{on_one_line(file)}: {what}" if file else str(what), error=error)


def say_json(data: Any) -> None:
    r"""Print data; strings keep every character, but for bytes that are no UTF-8 in names: `\xff`."""
    text = json.dumps(_as_utf8(data), ensure_ascii=False, indent=2)
    _echo(_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode())


def say_patch(patch: str) -> None:
    """Print a patch, each byte of it where no terminal shows it."""
    _echo(legible(patch) if sys.stdout.isatty() else patch.encode("utf-8", "surrogateescape"), nl=False)


def _echo(said: str | bytes, *, err: bool = False, nl: bool = True) -> None:
    try:
        click.echo(said, err=err, nl=nl)
    except BrokenPipeError:
        raise
    except OSError as error:
        # Else Python would try again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise RefusedError(f"what there is to say can't be written: {error.strerror}") from error


class RefusedError(click.ClickException):
    """Ends a command with a message."""

    def __init__(self, message: str) -> None:
        super().__init__(on_one_line(message))


class Commands(click.Group):
    """A group of commands that shows legibly what it was called with and does not know."""

    def make_context(self, *given: Any, **named: Any) -> click.Context:
        try:
            return super().make_context(*given, **named)
        except click.UsageError as error:
            raise _legible(error) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise _legible(error) from None


def _as_utf8(data: Any) -> Any:
    match data:
        case str():
            return as_utf8(data)
        case dict():
            return {key: _as_utf8(value) for key, value in data.items()}
        case list() | tuple():
            return [_as_utf8(each) for each in data]
    return data


def _legible(error: click.UsageError) -> click.UsageError:
    return click.UsageError(legible(error.format_message()), error.ctx)
