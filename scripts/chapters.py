"""The rules in chapters, as a book has them: the words and proofs of each, which are written by hand.

A file of `rules` is a chapter. Statements, conditions and examples are the catalogue's. In a file `\\d` and
the others of `_SHORT` stand for what a note writes out, and a line of a proof is `formula :: reason`. Where
the tests can't judge it, a third part says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.rules import CATALOGUE

FOLDER = Path(__file__).parent / "rules"
_SHORT = {
    "d": r"\mathrm{d}",
    "vecop": r"\mathop{\mathrm{vec}}",
    "softmaxrows": r"\mathop{\mathrm{softmax}}_{\text{rows}}",
    "logsumexprows": r"\mathop{\mathrm{logsumexp}}_{\text{rows}}",
} | {
    name: rf"\mathop{{\mathrm{{{name}}}}}"
    for name in ("Cov", "Var", "diag", "logsumexp", "mean", "sign", "softmax", "tr", "var")
}
_SHORTENED = re.compile(rf"\\({'|'.join(_SHORT)})(?![A-Za-z])")


@dataclass(frozen=True)
class ProofLine:
    """One line of a proof, with its reason; `unjudged` says why no test judges the formula."""

    formula: str
    reason: str
    unjudged: str = ""


@dataclass(frozen=True)
class RuleText:
    """What is written of a rule by hand.

    Attributes:
        rule: Its entry in the catalogue.
        words: What it says and what it is for, in a sentence.
        proof: Its lines, and paragraphs between them.
        letters: What the letters of the proof are, as a block declares them.
        method: The method that proves it instead, where a derivation does.
        example: A block that uses it.
    """

    rule: Rule
    words: str
    proof: tuple[ProofLine | str, ...]
    letters: str
    method: str
    example: str


@dataclass(frozen=True)
class Chapter:
    """A chapter; `name` is that of its file and of its note."""

    name: str
    title: str
    intro: str
    rules: tuple[RuleText, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """All chapters, in order."""
    return tuple(map(_chapter, sorted(FOLDER.glob("*.yml"))))


def prose() -> list[tuple[str, str]]:
    """What is said in sentences, by the name of the chapter: without statements and the lines of proofs."""
    return [
        (chapter.name, said)
        for chapter in chapters()
        for said in (chapter.intro, *(said for text in chapter.rules for said in _sentences(text)))
    ]


def written() -> list[str]:
    """The names that texts are written under, as often as they are."""
    files = (file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.yml")))
    names = re.compile(r"^  '?(\S.*?)'?:$", re.MULTILINE)
    return [name for file in files for name in names.findall(file.partition("\nrules:\n")[2])]


def _chapter(file: Path) -> Chapter:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    known = {rule.name: rule for rule in CATALOGUE}
    rules = tuple(_text(known[name], entry) for name, entry in data["rules"].items() if name in known)
    return Chapter(file.stem, data["title"], _written_out(data["intro"]).strip(), rules)


def _text(rule: Rule, entry: dict[str, Any]) -> RuleText:
    return RuleText(
        rule,
        _written_out(entry.get("words", "")),
        tuple(_proof(_written_out(entry.get("proof", "")))),
        entry.get("letters", ""),
        entry.get("by", ""),
        entry.get("example", rule.example).strip(),
    )


def _sentences(text: RuleText) -> tuple[str, ...]:
    return text.words, text.rule.condition, *(each for each in text.proof if isinstance(each, str))


def _proof(text: str) -> list[ProofLine | str]:
    rows = (re.split(r"\s+::\s+", row) for row in text.split("\n") if row.strip())
    return [row[0].strip() if len(row) == 1 else ProofLine(*map(str.strip, row)) for row in rows]


def _written_out(text: str) -> str:
    return _SHORTENED.sub(lambda found: _SHORT[found[1]], text)
