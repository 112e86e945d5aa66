"""What a vault's own settings, in its folder `.obsidian`, say of its notes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FOLDER = ".obsidian"


def read_settings(root: Path, name: str) -> dict[str, Any]:
    """The settings in a file; none where Obsidian could not read it, either.

    Args:
        root: The vault's folder.
        name: The file's name without its suffix.
    """
    try:
        settings = json.loads((root / _FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return settings if isinstance(settings, dict) else {}


def is_vault(root: Path) -> bool:
    """Whether a folder is one that Obsidian opens."""
    return (root / _FOLDER).is_dir()


def shows_line_breaks(root: Path) -> bool:
    """Whether Obsidian shows each end of a line: by default; without its folder nothing says that it does."""
    return is_vault(root) and not read_settings(root, "app").get("strictLineBreaks")


def shows_titles(root: Path) -> bool:
    """Whether Obsidian shows each note's name above it: by default; without its folder nothing says so."""
    return is_vault(root) and read_settings(root, "app").get("showInlineTitle") is not False
