"""The options of a block on the command line, as the one table of options has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from mkdocs_matcalc.options import OPTIONS

Command = TypeVar("Command", bound=Callable[..., Any])


def block_options(*names: str) -> Callable[[Command], Command]:
    """Gives a command some options of a block; what is said there is read as on a fence."""

    def added(command: Command) -> Command:
        for name in reversed(names):
            option = OPTIONS[name]
            said = f"{option.meaning[0].upper()}{option.meaning[1:]}: {', '.join(option.values)}."
            command = click.option(f"--{name}", help=said)(command)
        return command

    return added
