"""The golden derivations: Markdown files of blocks, each with its lines; `make goldens` writes them anew."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs_matcalc import derive
from mkdocs_matcalc.render.latex import latex

HERE = Path(__file__).parent
# Each file, and the options that its blocks are derived with.
FILES: dict[str, dict[str, str]] = {
    "goldens.md": {},
    "goldens_by_index.md": {"method": "index"},
    "losses.md": {},
    "stationary.md": {},
}
_GOLDEN = re.compile(
    r"^## (?P<name>.+?)\n\n```matcalc\n(?P<block>.*?)\n```(?:\n\n```text\n(?P<text>.*?)\n```)?$",
    re.MULTILINE | re.DOTALL,
)


def goldens(file: str) -> list[tuple[str, str, str]]:
    """The name, the block and the lines of each derivation in a file."""
    text = (HERE / file).read_text(encoding="utf-8")
    return [(match["name"], match["block"], match["text"] or "") for match in _GOLDEN.finditer(text)]


def lines(block: str, options: dict[str, str]) -> str:
    """A derivation as text: each line, and indented under it its rules, condition and note."""
    text = []
    document = derive(block, **options).document
    for step in document.steps:
        beside = [", ".join(rule.name for rule in step.rules), step.condition.source, step.note.source]
        text += [step.latex, "    " + " | ".join(part for part in beside if part)]
    for result in document.results:
        text.append(rf"{latex(result.label)} = {result.latex} \in {latex(result.space)}")
        if result.where:
            text.append(f"    where {latex(result.where)}")
    return "\n".join(text)


def written(file: str) -> str:
    """A file as its blocks are derived now."""

    def anew(match: re.Match[str]) -> str:
        derived = lines(match["block"], FILES[file])
        return f"## {match['name']}\n\n```matcalc\n{match['block']}\n```\n\n```text\n{derived}\n```"

    return _GOLDEN.sub(anew, (HERE / file).read_text(encoding="utf-8"))
