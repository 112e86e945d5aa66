"""The graph of a vault: its notes and links as JSON, a page for the whole, and the library that draws it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

from mkdocs_matcalc.site.obsidian.titles import as_label
from mkdocs_matcalc.site.served import served
from mkdocs_matcalc.vault.keys import SITE_FOLDER
from mkdocs_matcalc.vault.mentions import Mentions

GRAPH_URI = f"{SITE_FOLDER}graph.md"
_VERSION = "1.52.0"
_FILE = "force-graph.min.js"
_CDN = f"https://cdn.jsdelivr.net/npm/force-graph@{_VERSION}/dist/{_FILE}"
_INTEGRITY = "sha384-isW4dF8tfo3t+I2iiIdnz1MFV+hW1Vn3YyY2PmAgPbRQaW7Biahepz8fTRR+nLxm"


def graph_json(
    notes: Iterable[str], name: Callable[[str], str], mentions: Mentions, url: Callable[[str], str | None]
) -> str:
    """Names and addresses of the notes, the folder of each, and pairs of notes that are linked, as numbers.

    Args:
        notes: Their paths.
        name: What a note is called.
        mentions: The links between its notes.
        url: A note's address from the root of the site; None if it has no page.
    """
    urls = {path: address for path in sorted(notes) if (address := url(path)) is not None}
    number = {path: position for position, path in enumerate(urls)}
    pairs = {
        (min(number[one], number[other]), max(number[one], number[other]))
        for one, other in mentions.pairs()
        if one in number and other in number
    }
    folder = _folders(urls)
    folders = sorted(set(folder.values()))
    drawn = {
        "nodes": [[as_label(name(path)), address] for path, address in urls.items()],
        "folders": folders,
        "folder": [folders.index(folder[path]) for path in urls],
        "links": sorted(pairs),
    }
    return json.dumps(drawn, ensure_ascii=False, separators=(",", ":"))


def _folders(paths: Iterable[str]) -> dict[str, str]:
    """For each note the folder that tells it from others: the first one in which not all of them are."""
    folders = {path: path.split("/")[:-1] for path in paths}
    shared = 0
    while len({tuple(names[: shared + 1]) for names in folders.values()}) == 1 and all(
        len(names) > shared for names in folders.values()
    ):
        shared += 1
    return {path: "".join(names[shared : shared + 1]) for path, names in folders.items()}


def graph_page(data: str) -> str:
    """The page on which the whole graph is drawn, as Markdown; `data` is the address of its JSON."""
    return (
        "# Graph of all notes\n\n"
        f'<div class="matcalc-graph matcalc-graph-whole" data-graph="{escape(data)}"><noscript>'
        "The graph is drawn by JavaScript; every note is also in the navigation and in the search."
        "</noscript></div>\n"
    )


def local_library(root: Path) -> Path | None:
    """The copy of the drawing library that was put beside the site's sources, if there is one."""
    path = root / ".cache" / "force-graph" / _FILE
    return path if path.is_file() else None


def graph_script(local: bool) -> str:
    """The script that draws graphs, with a library from beside itself or from a CDN, loaded when needed."""
    library = {"src": _FILE, "integrity": ""} if local else {"src": _CDN, "integrity": _INTEGRITY}
    return served("graph.js").replace("__LIBRARY__", json.dumps(library))
