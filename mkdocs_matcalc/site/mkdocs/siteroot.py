"""Where paths in `mkdocs.yml` begin."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig


def site_root(config: MkDocsConfig) -> Path:
    """The folder of `mkdocs.yml`, or the working one if the configuration is no file's."""
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
