"""Mathematics that is typeset when the site is built: pages then need no JavaScript to show it."""

from __future__ import annotations

import atexit
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from mkdocs.exceptions import PluginError

from mkdocs_matcalc.site.mkdocs.maths import CHEMISTRY, KATEX_VERSION, SCRIPT, STYLE, Katex
from mkdocs_matcalc.site.obsidian.pagemaths import FORMULA

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

_LOAD = "(source => { try { new Function(source)(); return katex.version } catch { return null } })"
# Reading a formula is a fraction of the work of typesetting it.
_REFUSAL = """((tex, displayMode) => {
  try {
    katex.__parse?.(tex, { displayMode, strict: "ignore" });
    return null;
  } catch (error) {
    return error.message;
  }
})"""
# What KaTeX can't parse it shows as the source, in its colour for errors; what it fails on is null.
_TYPESET = """((tex, displayMode) => {
  try {
    return katex.renderToString(tex, { displayMode, throwOnError: false, strict: "ignore" });
  } catch {
    return null;
  }
})"""
# KaTeX names the place, and underlines it with marks that no terminal shows in the right place.
_AT = re.compile(r" at position \d+:?.*", re.DOTALL)


def _plain(told: str) -> str:
    """What KaTeX says of an error, in one line."""
    return _AT.sub("", told.removeprefix("KaTeX parse error: "))


@cache
def _engine(katex: Path, chemistry: Path | None) -> MiniRacer:
    """An engine with KaTeX, for all sites of a process: to end one is to wait for a thread of its own.

    Where garbage is collected, or a process is already being taken down, that thread may never come.
    """
    try:
        from py_mini_racer import MiniRacer
    except ImportError as error:
        raise PluginError(
            "matcalc: the option `prerender` needs a JavaScript engine; right would be "
            "pip install 'mkdocs-matcalc[prerender]'"
        ) from error
    # It would lean on a loop of events that runs where it is made, and which may end before it.
    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        engine: MiniRacer = elsewhere.submit(MiniRacer).result()
    if not engine.call(_LOAD, katex.read_text(encoding="utf-8")):
        engine.close()
        raise PluginError(f"matcalc: {katex} does not run; right would be the file from a release of KaTeX")
    if chemistry:
        engine.call(_LOAD, chemistry.read_text(encoding="utf-8"))
    atexit.register(engine.close)
    return engine


class Typesetter:
    """KaTeX in a JavaScript engine of its own, which has neither files nor a network to reach for.

    Args:
        katex: The copy to run.

    Attributes:
        styles: The style sheets among its assets.

    Raises:
        PluginError: the engine is not installed, KaTeX's files are not at hand, or they are not KaTeX's.
    """

    styles: ClassVar = [f"katex/{STYLE}", "maths.css"]

    def __init__(self, katex: Katex | None) -> None:
        if katex is None or not katex.files:
            raise PluginError(
                "matcalc: the option `prerender` needs KaTeX's files at hand; right would be the folder "
                f"`dist` of katex@{KATEX_VERSION} as .cache/katex, or where the option `katex` says"
            )
        self.katex = katex
        self._engine = _engine(katex.files[SCRIPT], katex.files.get(CHEMISTRY))
        # Many formulas of a site stand in it twice, and nearly all stay when a server builds it again.
        self._html = lru_cache(maxsize=10_000)(self._typeset)

    def assets(self) -> dict[str, Path | str]:
        """The files that pages load: each one's name, and where it is."""
        return {name: asset for name, asset in self.katex.assets().items() if not name.endswith(".js")}

    def typeset(self, html: str) -> str:
        """A page in which KaTeX's HTML and MathML stand in the place of each formula's source."""
        return FORMULA.sub(self._replace, html)

    def head(self, assets: str) -> str:
        """Nothing: no page waits for a script."""
        return ""

    def refusal(self, latex: str, display: bool) -> str | None:
        """Why KaTeX will not show a formula, in its words."""
        told: str | None = self._engine.call(_REFUSAL, latex, display)
        return _plain(told) if told else None

    def _replace(self, formula: re.Match[str]) -> str:
        opening, source, closing = formula["opening"], formula["source"], formula["closing"]
        typeset = self._html(unescape(source[2:-2]).strip(), source.startswith(r"\["))
        if typeset is None:
            return f'{opening} data-typeset="failed">{source}{closing}'
        return f'{opening} data-typeset="">{typeset}{closing}'

    def _typeset(self, tex: str, display: bool) -> str | None:
        html: str | None = self._engine.call(_TYPESET, tex, display)
        return html
