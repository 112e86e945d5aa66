"""What goes below the pages of one build, and the graph that is drawn there."""

from __future__ import annotations

from collections import defaultdict

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page

from mkdocs_matcalc.site.mkdocs.addresses import Addresses
from mkdocs_matcalc.site.mkdocs.assetfiles import asset_file, load_on_all_pages
from mkdocs_matcalc.site.mkdocs.graph import GRAPH_URI, graph_json, graph_page, graph_script, local_library
from mkdocs_matcalc.site.mkdocs.languages import vault_path
from mkdocs_matcalc.site.mkdocs.linkedfrom import Graph, LinkedFrom
from mkdocs_matcalc.site.mkdocs.quotes import quotes
from mkdocs_matcalc.site.mkdocs.settings import MatcalcConfig
from mkdocs_matcalc.site.mkdocs.siteroot import site_root
from mkdocs_matcalc.site.mkdocs.vaultsite import VaultSite
from mkdocs_matcalc.site.served import ASSETS
from mkdocs_matcalc.vault.mentions import Mentions


class PageEnds:
    """The ends of pages; call `read` whenever the vault's index is a new one.

    Args:
        settings: The plugin's options.
        config: MkDocs'.
        vault: Has the index.
    """

    def __init__(self, settings: MatcalcConfig, config: MkDocsConfig, vault: VaultSite) -> None:
        self._settings = settings
        self._config = config
        self._vault = vault
        self._users: defaultdict[str, set[str]] = defaultdict(set)
        self._graph: File | None = None
        self._mentions = Mentions(vault.index)
        self._linked = LinkedFrom(vault.name, {})
        self._addresses = Addresses({})

    def read(self) -> None:
        """See which notes are linked."""
        if not self._settings.backlinks and not self._settings.graph:
            return
        index = self._vault.index
        self._mentions = Mentions(index)
        leading_to = self._mentions.leading_to if self._settings.backlinks else {}
        self._linked = LinkedFrom(self._vault.name, leading_to)
        urls = {path: file.url for path in index.notes if (file := self._vault.file(path))}
        self._addresses = Addresses(urls)

    def quote(self, page: Page, html: str) -> None:
        """Keep what a page says around its links, for the ends of those pages."""
        path = vault_path(page.file)
        if self._settings.backlinks and path in self._mentions.leading_from:
            self._linked.quote(path, quotes(html, lambda href: self._addresses.note(href, page.file.url)))

    def draw(self) -> None:
        """Write the graph's data, now that all pages have their names."""
        if self._graph:
            notes = self._vault.index.notes
            self._graph.content_string = graph_json(notes, self._vault.name, self._mentions, self._url)

    def files(self) -> list[File]:
        """The graph: its data, its page, and what draws it; none where no links are."""
        if not self._settings.graph or not self._mentions.leading_to:
            return []
        library = local_library(site_root(self._config))
        self._graph = self._generated(f"{ASSETS}/graph.json", "")
        page = self._generated(GRAPH_URI, "")
        page.content_string = graph_page(self._graph.url_relative_to(page))
        script = asset_file(self._config, "graph.js", graph_script(library is not None))
        load_on_all_pages(self._config, ["graph.js"])
        drawing = [asset_file(self._config, library.name, library)] if library else []
        return [self._graph, page, script, *drawing]

    def used(self, rule_page: File, note: str) -> None:
        """Keep in mind that a derivation of the note at the path `note` leads to the page on a rule."""
        if note in self._vault.index.notes:
            self._users[vault_path(rule_page)].add(note)

    def html(self, page: Page) -> str:
        """What goes below a page."""

        def href(path: str) -> str | None:
            file = self._vault.file(path)
            return file.url_relative_to(page.file) if file else None

        path = vault_path(page.file)
        users = self._users[path] if self._settings.backlinks else ()
        graph = None
        if self._graph and self._mentions.has(path):
            graph = Graph(page.file.url, self._graph.url_relative_to(page.file), href(GRAPH_URI))
        return self._linked.html(path, users, href, graph)

    def _url(self, path: str) -> str | None:
        """The address of a note in the graph; what another plugin made is there only if links lead to it."""
        file = self._vault.file(path)
        if file is None or (file.src_dir != self._config.docs_dir and not self._mentions.has(path)):
            return None
        return file.url

    def _generated(self, uri: str, content: str) -> File:
        file = File.generated(self._config, uri, content=content, inclusion=InclusionLevel.NOT_IN_NAV)
        return self._vault.place(file)
