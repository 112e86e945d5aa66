"""The files that we add to a site: where they stand, and how pages come to load them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from mkdocs_matcalc.site.served import ASSETS


def asset_file(config: MkDocsConfig, name: str, asset: Path | str) -> File:
    """A file of the site, with what another file or a text holds."""
    if isinstance(asset, Path):
        return File.generated(config, f"{ASSETS}/{name}", abs_src_path=str(asset))
    return File.generated(config, f"{ASSETS}/{name}", content=asset)


def load_on_all_pages(config: MkDocsConfig, names: Iterable[str]) -> None:
    """Have pages load style sheets and scripts, once if a site is built for several languages."""
    for name in names:
        loaded = config.extra_css if name.endswith(".css") else config.extra_javascript
        if (uri := f"{ASSETS}/{name}") not in loaded:
            loaded.append(uri)
