"""All pages of a vault's site against all its notes."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from unicodedata import normalize

from .building import BuiltVault, build_vault
from .compare import Finding, findings, left_raw
from .reference import FRONT_MATTER, reference_html
from .walk import Page, read_page

SHARE = 200
_TITLE = re.compile(
    r"""^title:[ \t]+(?P<quote>["']?)(?P<title>.*\S)(?P=quote)[ \t]*$"""
    r"""|^\{.*?"title":[ \t]*"(?P<json>[^"]*)\"""",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Scan:
    """What was found in a vault.

    Attributes:
        vault: Its name.
        notes: How many notes have a page.
        formulas: How many formulas those pages have.
        found: The findings.
        warnings: What the build warned of.
    """

    vault: str
    notes: int
    formulas: int
    found: list[Finding]
    warnings: list[str]

    @property
    def by_kind(self) -> dict[str, list[Finding]]:
        kinds = Counter(finding.kind for finding in self.found)
        return {kind: [each for each in self.found if each.kind == kind] for kind, _ in kinds.most_common()}

    @property
    def faults(self) -> int:
        """Each kind once for a note: what goes wrong there mostly does so in all its places."""
        return len({(finding.kind, finding.note) for finding in self.found})

    @property
    def faults_in_share(self) -> float:
        """Faults in 200 notes."""
        return self.faults * SHARE / self.notes if self.notes else 0.0


def scan(vault: Path, katex: Path | None = None, obsidian: dict[str, bool] | None = None) -> Scan:
    """Build a site of a vault in a temporary folder and read all its pages.

    Args:
        vault: The vault; nothing is written there.
        katex: KaTeX's files, for what it says of formulas.
        obsidian: Parts of Obsidian's Markdown to switch off, to see that it is found.
    """
    with tempfile.TemporaryDirectory(prefix="scan-") as folder:
        return _read(vault.name, build_vault(vault, Path(folder), katex, obsidian or {}))


def _read(name: str, built: BuiltVault) -> Scan:
    names = {end: path for path in built.pages for end in _ends(normalize("NFC", path).casefold())}
    paths = (path.relative_to(built.notes).as_posix() for path in built.notes.rglob("*"))
    paths = (normalize("NFC", path).casefold() for path in paths)
    files = {end for path in paths if not path.endswith(".md") for end in _ends(path)}

    def is_there(target: str, note: str) -> bool:
        name, _, place = target.partition("#")
        name = normalize("NFC", name)
        wanted = re.sub(r"^(?:\.{0,2}/)+", "", name.strip().casefold().removesuffix(".md")) + ".md"
        # A note that was moved is found by its name, where a path leads up and nowhere.
        moved = wanted.rpartition("/")[2] if name.startswith("../") else wanted
        path = names.get(wanted, names.get(moved)) if name.strip() else note
        return path is not None and _has(built.notes / path, place.rpartition("#")[2])

    def is_file(target: str) -> bool:
        # A picture that was moved is found by its name, where a path leads up and nowhere.
        wanted = target.rpartition("/")[2] if target.startswith("../") else target.removeprefix("./")
        return normalize("NFC", wanted).removeprefix("/").casefold() in files

    def reference(note: str, text: str) -> Page:
        html = reference_html(text, partial(is_there, note=note), is_file, built.breaks)
        # A note that begins with a heading of the first level has its name in that one's place.
        name = "" if not built.names or html.startswith("<h1") else f"<h1>{escape(_name(note, text))}</h1>"
        return read_page(f"<article>{name}{html}</article>")

    read = {note: page for note, page in built.pages.items() if (built.notes / note).is_file()}
    texts = {
        note: (built.notes / note).read_text(encoding="utf-8", errors="replace") for note in sorted(read)
    }
    meant = {note: reference(note, text) for note, text in texts.items()}
    elsewhere = {raw for note, page in meant.items() for raw in left_raw(note.rpartition("/")[2], page)}
    found: list[Finding] = []
    formulas = 0
    for note, text in texts.items():
        shown = read_page(read[note].read_text(encoding="utf-8"))
        formulas += len(shown.parts["formula"])
        found += findings(note, text, shown, meant[note], elsewhere)
    return Scan(name, len(texts), formulas, found, built.warnings)


def _name(note: str, text: str) -> str:
    """What a note is called: its property `title`, else its file's name, or its folder's."""
    said = _TITLE.search(front[0]) if (front := FRONT_MATTER.match(text)) else None
    folder, _, name = note.rpartition("/")
    if name.casefold() in {"index.md", "readme.md"}:
        name = folder.rpartition("/")[2] or "Home"
    return said["title"] or said["json"] if said else name.removesuffix(".md")


def _ends(path: str) -> Iterable[str]:
    """The path, and what of it a link may say."""
    parts = path.split("/")
    return ("/".join(parts[first:]) for first in range(len(parts)))


def _has(note: Path, place: str) -> bool:
    """Whether a note has a heading or a block of this name; without a name it need only be there."""
    if not place or not note.is_file():
        return not place
    text = note.read_text(encoding="utf-8", errors="replace")
    if place.startswith("^"):
        return re.search(rf"(?<!\S){re.escape(place)}[ \t]*$", text, re.MULTILINE) is not None
    headings = re.findall(r"^[ \t>]*#{1,6}[ \t]+(.+)$", text, re.MULTILINE)
    return _letters(place) in {_letters(heading) for heading in headings}


def _letters(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading).casefold()
