"""Style sheets and scripts lose what means nothing on their way to a page, and nothing else."""

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
def test_all_that_means_something_is_there(name: str) -> None:
    source = (ASSETS / name).read_text(encoding="utf-8")
    comments = r"/\*.*?\*/" if name.endswith(".css") else r"^\s*//[^\n]*$"
    bare = re.sub(comments, "", source, flags=re.DOTALL | re.MULTILINE)
    assert meaning(served(name), name) == meaning(bare, name)
    assert len(served(name)) < len(source)


def meaning(text: str, name: str) -> str:
    """A file without blanks; of a style sheet, numbers and the values of attributes in one spelling, too."""
    if name.endswith(".css"):
        text = re.sub(r"(?<![\d.])0(?=\.\d)", "", re.sub(r'="(\w+)"\]', r"=\1]", text))
    return re.sub(r"\s|;(?=\s*})", "", text)


def test_strings_templates_and_expressions_of_a_script_stay_as_they_are() -> None:
    assert '"article, [role=main], main, .matcalc-linked"' in served("previews.js")
    assert "`Next line (${count} of ${steps.length})`" in served("matcalc.js")
    assert r"/(?:^|[^\s.]{2})[.!?…]" in served("previews.js")
    assert "const lines=(block)=>[...block.querySelectorAll(" in served("matcalc.js")


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js")
@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".js")])
def test_scripts_are_javascript(name: str, tmp_path: Path) -> None:
    script = tmp_path / name
    script.write_text(re.sub("__[A-Z]+__", "{}", served(name)), encoding="utf-8")
    subprocess.run(["node", "--check", str(script)], check=True)


def test_selectors_keep_their_blanks() -> None:
    style = served("matcalc.css")
    assert ":is([data-md-color-scheme=slate],[data-bs-theme=dark]) :is(.matcalc,.matcalc-error){" in style
    assert 'content:"✓ "' in style
