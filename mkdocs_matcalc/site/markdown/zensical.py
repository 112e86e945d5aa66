"""Links where a generator runs the Markdown extension alone, as Zensical does: the vault is walked here.

There a page is converted before others are known, and can't be left out. One that is not for readers gets
no content instead.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify as toc_slugify
from markdown.preprocessors import Preprocessor
from pathspec import GitIgnoreSpec

from mkdocs_matcalc.engine.cache import Cache
from mkdocs_matcalc.engine.deriver import Deriver
from mkdocs_matcalc.engine.worker import Worker
from mkdocs_matcalc.render.document import RuleRef
from mkdocs_matcalc.render.html import LinkFor
from mkdocs_matcalc.site.obsidian.features import Features
from mkdocs_matcalc.site.obsidian.linking import Fault, LinkContext
from mkdocs_matcalc.vault import Note, Target, VaultIndex
from mkdocs_matcalc.vault.headings import Slugify, reads_explicit_ids
from mkdocs_matcalc.vault.walk import read_folder, read_note

_CONTEXT = "rendering_context"
_OWN = ("matcalc", "mkdocs_matcalc.site.markdown.extension")
# Before every other processor of a page's text.
_FIRST = 1000
_log = logging.getLogger(__name__)


def links_of_page(
    md: Markdown, extension: Callable[[LinkContext], Extension], features: Features, rules: Mapping[str, str]
) -> LinkContext | None:
    """The vault and the page that `md` is about to convert, as the generator says; None if it does not.

    Args:
        md: The generator's instance.
        extension: Makes our extension for a note that is embedded in the page.
        features: The parts of Obsidian's Markdown that are read.
        rules: A rule's name → a link to the author's note on it.
    """
    if _CONTEXT not in md.preprocessors:
        return None
    context = md.preprocessors[_CONTEXT]
    page, config = context.page, context.config  # type: ignore[attr-defined]
    path = str(page.path)
    index = _index_for(path, config, tuple(rules.items()))
    links = LinkContext(index, _warn, features, new_markdown=lambda inner: _nested(inner, config, extension))
    note = index.notes.get(path)
    links.enter(path, note.text if note else "")
    if path in index.unpublished:
        md.preprocessors.register(_Withheld(md, page.meta), "matcalc_withhold", _FIRST)
    elif note and note.tags and features.tags:
        page.meta["tags"] = list(note.tags)
    return links


def rule_links(links: LinkContext) -> LinkFor:
    """The author's own note on a rule, as seen from the page; the generator makes an address of it."""

    def link_for(rule: RuleRef) -> str | None:
        index = links.resolver
        if index is None:
            return None
        target = Target(*rule.address.split("#", 1)) if rule.address else index.note_for(rule.name)
        return target.href(links.source) if target and target.path in index.notes else None

    return link_for


def mapping(option: str, value: object) -> dict[str, Any]:
    """The value of an option with a name and a value on each line; empty if it is none."""
    if value and not isinstance(value, dict):
        _tell_once(f"matcalc: the option `{option}` is a mapping, with a name and a value on each line")
    return value if isinstance(value, dict) else {}


def chosen_features(chosen: Mapping[str, Any]) -> Features:
    """The parts of Obsidian's Markdown of which some are switched off."""
    known = [part.name for part in fields(Features)]
    for name in chosen.keys() - set(known):
        _tell_once(f"matcalc: the option `obsidian` has no part `{name}`; there are {', '.join(known)}")
    return Features(**{name: bool(chosen[name]) for name in known if name in chosen})


@lru_cache(maxsize=1)
def shared_deriver(cache_dir: Path, timeout: float) -> Deriver:
    """One for all pages, each of which gets an extension of its own."""
    return Deriver(Cache(cache_dir), Worker(timeout))


class _Withheld(Preprocessor):
    """Takes everything that a note says from its page, its front matter included."""

    def __init__(self, md: Markdown, meta: dict[str, Any]) -> None:
        super().__init__(md)
        self.meta = meta

    def run(self, lines: list[str]) -> list[str]:
        self.meta.clear()
        self.meta["search"] = {"exclude": True}
        return []


@dataclass(frozen=True)
class _Vault:
    """A vault, and when files were last added to or taken from its folders."""

    root: Path
    index: VaultIndex
    folders: dict[str, float]

    def is_current(self, path: str) -> bool:
        """Whether no file has come or gone, and the note `path` has not changed.

        No more is asked of the disk for each page.
        """
        known = self.index.notes.get(path)
        if known and known.text != Note(path, read_note(self.root / path)).text:
            return False
        return all(_changed(folder) == then for folder, then in self.folders.items())


def _index_for(path: str, config: Mapping[str, Any], rules: tuple[tuple[str, str], ...]) -> VaultIndex:
    """The index of the vault as it is when the note `path` is converted."""
    root = Path(config["docs_dir"])
    if not root.is_absolute() and config.get("root_dir"):
        root = Path(config["root_dir"]) / root
    toc = config.get("mdx_configs", {}).get("toc", {})

    def vault() -> _Vault:
        return _vault(
            root,
            toc.get("slugify") if callable(toc.get("slugify")) else toc_slugify,
            toc.get("separator", "-"),
            reads_explicit_ids(config["markdown_extensions"]),
            tuple(config.get(name) or "" for name in ("exclude_docs", "draft_docs")),
            rules,
        )

    if not vault().is_current(path):
        _vault.cache_clear()
    return vault().index


@lru_cache(maxsize=2)
def _vault(
    root: Path,
    slugify: Slugify,
    separator: str,
    explicit_ids: bool,
    left_out: tuple[str, ...],
    rules: tuple[tuple[str, str], ...],
) -> _Vault:
    folders = {folder: _changed(folder) for folder, _, _ in os.walk(root)}
    specs = [GitIgnoreSpec.from_lines(patterns.splitlines()) for patterns in left_out]
    folder = read_folder(root, lambda path: any(spec.match_file(path) for spec in specs))
    for path, why in folder.unreadable.items():
        _tell_once(f"{path}:{why.line}:{why.column}: {why.message}")
    index = VaultIndex.build(
        folder.notes.items(),
        folder.assets,
        slugify,
        separator,
        dict(rules),
        folder.unpublished,
        explicit_ids,
    )
    return _Vault(root, index, folders)


def _changed(folder: str) -> float:
    try:
        return Path(folder).stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _nested(
    links: LinkContext, config: Mapping[str, Any], extension: Callable[[LinkContext], Extension]
) -> Markdown:
    others = [one for one in config["markdown_extensions"] if one not in _OWN]
    return Markdown(extensions=[*others, extension(links)], extension_configs=config.get("mdx_configs", {}))


@lru_cache(maxsize=100)
def _tell_once(message: str) -> None:
    """Warn of what would else be told for each page."""
    _log.warning(message)


def _warn(message: str, fault: Fault) -> None:
    level = logging.INFO if fault in (Fault.FILE, Fault.UNPUBLISHED) else logging.WARNING
    _log.log(level, message)
