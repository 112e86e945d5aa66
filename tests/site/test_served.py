"""Style sheets and scripts lose comments and blanks on their way to a page, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mkdocs_matcalc.site import served as module
from mkdocs_matcalc.site.served import served

ASSETS = Path(module.__file__).parent / "assets"
NAMES = sorted(path.name for path in ASSETS.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_all_but_comments_and_blanks_is_there(name: str) -> None:
    source = (ASSETS / name).read_text(encoding="utf-8")
    comments = r"/\*.*?\*/" if name.endswith(".css") else r"^\s*//[^\n]*$"
    bare = re.sub(comments, "", source, flags=re.DOTALL | re.MULTILINE)
    assert re.sub(r"\s|;(?=\s*})", "", served(name)) == re.sub(r"\s|;(?=\s*})", "", bare)
    assert len(served(name)) < len(source)


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js")
@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".js")])
def test_scripts_are_javascript(name: str, tmp_path: Path) -> None:
    script = tmp_path / name
    script.write_text(re.sub("__[A-Z]+__", "{}", served(name)), encoding="utf-8")
    subprocess.run(["node", "--check", str(script)], check=True)


def test_selectors_keep_their_blanks() -> None:
    style = served("matcalc.css")
    assert '[data-md-color-scheme="slate"] :is(.matcalc,.matcalc-error),[' in style
    assert 'content:"✓ "' in style
