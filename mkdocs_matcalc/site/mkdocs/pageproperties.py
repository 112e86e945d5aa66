"""Properties of notes that have the name of a setting which MkDocs or a theme reads, and another meaning.

`icon: 🧬` is for a plugin of Obsidian's; a theme that looks for an icon of this name ends the build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from pathlib import Path
from typing import Any


def drop_strangers(meta: MutableMapping[str, Any], theme_folders: Iterable[str]) -> list[str]:
    """Take out of a page's metadata what can't be the setting that it would be taken for; the names of it.

    Args:
        meta: The metadata.
        theme_folders: Where the theme's templates are.
    """
    folders = [Path(folder) for folder in theme_folders]
    strangers = [name for name, fits in _SETTINGS.items() if name in meta and not fits(meta[name], folders)]
    for name in strangers:
        del meta[name]
    return strangers


def _is_template(value: Any, folders: list[Path]) -> bool:
    return isinstance(value, str) and _is_there(value, folders)


def _is_icon(value: Any, folders: list[Path]) -> bool:
    if not any((folder / ".icons").is_dir() for folder in folders):
        return True
    return isinstance(value, str) and _is_there(f".icons/{value}.svg", folders)


def _is_there(name: str, folders: list[Path]) -> bool:
    try:
        return not Path(name).is_absolute() and any((folder / name).is_file() for folder in folders)
    except (OSError, ValueError):
        return False


_SETTINGS: dict[str, Callable[[Any, list[Path]], bool]] = {
    "hide": lambda value, _: isinstance(value, str | list),
    "icon": _is_icon,
    "search": lambda value, _: isinstance(value, Mapping),
    "template": _is_template,
    "title": lambda value, _: value is not None and not isinstance(value, list | Mapping),
}
