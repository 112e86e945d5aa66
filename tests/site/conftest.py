"""Sites built for a test, with an engine that derives nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from site_builder import SameProcess, Site


@pytest.fixture
def build_site(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Callable[..., Site]]:
    """Builds a site from notes (path → text) and settings; fails on warnings that are not asked about."""
    sites: list[Site] = []
    expected: list[list[str]] = []

    def make(notes: dict[str, str], warnings: tuple[str, ...] = (), **settings: Any) -> Site:
        for path, text in notes.items():
            file = tmp_path / "docs" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        settings = {"site_name": "Notes", "plugins": ["search", "matcalc"], **settings}
        (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        worker = SameProcess()
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            config = load_config(str(tmp_path / "mkdocs.yml"))
            config.plugins["matcalc"].new_worker = lambda *limits: worker
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
        seen = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
        site = Site(tmp_path / "site", seen, worker)
        sites.append(site)
        expected.append(list(warnings))
        return site

    yield make
    for site, wanted in zip(sites, expected, strict=True):
        assert [line for line in site.warnings if not any(part in line for part in wanted)] == []
        assert [part for part in wanted if not any(part in line for line in site.warnings)] == []
