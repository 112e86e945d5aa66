"""What is wrong with the links of a vault, as text, data or annotations on GitHub."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from mkdocs_matcalc.terminal import as_utf8, on_one_line
from mkdocs_matcalc.vault.index import VaultIndex
from mkdocs_matcalc.vault.keys import FOLDER_NOTES, fold, stem
from mkdocs_matcalc.vault.mentions import Mention, mentions
from mkdocs_matcalc.vault.resolution import Missing, Resolved
from mkdocs_matcalc.vault.unreadable import Unreadable


class Flaw(StrEnum):
    """What may be wrong, the worst first."""

    BROKEN = "broken"
    UNPUBLISHED = "unpublished"
    REPAIRED = "repaired"
    AMBIGUOUS = "ambiguous"
    ORPHAN = "orphan"


@dataclass(frozen=True)
class Finding:
    """One thing to mend or to know; line and column count from 1, and are 1 for a whole note."""

    problem: Flaw
    file: str
    line: int
    column: int
    link: str
    message: str


def find_problems(index: VaultIndex) -> list[Finding]:
    """All problems of a vault, by file and place; a note that no other links to comes last."""
    found: list[Finding] = []
    linked: set[str] = set()
    for mention in mentions(index):
        resolution = mention.resolution
        if isinstance(resolution, Resolved) and resolution.target.path != mention.source:
            linked.add(resolution.target.path)
        found += _findings(mention)
    alone = (path for path in sorted(index.notes) if path not in linked)
    orphans = (path for path in alone if fold(stem(path)) not in FOLDER_NOTES)
    return found + [Finding(Flaw.ORPHAN, path, 1, 1, "", "no other note links here") for path in orphans]


def find_withheld(unreadable: Mapping[str, Unreadable]) -> list[Finding]:
    """The notes, by their path, that no reader gets since they or their front matter can't be read."""
    return [
        Finding(Flaw.BROKEN, path, why.line, why.column, "", why.message)
        for path, why in sorted(unreadable.items())
    ]


def as_text(findings: list[Finding]) -> str:
    """One line each, and how many there are of each kind."""
    lines = [f"{one.file}:{one.line}:{one.column}: {one.problem}: {one.message}" for one in findings]
    return "\n".join([*(on_one_line(line) for line in lines), _summary(findings)])


def listed(findings: list[Finding]) -> dict[str, list[dict[str, Any]]]:
    """A list for each kind."""
    return {str(problem): [asdict(one) for one in findings if one.problem is problem] for problem in Flaw}


def as_github(findings: list[Finding], folder: str) -> str:
    """Workflow commands that annotate the notes' lines; `folder` is put before the notes' paths."""
    commands = {Flaw.BROKEN: "error", Flaw.REPAIRED: "warning"}
    return "\n".join(
        f"::{commands.get(one.problem, 'notice')} file={_property(folder + one.file)},line={one.line},"
        f"col={one.column}::{_data(f'{one.problem}: {one.message}')}"
        for one in findings
    )


def _findings(mention: Mention) -> Iterator[Finding]:
    resolution = mention.resolution
    if isinstance(resolution, Missing):
        problem = Flaw.UNPUBLISHED if resolution.unpublished else Flaw.BROKEN
        yield _finding(problem, mention, resolution.message)
        return
    if resolution.warning:
        yield _finding(Flaw.BROKEN if resolution.lost else Flaw.REPAIRED, mention, resolution.warning)
    if resolution.rivals:
        others = ", ".join(f'"{rival}"' for rival in resolution.rivals)
        took = f'took "{resolution.target.path}" ({resolution.how}), not {others}'
        yield _finding(Flaw.AMBIGUOUS, mention, f'"{mention.written}" may mean several files; {took}')


def _finding(problem: Flaw, mention: Mention, message: str) -> Finding:
    return Finding(problem, mention.source, mention.line, mention.column, mention.written, message)


def _summary(findings: list[Finding]) -> str:
    counts = {problem: sum(one.problem is problem for one in findings) for problem in Flaw}
    return ", ".join(f"{count} {problem}" for problem, count in counts.items())


def _data(text: str) -> str:
    return as_utf8(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
