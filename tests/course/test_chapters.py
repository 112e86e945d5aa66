"""The chapters on rules: each rule has a section, with words, a proof and an example that hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
import yaml

from mkdocs_matcalc import derive
from mkdocs_matcalc.calculus.derivation import Step
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.commands.fileblocks import blocks_of
from mkdocs_matcalc.commands.notes import Notes
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.render.document import ClaimVerdict, Document
from mkdocs_matcalc.render.unicode import unicode_text
from mkdocs_matcalc.vault import VaultIndex
from scripts.chapternotes import proving
from scripts.chapters import ProofLine, RuleText, chapters, written
from scripts.citations import DOCS
from tests.course.proofs import claims

TEXTS = [text for chapter in chapters() for text in chapter.rules]
PROVED_BY_A_METHOD = [text for text in TEXTS if text.method]
UNJUDGED = [
    (text, line) for text in TEXTS for line in text.proof if isinstance(line, ProofLine) and line.unjudged
]
HELD = {ClaimVerdict.HOLDS}


def used(steps: tuple[Step, ...]) -> set[str]:
    return {rule.name for step in steps for rule in step.rules} | {
        name for step in steps for name in used(step.substeps)
    }


def verdicts(block: str) -> set[ClaimVerdict]:
    return {claim.verdict for claim in derive(block).document.claims}


def test_every_rule_has_one_place_in_the_chapters() -> None:
    assert Counter(written()) == Counter(rule.name for rule in CATALOGUE)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.rule.slug)
def test_a_rule_has_a_sentence_in_words_and_a_short_proof(text: RuleText) -> None:
    assert text.words.endswith(".")
    assert ". " not in text.words
    lines = [line for line in text.proof if isinstance(line, ProofLine)]
    assert text.method or 1 <= len(lines) <= 5
    assert not any("$" in line.reason for line in lines)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.rule.slug)
def test_each_equation_of_a_proof_holds(text: RuleText) -> None:
    for block in claims(text):
        assert verdicts(block) == HELD, block


@pytest.mark.parametrize(("text", "line"), UNJUDGED, ids=lambda each: getattr(each, "reason", ""))
def test_only_what_cannot_be_judged_is_not(text: RuleText, line: ProofLine) -> None:
    for block in claims(replace(text, proof=(replace(line, unjudged=""),))):
        try:
            found = verdicts(block)
        except MatcalcError:
            continue
        assert found != HELD, block


def test_a_false_proof_would_be_found() -> None:
    (text,) = (text for text in TEXTS if text.rule.name == "Inverse rule")
    wrong = ProofLine(r"\mathrm{d}(X^{-1}) &= X^{-1}\, \mathrm{d} X\, X^{-1}", "")
    (block,) = claims(replace(text, proof=(wrong,)))
    assert verdicts(block) == {ClaimVerdict.FALSE}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.rule.slug)
def test_an_example_uses_its_rule(text: RuleText) -> None:
    assert text.rule.name in used(derive(text.example).steps)


@pytest.mark.parametrize("text", PROVED_BY_A_METHOD, ids=lambda text: text.rule.slug)
def test_what_proves_an_identity_does_not_use_it_and_gives_the_same(text: RuleText) -> None:
    proof, stated = derive(proving(text)), derive(text.rule.example)
    assert text.rule.name not in used(proof.steps)
    assert proof.result == stated.result


def test_the_notes_are_those_of_the_chapters() -> None:
    notes = {note.stem for note in (DOCS / "Rules").iterdir()}
    assert notes == {chapter.name for chapter in chapters()}


def test_an_example_asks_what_no_other_note_asks() -> None:
    notes = Notes(DOCS, 60)
    course = (
        notes.derive(block.text, block.options(), block.file, block.line)
        for note in sorted(DOCS.glob("0[1-9] */*.md"))
        for block in blocks_of(str(note))
    )
    asked = {asking(document) for document in course}
    for text in TEXTS:
        example = asking(derive(text.example).document)
        assert example not in asked, text.rule.name
        asked.add(example)


def asking(document: Document) -> str:
    return "; ".join(map(unicode_text, document.problem))


def test_a_name_leads_to_its_section_or_to_a_note_of_the_course() -> None:
    settings = yaml.safe_load((DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8"))
    notes = [(str(note.relative_to(DOCS)), note.read_text(encoding="utf-8")) for note in DOCS.rglob("*.md")]
    index = VaultIndex.build(notes, rules=settings["plugins"][-1]["matcalc"]["rules"])
    assert index.broken_rules == {}
    targets = {rule.name: index.note_for(rule.name) for rule in CATALOGUE}
    assert [name for name, target in targets.items() if target is None] == []
    for name, target in targets.items():
        if target and target.path.startswith("Rules/"):
            (heading,) = [each for each in index.headings(target.path) if each.id == target.fragment]
            assert heading.plain == name
