"""Links where a generator runs the Markdown extension alone, as Zensical does: the vault is walked here."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify as toc_slugify

from mkdocs_matcalc.site.links import Fault, LinkContext
from mkdocs_matcalc.vault import VaultIndex
from mkdocs_matcalc.vault.headings import Slugify
from mkdocs_matcalc.vault.walk import read_folder

_CONTEXT = "rendering_context"
_OWN = ("matcalc", "mkdocs_matcalc.site.extension")
_EXPLICIT_IDS = ("attr_list", "extra", "markdown.extensions.attr_list", "pymdownx.extra")
_log = logging.getLogger(__name__)


def links_of_page(md: Markdown, extension: Callable[[LinkContext], Extension]) -> LinkContext | None:
    """The vault and the page that `md` is about to convert, as the generator says; None if it does not.

    Args:
        md: The generator's instance.
        extension: Makes our extension for a note that is embedded in the page.
    """
    if _CONTEXT not in md.preprocessors:
        return None
    context = md.preprocessors[_CONTEXT]
    path, config = str(context.page.path), context.config  # type: ignore[attr-defined]
    root = Path(config["docs_dir"])
    if not root.is_absolute() and config.get("config_file_path"):
        root = Path(config["config_file_path"]).parent / root
    settings = config.get("mdx_configs", {})
    toc = settings.get("toc", {})
    index = _index(
        root,
        _stamp(root),
        toc.get("slugify") if callable(toc.get("slugify")) else toc_slugify,
        toc.get("separator", "-"),
        any(name in config["markdown_extensions"] for name in _EXPLICIT_IDS),
    )
    links = LinkContext(index, _warn, new_markdown=lambda inner: _nested(inner, config, settings, extension))
    note = index.notes.get(path)
    links.enter(path, note.text if note else "")
    return links


@lru_cache(maxsize=2)
def _index(root: Path, stamp: float, slugify: Slugify, separator: str, explicit_ids: bool) -> VaultIndex:
    """The index of a folder in the state that `stamp` stands for."""
    folder = read_folder(root)
    return VaultIndex.build(
        folder.notes.items(),
        folder.assets,
        slugify,
        separator,
        unpublished=folder.unpublished,
        explicit_ids=explicit_ids,
    )


def _stamp(root: Path) -> float:
    """When a file was last added to the vault or taken away: no more is asked of the disk for each page."""
    return max((Path(folder).stat().st_mtime for folder, _, _ in os.walk(root)), default=0.0)


def _nested(
    links: LinkContext,
    config: Mapping[str, Any],
    settings: dict[str, Any],
    extension: Callable[[LinkContext], Extension],
) -> Markdown:
    others = [one for one in config["markdown_extensions"] if one not in _OWN]
    return Markdown(extensions=[*others, extension(links)], extension_configs=settings)


def _warn(message: str, fault: Fault) -> None:
    level = logging.INFO if fault in (Fault.FILE, Fault.UNPUBLISHED) else logging.WARNING
    _log.log(level, message)
