"""A vault with Obsidian's ways in it, and what readers must get of each page, from the files in `tricky/`.

Each file has `notes` (path → text), `files` (paths of files that only must be there), `cases` and `pages`.
A case is a page of its own, `{in}/{word}.md` with the text `note`; `pages` has the same keys for notes:

links     every link of the page: its text → where it leads, a note or file, `#` and the id there
missing   the texts that are marked as leading nowhere
has       CSS selectors that fit something on the page
lacks     CSS selectors that fit nothing
says      text on the page, white space aside
hides     text that is not on it
tags      the tags in the page's text
warns     what the build warns of in the note: line, column and message
contents  the entries of the page's table of contents
named     what the page is called, in its title and for previews
refused   whole-site generators only: what the build warns of formulas that can't be shown
linked    whole-site generators only: the names of the notes that the page says link to it
mentioned, unmentioned
          whole-site generators only: text in and not in the sentences around those links
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

_KEYS = {"links", "missing", "has", "lacks", "says", "hides", "tags", "warns", "contents", "named"}
_WHOLE_SITE = {"refused", "linked", "mentioned", "unmentioned"}


class TrickyVault:
    """The vault.

    Attributes:
        notes: The texts of the notes by their paths.
        files: Paths of other files.
        pages: What is expected of a note's page.
    """

    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        self.files: list[str] = []
        self.pages: dict[str, dict[str, Any]] = {}
        for path in sorted(Path(__file__).with_name("tricky").glob("*.yml")):
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
            cases = dict(_cases(data.get("cases", []), path.stem.capitalize()))
            texts = {note: case.pop("note") for note, case in cases.items()}
            for known, new in ((self.notes, data["notes"]), (self.notes, texts)):
                assert not known.keys() & new.keys(), known.keys() & new.keys()
                known.update(new)
            self.files += data.get("files", [])
            self.pages |= data.get("pages", {}) | cases
        for note, expected in self.pages.items():
            assert expected.keys() <= _KEYS | _WHOLE_SITE, (note, expected.keys())

    def warnings(self, whole_site: bool) -> list[str]:
        """What a build warns of, each with its place."""
        kinds = ("warns", "refused") if whole_site else ("warns",)
        return [
            f"{note}:{said}"
            for note, page in self.pages.items()
            for kind in kinds
            for said in page.get(kind, ())
        ]

    def write(self, folder: Path) -> None:
        """Write the vault below a folder, in `docs`."""
        texts = {**self.notes, **dict.fromkeys(self.files, "x")}
        for name, text in texts.items():
            path = folder / "docs" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def _cases(cases: list[dict[str, Any]], folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for case in cases:
        yield f"{case.pop('in', folder)}/{case.pop('word')}.md", case
