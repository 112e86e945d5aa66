"""What typesets a site's mathematics: its own renderer, else KaTeX from the site or a CDN."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from mkdocs.exceptions import PluginError

from mkdocs_matcalc.site.markdown.waiting import waiting
from mkdocs_matcalc.site.served import served
from mkdocs_matcalc.tex.refusal import refused

KATEX_VERSION = "0.19.1"
_CDN = f"https://cdn.jsdelivr.net/npm/katex@{KATEX_VERSION}/dist/"
LOADER = "maths.js"
SCRIPT = "katex.min.js"
STYLE = "katex.min.css"
# KaTeX's extension for `\ce{H2O}`, which pages load that have such a formula.
CHEMISTRY = "contrib/mhchem.min.js"
_INTEGRITY = {
    SCRIPT: "sha384-a1WQdjRj162i159OYq041X6I4K8NenkrI09LlPmiHg0YOb7CR+wJOraXwK9abpnE",
    STYLE: "sha384-WwGtaC6ywCHxA5cstpj/3+xIZvTez8dq2IcBQaXRkenHZ7FVVq1ZROtURwfbtTlG",
    CHEMISTRY: "sha384-fB8BH//9nBzROkMUsu/Dr35jWHIbnKesUo9rW0hfEgw8mZGnkAyBAjKX9F98OVuo",
}


@dataclass(frozen=True)
class Katex:
    """A copy of KaTeX: where pages find it, and the files that the site itself must then carry.

    `base` is an address, or a path relative to the loader script's.

    Attributes:
        styles: The style sheets among its assets.
    """

    base: str
    integrity: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    styles: ClassVar = ["maths.css"]

    def assets(self) -> dict[str, Path | str]:
        """The files that pages load: each one's name, and where it is or what is in it."""
        files = {f"katex/{name}": path for name, path in self.files.items()}
        return {"maths.css": served("maths.css"), LOADER: self.loader(), **files}

    @property
    def has_chemistry(self) -> bool:
        """Whether it comes with KaTeX's extension for chemistry."""
        return not self.files or CHEMISTRY in self.files

    def loader(self) -> str:
        """The script that loads this copy on pages with mathematics and typesets them."""
        chemistry = CHEMISTRY if self.has_chemistry else None
        source = {"base": self.base, "integrity": self.integrity, "chemistry": chemistry}
        return served("maths.js").replace("__KATEX__", json.dumps(source))

    def typeset(self, html: str) -> str:
        """A page with formulas that wait for KaTeX where it is read."""
        return waiting(html)

    def head(self, assets: str) -> str:
        """What the head of a page has, so that KaTeX is asked for before the scripts at its end come.

        Args:
            assets: The address of the folder with our assets as seen from the page.
        """
        return f'<script async blocking="render" src="{assets}/{LOADER}"></script>'

    def refusal(self, latex: str, display: bool) -> str | None:
        """Why a formula will not be shown, as far as that is sure without running this copy."""
        return refused(latex, self.has_chemistry)


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
    if all((folder / name).is_file() for name in (SCRIPT, STYLE)):
        optional = [folder / CHEMISTRY] if (folder / CHEMISTRY).is_file() else []
        paths = [folder / SCRIPT, folder / STYLE, *optional, *sorted(folder.glob("fonts/*.woff2"))]
        return Katex("katex/", files={path.relative_to(folder).as_posix(): path for path in paths})
    if option == "auto":
        return cdn
    raise PluginError(
        f"matcalc: the option `katex` names {folder}, but {SCRIPT} and {STYLE} are not there; "
        "right would be `auto`, `cdn`, `none` or the folder `dist` of a KaTeX release"
    )
