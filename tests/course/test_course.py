"""The course and the guide: every note can be reached, leads on, and its blocks are derived."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from mkdocs_matcalc import derive
from mkdocs_matcalc.commands.fileblocks import blocks_of
from mkdocs_matcalc.commands.main import main
from mkdocs_matcalc.commands.notes import Notes
from mkdocs_matcalc.render.contract import contract
from mkdocs_matcalc.render.document import ClaimVerdict, Document
from mkdocs_matcalc.render.unicode import unicode_text
from mkdocs_matcalc.vault.fences import find_fences

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
COURSE = sorted(DOCS.glob("0[1-9] */*.md"))
RULES = sorted((DOCS / "Rules").glob("*.md"))
GUIDE = sorted((DOCS / "User Guide").glob("*.md"))
_LINK = re.compile(r"\[\[(?:\.\./)?(?:[^\]|#/\\]*/)?([^\]|#/\\]+)")
# What a block may ask of the tool, and a sign of it in a block or on its fence.
_TAUGHT = {
    "a claim": r"^[^:\n]*(?<!option method )= ",
    "several methods": r'method="',
    "by entries": "method=index",
    "numerator layout": "layout=numerator",
    "Frobenius notation": "notation=frobenius",
    "shapes": "shapes=show",
    "a graph": "graph=show",
    "code": "code=",
    "a symmetric matrix": "symmetric=constrained",
    "brief steps": "steps=brief",
    "a Hessian": r"d\^2",
    "a stationary point": "^solve ",
    "a rule": "^rule ",
    "another note": "^using ",
    "a sum over samples": "sum_{i=1}",
    "softmax": "softmax",
    "a Kronecker product": "⊗",
    "an expectation": r"E\[",
}


# A block whose JSON has every key.
_ALL_OF_IT = """h = sigmoid(W x + b)
L = ||h - y||^2
dL/d(W, b)
tr(A B) = tr(A) tr(B)
option shapes = show
option graph = show
"""


def links(note: Path) -> list[str]:
    """The notes that a note links to, by their file names."""
    return _LINK.findall(note.read_text(encoding="utf-8"))


def written(note: Path) -> str:
    """The blocks of a note as they stand there, with their fences."""
    lines = note.read_text(encoding="utf-8").split("\n")
    blocks = (fence for fence in find_fences(lines) if fence.is_matcalc)
    return "\n".join("\n".join([lines[fence.start], *fence.body]) for fence in blocks)


def test_the_home_page_lists_every_note() -> None:
    listed = set(links(DOCS / "index.md"))
    assert [note.stem for note in (*COURSE, *RULES, *GUIDE) if note.stem not in listed] == []


@pytest.mark.parametrize("note", [*COURSE, *RULES], ids=lambda note: note.stem)
def test_a_note_ends_with_a_way_on(note: Path) -> None:
    last = note.read_text(encoding="utf-8").rstrip("\n").rpartition("\n\n")[2]
    assert "Next: " in last or "user guide" in last or "language reference" in last
    assert _LINK.search(last)


@pytest.mark.parametrize(
    "chapter", sorted({note.parent for note in COURSE}), ids=lambda chapter: chapter.name
)
def test_a_chapter_ends_with_exercises_whose_answers_are_folded_derivations(chapter: Path) -> None:
    text = max(chapter.glob("*.md")).read_text(encoding="utf-8")
    asked = len(re.findall(r"^\*\*\d+\.\*\* ", text, re.MULTILINE))
    assert asked >= 5
    assert text.count("\n> [!success]- Answer\n") == text.count("\n> ```matcalc") == asked


@pytest.fixture(scope="module")
def derived() -> dict[Path, list[Document]]:
    """All blocks of the course."""
    notes = Notes(DOCS, 30)
    return {
        note: [
            notes.derive(block.text, block.options(), block.file, block.line)
            for block in blocks_of(str(note))
        ]
        for note in COURSE
    }


def test_every_claim_of_the_course_holds(derived: dict[Path, list[Document]]) -> None:
    found = [
        (note.stem, claim.line)
        for note, documents in derived.items()
        for document in documents
        for claim in document.claims
        if claim.verdict is not ClaimVerdict.HOLDS
    ]
    assert found == []


def test_few_blocks_ask_the_same(derived: dict[Path, list[Document]]) -> None:
    asked = Counter(
        "; ".join(map(unicode_text, document.problem))
        for documents in derived.values()
        for document in documents
        if document.problem
    )
    assert max(asked.values()) <= 2
    assert len(asked) >= 0.95 * asked.total()


@pytest.mark.parametrize("taught", _TAUGHT)
def test_the_course_uses_what_the_tool_can_do(taught: str) -> None:
    assert any(re.search(_TAUGHT[taught], written(note), re.MULTILINE) for note in COURSE)


def test_rules_that_are_often_cited_have_a_place_in_a_note(derived: dict[Path, list[Document]]) -> None:
    cited = Counter(
        rule.name
        for documents in derived.values()
        for document in documents
        for each in (document, *document.others)
        for step in each.steps
        for rule in step.rules
    )
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    named = {name.casefold() for name in re.findall(r"^ {8}([^#:]+): \d\d_", config, re.MULTILINE)}
    for note in COURSE:
        text = note.read_text(encoding="utf-8")
        matter = yaml.safe_load(text.split("---\n")[1])
        title = re.search(r"^# (.+)$", text, re.MULTILINE)
        named |= {str(alias).casefold() for alias in [*matter["aliases"], title[1] if title else ""]}
    assert [name for name, times in cited.items() if times >= 3 and name.casefold() not in named] == []


def test_the_guide_lists_the_files_that_the_command_brings(tmp_path: Path) -> None:
    settings = yaml.safe_load(CliRunner().invoke(main, ["assets", str(tmp_path)]).output)
    guide = (ROOT / "docs/User Guide/08_Obsidians_Markdown.md").read_text(encoding="utf-8")
    for option in ("extra_css", "extra_javascript"):
        assert "\n".join([f"{option}:", *(f"  - {each}" for each in settings[option]), ""]) in guide


def test_settings_in_the_guide_can_be_read() -> None:
    for note in GUIDE:
        lines = note.read_text(encoding="utf-8").split("\n")
        for fence in find_fences(lines):
            if fence.info == "yaml":
                assert yaml.safe_load("\n".join(fence.body).removeprefix("---").partition("\n---")[0])


def test_every_key_of_the_json_is_in_the_guide() -> None:
    text = (DOCS / "User Guide/05_Command_Line.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`(\w+)`", text.partition("\n## JSON\n")[2].partition("\n## ")[0]))
    assert sorted(keys(contract(derive(_ALL_OF_IT).document)) - explained) == []


def keys(data: object) -> set[str]:
    """All keys within a contract, but the names of options, of letters and of libraries."""
    match data:
        case dict():
            within = [keys(value) for key, value in data.items() if key not in ("options", "names")]
            return set(map(str, data)).union(*within)
        case list() | tuple():
            return set().union(*map(keys, data))
        case _:
            return set()
