"""What a finished page loads of ours, and how its formulas are typeset."""

from __future__ import annotations

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from mkdocs_matcalc.site.mkdocs.typesetting import Typesetting
from mkdocs_matcalc.site.served import ASSETS

_FORMULA = 'class="arithmatex"'
# A script before the first waits for none of them.
_STYLE_SHEET = re.compile(r'<link\b[^>]*\brel="?stylesheet|</head>')
_DERIVATION = re.compile(r'<section class="matcalc(-error)?"')


def with_assets(html: str, maths: Typesetting | None, page: Page, config: MkDocsConfig) -> str:
    """A whole page with formulas typeset if that is to be done here, and what its derivations load."""
    # Instant navigation brings a new page's scripts into the head without running them.
    instant = "navigation.instant" in config.theme.get("features", ())
    assets = get_relative_url(ASSETS, page.url)
    if maths:
        if instant or _FORMULA in html:
            html = _STYLE_SHEET.sub(lambda found: maths.head(assets) + found.group(), html, count=1)
        html = maths.typeset(html)
    if not instant and not _DERIVATION.search(html):
        return html
    tags = f'<script src="{assets}/matcalc.js"></script><link rel="stylesheet" href="{assets}/matcalc.css">'
    return html.replace("</head>", f"{tags}</head>", 1)
