"""Style sheet and scripts for what a vault's pages show beside derivations."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from mkdocs_matcalc.site.mkdocs.assetfiles import asset_file, load_on_all_pages
from mkdocs_matcalc.site.mkdocs.settings import MatcalcConfig
from mkdocs_matcalc.site.served import served


def load_vault_assets(settings: MatcalcConfig, config: MkDocsConfig) -> None:
    """Have pages load them."""
    load_on_all_pages(config, _names(settings, config))


def vault_assets(settings: MatcalcConfig, config: MkDocsConfig) -> list[File]:
    """Their files; the graph's script comes with the graph."""
    return [asset_file(config, name, served(name)) for name in _names(settings, config)]


def _names(settings: MatcalcConfig, config: MkDocsConfig) -> list[str]:
    # Material may show previews of its own.
    own = "navigation.instant.preview" not in config.theme.get("features", ())
    return ["vault.css", "wide.js", *(["previews.js"] if settings.previews and own else [])]
