"""What the plugin does for a vault as a whole: its index, what readers get of it, the ends of its pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from mkdocs_matcalc.site.mkdocs.anchors import without_dead_fragments
from mkdocs_matcalc.site.mkdocs.assetfiles import asset_file, load_on_all_pages
from mkdocs_matcalc.site.mkdocs.firstlines import with_first_lines
from mkdocs_matcalc.site.mkdocs.graph import GRAPH_URI, graph_json, graph_page, graph_script, local_library
from mkdocs_matcalc.site.mkdocs.languages import below, root, vault_path
from mkdocs_matcalc.site.mkdocs.linkedfrom import Graph, LinkedFrom
from mkdocs_matcalc.site.mkdocs.publishing import withhold
from mkdocs_matcalc.site.mkdocs.settings import MatcalcConfig
from mkdocs_matcalc.site.mkdocs.siteroot import site_root
from mkdocs_matcalc.site.mkdocs.taglinks import with_tag_links
from mkdocs_matcalc.site.obsidian.features import Features
from mkdocs_matcalc.site.served import ASSETS, served
from mkdocs_matcalc.vault import VaultIndex
from mkdocs_matcalc.vault.headings import reads_explicit_ids
from mkdocs_matcalc.vault.mentions import Mentions

_log = get_plugin_logger("matcalc")


class VaultSite:
    """The vault of one build.

    Args:
        options: The plugin's.
        config: MkDocs'.
        serving: Whether drafts are shown.

    Attributes:
        features: The parts of Obsidian's Markdown that are read.
        index: The vault, from `read` on.
        is_read: Whether it has been.
    """

    def __init__(self, options: MatcalcConfig, config: MkDocsConfig, serving: bool) -> None:
        self._options = options
        self._config = config
        self._reaches: Callable[[InclusionLevel], bool] = (
            InclusionLevel.is_in_serve if serving else InclusionLevel.is_included
        )
        self._graph: File | None = None
        self._told: set[str] = set()
        self._users: defaultdict[str, set[str]] = defaultdict(set)
        self.features = Features(**options.obsidian)
        self.index = VaultIndex.build(())
        self.is_read = False
        self._files = Files([])
        self._mentions = Mentions(self.index)
        self._ends = LinkedFrom(self.index, {})
        # Material may show previews of its own.
        own = "navigation.instant.preview" not in config.theme.get("features", ())
        self._previews = options.previews and own
        loaded = {"vault.css": True, "previews.js": self._previews, "graph.js": options.graph}
        load_on_all_pages(config, [name for name, is_loaded in loaded.items() if is_loaded])

    def withhold(self, files: Files) -> None:
        """Exclude what is not for readers, before other plugins make something of it."""
        self._withhold(files)
        self._offered = {file.src_uri for file in files if self._reaches(file.inclusion)}

    def read(self, files: Files) -> None:
        """Index the vault when other plugins have had their say about its files."""
        self._withhold(files)
        self._files = files
        self._vault = list(files)
        self._index([file for file in self._vault if self._is_promised(file)])
        self.is_read = True

    def settle(self) -> None:
        """Index again if other plugins have left out more, and warn of rules whose note is not there."""
        shown = [file for file in self._vault if self._reaches(file.inclusion)]
        if shown != self._shown:
            self._index(shown)
            if self._graph:
                self._graph.content_string = self._graph_json()
        for rule, message in self.index.broken_rules.items():
            _log.warning(f'the option `rules`, at "{rule}": {message}')

    def _withhold(self, files: Files) -> None:
        if self._options.withhold:
            withhold(files, self._config.docs_dir, self._tell_once)

    def _tell_once(self, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            _log.warning(message)

    def _is_promised(self, file: File) -> bool:
        """Whether readers get a file, or will if a plugin hides its page until the navigation is made."""
        return self._reaches(file.inclusion) or (file.page is not None and file.src_uri in self._offered)

    def _index(self, shown: list[File]) -> None:
        self._shown = shown
        toc = self._config.mdx_configs.get("toc", {})
        pages = [file for file in shown if file.is_documentation_page()]
        known = set(map(id, shown))
        hidden = [file.src_uri for file in self._vault if id(file) not in known]
        self.index = VaultIndex.build(
            [(vault_path(file), file.content_string) for file in pages],
            [vault_path(file) for file in shown if not file.is_documentation_page()],
            **{name: toc[name] for name in ("slugify", "separator") if name in toc},
            rules=self._options.rules,
            unpublished=[path for path in hidden if not path.startswith(".") and "/." not in path],
            explicit_ids=reads_explicit_ids(self._config.markdown_extensions),
        )
        for note in self.index.notes.values():
            note.read()
        if self._options.backlinks or self._options.graph:
            self._mentions = Mentions(self.index)
            leading_to = self._mentions.leading_to if self._options.backlinks else {}
            self._ends = LinkedFrom(self.index, leading_to, self.features)

    def files(self) -> list[File]:
        """Style sheet, scripts and the graph."""
        names = ["vault.css", *(["previews.js"] if self._previews else [])]
        files = [asset_file(self._config, name, served(name)) for name in names]
        if self._options.graph and self._mentions.leading_to:
            library = local_library(site_root(self._config))
            self._graph = self._generated(f"{ASSETS}/graph.json", self._graph_json())
            page = self._generated(GRAPH_URI, "")
            page.content_string = graph_page(self._graph.url_relative_to(page))
            script = graph_script(library is not None)
            files += [self._graph, page, asset_file(self._config, "graph.js", script)]
            if library:
                files.append(asset_file(self._config, library.name, library))
        return files

    def place(self, file: File) -> File:
        """Put a page or data of our own where the vault's pages are: each language of a site has its own."""
        return below(root(self._vault), file)

    def whole(self, markdown: str, page: Page) -> str:
        """A page's Markdown with its first lines, if they are prose and no metadata."""
        note = self.index.notes.get(vault_path(page.file))
        whole = with_first_lines(markdown, note.text) if note and page.meta else markdown
        if whole != markdown:
            page.meta.clear()
        return whole

    def add_tags(self, page: Page) -> None:
        """Give a page the tags in its text, before other plugins make something of its tags."""
        note = self.index.notes.get(vault_path(page.file))
        if note and note.tags and self.features.tags:
            page.meta["tags"] = list(note.tags)

    def file(self, path: str) -> File | None:
        """The file that a path of the vault or of a page of ours leads to."""
        return self._files.get_file_from_path(path)

    def used(self, rule_page: File, note: str) -> None:
        """Keep in mind that a derivation of the note at the path `note` leads to the page on a rule."""
        if note in self.index.notes:
            self._users[vault_path(rule_page)].add(note)

    def finished(self, html: str, page: Page, context: TemplateContext) -> str:
        """A page's HTML with everything that is known once all pages are converted."""
        tags: Iterable[Any] = context.get("tags") or ()  # type: ignore[assignment]
        return with_tag_links(without_dead_fragments(html, page), tags, page) + self._end(page)

    def _end(self, page: Page) -> str:
        """What goes below a page."""

        def href(path: str) -> str | None:
            file = self.file(path)
            return file.url_relative_to(page.file) if file else None

        path = vault_path(page.file)
        users = self._users[path] if self._options.backlinks else ()
        graph = None
        if self._graph and self._mentions.has(path):
            graph = Graph(page.file.url, self._graph.url_relative_to(page.file), href(GRAPH_URI))
        return self._ends.html(path, users, href, graph)

    def _graph_json(self) -> str:
        return graph_json(self.index, self._mentions, self._url)

    def _url(self, path: str) -> str | None:
        """The address of a note in the graph; what another plugin made is there only if links lead to it."""
        file = self.file(path)
        if file is None or (file.src_dir != self._config.docs_dir and not self._mentions.has(path)):
            return None
        return file.url

    def _generated(self, uri: str, content: str) -> File:
        file = File.generated(self._config, uri, content=content, inclusion=InclusionLevel.NOT_IN_NAV)
        return self.place(file)
