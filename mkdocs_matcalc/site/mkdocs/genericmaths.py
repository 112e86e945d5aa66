"""How a site's own `pymdownx.arithmatex` writes formulas: for any renderer, or for MathJax 2 alone."""

from __future__ import annotations

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger

from mkdocs_matcalc.site.markdown.renderer import own_renderer

_log = get_plugin_logger("matcalc")

_NAME = "pymdownx.arithmatex"
_MATHJAX_2 = re.compile(r"mathjax[@/]2|MathJax\.js")


def have_generic(config: MkDocsConfig, is_ours: bool) -> None:
    """Have formulas written as what typesets them takes them; say so where only the site can.

    Args:
        config: MkDocs'.
        is_ours: Whether we typeset them.
    """
    scripts = " ".join(map(str, config.extra_javascript))
    for name in config.markdown_extensions:
        if not isinstance(name, str) or not name.startswith(_NAME):
            continue
        settings = config.mdx_configs.setdefault(name, {})
        if settings.get("generic"):
            continue
        if is_ours:
            settings["generic"] = True
        elif own_renderer(config.extra_javascript) and not _MATHJAX_2.search(scripts):
            _log.warning(
                f'`{_NAME}` writes formulas as `<script type="math/tex">`, which MathJax 2 alone reads; '
                "right would be its setting `generic: true`"
            )
