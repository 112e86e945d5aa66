"""Whole sites, as `mkdocs build` makes them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError
from site_builder import SameProcess, Site

from mkdocs_matcalc.options import DEFAULTS, OPTIONS
from mkdocs_matcalc.site.mkdocs import plugin
from mkdocs_matcalc.site.mkdocs.vaultsite import VaultSite

Build = Callable[..., Site]

BLOCK = "```matcalc\nd/dx ||A x - y||^2\n```\n"
BROKEN = "---\ntitle: Broken\n---\n\ntext\n\n- item\n\n    ```matcalc\n    d/dx sine(x)\n    ```\n"
SAID = "notes/broken.md:10:10: unknown function `sine` (did you mean `sin`?)"

THEMES = ["material", "mkdocs", "readthedocs"]


def address(directory_urls: bool, path: str) -> str:
    return path.replace(".md", "/index.html" if directory_urls and not path.endswith("index.md") else ".html")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("directory_urls", [True, False])
def test_a_site_needs_nothing_but_the_plugin(build_site: Build, theme: str, directory_urls: bool) -> None:
    notes = {
        "index.md": f"# Home\n\nInline $a_i$.\n\n$$\nb\n$$\n\n{BLOCK}",
        "02 Calculus/Least squares.md": f"# Least squares\n\n{BLOCK}\nSee [[Linear map]].\n",
        "02 Calculus/Linear map.md": "# Linear map\n\nMy own note.\n",
    }
    site = build_site(notes, theme=theme, use_directory_urls=directory_urls)
    for note in ("index.md", "02 Calculus/Least squares.md"):
        path = address(directory_urls, note)
        page = site.page(path)
        links = page.select(".matcalc-reason .matcalc-rule > a")
        targets = {unquote(normpath(f"{Path(path).parent}/{urlsplit(link['href']).path}")) for link in links}
        expected = {
            "matcalc/rules/squared-norm.md",
            "02 Calculus/Linear map.md",
            "matcalc/rules/identification.md",
        }
        pages = {address(directory_urls, uri) for uri in expected}
        assert {target if target.endswith(".html") else f"{target}/index.html" for target in targets} == pages
        assert all((site.root / found).is_file() for found in pages)
        for tag in page.select("link[href*=matcalc], script[src*=matcalc]"):
            file = normpath(f"{Path(path).parent}/{tag.get('href') or tag.get('src')}")
            assert (site.root / file).is_file()
    formulas = [formula.text for formula in site.page("index.html").select("p .arithmatex, div.arithmatex")]
    assert r"\(a_i\)" in formulas
    assert "\\[\nb\n\\]" in formulas


def test_rule_pages_are_found_by_search_but_not_in_the_navigation(build_site: Build) -> None:
    site = build_site({"index.md": BLOCK}, validation={"nav": {"omitted_files": "warn"}}, nav=["index.md"])
    page = site.page("matcalc/rules/squared-norm/index.html")
    assert page.find("h1").text.startswith("squared norm")
    assert page.select_one("section.matcalc") is not None
    assert "matcalc/rules/squared-norm/" in (site.root / "search/search_index.json").read_text()
    assert not site.page("index.html").select("nav a[href*=rules], .navbar a[href*=rules]")
    listed = {link["href"] for link in site.page("matcalc/rules/index.html").select("li > p > a")}
    assert {"squared-norm/", "linear-map/", "identification/"} <= listed


def test_work_for_the_whole_site_begins_before_the_first_page(build_site: Build) -> None:
    notes = {
        "index.md": "```matcalc\none note\n```\n",
        "b.md": "- a\n\n    ```matcalc\n    other note\n    ```\n",
    }
    site = build_site(notes)
    assert site.worker.calls == ["compute", "compute", "rules", "compute"]


def test_only_rules_that_the_site_uses_have_pages(build_site: Build) -> None:
    site = build_site({"index.md": "```matcalc\nwide\n```\n"})
    pages = {path.parent.name for path in (site.root / "matcalc/rules").glob("*/index.html")}
    assert pages == {"linear-map"}


@pytest.mark.parametrize("directory_urls", [True, False])
def test_the_name_of_a_message_leads_to_its_section(build_site: Build, directory_urls: bool) -> None:
    notes = {"Deep/note.md": "```matcalc\nd/dx sine(x)\n```\n", "index.md": BLOCK}
    said = ("unknown function",)
    site = build_site(notes, warnings=said, use_directory_urls=directory_urls)
    path = address(directory_urls, "Deep/note.md")
    link = urlsplit(site.page(path).select_one("a.matcalc-name")["href"])
    target = normpath(f"{Path(path).parent}/{link.path}")
    page = site.page(target if target.endswith(".html") else f"{target}/index.html")
    section = page.select_one(f"h2#{link.fragment}")
    assert section is not None
    assert section.text.startswith(link.fragment)


def test_a_site_whose_blocks_are_all_derived_has_no_page_on_messages(build_site: Build) -> None:
    site = build_site({"index.md": BLOCK})
    assert not (site.root / "matcalc/messages").exists()


def test_a_site_without_blocks_gets_no_rule_pages(build_site: Build) -> None:
    site = build_site({"index.md": "# Home\n\n````\n" + BLOCK + "````\n"})
    assert site.worker.calls == []
    assert not (site.root / "matcalc").exists()


@pytest.mark.parametrize("note", ["matcalc/graph.md", "matcalc/graph/index.md", "matcalc/rules/index.md"])
def test_a_note_at_the_address_of_a_page_of_ours_is_warned_of(build_site: Build, note: str) -> None:
    notes = {"index.md": f"[[mine]]\n\n{BLOCK}", note: "Mine.", "matcalc/mine.md": "Mine, too."}
    build_site(notes, warnings=(f"{note}: no reader gets this note",))


def test_the_rules_map_comes_first(build_site: Build) -> None:
    notes = {"index.md": BLOCK, "Mine.md": "# Mine\n\n## On norms\n", "Linear map.md": "# Linear map\n"}
    plugins = ["search", {"matcalc": {"rules": {"squared norm": "Mine#On norms", "linear map": "Mine"}}}]
    links = build_site(notes, plugins=plugins).page("index.html").select(".matcalc-rule > a")
    assert {link.text: link["href"] for link in links} == {
        "squared norm": "Mine/#on-norms",
        "linear map": "Mine/",
        "identification": "matcalc/rules/identification/",
    }


def test_a_broken_block_is_a_box_and_one_warning(build_site: Build) -> None:
    site = build_site({"index.md": BLOCK, "notes/broken.md": BROKEN}, warnings=(SAID,))
    assert len(site.warnings) == 1
    box = site.page("notes/broken/index.html").select_one("li > .matcalc-error")
    assert "did you mean" in box.text
    assert box.find("pre").text == "d/dx sine(x)\n     ^"


def test_a_broken_block_breaks_a_strict_build(build_site: Build) -> None:
    with pytest.raises(Abort):
        build_site({"index.md": BLOCK, "notes/broken.md": BROKEN}, strict=True)


def test_a_sound_site_passes_a_strict_build(build_site: Build) -> None:
    build_site({"index.md": f"# Home\n\n{BLOCK}\n[Step 1](#derivation-1)\n"}, strict=True)


def test_links_to_a_block_are_known_to_the_validation(build_site: Build) -> None:
    notes = {
        "index.md": "[there](b.md#derivation-1) and [named](b.md#mine)",
        "b.md": f"{BLOCK}\n```matcalc #mine\nf\n```\n",
    }
    build_site(notes, validation={"anchors": "warn"})


def test_extensions_keep_their_configuration(build_site: Build) -> None:
    fence = {"name": "mermaid", "class": "mermaid"}
    extensions = [
        {"pymdownx.superfences": {"custom_fences": [fence]}},
        {"pymdownx.arithmatex": {"generic": True, "inline_syntax": ["round"]}},
    ]
    text = f"{BLOCK}\n```mermaid\ngraph\n```\n\n\\(a\\) costs $5$\n"
    page = build_site({"index.md": text}, markdown_extensions=extensions).page("index.html")
    assert page.select_one("pre.mermaid") is not None
    assert page.select_one("section.matcalc") is not None
    assert [tag.text for tag in page.select("p:not([class]) > .arithmatex")] == [r"\(a\)"]
    assert "costs $5$" in page.text


def test_a_renderer_of_the_site_is_left_alone(build_site: Build) -> None:
    script = "https://unpkg.com/mathjax@3/es5/tex-mml-chtml.js"
    site = build_site({"index.md": BLOCK}, extra_javascript=[script])
    scripts = [tag["src"] for tag in site.page("index.html").select("script[src]")]
    assert script in scripts
    assert not any("maths.js" in address for address in scripts)
    assert not (site.root / "assets/matcalc/maths.js").exists()
    assert (site.root / "assets/matcalc/matcalc.css").is_file()


MATHJAX = "https://unpkg.com/mathjax@{}/es5/tex-mml-chtml.js"


@pytest.mark.parametrize(
    ("scripts", "is_generic", "is_told"),
    [([], True, False), ([MATHJAX.format(3)], False, True), ([MATHJAX.format(2)], False, False)],
)
def test_formulas_of_a_site_are_written_as_what_typesets_them_takes_them(
    build_site: Build, scripts: list[str], is_generic: bool, is_told: bool
) -> None:
    extensions = [{"pymdownx.arithmatex": {"smart_dollar": False}}]
    site = build_site(
        {"index.md": "Of $a$.\n\n$$\nb\n$$\n"},
        warnings=("generic: true",) * is_told,
        markdown_extensions=extensions,
        extra_javascript=scripts,
    )
    page = site.page("index.html")
    assert (page.select_one("script[type='math/tex']") is None) is is_generic
    assert [tag.text.strip() for tag in page.select("article .arithmatex, [role=main] .arithmatex")] == (
        [r"\(a\)", "\\[\nb\n\\]"] if is_generic else ["a", "b"]
    )
    assert len(site.warnings) == is_told


def test_local_katex_is_copied_into_the_site(build_site: Build, tmp_path: Path) -> None:
    (tmp_path / ".cache/katex/fonts").mkdir(parents=True)
    for name in ("katex.min.js", "katex.min.css", "fonts/Main.woff2"):
        (tmp_path / ".cache/katex" / name).write_text("katex")
    site = build_site({"index.md": BLOCK})
    assert (site.root / "assets/matcalc/katex/fonts/Main.woff2").read_text() == "katex"
    assert "http" not in (site.root / "assets/matcalc/maths.js").read_text()


def test_defaults_of_the_site_reach_the_engine_and_a_block_overrides_them(build_site: Build) -> None:
    plugins = [{"matcalc": {"layout": "numerator", "steps": "brief"}}]
    site = build_site({"index.md": "```matcalc steps=full code=numpy\nf\n```\n"}, plugins=plugins)
    assert {"layout": "numerator", "steps": "full", "code": "numpy"} in site.worker.options


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_site_sets_what_a_block_does(build_site: Callable[..., Site], name: str) -> None:
    values = ", ".join(OPTIONS[name].values) if OPTIONS[name].several else OPTIONS[name].values[1]
    site = build_site({"index.md": "```matcalc\nf\n```\n"}, plugins=[{"matcalc": {name: values}}])
    assert {name: values} in site.worker.options


def test_a_site_lists_several_methods_and_examples_of_rules_keep_theirs(build_site: Build) -> None:
    options = {"method": ["index", "pattern"], "steps": "normal"}
    site = build_site({"index.md": "```matcalc\nf\n```\n"}, plugins=[{"matcalc": options}])
    of_the_block, *of_rules = site.worker.options
    assert of_the_block == {"method": "index, pattern", "steps": "normal"}
    assert of_rules
    assert all(each == {"steps": "normal"} for each in of_rules)


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_value_that_no_block_takes_is_a_broken_configuration(
    build_site: Callable[..., Site], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Abort):
        build_site({"index.md": "text"}, plugins=[{"matcalc": {name: "sideways"}}])
    assert f"`sideways` is no value of `{name}`; one of {OPTIONS[name].values[0]}" in caplog.text


@pytest.mark.parametrize(
    "options",
    [
        {"layout": "sideways"},
        {"timeout": "long"},
        {"rules": ["a"]},
        {"macros": ["a"]},
        {"macros": {"R": 3}},
        {"unknown": 1},
        {"katex": "nowhere"},
        {"timeout": -1},
        {"memory": -1},
        {"memory": "much"},
        {"memory": 10**400},
        {"timeout": float("nan")},
        {"cache_dir": "a\0b"},
        {"katex": "k" * 5000},
        {"obsidian": {"callout": False}},
        {"obsidian": {1: True}},
    ],
)
def test_broken_configuration_is_an_error(build_site: Build, options: dict[str, object]) -> None:
    with pytest.raises((Abort, PluginError)):
        build_site({"index.md": BLOCK}, plugins=[{"matcalc": options}], strict=True)


def test_a_part_of_obsidian_that_is_none_is_warned_of(build_site: Build) -> None:
    part = {"obsidian": {"callout": False, "tags": False}}
    site = build_site({"index.md": "#topic"}, plugins=[{"matcalc": part}], warnings=("callout",))
    assert site.page("index.html").select(".matcalc-tag") == []


def test_macros_of_the_site_the_vault_and_the_note_reach_a_block(build_site: Build) -> None:
    block = "```matcalc\n\\here{x} \\in \\site^n, \\vault\n```\n"
    notes = {
        "index.md": f"$\\newcommand{{\\here}}[1]{{#1}}$\n\n{block}",
        "other.md": BLOCK,
        "preamble.sty": "\\newcommand{\\vault}{v}\n",
    }
    options = {"macros": {"site": r"\mathbb{R}"}}
    (macros,) = build_site(notes, plugins=[{"matcalc": options}]).worker.macros
    assert r"\newcommand{\vault}[0]{v}" in macros
    assert r"\newcommand{\site}[0]{\mathbb{R}}" in macros
    assert r"\newcommand{\here}[1]{#1}" in macros


def test_rebuilds_of_a_running_server(tmp_path: Path) -> None:
    """As `mkdocs serve` does: the configuration is loaded anew each time, the plugin lives on."""
    note = tmp_path / "docs/index.md"
    note.parent.mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: Notes\nplugins: [matcalc]\n")
    worker = SameProcess()

    def rebuilt(text: str) -> str:
        note.write_text(text)
        config = load_config(str(tmp_path / "mkdocs.yml"))
        config.plugins["matcalc"].new_worker = lambda *limits: worker
        build(config)
        return (tmp_path / "site/index.html").read_text()

    assert "matcalc-result" in rebuilt(BLOCK)
    assert "note 2" in rebuilt(BLOCK.replace("d/dx", "note 2"))
    assert "matcalc-error" in rebuilt(BLOCK.replace("d/dx", "sine"))
    again = rebuilt(BLOCK)
    assert again.count('<section class="matcalc"') == 1
    assert again.count("matcalc.css") == 1
    assert "matcalc-error" not in again
    assert worker.calls == ["compute", "rules", "compute", "compute"]
    load_config(str(tmp_path / "mkdocs.yml")).plugins.on_shutdown()


@pytest.mark.parametrize("gone_at", ["_index", "settle"])
def test_a_note_that_goes_while_a_server_builds_ends_no_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone_at: str
) -> None:
    note = tmp_path / "docs/note.md"
    note.parent.mkdir()
    note.write_text("It was here.")
    (tmp_path / "docs/index.md").write_text("[[note]]")
    (tmp_path / "docs/broken.md").symlink_to("nowhere")
    (tmp_path / "mkdocs.yml").write_text("site_name: Notes\nplugins: [matcalc]\n")
    reached = getattr(VaultSite, gone_at)

    def reached_late(*given: object) -> object:
        note.unlink(missing_ok=True)
        return reached(*given)

    config = load_config(str(tmp_path / "mkdocs.yml"))
    config.plugins.on_startup(command="serve", dirty=False)
    with monkeypatch.context() as patch:
        patch.setattr(VaultSite, gone_at, reached_late)
        build(config)
    shown = (tmp_path / "site/note/index.html").read_text()
    assert ("It was here." in shown) is (gone_at == "settle")
    build(load_config(str(tmp_path / "mkdocs.yml")))
    assert not (tmp_path / "site/note").exists()
    config.plugins.on_shutdown()


SCRIPT = """
import sys
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs_matcalc.engine.worker import Worker

if __name__ == "__main__":
    config = load_config("mkdocs.yml")
    plugin = config.plugins["matcalc"]
    plugin.new_worker = lambda *limits: Worker(*limits, "fake_engine")
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    print("started" if plugin.deriver.worker.started else "not started", "sympy" in sys.modules)
    config.plugins.on_shutdown()
"""


def run(folder: Path) -> str:
    (folder / "build.py").write_text(SCRIPT)
    environment = {"PYTHONPATH": str(Path(__file__).parent), "PATH": "", "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [sys.executable, "build.py"], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip() + done.stderr


def test_a_build_from_the_cache_starts_no_process_and_imports_no_sympy(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text(BLOCK)
    (tmp_path / "mkdocs.yml").write_text("site_name: Notes\nplugins: [search, matcalc]\n")
    assert run(tmp_path) == "started False"
    first = (tmp_path / "site/index.html").read_text()
    assert run(tmp_path) == "not started False"
    assert strip_date(first) == strip_date((tmp_path / "site/index.html").read_text())


def strip_date(html: str) -> str:
    return "\n".join(line for line in html.split("\n") if "Build Date" not in line)


@pytest.mark.parametrize(
    ("block", "limits", "message"),
    [
        ("slow", {"timeout": 0.7}, "took longer than 0.7 s and was stopped"),
        ("greedy", {"memory": 30}, "took more than 30 MB of memory and was stopped"),
    ],
)
def test_a_block_past_a_limit_gets_a_box_and_the_build_goes_on(
    tmp_path: Path, block: str, limits: dict[str, float], message: str
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text(f"```matcalc\n{block}\n```\n\n{BLOCK}")
    settings = {"site_name": "Notes", "plugins": [{"matcalc": limits}]}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    said = run(tmp_path)
    html = (tmp_path / "site/index.html").read_text()
    assert f"index.md:1:1: this derivation {message}" in said
    assert f"`{next(iter(limits))}`" in said
    assert html.count("matcalc-error") == 1
    assert "matcalc-result" in html


@pytest.mark.parametrize("spoil", [lambda file: file.write_bytes(b"garbage " * 999), Path.mkdir])
def test_a_spoilt_cache_ends_no_build(
    build_site: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None]
) -> None:
    said: list[str] = []
    monkeypatch.setattr(plugin._log, "info", said.append)
    notes = {"index.md": BLOCK, "b.md": BLOCK}
    sound = build_site(notes, strict=True).page("index.html").select_one("section.matcalc")
    assert said == []
    (kept,) = (path for path in (tmp_path / ".cache/matcalc").iterdir() if path.is_file())
    kept.unlink()
    spoil(kept)
    assert build_site(notes, strict=True).page("index.html").select_one("section.matcalc") == sound
    assert len(said) == 1
    assert str(kept.parent) in said[0]
