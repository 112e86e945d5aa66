"""The vault of one build: which files readers get of it, and its index."""

from __future__ import annotations

from collections.abc import Callable
from html import escape, unescape
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from mkdocs_matcalc.site.mkdocs.firstlines import below_metadata, title_in_metadata
from mkdocs_matcalc.site.mkdocs.languages import below, root, vault_path
from mkdocs_matcalc.site.mkdocs.navigation import leave_out
from mkdocs_matcalc.site.mkdocs.pageproperties import drop_strangers
from mkdocs_matcalc.site.mkdocs.publishing import Publishing
from mkdocs_matcalc.site.mkdocs.settings import MatcalcConfig
from mkdocs_matcalc.site.obsidian.features import chosen_features
from mkdocs_matcalc.site.obsidian.titles import as_label
from mkdocs_matcalc.terminal import LegibleLog
from mkdocs_matcalc.vault import Note, VaultIndex
from mkdocs_matcalc.vault.headings import reads_explicit_ids
from mkdocs_matcalc.vault.preamble import read_preamble
from mkdocs_matcalc.vault.vaultsettings import is_vault

_log = LegibleLog(get_plugin_logger("matcalc"), {})


class VaultSite:
    """The vault of one build.

    Args:
        settings: The plugin's options.
        config: MkDocs'.
        serving: Whether drafts are shown.

    Attributes:
        features: The parts of Obsidian's Markdown that are read.
        index: The vault, from `read` on.
        is_read: Whether it has been.
    """

    def __init__(self, settings: MatcalcConfig, config: MkDocsConfig, serving: bool) -> None:
        self._settings = settings
        self._config = config
        self._reaches: Callable[[InclusionLevel], bool] = (
            InclusionLevel.is_in_serve if serving else InclusionLevel.is_included
        )
        self._told: set[str] = set()
        self._is_vault = is_vault(Path(config.docs_dir))
        self._strangers: set[str] = set()
        self.features = chosen_features(settings.obsidian, Path(config.docs_dir))
        self.index = VaultIndex.build(())
        self.is_read = False
        self._files = Files([])
        self._publishing = Publishing(config.docs_dir, settings.withhold, self._tell_once)

    def withhold(self, files: Files) -> None:
        """Exclude what is not for readers, before other plugins make something of it."""
        self._publishing.withhold(files)
        self._offered = {file.src_uri for file in files if self._reaches(file.inclusion)}

    def read(self, files: Files) -> None:
        """Index the vault when other plugins have had their say about its files."""
        self._publishing.withhold(files)
        self._files = files
        self._vault = list(files)
        self._index([file for file in self._vault if self._is_promised(file)])
        self.is_read = True

    def settle(self) -> bool:
        """Index again if other plugins have left out more, and warn of rules whose note is not there.

        Notes and their pages get the same names: a title in the navigation counts, then what the note says.

        Returns:
            Whether the index is a new one.
        """
        shown = [file for file in self._vault if self._reaches(file.inclusion)]
        changed = shown != self._shown
        if changed:
            self._index(shown)
        self._name()
        for rule, message in self.index.broken_rules.items():
            _log.warning(f'the option `rules`, at "{rule}": {message}')
        return changed

    def _name(self) -> None:
        for path, note in self.index.notes.items():
            file = self.file(path)
            page = file.page if file else None
            if page is None:
                continue
            if title := page.title or title_in_metadata(note.text, self._is_vault):
                self.index.named[path] = str(title)
            # Pages of another plugin's own kind, as a blog's posts, are named by it.
            if self.features.names and page.title is None and type(page) is Page:
                page.title = escape(as_label(self.index.name(path)), quote=False)

    def leave_out(self, nav: Navigation) -> None:
        """Take what readers don't get from the navigation."""
        leave_out(nav, self._reaches)

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
            [(vault_path(file), _content(file)) for file in pages],
            [vault_path(file) for file in shown if not file.is_documentation_page()],
            **{name: toc[name] for name in ("slugify", "separator") if name in toc},
            rules=self._settings.rules,
            unpublished=[path for path in hidden if not path.startswith(".") and "/." not in path],
            explicit_ids=reads_explicit_ids(self._config.markdown_extensions),
            drawings=self._publishing.drawings,
            by_file=self.features.names,
            macros="\n".join((read_preamble(Path(self._config.docs_dir)), self._settings.macros)),
        )
        for note in self.index.notes.values():
            note.read()

    def place(self, file: File) -> File:
        """Put a page or data of our own where the vault's pages are: each language of a site has its own."""
        return below(root(self._vault), file)

    def opened(self, markdown: str, page: Page) -> str:
        """A page's Markdown and its metadata, as the vault tells one from the other.

        The page gets the tags in its text, before other plugins make something of its tags.
        """
        note = self.note(page.file)
        if note is None:
            return markdown
        shown = below_metadata(markdown, note.text, self._is_vault)
        if shown != markdown:
            page.meta.clear()
            page.meta.update(note.properties)
        if note.tags and self.features.tags:
            page.meta["tags"] = list(note.tags)
        # Themes print it as it is.
        if isinstance(title := page.meta.get("title"), str):
            page.meta["title"] = escape(as_label(title), quote=False)
        for name in drop_strangers(page.meta, self._config.theme.dirs):
            if name not in self._strangers:
                self._strangers.add(name)
                _log.info(f"{page.file.src_uri}: the property `{name}` is no setting of a page, and left out")
        return shown

    def gone(self, file: File) -> str | None:
        """The text of a note whose file has gone since it was read; None if it is there."""
        if file.abs_src_path is None or Path(file.abs_src_path).is_file():
            return None
        note = self.note(file)
        return note.text if note else ""

    def note(self, file: File) -> Note | None:
        """The note that a file is, if it is one that readers get."""
        return self.index.notes.get(vault_path(file))

    def name(self, path: str) -> str:
        """What a note is called: as its page in the navigation, where formulas are text."""
        name, file = self.index.name(path), self.file(path)
        title = unescape(str(file.page.title or "")) if file and file.page else ""
        return title if title not in ("", name, as_label(name)) else name

    def file(self, path: str) -> File | None:
        """The file that a path of the vault or of a page of ours leads to."""
        return self._files.get_file_from_path(path)


def _content(file: File) -> str:
    """What is in a file; where it has just gone, MkDocs says so when it makes the page."""
    try:
        return file.content_string
    except OSError:
        return ""
