"""A site in several languages, as mkdocs-static-i18n builds them: one after the other, into one folder."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import dirname, join

from mkdocs.structure.files import File

from mkdocs_matcalc.vault.keys import FOLDER_NOTES


def vault_path(file: File) -> str:
    """A file's path as notes link to it; mkdocs-static-i18n tells which one `note.fr.md` stands in for."""
    return str(getattr(file, "norm_src_uri", file.src_uri))


def root(files: Iterable[File]) -> str:
    """The folder of the site in which the start page is, and with it the language's other pages."""
    starts = {f"{name}.md" for name in FOLDER_NOTES}
    return next((dirname(file.dest_uri) for file in files if vault_path(file).lower() in starts), "")


def below(root: str, file: File) -> File:
    """The file, moved below `root` on the site; links name its source, which stays."""
    file.dest_uri = join(root, file.dest_uri)
    return file
