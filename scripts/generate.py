"""Writes the files that follow from the parser's tables: `python -m scripts.generate`.

They are committed, and a test fails when one of them is not what this would write.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts import chapternotes, errornames, reference, textmate, unsupported
from scripts.words import words

ROOT = Path(__file__).parents[1]


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


FILES: dict[str, Callable[[], str]] = {
    "mkdocs_matcalc/highlight/words.json": lambda: _json(words()),
    "editors/vscode/syntaxes/matcalc.tmLanguage.json": lambda: _json(textmate.grammar(words())),
    "editors/vscode/syntaxes/matcalc.markdown-injection.json": lambda: _json(textmate.injection()),
    "docs/User Guide/12_Limits.md": unsupported.page,
    "docs/User Guide/07_Language_Reference.md": reference.page,
    "docs/User Guide/10_Messages.md": errornames.page,
    **chapternotes.pages(),
    "mkdocs.yml": chapternotes.config,
}


def main() -> None:
    for name, text in FILES.items():
        (ROOT / name).parent.mkdir(exist_ok=True)
        (ROOT / name).write_text(text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
