"""What a finished page loads of ours, and how its formulas are typeset."""

from __future__ import annotations

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from mkdocs_matcalc.site.mkdocs.typesetting import Typesetting
from mkdocs_matcalc.site.served import ASSETS

_DERIVATION = re.compile(r'<section class="matcalc(-error)?"')


def with_assets(html: str, maths: Typesetting | None, page: Page, config: MkDocsConfig) -> str:
    """A whole page with formulas typeset if that is to be done here, and what its derivations load."""
    if maths:
        html = maths.typeset(html)
    # Instant navigation brings a new page's scripts into the head without running them.
    instant = "navigation.instant" in config.theme.get("features", ())
    if not instant and not _DERIVATION.search(html):
        return html
    script, style = (get_relative_url(f"{ASSETS}/matcalc.{kind}", page.url) for kind in ("js", "css"))
    tags = f'<script src="{script}"></script><link rel="stylesheet" href="{style}">'
    return html.replace("</head>", f"{tags}</head>", 1)
