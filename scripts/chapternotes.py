"""The notes on the rules, a chapter each, their list in the reference, and where a rule's name leads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

import yaml

from mkdocs_matcalc.vault import VaultIndex
from scripts.chapters import Chapter, ProofLine, RuleText, chapters
from scripts.citations import DOCS, citing, title

_SHOWN = 5
_METHODS = {"index": "entries", "differential": "differentials"}
_CONFIG = DOCS.parent / "mkdocs.yml"
_MAPPED = "        # Sections of the chapters on rules, by `python -m scripts.generate`.\n"


def pages() -> dict[str, partial[str]]:
    """For the path of each chapter's note, what writes it."""
    return {f"docs/Rules/{each.name}.md": partial(page, each) for each in chapters()}


def page(chapter: Chapter) -> str:
    """The note on a chapter as Markdown."""
    parts = [
        "---\ntags: [rules]\naliases: []\n---",
        f"# {chapter.title}",
        chapter.intro,
        *(part for text in chapter.rules for part in _section(text)),
        _way_on(chapter),
    ]
    return "\n\n".join(parts) + "\n"


def listed() -> str:
    """The rules by chapter, as a table with links."""
    rows = (
        f"| [[{chapter.name}\\|{chapter.title}]] | "
        + ", ".join(f"[[{place(chapter, text)}\\|{text.rule.name}]]" for text in chapter.rules)
        + " |"
        for chapter in chapters()
    )
    return "\n".join(["| chapter | rules |", "| --- | --- |", *rows])


def place(chapter: Chapter, text: RuleText) -> str:
    """A rule's section, as a link names it."""
    return f"{chapter.name}#{text.rule.name}"


def config() -> str:
    """`mkdocs.yml` with a place for each rule that no note of the course is about."""
    text = _CONFIG.read_text(encoding="utf-8")
    before, after = re.split(rf"{re.escape(_MAPPED)}(?: {{8}}.*\n)*", text)
    by_hand = yaml.safe_load(before)["plugins"][-1]["matcalc"]["rules"]
    course = ((str(note.relative_to(DOCS)), note.read_text(encoding="utf-8")) for note in _course())
    index = VaultIndex.build(course)
    lines = (
        f"        {_scalar(text.rule.name)}: {_scalar(f'Rules/{place(chapter, text)}')}\n"
        for chapter in chapters()
        for text in chapter.rules
        if text.rule.name not in by_hand and index.note_for(text.rule.name) is None
    )
    return "".join([before, _MAPPED, *lines, after])


def _course() -> Iterable[Path]:
    return sorted(DOCS.glob("0[1-9] */*.md"))


def _scalar(text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if ": " in text else text


def _section(text: RuleText) -> Iterator[str]:
    rule = text.rule
    yield f"## {rule.name}"
    yield f"$$\n{rule.statement}\n$$"
    if rule.condition:
        yield f"Condition: {rule.condition}."
    yield text.words
    if text.method:
        yield f"A proof by {_METHODS[text.method]}:"
        yield _block(proving(text))
    if text.proof:
        yield "\n".join(f"> {line}".rstrip() for line in _callout(text))
    yield "An example:"
    yield _block(text.example)
    if notes := citing().get(rule.name):
        yield f"Used in {_links(notes)}."


def _callout(text: RuleText) -> list[str]:
    parts: list[str] = []
    for is_line, group in groupby(text.proof, key=lambda each: isinstance(each, ProofLine)):
        said = [_line(each) if isinstance(each, ProofLine) else each for each in group]
        parts += ["\n".join(said)] if is_line else said
    return ["[!proof] Proof", *"\n\n".join(parts).split("\n")]


def _line(line: ProofLine) -> str:
    """A line of a proof with its reason; what goes on from the line above is indented."""
    formula = line.formula.replace("&", "")
    indent = r"\quad " if formula.startswith("=") else ""
    style = r"\displaystyle " if r"\frac" in formula else ""
    return f"- ${style}{indent}{formula}$ *{line.reason}*"


def proving(text: RuleText) -> str:
    """The block that proves an identity: its example in the catalogue, by another method."""
    problem = text.rule.example.removeprefix("option method = pattern\n")
    return f"option method = {text.method}\n{problem}"


def _block(text: str) -> str:
    return f"```matcalc\n{text}\n```"


def _links(notes: tuple[Path, ...]) -> str:
    shown = ", ".join(f"[[{note.stem}|{title(note)}]]" for note in notes[:_SHOWN])
    more = len(notes[_SHOWN:])
    return f"{shown} and {more} more {'note' if more == 1 else 'notes'} of the course" if more else shown


def _way_on(chapter: Chapter) -> str:
    names = [each.name for each in chapters()]
    following = names.index(chapter.name) + 1
    if following == len(names):
        return "These were all the rules. [[07_Language_Reference#Rules|The language reference]] lists them."
    after = chapters()[following]
    return f"Next: [[{after.name}|{after.title[0].lower()}{after.title[1:]}]]."
