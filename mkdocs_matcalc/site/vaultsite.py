"""What the plugin does for a vault as a whole: its index, what readers get of it, the ends of its pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from mkdocs_matcalc.site.extension import MatcalcExtension, PageContext
from mkdocs_matcalc.site.graph import GRAPH_URI, graph_json, graph_page, graph_script, local_library
from mkdocs_matcalc.site.levels import level_of
from mkdocs_matcalc.site.linkedfrom import LinkedFrom
from mkdocs_matcalc.site.links import Fault, LinkContext
from mkdocs_matcalc.site.obsidian.features import Features
from mkdocs_matcalc.site.options import MatcalcConfig
from mkdocs_matcalc.site.publishing import withhold
from mkdocs_matcalc.vault import VaultIndex
from mkdocs_matcalc.vault.mentions import Mentions

_ASSETS = Path(__file__).parent / "assets"
_AT = "assets/matcalc"
_EXPLICIT_IDS = {"attr_list", "extra", "pymdownx.extra", "markdown.extensions.attr_list"}
_log = get_plugin_logger("matcalc")


class VaultSite:
    """The vault of one build.

    Args:
        options: The plugin's.
        config: MkDocs'.
        page: What the Markdown extension knows of the page at hand.
        serving: Whether drafts are shown.

    Attributes:
        links: What the Markdown extension knows of links.
        index: The vault, from `read` on.
    """

    def __init__(
        self, options: MatcalcConfig, config: MkDocsConfig, page: PageContext, serving: bool
    ) -> None:
        self._options = options
        self._config = config
        self._page = page
        self._reaches: Callable[[InclusionLevel], bool] = (
            InclusionLevel.is_in_serve if serving else InclusionLevel.is_included
        )
        self._users: defaultdict[str, set[str]] = defaultdict(set)
        self.index = VaultIndex.build(())
        self._mentions = Mentions(self.index)
        self._ends = LinkedFrom(self.index, {})
        self.links = LinkContext(
            None, self._warn, Features(**options.obsidian), new_markdown=self._new_markdown
        )
        config.extra_css.append(f"{_AT}/vault.css")
        config.extra_javascript += [f"{_AT}/{name}.js" for name in ("previews", "graph") if options[name]]

    def withhold(self, files: Files) -> None:
        """Exclude what is not for readers."""
        if self._options.withhold:
            withhold(files, self._config.docs_dir)

    def read(self, files: Files) -> None:
        """Index the vault, and warn of rules whose note is not there."""
        toc = self._config.mdx_configs.get("toc", {})
        shown = [file for file in files if self._reaches(file.inclusion)]
        hidden = [file.src_uri for file in files if not self._reaches(file.inclusion)]
        self._files = files
        self.index = VaultIndex.build(
            [(file.src_uri, file.content_string) for file in shown if file.is_documentation_page()],
            [file.src_uri for file in shown if not file.is_documentation_page()],
            **{name: toc[name] for name in ("slugify", "separator") if name in toc},
            rules=self._options.rules,
            unpublished=[path for path in hidden if not path.startswith(".") and "/." not in path],
            explicit_ids=not _EXPLICIT_IDS.isdisjoint(map(str, self._config.markdown_extensions)),
        )
        self.links.resolver = self.index
        for rule, message in self.index.broken_rules.items():
            _log.warning(f'the option `rules`, at "{rule}": {message}')
        if self._options.backlinks or self._options.graph:
            self._mentions = Mentions(self.index)
            self._ends = LinkedFrom(self.index, self._mentions.leading_to if self._options.backlinks else {})

    def files(self) -> list[File]:
        """Style sheet, scripts and the graph."""
        files = [self._asset("vault.css")]
        if self._options.previews:
            files.append(self._asset("previews.js"))
        if self._options.graph and self._mentions.leading_to:
            library = local_library(Path(self._config.config_file_path or ".").parent)
            graph = graph_json(self.index, self._mentions, self._url)
            files += [
                self._generated(f"{_AT}/graph.js", graph_script(library is not None)),
                self._generated(f"{_AT}/graph.json", graph),
                self._generated(GRAPH_URI, graph_page()),
            ]
            if library:
                files.append(self._asset(library.name, library))
        return files

    def begin(self, page: Page) -> None:
        """Begin to convert a page."""
        path = page.file.src_uri
        self.links.enter(path, page.file.content_string)
        note = self.index.notes.get(path)
        if note and note.tags and self._options.obsidian.tags:
            page.meta["tags"] = list(note.tags)

    def used(self, rule_page: str, path: str) -> None:
        """Keep in mind that a derivation of the note `path` leads to the page on a rule."""
        if path in self.index.notes:
            self._users[rule_page].add(path)

    def end(self, page: Page) -> str:
        """What goes below a page, once all pages are converted."""

        def href(path: str) -> str | None:
            file = self._files.get_file_from_path(path)
            return file.url_relative_to(page.file) if file else None

        path = page.file.src_uri
        users = self._users[path] if self._options.backlinks else ()
        has_graph = self._options.graph and self._mentions.has(path)
        return self._ends.html(path, users, href, page.file.url if has_graph else None)

    def _new_markdown(self, links: LinkContext) -> Markdown:
        """One like the pages' own, for an embedded note."""
        others = [one for one in self._config.markdown_extensions if not isinstance(one, MatcalcExtension)]
        return Markdown(
            extensions=[*others, MatcalcExtension(self._page.embedded(links), links)],
            extension_configs=self._config.mdx_configs or {},
        )

    def _warn(self, message: str, fault: Fault) -> None:
        _log.log(level_of(fault, self._config), message)

    def _url(self, path: str) -> str | None:
        file = self._files.get_file_from_path(path)
        return file.url if file else None

    def _asset(self, name: str, path: Path | None = None) -> File:
        return File.generated(self._config, f"{_AT}/{name}", abs_src_path=str(path or _ASSETS / name))

    def _generated(self, uri: str, content: str) -> File:
        return File.generated(self._config, uri, content=content, inclusion=InclusionLevel.NOT_IN_NAV)
