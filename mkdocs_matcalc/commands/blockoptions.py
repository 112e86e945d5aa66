"""The options of a block on the command line, as the one table of options has them; and its limits."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Any, TypeVar

import click

from mkdocs_matcalc.limits import DEFAULT_MEMORY, DEFAULT_TIMEOUT
from mkdocs_matcalc.options import OPTIONS

Command = TypeVar("Command", bound=Callable[..., Any])


class _Limit(click.FloatRange):
    """A number from 0 on, which `nan` is not."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        return self.fail(f"{value!r} is not a valid float.", param, ctx) if isnan(number) else number


def limits(command: Command) -> Command:
    """Gives a command the limits for one block."""
    for name, default, unit in (
        ("memory", DEFAULT_MEMORY, "Megabytes"),
        ("timeout", DEFAULT_TIMEOUT, "Seconds"),
    ):
        command = click.option(
            f"--{name}",
            type=_Limit(min=0),
            default=default,
            show_default=True,
            help=f"{unit} that one block may take; 0 for no limit.",
        )(command)
    return command


def block_options(*names: str) -> Callable[[Command], Command]:
    """Gives a command some options of a block; what is said there is read as on a fence."""

    def added(command: Command) -> Command:
        for name in reversed(names):
            option = OPTIONS[name]
            said = f"{option.meaning[0].upper()}{option.meaning[1:]}: {', '.join(option.values)}."
            command = click.option(f"--{name}", help=said)(command)
        return command

    return added
