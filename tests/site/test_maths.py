from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from site_builder import Site

from mkdocs_matcalc.render.latex import COLOURED, RAISED
from mkdocs_matcalc.site.markdown.renderer import opening_of_new, own_renderer
from mkdocs_matcalc.site.mkdocs.maths import choose_katex


def put_katex(folder: Path) -> None:
    (folder / "fonts").mkdir(parents=True)
    for name in (
        "katex.min.js",
        "katex.min.css",
        "katex.js",
        "fonts/KaTeX_Main.woff2",
        "fonts/KaTeX_Main.ttf",
    ):
        (folder / name).write_text("")


@pytest.mark.parametrize(
    ("scripts", "found"),
    [
        ([], None),
        (["javascripts/tables.js"], None),
        (["javascripts/katex.js", "https://unpkg.com/katex@0/dist/katex.min.js"], "katex"),
        (["https://unpkg.com/mathjax@3/es5/tex-mml-chtml.js"], "mathjax"),
        ([{"path": "vendor/MathJax.js", "defer": True}], "mathjax"),
    ],
)
def test_sees_the_renderer_that_a_site_has(scripts: list[str], found: str | None) -> None:
    config = MkDocsConfig()
    config.load_dict({"site_name": "Notes", "extra_javascript": scripts})
    config.validate()
    assert own_renderer(config.extra_javascript) == found
    assert opening_of_new(config.extra_javascript) == (RAISED if found == "mathjax" else COLOURED)


def test_local_files_come_first(tmp_path: Path) -> None:
    put_katex(tmp_path / ".cache/katex")
    katex = choose_katex("auto", tmp_path)
    assert katex is not None
    assert sorted(katex.files) == ["fonts/KaTeX_Main.woff2", "katex.min.css", "katex.min.js"]
    assert katex.integrity == {}
    assert not katex.base.startswith("http")


def test_the_extension_for_chemistry_comes_along_where_it_is_there(tmp_path: Path) -> None:
    folder = tmp_path / ".cache/katex"
    put_katex(folder)
    without = choose_katex("auto", tmp_path)
    (folder / "contrib").mkdir()
    (folder / "contrib/mhchem.min.js").write_text("")
    katex = choose_katex("auto", tmp_path)
    assert katex is not None
    assert without is not None
    assert "contrib/mhchem.min.js" in katex.files
    assert '"chemistry": "contrib/mhchem.min.js"' in katex.loader()
    assert '"chemistry": null' in without.loader()
    assert katex.refusal(r"\ce{H2O}", False) is None
    assert without.refusal(r"\ce{H2O}", False) is not None


@pytest.mark.parametrize("option", ["auto", "cdn"])
def test_else_a_pinned_copy_with_its_hashes(tmp_path: Path, option: str) -> None:
    katex = choose_katex(option, tmp_path)
    assert katex is not None
    assert re.fullmatch(r"https://[^/]+/npm/katex@\d+\.\d+\.\d+/dist/", katex.base)
    assert set(katex.integrity) == {"katex.min.js", "katex.min.css", "contrib/mhchem.min.js"}
    assert katex.files == {}
    assert json.dumps(katex.integrity) in katex.loader()


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    put_katex(tmp_path / "vendor")
    katex = choose_katex("vendor", tmp_path)
    assert katex is not None
    assert katex.files["katex.min.js"] == tmp_path / "vendor/katex.min.js"


def test_a_folder_without_it_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match=r"vendor.*katex\.min\.js"):
        choose_katex("vendor", tmp_path)


@pytest.mark.parametrize(("script", "marked"), [("mathjax.js", RAISED), ("katex.js", COLOURED)])
def test_mathjax_needs_no_extension_for_what_is_new_in_a_line(
    build_site: Callable[..., Site], script: str, marked: str
) -> None:
    note = "# Home\n\n$\\textcolor{teal}{A x}$\n\n```matcalc\nd/dx ||A x - y||^2\n```\n"
    page = build_site({"index.md": note}, extra_javascript=[script]).page("index.html")
    formulas = [formula.text for formula in page.select(".matcalc .arithmatex")]
    assert {mark for mark in (COLOURED, RAISED) if any(mark in each for each in formulas)} == {marked}
    assert page.select_one("p > .arithmatex").text == r"\(\textcolor{teal}{A x}\)"


def test_none_is_none(tmp_path: Path) -> None:
    assert choose_katex("none", tmp_path) is None
