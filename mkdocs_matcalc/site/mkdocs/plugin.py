"""The MkDocs plugin: hooks, each of which is one step of a build."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from mkdocs_matcalc.engine.deriver import Deriver
from mkdocs_matcalc.engine.worker import Worker
from mkdocs_matcalc.site.mkdocs.deriverlife import deriver_of_build
from mkdocs_matcalc.site.mkdocs.genericmaths import have_generic
from mkdocs_matcalc.site.mkdocs.mkdocssite import MkDocsSite
from mkdocs_matcalc.site.mkdocs.ownfiles import add_own_files
from mkdocs_matcalc.site.mkdocs.pageassets import with_assets
from mkdocs_matcalc.site.mkdocs.searchable import searchable
from mkdocs_matcalc.site.mkdocs.settings import MatcalcConfig
from mkdocs_matcalc.site.mkdocs.typesetting import Typesetting, choose_typesetting
from mkdocs_matcalc.terminal import LegibleLog

_log = LegibleLog(get_plugin_logger("matcalc"), {})


class MatcalcPlugin(BasePlugin[MatcalcConfig]):  # type: ignore[no-untyped-call]
    """Derivations and wiki-links for a whole site.

    Attributes:
        new_worker: Makes the engine's worker from the limits for one block, in seconds and megabytes.
    """

    def __init__(self) -> None:
        self.new_worker: Callable[[float, float], Worker] = Worker
        self.deriver: Deriver | None = None
        self.maths: Typesetting | None = None
        self.serving = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """With this hook, the plugin and its worker processes live through the rebuilds of `mkdocs serve`."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        # Nothing that `--strict` should fail on.
        tell = _log.info
        self.deriver = deriver_of_build(self.deriver, self.config, config, self.new_worker, tell)
        self.site = MkDocsSite(self.config, config, self.deriver, self.serving)
        self.maths = self.site.maths = choose_typesetting(self.maths, self.config, config)
        have_generic(config, self.maths is not None)
        return config

    @event_priority(100)
    def _withhold(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Before other plugins make something of what is not for readers."""
        self.site.vault.withhold(files)
        return files

    # After plugins that exchange files at -100, as those that translate do.
    @event_priority(-200)
    def _read_vault(self, files: Files, *, config: MkDocsConfig) -> Files:
        """When other plugins have added their pages."""
        self.site.read(files)
        add_own_files(files, self.site, self.maths, config)
        return files

    on_files = CombinedEvent(_withhold, _read_vault)

    @event_priority(-200)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        self.site.settle(nav)

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """A server that meets a note no more shows it once as it was: it builds again right away."""
        return self.site.vault.gone(page.file) if self.serving else None

    @event_priority(100)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        return self.site.begin(markdown, page)

    @event_priority(-100)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        self.site.end(html, page)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """When all pages are converted, and no file is written."""
        self.site.ends.draw()

    @event_priority(50)
    def _before_search(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        self.content = page.content or ""
        page.content = searchable(self.content, unescape(str(page.title or "")))
        return context

    @event_priority(-50)
    def _after_search(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        page.content = self.site.finished(self.content, page, context)
        return context

    on_page_context = CombinedEvent(_before_search, _after_search)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        return with_assets(output, self.maths, page, config)

    def on_shutdown(self) -> None:
        self.maths = None
        if self.deriver:
            self.deriver.close()
            self.deriver = None
