"""`using [[Note]]` on a site: what is found through the vault, and what readers and authors see of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import fake_engine
import pytest
from known_site import DerivingSite, note_page
from markdown import Markdown
from site_builder import SameProcess, Site

from mkdocs_matcalc.engine import compute as engine
from mkdocs_matcalc.engine.cache import Cache
from mkdocs_matcalc.engine.deriver import Deriver
from mkdocs_matcalc.site.markdown.siteextension import SiteExtension
from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.features import Features
from mkdocs_matcalc.vault import VaultIndex
from mkdocs_matcalc.vault.using import finder

Build = Callable[..., Site]

REGRESSION = """\
---
title: Regression
---
# Linear regression

```matcalc
d/du u^T u
```

## The loss

> In a quote.
>
> ```matcalc
> X in R^(n x d)
> L = ||X w - y||^2
> dL/dw
> ```

### With a penalty

```matcalc
using [[#The loss]]
J = L + λ w^T w
dJ/dw
```

## A rule of mine

```matcalc
rule Residual: d/dw ||X w - y||^2 = 2 X^T (X w - y)
```
"""
PATH = "01 Core/Regression.md"
CITING = "# Home\n\n```matcalc\nusing [[Regression#A rule of mine]]\nd/dv ||B v - c||^2\n```\n"


def found(link: str, path: str = "A.md", line: int | None = 3, **notes: str) -> Any:
    every = {PATH: REGRESSION, "Empty.md": "# Empty\n", "A.md": "", "B.png": ""}
    every.update({f"{name}.md": text for name, text in notes.items()})
    index = VaultIndex.build(every.items())
    return finder(index, path, every[path])(f"using [[{link}]]\ndL/dw", line).imports[link]


def block(*lines: str) -> str:
    return "\n".join(["```matcalc", *lines, "```", ""])


def test_the_blocks_of_a_note() -> None:
    assert [each["line"] for each in found("Regression")] == [7, 15, 23, 31]
    assert [each["line"] for each in found("Regression|the note")] == [7, 15, 23, 31]


def test_the_blocks_below_a_heading() -> None:
    assert [each["line"] for each in found("Regression#The loss")] == [15, 23]
    assert [each["line"] for each in found("Regression#With a penalty")] == [23]


def test_where_a_block_stands() -> None:
    (rule,) = found("Regression#A rule of mine")
    assert (rule["path"], rule["margin"], rule["address"]) == (PATH, 0, f"{PATH}#a-rule-of-mine")
    loss, _ = found("Regression#The loss")
    assert (loss["margin"], loss["text"].split("\n")[0]) == (2, "X in R^(n x d)")


def test_what_a_block_uses_itself_comes_along() -> None:
    (penalty,) = found("Regression#With a penalty")
    assert [each["line"] for each in penalty["imports"]["#The loss"]] == [15]


def test_in_its_own_note_a_link_means_what_stands_above() -> None:
    assert [each["line"] for each in found("Regression", PATH, 23)] == [7, 15]
    assert "above this one" in found("#The loss", PATH, 7)["message"]


@pytest.mark.parametrize(
    ("link", "message", "hint"),
    [
        ("Regresion", "`[[Regresion]]` leads to no note", "did you mean `[[Regression]]`?"),
        ("Regression#Los", 'no heading "Los" in "01 Core/Regression.md"; nearest: "The loss"', None),
        ("Empty", "`[[Empty]]` leads to no matcalc block", "name a note"),
        ("B.png", "`[[B.png]]` leads to no matcalc block", "name a note"),
    ],
)
def test_a_link_that_leads_to_nothing(link: str, message: str, hint: str | None) -> None:
    error = found(link)
    assert error["message"].startswith(message.split(";")[0])
    assert (error["hint"] or "").startswith(hint or "")


def test_a_circle_names_every_place() -> None:
    notes = {"A": block("using [[B]]", "x in R^n"), "B": "\n" + block("using [[A]]", "y in R^n")}
    (first,) = found("B", "A.md", 2, **notes)
    error = first["imports"]["A"]
    assert error["message"] == "blocks use each other in a circle: A.md:2 → B.md:3 → A.md:2"
    assert "[[Note#Heading]]" in error["hint"]


def test_headings_are_no_circle() -> None:
    setup = "## Setup\n\n" + block("x in R^n") + "\n## More\n\n" + block("using [[B]]")
    (first,) = found("B", "A.md", 9, A=setup, B=block("using [[A#Setup]]"))
    assert [each["path"] for each in first["imports"]["A#Setup"]] == ["A.md"]


def test_too_many_blocks_are_refused() -> None:
    notes = {f"N{depth}": block(f"using [[N{depth + 1}]]") * 3 for depth in range(9)}
    assert "more than 200 blocks" in str(found("N0", **notes, N9=block("x in R^n")))


def test_a_block_that_uses_nothing_is_not_searched() -> None:
    assert finder(VaultIndex.build(()), "A.md", "")("d/dx x", 3) == ({}, "")
    assert finder(None, "", "")("using [[A]]", None) == ({}, "")


def test_another_text_is_another_derivation(tmp_path: Path) -> None:
    worker = SameProcess()
    worker.engine = "fake_engine"
    deriver = Deriver(Cache(tmp_path), worker)
    calls: list[Any] = []
    worker.call = (
        lambda function, *arguments: (
            calls.append(arguments)
            or SameProcess().call(  # type: ignore[method-assign]
                function, *arguments[:2]
            )
        )
    )
    for text in ("x in R^n", "x in R^m", "x in R^n"):
        index = VaultIndex.build({"B.md": block(text)}.items())
        deriver.start("using [[B]]", {}, *finder(index, "A.md", "")("using [[B]]", 3))()
    deriver.close()
    assert [arguments[2]["B"][0]["text"] for arguments in calls] == ["x in R^n", "x in R^m"]


@pytest.fixture
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real engine in place of the one that derives nothing."""
    monkeypatch.setattr(fake_engine, "compute", engine.compute)
    monkeypatch.setattr(fake_engine, "rules", engine.rules)


@pytest.mark.usefixtures("_engine")
def test_a_cited_rule_leads_to_its_heading(build_site: Build) -> None:
    site = build_site({"index.md": CITING, PATH: REGRESSION}, strict=True)
    (link,) = site.page("index.html").select("a[href*='#a-rule-of-mine']")
    assert (link.text, link["href"]) == ("Residual", "01%20Core/Regression/#a-rule-of-mine")
    assert not (site.root / "matcalc/rules/residual").exists()


@pytest.mark.usefixtures("_engine")
def test_a_rule_of_the_block_itself_leads_to_it(build_site: Build) -> None:
    text = block("rule Residual: d/dw ||X w - y||^2 = 2 X^T (X w - y)", "d/dv ||B v - c||^2")
    page = build_site({"index.md": f"# Home\n\n{text}"}, strict=True).page("index.html")
    assert page.select_one(".matcalc-rule > a")["href"] == "#derivation-1"


@pytest.mark.usefixtures("_engine")
def test_a_missing_note_is_a_box_at_the_line(build_site: Build) -> None:
    notes = {"index.md": CITING.replace("Regression#", "Regresion#"), PATH: REGRESSION}
    said = "index.md:4:1: `[[Regresion#A rule of mine]]` leads to no note (did you mean `[[Regression]]`?)"
    site = build_site(notes, warnings=(said,))
    assert "leads to no note" in site.page("index.html").select_one(".matcalc-error").text


@pytest.mark.usefixtures("_engine")
def test_an_error_in_the_note_used_names_both(build_site: Build) -> None:
    notes = {
        "index.md": "# Home\n\n" + block("using [[B]]", "df/dx"),
        "B.md": "\n\n" + block("x in R^n", "f = x x"),
    }
    site = build_site(
        notes, warnings=("B.md:5:7, used in index.md:3:1: shapes do not fit", "B.md:5:7: shapes")
    )
    where = site.page("index.html").select_one(".matcalc-where").text
    assert where == "B.md:5:7, used in index.md:3:1"


@pytest.mark.usefixtures("_engine")
def test_every_error_is_in_the_box_and_in_one_warning(build_site: Build) -> None:
    text = "# Home\n\n" + block("d/dx lgo(x)", "d/du u v")
    site = build_site({"index.md": text}, warnings=("index.md:4:6: `lgo`",))
    assert len(site.warnings) == 1
    assert "index.md:5:8: shapes do not fit" in site.warnings[0]
    box = site.page("index.html").select_one(".matcalc-error")
    assert [where.text for where in box.select(".matcalc-where")] == ["index.md:4:6", "index.md:5:8"]


@pytest.mark.usefixtures("_engine")
def test_a_translated_note_uses_its_own_blocks(build_site: Build) -> None:
    languages = [
        {"locale": "en", "default": True, "name": "English", "build": True},
        {"locale": "fr", "name": "Français", "build": True},
    ]
    plugins = ["matcalc", {"i18n": {"docs_structure": "suffix", "languages": languages}}]
    french = (
        "# Accueil\n\n"
        + block("f = x^T x", "df/dx")
        + "\n## Suite\n\n"
        + block("using [[#Accueil]]", "df/dx")
    )
    site = build_site({"index.md": "# Home\n", "index.fr.md": french}, plugins=plugins, theme="material")
    assert len(site.page("fr/index.html").select("section.matcalc")) == 2


@pytest.mark.usefixtures("_engine")
def test_any_program_that_knows_the_notes_can_import(tmp_path: Path) -> None:
    index = VaultIndex.build({"index.md": CITING, PATH: REGRESSION}.items())
    site = DerivingSite(
        index,
        Features(),
        note_page("index.md", CITING),
        lambda rule: rule.address or None,
        deriver=Deriver(Cache(tmp_path), SameProcess()),
    )
    html = Markdown(extensions=[SiteExtension(AtHand(site))]).convert(CITING)
    site.deriver.close()
    assert site.warnings == []
    assert f'href="{PATH}#a-rule-of-mine"' in html
