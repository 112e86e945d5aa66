"""All files that we add to a site."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from mkdocs_matcalc.site.mkdocs.assetfiles import asset_file
from mkdocs_matcalc.site.mkdocs.mkdocssite import MkDocsSite
from mkdocs_matcalc.site.mkdocs.rulepages import pages_on
from mkdocs_matcalc.site.mkdocs.typesetting import Typesetting
from mkdocs_matcalc.site.served import served


def add_own_files(files: Files, site: MkDocsSite, maths: Typesetting | None, config: MkDocsConfig) -> None:
    """Add what derivations and mathematics load, the pages on rules, and what goes with the vault."""
    assets: dict[str, Path | str] = {name: served(name) for name in ("matcalc.css", "matcalc.js")}
    if maths:
        assets |= maths.assets()
    loaded = [asset_file(config, name, asset) for name, asset in assets.items()]
    for file in [*loaded, *pages_on(site, config), *site.files()]:
        files.append(file)
