"""Whatever a note names, nothing is read that does not stand among the site's sources."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from site_builder import Site

SECRET = "what nobody is to read"


@pytest.mark.parametrize(
    "written",
    [
        "![[{}]]",
        "[[{}]]",
        "![[{}#Heading]]",
        "![]({})",
        "```matcalc\nusing [[{}]]\n```",
        "---\npreamble: {}\n---\n$x$",
        "$\\input{{{}}}$ $\\include{{{}}}$",
    ],
)
def test_nothing_beside_the_site_gets_into_it(
    build_site: Callable[..., Site], tmp_path: Path, written: str
) -> None:
    for path in ("secret.md", "preamble.sty", "docs/../beside/secret.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(
            f"# Heading\n\n{SECRET} $\\newcommand{{\\a}}{{{SECRET}}}$\n", encoding="utf-8"
        )
    names = ["../secret", "../secret.md", "../beside/secret.md", str(tmp_path / "secret.md"), "..\\secret.md"]
    notes = {
        f"{place}.md": written.replace("{}", name).replace("{{", "{").replace("}}", "}")
        for place, name in enumerate(names)
    }
    site = build_site(notes)
    site.warnings.clear()  # That links lead nowhere is told, and tested elsewhere.
    for file in site.root.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes()
