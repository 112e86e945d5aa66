"""The vault of a generator that runs the Markdown extension alone, as Zensical does: it is walked here.

There a page is converted before others are known, and can't be left out. One that is not for readers gets
no content instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions.toc import slugify as toc_slugify
from markdown.preprocessors import Preprocessor
from pathspec import GitIgnoreSpec

from mkdocs_matcalc.site.markdown.told import tell_once
from mkdocs_matcalc.site.obsidian.features import Features
from mkdocs_matcalc.site.obsidian.page import Page
from mkdocs_matcalc.site.obsidian.titles import as_label
from mkdocs_matcalc.vault import Note, Target, VaultIndex
from mkdocs_matcalc.vault.headings import Slugify, reads_explicit_ids
from mkdocs_matcalc.vault.keys import is_note
from mkdocs_matcalc.vault.walk import read_folder, read_note

_CONTEXT = "rendering_context"
# Before every other processor of a page's text.
_FIRST = 1000
# So many notes are told by their names.
_NAMED = 10


def is_zensical(md: Markdown) -> bool:
    """Whether the generator that made an instance says which page it is for."""
    return _CONTEXT in md.preprocessors


def vault_folder(md: Markdown) -> Path:
    """The folder of the vault that an instance converts a page of."""
    return _folder(md.preprocessors[_CONTEXT].config)  # type: ignore[attr-defined]


def vault_page(
    md: Markdown, features: Features, rules: Mapping[str, str], macros: str
) -> tuple[VaultIndex, Page, Mapping[str, Any]]:
    """The vault and the page that `md` is about to convert, as the generator says, and its configuration.

    Args:
        md: The generator's instance.
        features: The parts of Obsidian's Markdown that are read.
        rules: A rule's name → a link to the author's note on it.
        macros: The LaTeX that defines macros for all notes, beside that of the vault.
    """
    context = md.preprocessors[_CONTEXT]
    page, config = context.page, context.config  # type: ignore[attr-defined]
    path = str(page.path)
    index = _index_for(path, config, tuple(rules.items()), macros, features.names)
    note = index.notes.get(path)
    if path in index.unpublished:
        # At once, as a note of front matter alone has no lines to convert.
        page.meta.clear()
        page.meta["search"] = {"exclude": True}
        md.preprocessors.register(_Withheld(md), "matcalc_withhold", _FIRST)
    elif note:
        if features.names and getattr(page, "title_override", "") is None:
            page.title = as_label(index.name(path))
        if note.tags and features.tags:
            page.meta["tags"] = list(note.tags)
    return index, Page(path, path, note.text if note else "", (Target(path),), seen_from=path), config


class _Withheld(Preprocessor):
    """Takes everything that a note says from its page."""

    def run(self, lines: list[str]) -> list[str]:
        return []


@dataclass(frozen=True)
class _Vault:
    """A vault, and when its withheld notes were changed, and files added to or taken from its folders."""

    root: Path
    index: VaultIndex
    folders: dict[str, float]
    withheld: dict[str, float]

    def is_current(self, path: str) -> bool:
        """Whether no file has come or gone, and the note `path` has not changed.

        No more is asked of the disk for each page.
        """
        known = self.index.notes.get(path)
        if known and known.text != _text(self.root / path):
            return False
        if path in self.withheld and self.withheld[path] != _changed(str(self.root / path)):
            return False
        return all(_changed(folder) == then for folder, then in self.folders.items())


def _folder(config: Mapping[str, Any]) -> Path:
    root = Path(config["docs_dir"])
    return root if root.is_absolute() or not config.get("root_dir") else Path(config["root_dir"]) / root


def _index_for(
    path: str, config: Mapping[str, Any], rules: tuple[tuple[str, str], ...], macros: str, by_file: bool
) -> VaultIndex:
    """The index of the vault as it is when the note `path` is converted."""
    root = _folder(config)
    toc = config.get("mdx_configs", {}).get("toc", {})

    def vault() -> _Vault:
        return _vault(
            root,
            toc.get("slugify") if callable(toc.get("slugify")) else toc_slugify,
            toc.get("separator", "-"),
            reads_explicit_ids(config["markdown_extensions"]),
            tuple(config.get(name) or "" for name in ("exclude_docs", "draft_docs")),
            rules,
            macros,
            by_file,
        )

    if not vault().is_current(path):
        _vault.cache_clear()
    index = vault().index
    index.named.update(_titles(config.get("nav") or ()))
    return index


def _titles(nav: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """The paths and titles of the notes that the navigation names."""
    for item in nav:
        if isinstance(item, list):
            yield from _titles(item)
        else:
            if item["title"] and item["url"]:
                yield item["url"], item["title"]
            yield from _titles(item["children"])


@lru_cache(maxsize=2)
def _vault(
    root: Path,
    slugify: Slugify,
    separator: str,
    explicit_ids: bool,
    left_out: tuple[str, ...],
    rules: tuple[tuple[str, str], ...],
    macros: str,
    by_file: bool,
) -> _Vault:
    folders = {folder: _changed(folder) for folder, _, _ in os.walk(root)}
    specs = [GitIgnoreSpec.from_lines(patterns.splitlines()) for patterns in left_out]

    def is_left_out(path: str) -> bool:
        return any(spec.match_file(path) for spec in specs)

    folder = read_folder(root, is_left_out)
    for path, why in folder.unreadable.items():
        tell_once(why.at(path))
    _tell_names([path for path in folder.unpublished if is_note(path) and not is_left_out(path)])
    index = VaultIndex.build(
        folder.notes.items(),
        folder.assets,
        slugify,
        separator,
        dict(rules),
        folder.unpublished,
        explicit_ids,
        "\n".join((folder.macros, macros)),
        folder.drawings,
        by_file=by_file,
    )
    withheld = {path: _changed(str(root / path)) for path in folder.unpublished}
    return _Vault(root, index, folders, withheld)


def _tell_names(withheld: list[str]) -> None:
    """Warn of pages that are empty, but there."""
    if withheld:
        more = f" and {len(withheld) - _NAMED} more" if len(withheld) > _NAMED else ""
        names = ", ".join(f"/{path}" for path in withheld[:_NAMED])
        tell_once(
            "Zensical makes a page of each note: what is not for readers is not on it, but its name is, "
            f"unless `exclude_docs` has it: {names}{more}"
        )


def _text(path: Path) -> str | None:
    """A note's text as the index has it; None if it can't be read any more."""
    try:
        return Note("", read_note(path)).text
    except (OSError, ValueError):
        return None


def _changed(folder: str) -> float:
    try:
        return Path(folder).stat().st_mtime
    except FileNotFoundError:
        return 0.0
