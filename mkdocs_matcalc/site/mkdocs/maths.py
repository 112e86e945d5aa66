"""What typesets a site's mathematics: its own renderer, else KaTeX from the site or a CDN."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from mkdocs.exceptions import PluginError

from mkdocs_matcalc.site.served import served
from mkdocs_matcalc.tex.refusal import refused

KATEX_VERSION = "0.19.1"
_CDN = f"https://cdn.jsdelivr.net/npm/katex@{KATEX_VERSION}/dist/"
SCRIPT = "katex.min.js"
STYLE = "katex.min.css"
_INTEGRITY = {
    SCRIPT: "sha384-a1WQdjRj162i159OYq041X6I4K8NenkrI09LlPmiHg0YOb7CR+wJOraXwK9abpnE",
    STYLE: "sha384-WwGtaC6ywCHxA5cstpj/3+xIZvTez8dq2IcBQaXRkenHZ7FVVq1ZROtURwfbtTlG",
}


@dataclass(frozen=True)
class Katex:
    """A copy of KaTeX: where pages find it, and the files that the site itself must then carry.

    `base` is an address, or a path relative to the loader script's.

    Attributes:
        styles: The style sheets among its assets.
        scripts: The scripts among them.
    """

    base: str
    integrity: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    styles: ClassVar = ["maths.css"]
    scripts: ClassVar = ["maths.js"]

    def assets(self) -> dict[str, Path | str]:
        """The files that pages load: each one's name, and where it is or what is in it."""
        files = {f"katex/{name}": path for name, path in self.files.items()}
        return {"maths.css": served("maths.css"), "maths.js": self.loader(), **files}

    def loader(self) -> str:
        """The script that loads this copy on pages with mathematics and typesets them."""
        source = {"base": self.base, "integrity": self.integrity}
        return served("maths.js").replace("__KATEX__", json.dumps(source))

    def typeset(self, html: str) -> str:
        """A page as it is: what it needs is done where it is read."""
        return html

    def refusal(self, latex: str, display: bool) -> str | None:
        """Why a formula will not be shown, as far as that is sure without running this copy."""
        return refused(latex)


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
