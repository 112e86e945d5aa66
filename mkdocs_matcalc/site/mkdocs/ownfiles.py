"""All files that we add to a site."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files

from mkdocs_matcalc.site.mkdocs.assetfiles import asset_file
from mkdocs_matcalc.site.mkdocs.mkdocssite import MkDocsSite
from mkdocs_matcalc.site.mkdocs.rulepages import pages_on
from mkdocs_matcalc.site.mkdocs.typesetting import Typesetting
from mkdocs_matcalc.site.served import served
from mkdocs_matcalc.terminal import LegibleLog

_log = LegibleLog(get_plugin_logger("matcalc"), {})


def add_own_files(files: Files, site: MkDocsSite, maths: Typesetting | None, config: MkDocsConfig) -> None:
    """Add what derivations and mathematics load, the pages on rules, and what goes with the vault."""
    assets: dict[str, Path | str] = {name: served(name) for name in ("matcalc.css", "matcalc.js")}
    if maths:
        assets |= maths.assets()
    loaded = [asset_file(config, name, asset) for name, asset in assets.items()]
    own = [*loaded, *pages_on(site, config), *site.files()]
    _tell_what_is_hidden(files, own)
    for file in own:
        if file.src_uri in files.src_uris:
            files.remove(files.src_uris[file.src_uri])
        files.append(file)


def _tell_what_is_hidden(files: Files, own: Iterable[File]) -> None:
    """Warn of an author's notes in whose place our pages stand."""
    notes = {file.dest_uri: file for file in files.documentation_pages() if file.generated_by is None}
    for file in own:
        if note := notes.get(file.dest_uri):
            _log.warning(
                f"{note.src_uri}: no reader gets this note, as a page that is made for the site stands at "
                f"its address, {note.url}; right would be another name, or another folder"
            )
