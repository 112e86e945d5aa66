"""Where each link of a tricky vault goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mkdocs_matcalc.vault import How, Missing, Resolved, VaultIndex

DATA = yaml.safe_load(Path(__file__).with_name("resolve.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def index() -> VaultIndex:
    return VaultIndex.build(DATA["notes"].items(), DATA["assets"])


def _id(case: dict[str, Any]) -> str:
    return f"{case['link']} from {case.get('from', DATA['from'])}"


@pytest.mark.parametrize("case", DATA["cases"], ids=_id)
def test_link(case: dict[str, Any], index: VaultIndex) -> None:
    resolution = index.resolve(case["link"], case.get("from", DATA["from"]))
    if "missing" in case:
        assert isinstance(resolution, Missing)
        assert resolution.message == case["missing"]
        return
    assert isinstance(resolution, Resolved)
    target = resolution.target
    assert f"{target.path}#{target.fragment}".rstrip("#") == case["to"]
    assert resolution.how is How[case["how"]]
    assert resolution.warning == case.get("warning")


def test_order_of_the_notes_does_not_matter() -> None:
    backwards = VaultIndex.build(reversed(DATA["notes"].items()), reversed(DATA["assets"]))
    forwards = VaultIndex.build(DATA["notes"].items(), DATA["assets"])
    for case in DATA["cases"]:
        source = case.get("from", DATA["from"])
        assert backwards.resolve(case["link"], source) == forwards.resolve(case["link"], source)


def test_suggestions_are_links_that_work() -> None:
    index = VaultIndex.build([("a/Gradient.md", ""), ("b/Gradient.md", ""), ("c/01_Trace.md", "")])
    gradient = index.resolve("Gradiant", "index.md")
    assert gradient == Missing("Gradiant", ("a/Gradient",))
    trace = index.resolve("Trace", "index.md")
    assert trace == Missing("Trace", ("01_Trace",))
    assert isinstance(index.resolve("01_Trace", "index.md"), Resolved)


def test_rivals_are_told() -> None:
    index = VaultIndex.build([("a/Note.md", ""), ("bb/Note.md", ""), ("ccc/Note.md", "")])
    resolution = index.resolve("Note", "bb/x.md")
    assert isinstance(resolution, Resolved)
    assert resolution.target.path == "bb/Note.md"
    assert resolution.rivals == ("a/Note.md", "ccc/Note.md")


def test_a_name_beats_an_alias() -> None:
    index = VaultIndex.build([("a.md", "---\naliases: [Trace]\n---\n"), ("far/away/Trace.md", "")])
    resolution = index.resolve("trace", "a.md")
    assert isinstance(resolution, Resolved)
    assert (resolution.target.path, resolution.how) == ("far/away/Trace.md", How.SHORTEST)


def test_what_is_not_given_is_not_found() -> None:
    index = VaultIndex.build([("a.md", "[[Secret]]")])
    assert index.resolve("Secret", "a.md") == Missing("Secret")


@pytest.mark.parametrize("link", ["", "#", "/", "./", "../..", "%", "%FF", "a//b", "|", "#^", "a#^", "a\0b"])
def test_odd_links_are_answered(link: str, index: VaultIndex) -> None:
    assert isinstance(index.resolve(link, "02 Calculus/Gradient.md"), Resolved | Missing)


def test_an_empty_vault() -> None:
    assert VaultIndex.build([]).resolve("x", "a.md") == Missing("x")
