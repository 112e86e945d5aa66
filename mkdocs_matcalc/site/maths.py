"""KaTeX for sites that have no mathematics renderer: from the site itself, or a pinned copy on a CDN."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

KATEX_VERSION = "0.19.1"
_CDN = f"https://cdn.jsdelivr.net/npm/katex@{KATEX_VERSION}/dist/"
_INTEGRITY = {
    "katex.min.js": "sha384-a1WQdjRj162i159OYq041X6I4K8NenkrI09LlPmiHg0YOb7CR+wJOraXwK9abpnE",
    "katex.min.css": "sha384-WwGtaC6ywCHxA5cstpj/3+xIZvTez8dq2IcBQaXRkenHZ7FVVq1ZROtURwfbtTlG",
}
_LOADER = Path(__file__).parent / "assets" / "maths.js"


@dataclass(frozen=True)
class Katex:
    """A copy of KaTeX: where pages find it, and the files that the site itself must then carry.

    `base` is an address, or a path relative to the loader script's.
    """

    base: str
    integrity: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    def loader(self) -> str:
        """The script that loads this copy on pages with mathematics and typesets them."""
        source = {"base": self.base, "integrity": self.integrity}
        return _LOADER.read_text(encoding="utf-8").replace("__KATEX__", json.dumps(source))


def has_renderer(config: MkDocsConfig) -> bool:
    """Whether the site loads KaTeX or MathJax by itself."""
    scripts = [str(script).lower() for script in config.extra_javascript]
    return any(name in script for script in scripts for name in ("katex", "mathjax"))


def choose_katex(option: str, root: Path) -> Katex | None:
    """The copy that the option `katex` asks for; None for none.

    Raises:
        PluginError: the folder it names has no KaTeX in it.
    """
    if option == "none":
        return None
    cdn = Katex(_CDN, _INTEGRITY)
    if option == "cdn":
        return cdn
    folder = root / (".cache/katex" if option == "auto" else option)
    if all((folder / name).is_file() for name in _INTEGRITY):
        paths = [folder / name for name in _INTEGRITY] + sorted(folder.glob("fonts/*.woff2"))
        return Katex("katex/", files={path.relative_to(folder).as_posix(): path for path in paths})
    if option == "auto":
        return cdn
    raise PluginError(
        f"matcalc: the option `katex` names {folder}, but {' and '.join(_INTEGRITY)} are not there; "
        "right would be `auto`, `cdn`, `none` or the folder `dist` of a KaTeX release"
    )
