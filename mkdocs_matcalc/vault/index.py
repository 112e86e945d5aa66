"""The index of a vault: built once, then each link and each rule's name is looked up in constant time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from posixpath import normpath
from types import MappingProxyType
from urllib.parse import unquote

from markdown.extensions.toc import slugify as toc_slugify

from mkdocs_matcalc.tex.defining import Table
from mkdocs_matcalc.tex.expanding import put_in, read_table
from mkdocs_matcalc.vault import blockids
from mkdocs_matcalc.vault.derivations import find_derivation
from mkdocs_matcalc.vault.filekinds import exports, names_a_file
from mkdocs_matcalc.vault.files import Files, Found
from mkdocs_matcalc.vault.find import find_file, path_words
from mkdocs_matcalc.vault.headings import Heading, HeadingIds, Slugify, find_heading
from mkdocs_matcalc.vault.keys import (
    FOLDER_NOTES,
    SITE_FOLDER,
    called,
    fold,
    is_note,
    stem,
    title_key,
    without_number,
)
from mkdocs_matcalc.vault.nearest import Nearest
from mkdocs_matcalc.vault.note import Note
from mkdocs_matcalc.vault.preamble import agreed, defined_in, table_of
from mkdocs_matcalc.vault.resolution import How, Lack, Missing, Resolution, Resolved, Target
from mkdocs_matcalc.vault.unreadable import Unreadable

_EMBED = re.compile(r"!\[\[([^\[\]|#\n]+)")
_FORMULA = re.compile(r"\\\((.+?)\\\)")
_IN_FOLDER = 3
_ID = r"""(?:\b(?:id|name)\s*=\s*["']?|\{{[^{{}}\n]*\#){}(?![\w-])"""
_NOT_OURS = re.compile(r"[a-zA-Z][\w+.-]*:|//")


class VaultIndex:
    """All notes and assets of a vault. Build one with `VaultIndex.build`.

    Attributes:
        notes: The notes by their path.
        assets: The paths of all other files.
        unpublished: The paths of files that are there, but not for readers.
        drawings: Those of them that are drawings of Excalidraw.
        macros: The LaTeX that defines macros for all notes.
        named: Names that the site gives to notes, by their paths.
    """

    def __init__(
        self,
        notes: Iterable[Note],
        assets: Iterable[str],
        unpublished: Iterable[str],
        heading_ids: HeadingIds,
        rules: Mapping[str, str],
        macros: str,
        drawings: Iterable[str],
        unreadable: Mapping[str, Unreadable],
        by_file: bool,
    ) -> None:
        self.notes: Mapping[str, Note] = MappingProxyType({note.path: note for note in notes})
        self.assets = frozenset(assets)
        self.unpublished = frozenset(unpublished)
        self.drawings = frozenset(drawings)
        self.macros = macros
        self._unreadable = unreadable
        self.named: dict[str, str] = {}
        self._by_file = by_file
        self._files = Files({*self.notes, *self.assets, *self.unpublished})
        self._heading_ids = heading_ids
        self._headings: dict[str, tuple[Heading, ...]] = {}
        self._suggested: dict[str, Missing] = {}
        self._links_of_rules = rules
        self._rules = {title_key(rule): link for rule, link in rules.items()}

    @classmethod
    def build(
        cls,
        notes: Iterable[tuple[str, str]],
        assets: Iterable[str] = (),
        slugify: Slugify = toc_slugify,
        separator: str = "-",
        rules: Mapping[str, str] | None = None,
        unpublished: Iterable[str] = (),
        explicit_ids: bool = True,
        macros: str = "",
        drawings: Iterable[str] = (),
        unreadable: Mapping[str, Unreadable] | None = None,
        by_file: bool = True,
    ) -> VaultIndex:
        """Index a vault.

        Args:
            notes: Path from the vault's root (with `/`) and whole text, front matter included, of each note.
                Only published ones: nothing of any other shows.
            assets: Paths of all other files.
            slugify: `toc`'s option of the same name: (text, separator) → id.
            separator: `toc`'s option of the same name.
            rules: A rule's name → a link to the author's note on it (`Calculus/Chain rule#For vectors`).
            unpublished: Paths of files that are there, but not for readers: a link to one leads nowhere.
            explicit_ids: Whether the site reads `{#id}` behind a heading.
            macros: The LaTeX that defines macros for all notes.
            drawings: Paths of unpublished files whose pictures stand for them.
            unreadable: Why unpublished notes can't be read, by path, if messages may say so.
            by_file: Whether a note without a property `title` is called by its file, whatever it begins with.
        """
        return cls(
            (Note(path, text) for path, text in notes),
            assets,
            unpublished,
            HeadingIds(slugify, separator, explicit_ids),
            rules or {},
            macros,
            drawings,
            unreadable or {},
            by_file,
        )

    def resolve(self, link: str, source: str) -> Resolution:
        """Where the wiki-link `link` (between its brackets, without `|text`) in the note `source` leads.

        The order is Obsidian's: the exact path from the vault's root, the source's own folder, below it, then
        the shortest path of those that end in the link's words. `./`, `../` and a leading `/` are taken at
        their word. What Obsidian would not find, but what can only be meant, is found with a warning.
        """
        if not link.strip("# "):
            return Missing("", lack=Lack.NAME)
        name, _, below = link.partition("#")
        return self._resolve(name.strip(), below, source)

    def resolve_url(self, url: str, source: str) -> Resolution | None:
        """Where the address in a Markdown link, `[text](url)`, leads, if it is for the vault to say.

        Relative to the note's folder first, as everywhere; then as a wiki-link. None for what is no file's
        address, and for what may be one that only the site knows; a picture or the like may not.
        """
        path, _, below = url.partition("#")
        if _NOT_OURS.match(path):
            return None
        name, folder = unquote(path), source.rpartition("/")[0]
        exact = normpath(f"{folder}/{name}".lstrip("/")) if name else source
        if exact.startswith(SITE_FOLDER):
            return None
        if exact in self.notes or exact in self.assets:
            fragment, warning = self._fragment(exact, below)
            lost = None if warning and self._may_be_id(exact, below) else warning
            target = Target(exact, below if warning else fragment)
            return Resolved(target, How.PATH if name else How.SAME, lost, lost=bool(lost))
        found = self._resolve(name, below, source) if name else None
        if "?" in path and not (isinstance(found, Resolved) and _is_named(found.target.path, name)):
            # It is a query.
            return None
        by_alias = isinstance(found, Resolved) and found.how is How.ALIAS
        unknown = isinstance(found, Missing) and found.lack in (Lack.NOTE, Lack.FILE, Lack.FOLDER)
        is_known = is_note(name) or (isinstance(found, Missing) and found.lack is Lack.FILE)
        return found if found and (is_known or not (unknown or by_alias)) else None

    @property
    def broken_rules(self) -> dict[str, str]:
        """Rules whose link in the `rules` map leads nowhere, each with what is wrong."""
        broken = {}
        for rule, link in self._links_of_rules.items():
            resolution = self.resolve(link, "")
            if isinstance(resolution, Missing):
                broken[rule] = resolution.message
            elif resolution.warning:
                broken[rule] = resolution.warning
        return broken

    def note_for(self, rule: str) -> Target | None:
        """The author's own note on a rule: by the `rules` map, by a note's title, or by an alias.

        Letters' case, hyphens and underscores don't matter. A link of the `rules` map that leads nowhere
        counts as none; `broken_rules` tells.
        """
        key = title_key(rule)
        if key in self._rules:
            mapped = self.resolve(self._rules[key], "")
            if isinstance(mapped, Resolved):
                return mapped.target
        path = self._by_title.get(key)
        return Target(path) if path else None

    def headings(self, path: str) -> tuple[Heading, ...]:
        """The headings of a note with their ids."""
        if path not in self._headings:
            self._headings[path] = self._heading_ids.headings(self.notes[path].headings)
        return self._headings[path]

    def name(self, path: str) -> str:
        """What a note is called wherever it is named, as plain text.

        The site's own name for it, else its property `title`, else as Obsidian has it: the name of its file,
        or of the folder whose index it is. The home page, which Obsidian does not know, is called by the
        heading that it begins with, and so are all notes where the vault is built without `by_file`.
        """
        note = self.notes[path]
        if name := self.named.get(path, note.titled):
            return name
        is_home = fold(stem(path)) in FOLDER_NOTES and "/" not in path
        if note.begins_with and (is_home or not self._by_file):
            return self._with_macros(self.headings(path)[0].plain, path)
        return "Home" if is_home else called(path)

    def _with_macros(self, title: str, path: str) -> str:
        """A title of a note with macros put into its formulas."""
        if r"\(" not in title:
            return title
        table = self.table_of(path)
        return _FORMULA.sub(lambda formula: rf"\({put_in(formula[1], table)}\)", title)

    def table_of(self, path: str, line: int | None = None, text: str | None = None) -> Table:
        """The macros that are known in a note.

        Args:
            path: The note's.
            line: The line of it at which they are asked for, from 1; None for its end.
            text: Its text, where that is not the one in the index.
        """
        own = text if text is not None else self.notes[path].text if path in self.notes else ""
        return table_of(self.table, (*self._embedded(path, own, {path}), own), line)

    @cached_property
    def table(self) -> Table:
        """The macros for all notes: those of the preamble, and those that notes define and agree on."""
        return {**agreed(note.text for note in self.notes.values()), **read_table(self.macros)}

    def _embedded(self, path: str, text: str, seen: set[str]) -> Iterator[str]:
        """The texts of the notes that one embeds, and those that these embed, which define macros."""
        for match in _EMBED.finditer(text) if self._has_definitions else ():
            found = self.resolve(match[1], path)
            target = found.target.path if isinstance(found, Resolved) else ""
            if target in self.notes and target not in seen:
                seen.add(target)
                note = self.notes[target].text
                yield from self._embedded(target, note, seen)
                if defined_in(note):
                    yield note

    @cached_property
    def _has_definitions(self) -> bool:
        return any(defined_in(note.text) for note in self.notes.values())

    def _resolve(self, name: str, below: str, source: str) -> Resolution:
        found = self._find(name, source)
        if found is None:
            return self._missing(name)
        if found.path in self.drawings:
            pictures = (self._files.exact(path.split("/")) for path in exports(found.path))
            picture = next((path for path in pictures if path in self.assets), None)
            return Resolved(Target(picture), found.how) if picture else Missing(name, lack=Lack.DRAWING)
        if found.path in self.unpublished:
            why = self._unreadable.get(found.path)
            return Missing(name, lack=Lack.UNPUBLISHED, because=why.at(found.path) if why else "")
        fragment, lost = self._fragment(found.path, below)
        warnings = [text for text in (self._warning(found, name), lost) if text]
        rivals = tuple(rival for rival in found.rivals if rival not in self.unpublished)
        target = Target(found.path, fragment)
        return Resolved(target, found.how, "; ".join(warnings) or None, rivals, bool(lost))

    def _find(self, name: str, source: str) -> Found | None:
        if not name:
            return Found(source, How.SAME)
        if file := find_file(self._files, name, source.rpartition("/")[0]):
            return file
        if aliased := self._by_alias.get(fold(name)):
            return Found(aliased[0], How.ALIAS, tuple(aliased[1:]))
        return None

    def _missing(self, name: str) -> Missing:
        if name not in self._suggested:
            self._suggested[name] = self._looked_for(name)
        return self._suggested[name]

    def _looked_for(self, name: str) -> Missing:
        """What a name that leads nowhere looks for, with what may be meant instead."""
        if names_a_file(name):
            return Missing(name, self._nearest_files.to(stem(name)), Lack.FILE)
        if below := self._files.in_folder(path_words(name)):
            shown = [self._link_to(path) for path in below if path in self.notes]
            return Missing(name, tuple(shown[:_IN_FOLDER]), Lack.FOLDER)
        return Missing(name, self._nearest.to(stem(name.rstrip("/"))))

    def _warning(self, found: Found, name: str) -> str | None:
        match found.how:
            case How.MOVED:
                return f'no note at "{name}"; took "{found.path}"'
            case How.ALIAS:
                return f'"{name}" is only an alias; took "{found.path}"'
        return None

    def _fragment(self, path: str, below: str) -> tuple[str, str | None]:
        """The id for what follows the `#` of a link, and a warning if there is none."""
        names = [name.strip() for name in below.split("#") if name.strip()]
        if not names:
            return "", None
        if path not in self.notes:
            return (below.strip() if path in self.assets else ""), None
        if names[-1].startswith("^") or names[-1].startswith("%5E"):
            return self._block(self.notes[path], unquote(names[-1])[1:])
        headings = self.headings(path)
        for spelled in dict.fromkeys((tuple(names), tuple(unquote(name) for name in names))):
            heading = find_heading(headings, spelled)
            if heading:
                return heading.id, None
        nearest = Nearest({heading.plain: heading.plain for heading in headings}).to(names[-1], limit=1)
        hint = f'; nearest: "{nearest[0]}"' if nearest else ""
        return "", f'no heading "{below.strip()}" in "{path}"{hint}'

    def _block(self, note: Note, name: str) -> tuple[str, str | None]:
        """The id of a block or a derivation, and a warning if there is none."""
        if name.lower() in note.blocks:
            return blockids.fragment(name), None
        found = find_derivation(note.derivations, name)
        return (found, None) if found else ("", f'no block "^{name.lower()}" in "{note.path}"')

    def _may_be_id(self, path: str, below: str) -> bool:
        """Whether the page of a note may have an id that is no heading's and no block's.

        It stands in the note as HTML or as an attribute, or an extension makes it, as of a footnote.
        """
        id_ = unquote(below)
        text = self.notes[path].text
        return ":" in id_ or id_.startswith("_") or re.search(_ID.format(re.escape(id_)), text) is not None

    @cached_property
    def _sorted_notes(self) -> list[Note]:
        return sorted(self.notes.values(), key=lambda note: (len(note.path), note.path))

    @cached_property
    def _by_alias(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for note in self._sorted_notes:
            for alias in dict.fromkeys(map(fold, note.aliases)):
                found.setdefault(alias, []).append(note.path)
        return found

    @cached_property
    def _by_title(self) -> dict[str, str]:
        """The note of each title; a title beats a file's name, and that an alias."""
        found: dict[str, str] = {}
        for names in (_title, _called, _aliases):
            for note in self._sorted_notes:
                for name in names(note):
                    found.setdefault(title_key(name), note.path)
        return found

    @cached_property
    def _nearest(self) -> Nearest:
        names: dict[str, str] = {}
        for note in self._sorted_notes:
            link = self._link_to(note.path)
            for name in (stem(note.path), *_title(note), *_called(note), *_aliases(note)):
                names.setdefault(name, link)
        for name, link in self._file_names.items():
            names.setdefault(name, link)
        return Nearest(names)

    @cached_property
    def _nearest_files(self) -> Nearest:
        return Nearest(self._file_names)

    @cached_property
    def _file_names(self) -> dict[str, str]:
        names = (path.rpartition("/")[2] for path in sorted(self.assets))
        return {name: name for name in names}

    def _link_to(self, path: str) -> str:
        """The shortest link that leads to a note from anywhere."""
        name = stem(path)
        found = self._files.ending([name], "")
        return name if found and not found.rivals else path.removesuffix(".md")


def _is_named(path: str, name: str) -> bool:
    """Whether the file at a path has the name that a link ends with."""
    return fold(stem(path)) == fold(stem(name))


def _title(note: Note) -> Iterator[str]:
    yield note.title


def _called(note: Note) -> Iterator[str]:
    name = called(note.path)
    yield from (name, without_number(name))


def _aliases(note: Note) -> Iterator[str]:
    yield from note.aliases
