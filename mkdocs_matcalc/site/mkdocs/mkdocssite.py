"""The site as MkDocs builds it, for the Markdown extension."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape, unescape
from typing import Any

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from mkdocs_matcalc.engine.deriver import Deriver
from mkdocs_matcalc.errors import ErrorName
from mkdocs_matcalc.options import DEFAULTS
from mkdocs_matcalc.render.document import RuleRef
from mkdocs_matcalc.site.markdown.renderer import opening_of_new, own_renderer
from mkdocs_matcalc.site.markdown.rulenotes import note_on
from mkdocs_matcalc.site.markdown.site import Site
from mkdocs_matcalc.site.markdown.siteextension import SiteExtension
from mkdocs_matcalc.site.mkdocs.anchors import ids_in, without_dead_fragments
from mkdocs_matcalc.site.mkdocs.contents import show_contents
from mkdocs_matcalc.site.mkdocs.languages import vault_path
from mkdocs_matcalc.site.mkdocs.levels import Levels
from mkdocs_matcalc.site.mkdocs.messagepage import MESSAGES_URI
from mkdocs_matcalc.site.mkdocs.ownextension import extensions_with
from mkdocs_matcalc.site.mkdocs.pageends import PageEnds
from mkdocs_matcalc.site.mkdocs.ruleuris import is_on_a_rule, rule_uri
from mkdocs_matcalc.site.mkdocs.settings import MatcalcConfig
from mkdocs_matcalc.site.mkdocs.taglinks import with_tag_links
from mkdocs_matcalc.site.mkdocs.typesetting import Typesetting
from mkdocs_matcalc.site.mkdocs.vaultassets import load_vault_assets, vault_assets
from mkdocs_matcalc.site.mkdocs.vaultsite import VaultSite
from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.filled import Filled
from mkdocs_matcalc.site.obsidian.linking import Fault
from mkdocs_matcalc.site.obsidian.page import Page
from mkdocs_matcalc.site.obsidian.titles import as_label
from mkdocs_matcalc.terminal import LegibleLog
from mkdocs_matcalc.vault import Target, VaultIndex
from mkdocs_matcalc.vault.keys import stem

_log = LegibleLog(get_plugin_logger("matcalc"), {})


class MkDocsSite:
    """A `Site` of one build.

    Args:
        settings: The plugin's options.
        config: MkDocs'.
        deriver: Derives the blocks.
        serving: Whether drafts are shown.

    Attributes:
        vault: Which files readers get, and their index.
        ends: What goes below pages.
        features: The parts of Obsidian's Markdown that are read.
        deriver: As given.
        new: What opens, in LaTeX, what is new in a line.
        for_katex: Whether formulas are written for KaTeX, and not for a MathJax of the site's own.
        maths: What typesets the site, if that is ours to do.
        at_hand: What the extension converts, one page after the other.
        converting: The file whose own page is being made.
    """

    def __init__(
        self, settings: MatcalcConfig, config: MkDocsConfig, deriver: Deriver, serving: bool
    ) -> None:
        self._settings = settings
        self._config = config
        self._levels = Levels(config)
        self.vault = VaultSite(settings, config, serving)
        self.ends = PageEnds(settings, config, self.vault)
        self.features = self.vault.features
        self.deriver = deriver
        self.new = opening_of_new(config.extra_javascript)
        self.for_katex = own_renderer(config.extra_javascript) != "mathjax"
        self.maths: Typesetting | None = None
        self._options = {name: settings[name] for name in DEFAULTS if settings[name]}
        self.at_hand: AtHand[Site] = AtHand(self)
        self.converting: File | None = None
        self._contents: dict[str, dict[str, str]] = {}
        load_vault_assets(settings, config)
        config.markdown_extensions = extensions_with(SiteExtension(self.at_hand), config)

    @property
    def index(self) -> VaultIndex | None:
        return self.vault.index if self.vault.is_read else None

    def options(self, path: str) -> Mapping[str, str]:
        """The site's; but examples of rules are derived by the method that uses the rule."""
        return {
            name: value for name, value in self._options.items() if name != "method" or not is_on_a_rule(path)
        }

    def page(self, md: Markdown) -> Page | None:
        """As far as MkDocs' own part for links in Markdown knows it.

        What is shown once more, as in a blog's list, has had its faults told.
        """
        if "relpath" not in md.treeprocessors:
            return None
        file: File = md.treeprocessors["relpath"].file  # type: ignore[attr-defined]
        path, note = vault_path(file), self.vault.note(file)
        text = note.text if note else file.content_string
        again = self.converting is not file
        prefix = f"{stem(file.src_uri)}-" if again else ""
        return Page(path, file.src_uri, text, (Target(path),), prefix, again, file.url)

    def read(self, files: Files) -> None:
        """Read the vault when other plugins have had their say about its files."""
        self.vault.read(files)
        self.ends.read()

    def settle(self, nav: Navigation) -> None:
        """Read it again if other plugins have left out more, which the navigation has not."""
        self.vault.leave_out(nav)
        if self.vault.settle():
            self.ends.read()

    def files(self) -> list[File]:
        """What goes with the vault: style sheet, scripts and the graph."""
        return [*vault_assets(self._settings, self._config), *self.ends.files()]

    def begin(self, markdown: str, page: MkDocsPage) -> str:
        """Begin to make a note's own page; what MkDocs has taken for metadata comes back to its Markdown."""
        self.converting = page.file
        return self.vault.opened(markdown, page)

    def refusal(self, latex: str, display: bool) -> str | None:
        return self.maths.refusal(latex, display) if self.maths else None

    def end(self, html: str, page: MkDocsPage) -> None:
        """When a page is converted: MkDocs, which checks links to ids, is told of all that are on it."""
        self.ends.quote(page, html)
        page.present_anchor_ids = (page.present_anchor_ids or set()) | ids_in(html)
        self._contents[page.file.src_uri] = self.at_hand.filled.contents
        # In front matter a title may also be a date.
        if isinstance(title := page.title, str) and r"\(" in title:
            page.title = self.at_hand.filled.labels.get(title) or escape(
                as_label(unescape(title)), quote=False
            )
        self.converting = None

    def finished(self, html: str, page: MkDocsPage, context: TemplateContext) -> str:
        """A page's HTML with everything that is known once all pages are converted."""
        show_contents(page.toc, self._contents.get(page.file.src_uri, {}))
        tags: Iterable[Any] = context.get("tags") or ()  # type: ignore[assignment]
        return with_tag_links(without_dead_fragments(html, page), tags, page) + self.ends.html(page)

    def message_address(self, name: ErrorName, page: Page) -> str | None:
        """Of its section on the page on messages, where there is one."""
        file = self.vault.file(MESSAGES_URI) if page.path else None
        return f"{file.url_relative_to(page.seen_from)}#{name}" if file is not None else None

    def rule_address(self, rule: RuleRef, page: Page) -> str | None:
        """Of the author's own note on it, else of the page that is made for it."""
        target = note_on(rule, self.vault.index)
        path, fragment = (target.path, target.fragment) if target else (rule_uri(rule.slug), "")
        file = self.vault.file(path) if page.path else None
        if file is None:
            return None
        self.ends.used(file, page.chain[0].path)
        return file.url_relative_to(page.seen_from) + (f"#{fragment}" if fragment else "")

    def warn(self, message: str, fault: Fault) -> None:
        _log.log(self._levels.of(fault), message)

    def markdown(self, page: Page, filled: Filled) -> Markdown:
        own = SiteExtension(AtHand(self, page, filled))
        return Markdown(
            extensions=extensions_with(own, self._config), extension_configs=self._config.mdx_configs or {}
        )
