"""What a note of a stranger may hold is shown; it runs, loads and styles nothing, whatever the policy."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from building import build_site
from conftest import _FORCE_GRAPH, _KATEX, _plugins
from needed import needed
from playwright.sync_api import Page, Route
from test_pages import watched

Served = Callable[[Path], str]
NewPage = Callable[..., Page]

HTML = [
    "<script>ran()</script>",
    "</script><script>ran()</script>",
    "<img src=x onerror=ran()>",
    "<ImG\tsrc=x\nonerror=ran()>",
    '"><svg/onload=ran()>',
    "' onmouseover='ran()' style='position:fixed;inset:0'",
    '" autofocus onfocus="ran()',
    "<a href=javascript:ran()>x</a>",
    "<iframe srcdoc='<script>parent.ran()</script>'>",
    "<style>@import 'http://payload.example/x'; body { display: none }</style>",
    "<link rel=stylesheet href=http://payload.example/x.css>",
    "<base href=http://payload.example/>",
    "<form action=http://payload.example><input autofocus onfocus=ran()>",
    "<math><mtext><table><mglyph><style><img src=x onerror=ran()>",
    "<svg><animate onbegin=ran() attributeName=x dur=1s>",
    "<details open ontoggle=ran()>",
    "<!--><img src=x onerror=ran()>-->",
    "&lt;img src=x onerror=ran()&gt;",
    "&#60;img src=x onerror=ran()&#62;",
    "{{ ran() }}{% raw %}${ran()}#{ran()}",
    "javascript:ran()",
    "data:text/html,<script>ran()</script>",
    "\u2028<script>ran()</script>\u2029",
    "`<img src=x onerror=ran()>`",
]
TEX = [
    r"\href{javascript:ran()}{x}",
    r"\href{data:text/html,<script>ran()</script>}{x}",
    r"\url{javascript:ran()}",
    r'\htmlClass{a" onmouseover="ran()}{x}',
    r"\htmlId{x}{y}",
    r"\htmlStyle{background:url(http://payload.example/x)}{x}",
    r'\htmlData{a=b" onclick="ran()}{x}',
    r"\includegraphics{http://payload.example/x.png}",
    r"\text{<img src=x onerror=ran()>}",
    r"\mathrm{<script>ran()</script>}",
    r"\newcommand{\p}{\href{javascript:ran()}{y}}\p",
    r"\def\p#1{\text{#1}}\p{<svg onload=ran()>}",
    r"\require{html}\style{background:url(http://payload.example/x)}{x}",
    r"\color{red;background:url(http://payload.example/x)}{x}",
    r"\textcolor{x\"onclick=ran()}{y}",
    r"\operatorname{</span><img src=x onerror=ran()>}",
    r"\tag{<img src=x onerror=ran()>} x",
    r"\begin{matrix<img src=x onerror=ran()>} a \end{matrix}",
    r"\unknown<img src=x onerror=ran()>",
    r"\ce{<img src=x onerror=ran()>}",
]
POLICY = (
    "default-src 'none'; script-src 'self' 'report-sample'; style-src 'self' 'report-sample'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
_WATCH = """
window.hasRun = [];
window.ran = () => window.hasRun.push(String(new Error().stack));
window.violations = [];
document.addEventListener("securitypolicyviolation", (broken) =>
  window.violations.push(
    ["effectiveDirective", "blockedURI", "sample", "sourceFile"].map((key) => broken[key]).join(" ")));
"""
OTHERS = re.compile(
    r"script-src-elem inline var base_url|style-src-attr inline (width: 20%;|color:#cc0000)"
    r"|style-src-elem inline .*/force-graph\.min\.js$",
    re.DOTALL,
)
PAGES = ["Links", "Names", "Formulas", "Blocks", "Target", "index"]


def _notes() -> dict[str, str]:
    """Each payload wherever our syntax takes text; HTML of an author's own is not among that."""
    links, blocks = [], []
    for payload in HTML:
        line = " ".join(payload.split())
        links += [
            f"An alias [[Target|{line}]], a name [[{line}]], a part [[Target#{line}]], an embed ![[{line}]]."
        ]
        written = [
            f"f = {line}",
            f"option {line} = x",
            f"x in R^n {line}",
            f"rule {line}: a = a",
            f"using [[{line}]]",
        ]
        blocks += [f"```matcalc\n{one}\ndf/dx\n```" for one in written]
        blocks += [f"```matcalc #{line}\nd/dx x^T x\n```"]
    blocks += [f"```matcalc\n{tex}\n```\n\n```matcalc\nf = {tex} + x^T x\ndf/dx\n```" for tex in TEX]
    formulas = [f"Of ${tex}$ and\n\n$$\n{tex}\n$$\n" for tex in TEX]
    formulas += [f"Of $\\text{{{' '.join(payload.split())}}}$." for payload in HTML if "$" not in payload]
    properties = yaml.safe_dump({"title": HTML[2], "aliases": HTML, "tags": HTML}, allow_unicode=True)
    return {
        "index": "[[Links]] [[Names]] [[Formulas]] [[Blocks]] [[Target]]",
        "Links": "\n\n".join(links),
        "Formulas": "\n".join(formulas),
        "Blocks": "\n\n".join(blocks),
        "Target": "What is linked. [[Links]] [[Names]]",
        "Names": f"---\n{properties}---\nA note with [[Target]] and [[<img src=x onerror=ran()>]].",
        "<img src=x onerror=ran()>": "Its name is a payload. [[Names]]",
    }


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Builds the site of these notes."""
    needed((_KATEX / "katex.min.js").is_file(), f"no KaTeX in {_KATEX}: run `make front-end`")
    folder = tmp_path_factory.mktemp("hostile")
    (folder / ".cache").mkdir()
    (folder / ".cache/force-graph").symlink_to(_FORCE_GRAPH)
    (folder / "docs").mkdir()
    for name, text in _notes().items():
        (folder / "docs" / f"{name}.md").write_text(text, encoding="utf-8")

    def built(name: str) -> Path:
        site = folder / name
        if not site.exists():
            settings: dict[str, Any] = {
                "site_name": "Hostile",
                "theme": {"name": "material" if name == "material" else "mkdocs", "highlightjs": False},
                "plugins": _plugins(prerender=name == "prerendered"),
            }
            if name == "material":
                settings["theme"] = {"name": "material", "font": False}
            (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings))
            logging.getLogger("mkdocs").setLevel(logging.ERROR)
            build_site(folder / "mkdocs.yml", site)
            logging.getLogger("mkdocs").setLevel(logging.WARNING)
        return site

    return built


@pytest.fixture
def open_hostile(
    new_page: NewPage, served: Served, hostile: Callable[[str], Path]
) -> Iterator[Callable[..., Page]]:
    """Opens a page of it, with the policy or without; fails if anything ran or left the site."""
    opened: list[tuple[Page, list[str]]] = []

    def make(site: str, path: str, policy: str | None) -> Page:
        host = served(hostile(site))
        page = new_page()
        page.add_init_script(_WATCH)
        beyond = watched(page, host)

        def strict(route: Route) -> None:
            if not route.request.url.startswith(host):
                return route.fallback()
            answer = route.fetch()
            headers = {**answer.headers, "content-security-policy": policy or ""}
            return route.fulfill(response=answer, headers=headers)

        if policy:
            page.route("**/*", strict)
        opened.append((page, beyond))
        page.goto(host + path, wait_until="networkidle")
        return page

    yield make
    for page, beyond in opened:
        assert page.evaluate("window.hasRun") == []
        assert beyond == []


def look_at_everything(page: Page) -> None:
    """Unfold what is folded, point at links, and wait for what would run."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.wait_for_function("!document.querySelector('.arithmatex:not([data-typeset])')")
    for link in page.locator(".matcalc-linked a:visible, [role=main] p > a:visible").all()[:4]:
        link.hover()
        page.wait_for_timeout(300)
    assert page.evaluate("[...document.links].filter((link) => link.protocol === 'javascript:').length") == 0
    assert page.evaluate("getComputedStyle(document.body).display") != "none"
    assert page.locator("base, iframe, form:not([role=search] form, .modal form, [id*=search])").count() == 0


def address(name: str) -> str:
    return "" if name == "index" else f"{quote(name)}/"


@pytest.mark.parametrize("site", ["mkdocs", "prerendered", "material"])
@pytest.mark.parametrize("name", [*PAGES, "<img src=x onerror=ran()>"])
def test_no_payload_runs(open_hostile: Callable[..., Page], site: str, name: str) -> None:
    page = open_hostile(site, address(name), None)
    look_at_everything(page)


@pytest.mark.parametrize("name", [*PAGES, "<img src=x onerror=ran()>"])
def test_a_strict_policy_has_nothing_to_forbid(open_hostile: Callable[..., Page], name: str) -> None:
    """But what the theme writes into each page, and styles of libraries that can do without them."""
    page = open_hostile("mkdocs", address(name), POLICY)
    look_at_everything(page)
    violations = page.evaluate("window.violations")
    assert [one for one in violations if not OTHERS.match(one)] == []
    assert not any("javascript:" in one or "ran()" in one for one in violations)
