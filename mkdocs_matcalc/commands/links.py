"""The command `matcalc links`."""

from __future__ import annotations

from pathlib import Path

import click

from mkdocs_matcalc.commands.saying import RefusedError, say, say_json
from mkdocs_matcalc.vault.findings import Flaw, as_github, as_text, find_problems, find_withheld, listed
from mkdocs_matcalc.vault.walk import read_folder


@click.command("links")
@click.argument("vault", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="How to print it."
)
def links(vault: Path, form: str) -> None:
    """Report the links in VAULT that are broken, repaired or ambiguous, and the notes that no other links to.

    The exit code is 1 if a link is broken, or if a note is withheld as it can't be read.
    """
    try:
        folder = read_folder(vault)
    except OSError as error:
        raise RefusedError(f"{error.filename}: {error.strerror}") from error
    findings = [*find_withheld(folder.unreadable), *find_problems(folder.index())]
    match form:
        case "json":
            say_json(listed(findings))
        case "github":
            say(as_github(findings, "" if vault == Path() else f"{vault.as_posix()}/"))
        case _:
            say(as_text(findings))
    if any(finding.problem is Flaw.BROKEN for finding in findings):
        raise SystemExit(1)
