"""What typesets a site's mathematics: its own renderer, else KaTeX from the site or a CDN."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from mkdocs_matcalc.render.latex import NEW
from mkdocs_matcalc.site.served import served

KATEX_VERSION = "0.19.1"
_CDN = f"https://cdn.jsdelivr.net/npm/katex@{KATEX_VERSION}/dist/"
SCRIPT = "katex.min.js"
STYLE = "katex.min.css"
_INTEGRITY = {
    SCRIPT: "sha384-a1WQdjRj162i159OYq041X6I4K8NenkrI09LlPmiHg0YOb7CR+wJOraXwK9abpnE",
    STYLE: "sha384-WwGtaC6ywCHxA5cstpj/3+xIZvTez8dq2IcBQaXRkenHZ7FVVq1ZROtURwfbtTlG",
}
# A formula in a page's HTML, as pymdownx.arithmatex and derivations mark it up for any renderer.
FORMULA = re.compile(
    r'(?P<opening><(?P<tag>span|div) class="arithmatex"[^>]*)>\s*'
    r"(?P<source>\\(?:\([^<]*\\\)|\[[^<]*\\\]))\s*(?P<closing></(?P=tag)>)"
)


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


class MathJax:
    r"""MathJax that a site brings, and that is left alone.

    It fetches `\textcolor` when it first meets it, and does not know it ever after where it is called a
    second time meanwhile, as Material's recipe does. So what is new in a line is raised, by nothing: that
    leaves an element for the style sheet to find.

    Attributes:
        styles: The style sheets among its assets: none.
        scripts: The scripts among them: none.
    """

    styles: ClassVar[list[str]] = []
    scripts: ClassVar[list[str]] = []

    def assets(self) -> dict[str, Path | str]:
        """None of ours."""
        return {}

    def typeset(self, html: str) -> str:
        """A page with the formulas of derivations as MathJax takes them in any case."""
        return FORMULA.sub(_raised, html)


def _raised(formula: re.Match[str]) -> str:
    # The formulas of derivations are those that searches leave out; the author's own stay as they are.
    derived = "data-search-exclude" in formula["opening"]
    return formula[0].replace(NEW, r"\raise0pt{") if derived else formula[0]


def own_renderer(config: MkDocsConfig) -> Literal["katex", "mathjax"] | None:
    """What the site loads by itself."""
    scripts = " ".join(str(script).lower() for script in config.extra_javascript)
    return "katex" if "katex" in scripts else "mathjax" if "mathjax" in scripts else None


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
