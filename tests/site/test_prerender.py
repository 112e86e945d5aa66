r"""Mathematics typeset at build, with a stand-in for KaTeX that marks up what it is given."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError
from site_builder import Site

from mkdocs_matcalc.site.mkdocs.maths import Katex, choose_katex
from mkdocs_matcalc.site.mkdocs.prerender import Typesetter

Build = Callable[..., Site]

# Each formula is counted, so that a test sees which were typeset anew; `\crash` is what KaTeX fails on.
STAND_IN = r"""
this.katex = {
  version: "0",
  count: 0,
  renderToString(tex, { displayMode, throwOnError, trust }) {
    if (tex === "\\crash") throw new RangeError("Maximum call stack size exceeded");
    if (throwOnError !== false || trust) throw new Error("unsafe");
    const text = tex.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    return `<math display="${displayMode}" data-count="${++this.count}">${text}</math>`;
  },
};
"""
BLOCK = "```matcalc\nd/dx ||A x - y||^2\n```\n"
PLUGINS = ["search", {"matcalc": {"prerender": True}}]


@pytest.fixture
def katex(tmp_path: Path) -> Katex:
    """A copy of the stand-in where the option `katex` looks first."""
    folder = tmp_path / ".cache/katex"
    (folder / "fonts").mkdir(parents=True)
    for name, text in {"katex.min.js": STAND_IN, "katex.min.css": "", "fonts/Main.woff2": ""}.items():
        (folder / name).write_text(text)
    katex = choose_katex("auto", tmp_path)
    assert katex is not None
    return katex


@pytest.mark.parametrize(
    ("html", "typeset"),
    [
        (
            r'<p>a <span class="arithmatex">\(x^\top y\)</span></p>',
            r'<p>a <span class="arithmatex" data-typeset=""><math display="false">x^\top y</math></span></p>',
        ),
        (
            '<div class="arithmatex" data-x>\\[\na &lt; b\n\\]</div>',
            '<div class="arithmatex" data-x data-typeset=""><math display="true">a &lt; b</math></div>',
        ),
        (
            r'<span class="arithmatex">\(\crash\)</span>',
            r'<span class="arithmatex" data-typeset="failed">\(\crash\)</span>',
        ),
        (r"<code>\(x\)</code>", r"<code>\(x\)</code>"),
        (r'<ol data-tex="\(x\)"></ol>', r'<ol data-tex="\(x\)"></ol>'),
    ],
)
def test_formulas_and_nothing_else(katex: Katex, html: str, typeset: str) -> None:
    found = Typesetter(katex).typeset(html)
    assert found.replace(' data-count="1"', "") == typeset


def test_a_formula_is_typeset_once(katex: Katex) -> None:
    typesetter = Typesetter(katex)
    html = r'<span class="arithmatex">\(x\)</span><div class="arithmatex">\[x\]</div>'
    first = typesetter.typeset(html)
    assert 'data-count="2"' in first
    assert typesetter.typeset(html) == first


def test_pages_load_style_and_fonts_but_no_script_for_mathematics(build_site: Build, katex: Katex) -> None:
    site = build_site({"index.md": f"# Home\n\nInline $a_i$.\n\n{BLOCK}"}, plugins=PLUGINS)
    page = site.page("index.html")
    formulas = page.select(".arithmatex")
    assert len(formulas) > 3
    assert all(formula.find("math") for formula in formulas)
    assert not any("\\(" in formula.text or "\\[" in formula.text for formula in formulas)
    assert not any("maths" in tag["src"] or "katex" in tag["src"] for tag in page.select("script[src]"))
    styles = [tag["href"] for tag in page.select("link[rel=stylesheet]")]
    assert [style for style in styles if "katex" in style] == ["assets/matcalc/katex/katex.min.css"]
    assets = {path.name for path in (site.root / "assets/matcalc").rglob("*")}
    assert {"katex.min.css", "Main.woff2", "maths.css"} <= assets
    assert assets.isdisjoint({"katex.min.js", "maths.js"})
    assert page.select_one("ol[data-tex]")["data-tex"].startswith(r"\begin{aligned}")


def test_what_stands_below_a_page_is_typeset_too(build_site: Build, katex: Katex) -> None:
    notes = {"index.md": "# Home\n\nThe rule $a_i$ of [[Other]].\n", "Other.md": "# Other\n"}
    page = build_site(notes, plugins=PLUGINS).page("Other/index.html")
    assert page.select_one(".matcalc-linked math").text == "a_i"


def test_the_search_reads_the_same_text_as_without_it(build_site: Build, katex: Katex) -> None:
    notes = {"index.md": f"# Home\n\nInline $\\alpha_i$.\n\n{BLOCK}"}
    plain, typeset = (
        json.loads((build_site(notes, plugins=plugins).root / "search/search_index.json").read_text())
        for plugins in (["search", "matcalc"], PLUGINS)
    )
    assert "Inline αᵢ" in " ".join(plain["docs"][0]["text"].split())
    assert typeset == plain


def test_a_running_server_keeps_what_is_typeset(katex: Katex, tmp_path: Path) -> None:
    """The plugin lives on between builds, and so do the engine and its formulas."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: Notes\nplugins: [{matcalc: {prerender: true}}]\n")
    built = []
    for text in ("$a$ and $b$", "$c$ and $b$"):
        (tmp_path / "docs/index.md").write_text(text)
        build(load_config(str(tmp_path / "mkdocs.yml")))
        page = (tmp_path / "site/index.html").read_text()
        built.append(re.findall(r'data-count="(\d)">(\w)<', page))
    assert built == [[("1", "a"), ("2", "b")], [("3", "c"), ("2", "b")]]
    load_config(str(tmp_path / "mkdocs.yml")).plugins.on_shutdown()


@pytest.mark.parametrize("option", ["auto", "cdn", "none"])
def test_without_files_the_message_says_which(tmp_path: Path, option: str) -> None:
    with pytest.raises(PluginError, match=r"`dist` of katex@\d.*\.cache/katex.*option `katex`"):
        Typesetter(choose_katex(option, tmp_path))


def test_without_the_engine_the_message_says_what_to_install(
    katex: Katex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "py_mini_racer", None)
    with pytest.raises(PluginError, match=r"pip install 'mkdocs-matcalc\[prerender\]'"):
        Typesetter(katex)


def test_files_that_are_not_katex(katex: Katex) -> None:
    katex.files["katex.min.js"].write_text("not ( JavaScript")
    with pytest.raises(PluginError, match=r"katex\.min\.js does not run"):
        Typesetter(katex)


def test_a_renderer_of_the_site_rules_it_out(
    build_site: Build, katex: Katex, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Abort):
        build_site({"index.md": "a"}, plugins=PLUGINS, extra_javascript=["vendor/mathjax.js"])
    assert "`extra_javascript` loads a renderer for it, too; take out one of the two" in caplog.text
