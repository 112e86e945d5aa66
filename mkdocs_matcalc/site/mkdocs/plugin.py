"""The MkDocs plugin: hooks that tell the Markdown extension about the site, and bring its files along."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs.utils.templates import TemplateContext

from mkdocs_matcalc.engine.cache import Cache
from mkdocs_matcalc.engine.deriver import Deriver, Outcome
from mkdocs_matcalc.engine.worker import Worker
from mkdocs_matcalc.options import DEFAULTS
from mkdocs_matcalc.render.document import RuleRef
from mkdocs_matcalc.site.markdown.blocks import derive_ahead
from mkdocs_matcalc.site.markdown.extension import MatcalcExtension, PageContext
from mkdocs_matcalc.site.mkdocs.assetfiles import asset_file, load_on_all_pages
from mkdocs_matcalc.site.mkdocs.maths import Katex, MathJax, choose_katex, own_renderer
from mkdocs_matcalc.site.mkdocs.prerender import Typesetter
from mkdocs_matcalc.site.mkdocs.rulepages import rule_files, rule_uri, rules_used
from mkdocs_matcalc.site.mkdocs.searchable import searchable
from mkdocs_matcalc.site.mkdocs.settings import MatcalcConfig
from mkdocs_matcalc.site.mkdocs.vaultsite import VaultSite
from mkdocs_matcalc.site.served import ASSETS, served
from mkdocs_matcalc.vault import Target
from mkdocs_matcalc.vault.keys import stem
from mkdocs_matcalc.vault.using import finder

_DERIVATION = re.compile(r'<section class="matcalc(-error)?"')
_log = get_plugin_logger("matcalc")


class MatcalcPlugin(BasePlugin[MatcalcConfig]):  # type: ignore[no-untyped-call]
    """Derivations and wiki-links for a whole site.

    Attributes:
        new_worker: Makes the engine's worker from the time limit for one block, in seconds.
    """

    def __init__(self) -> None:
        self.new_worker: Callable[[float], Worker] = Worker
        self.deriver: Deriver | None = None
        self.maths: Katex | MathJax | Typesetter | None = None
        self.serving = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """With this hook, the plugin and its worker processes live through the rebuilds of `mkdocs serve`."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        if self.config.timeout < 0:
            raise PluginError("matcalc: the option `timeout` is a number of seconds, or 0 for no limit")
        root = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        self.deriver = self._deriver(root / self.config.cache_dir)
        options = {name: self.config[name] for name in DEFAULTS if self.config[name]}
        self.page = PageContext(self.deriver, self._warn, options, begin=self._begin)
        self.vault = VaultSite(self.config, config, self.page, self.serving)
        self.converting: File | None = None
        # MkDocs hands this list to Python-Markdown, which takes extensions as well as their names.
        others = [one for one in config.markdown_extensions if not isinstance(one, MatcalcExtension)]
        config.markdown_extensions = [*others, MatcalcExtension(self.page, self.vault.links)]  # type: ignore[list-item]
        self.maths = self._maths(config, root)
        if self.maths:
            load_on_all_pages(config, [*self.maths.styles, *self.maths.scripts])
        return config

    @event_priority(100)
    def _withhold(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Before other plugins make something of what is not for readers."""
        self.vault.withhold(files)
        return files

    # After plugins that exchange files at -100, as those that translate do.
    @event_priority(-200)
    def _read_vault(self, files: Files, *, config: MkDocsConfig) -> Files:
        """When other plugins have added their pages."""
        self.vault.read(files)
        self.files = files
        for file in [*self._assets(config), *self._rule_pages(config), *self.vault.files()]:
            files.append(file)
        return files

    on_files = CombinedEvent(_withhold, _read_vault)

    @event_priority(-200)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        self.vault.settle()

    @event_priority(100)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        self.converting = page.file
        whole = self.vault.whole(markdown, page)
        self.vault.add_tags(page)
        return whole

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        page.present_anchor_ids = (page.present_anchor_ids or set()) | self.page.anchors
        page.present_anchor_ids |= self.vault.links.anchors
        self.converting = None

    @event_priority(50)
    def _before_search(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        self.content = page.content or ""
        page.content = searchable(self.content)
        return context

    @event_priority(-50)
    def _after_search(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        page.content = self.vault.finished(self.content, page, context)
        return context

    on_page_context = CombinedEvent(_before_search, _after_search)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Typeset formulas if it is to be done here; bring their style and script to derivations."""
        if self.maths:
            output = self.maths.typeset(output)
        # Instant navigation brings a new page's scripts into the head without running them.
        instant = "navigation.instant" in config.theme.get("features", ())
        if not instant and not _DERIVATION.search(output):
            return output
        script, style = (get_relative_url(f"{ASSETS}/matcalc.{kind}", page.url) for kind in ("js", "css"))
        tags = f'<script src="{script}"></script><link rel="stylesheet" href="{style}">'
        return output.replace("</head>", f"{tags}</head>", 1)

    def on_shutdown(self) -> None:
        self.maths = None
        if self.deriver:
            self.deriver.close()
            self.deriver = None

    def _maths(self, config: MkDocsConfig, root: Path) -> Katex | MathJax | Typesetter | None:
        """What typesets mathematics; None where nothing is left to do for it."""
        prerender = self.config.prerender
        own = own_renderer(config)
        if own:
            if prerender:
                raise PluginError(
                    "matcalc: the option `prerender` typesets mathematics when the site is built, and "
                    "`extra_javascript` loads a renderer for it, too; take out one of the two"
                )
            return MathJax() if own == "mathjax" else None
        katex = choose_katex(self.config.katex, root)
        if not prerender:
            return katex
        old = self.maths
        return old if isinstance(old, Typesetter) and old.katex == katex else Typesetter(katex)

    def _deriver(self, cache_dir: Path) -> Deriver:
        old = self.deriver
        timeout = float(self.config.timeout)
        if old and (old.cache.directory, old.worker.timeout) == (cache_dir, timeout):
            old.new_build()
            return old
        if old:
            old.close()
        # What is wrong with it takes time, and makes no page wrong: nothing for `--strict` to fail on.
        return Deriver(Cache(cache_dir, _log.info), self.new_worker(timeout))

    def _assets(self, config: MkDocsConfig) -> list[File]:
        assets: dict[str, Path | str] = {name: served(name) for name in ("matcalc.css", "matcalc.js")}
        if self.maths:
            assets |= self.maths.assets()
        return [asset_file(config, name, asset) for name, asset in assets.items()]

    def _rule_pages(self, config: MkDocsConfig) -> list[File]:
        """A page for each rule that some derivation of the site uses."""
        try:
            notes = self.vault.index.notes.values()
            begun = [each for note in notes for each in self._derive_ahead(note.text, note.path)]
            used = {rule.slug for outcome in begun for rule in rules_used(outcome())}
            rules = [rule for rule in self.page.deriver.rules() if rule["slug"] in used] if used else []
            files = rule_files(rules, config)
            for file in files:
                self._derive_ahead(file.content_string, file.src_uri)
                self.vault.place(file)
        except OSError as error:
            raise PluginError(f"matcalc: {error}") from error
        return files

    def _derive_ahead(self, text: str, path: str) -> list[Callable[[], Outcome]]:
        return derive_ahead(text, self.page.deriver, self.page.options, finder(self.vault.index, path))

    def _begin(self, file: File) -> None:
        """Begin to convert a note; what is shown once more, as in a blog's list, has had its faults told."""
        self.page.again = self.converting is not file
        self.page.prefix = f"{stem(file.src_uri)}-" if self.page.again else ""
        self.page.enter(file.src_uri, file.content_string, lambda rule: self._link(rule, file))
        self.vault.begin(file)

    def _warn(self, message: str) -> None:
        if not self.page.again:
            _log.warning(message)

    def _link(self, rule: RuleRef, source: File) -> str | None:
        target = self.vault.index.note_for(rule.name)
        if rule.address:
            target = Target(*rule.address.split("#", 1))
        file = self.files.get_file_from_path(target.path if target else rule_uri(rule.slug))
        if file is None:
            return None
        self.vault.used(file, source)
        fragment = f"#{target.fragment}" if target and target.fragment else ""
        return file.url_relative_to(source) + fragment
