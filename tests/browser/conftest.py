"""A site made from a small vault, served on localhost and opened in headless Chromium."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml
from building import build_site
from needed import needed
from playwright.sync_api import Browser, Page, sync_playwright

_PROJECT = Path(__file__).parents[2]
_KATEX = _PROJECT / ".cache/katex"
_FORCE_GRAPH = _PROJECT / ".cache/force-graph"
_VAULT = Path(__file__).parent / "vault"
_OFFLINE = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    needed(bool(path), "no Chromium on this machine: install the package `chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_OFFLINE)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Builds the vault with the settings of that name, once a session."""
    needed((_KATEX / "katex.min.js").is_file(), f"no KaTeX in {_KATEX}: run `make front-end`")
    folder = tmp_path_factory.mktemp("sites")
    (folder / ".cache").mkdir()
    (folder / ".cache/force-graph").symlink_to(_FORCE_GRAPH)
    settings = {
        "site_name": "Vault",
        "docs_dir": str(_VAULT),
        "plugins": _plugins(),
        "markdown_extensions": [
            "admonition",
            "pymdownx.details",
            "pymdownx.superfences",
            {"pymdownx.tabbed": {"alternate_style": True}},
        ],
    }

    def built(name: str) -> Path:
        site = folder / name
        if not site.exists():
            (folder / "mkdocs.yml").write_text(yaml.safe_dump({**settings, **_SITES[name]}))
            logging.getLogger("mkdocs").setLevel(logging.WARNING)
            build_site(folder / "mkdocs.yml", site)
        return site

    return built


def _plugins(**options: Any) -> list[Any]:
    defaults = {"katex": str(_KATEX), "graph": _FORCE_GRAPH.is_dir()}
    return ["search", {"matcalc": {**defaults, **options}}]


_MATERIAL: dict[str, Any] = {
    "theme": {
        "name": "material",
        "font": False,
        "features": ["navigation.instant", "content.code.copy"],
        "palette": [
            {"media": "(prefers-color-scheme: light)", "scheme": "default"},
            {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
        ],
    },
    "site_url": "http://127.0.0.1/",
}
_SITES: dict[str, dict[str, Any]] = {
    "material": _MATERIAL,
    "right to left": {**_MATERIAL, "theme": {**_MATERIAL["theme"], "language": "he"}},
    "mkdocs": {"theme": {"name": "mkdocs", "highlightjs": False}},
    "readthedocs": {"theme": {"name": "readthedocs", "highlightjs": False}},
    "prerendered": {**_MATERIAL, "plugins": _plugins(prerender=True)},
    "mathjax": {**_MATERIAL, "extra_javascript": ["javascripts/mathjax.js", "mathjax/tex-mml-chtml.js"]},
}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def served() -> Iterator[Callable[[Path], str]]:
    """Serves a folder on localhost, as long as the test runs."""
    servers: list[tuple[ThreadingHTTPServer, Thread]] = []

    def serve(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
        thread = Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def served_at_its_address(served: Callable[[Path], str]) -> Callable[[Path], str]:
    """Serves a site that says where it is, as Material's instant navigation asks of it."""

    def serve(site: Path) -> str:
        host = served(site)
        sitemap = site / "sitemap.xml"
        sitemap.write_text(re.sub(r"http://127\.0\.0\.1[:0-9]*/", host, sitemap.read_text()))
        return host

    return serve


@pytest.fixture
def new_page(browser: Browser, served: Callable[[Path], str]) -> Iterator[Callable[..., Page]]:
    """Opens an empty page in a context of its own, which is closed before its server is."""
    pages: list[Page] = []

    def opened(**settings: Any) -> Page:
        page = browser.new_context(**settings).new_page()
        page.set_default_timeout(60_000)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.context.close()
