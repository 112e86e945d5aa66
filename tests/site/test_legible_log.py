"""No line of the log steers a terminal, whatever is in names, notes and links."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mkdocs_matcalc.terminal import as_utf8, legible, on_one_line

ESC = "\x1b[31m"
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
PLACE = re.compile(r"\.md:\d+:\d+: ")
NOTE = f"""# {ESC}a [[no{ESC}te]] [x](no{ESC}.md) ![[pic{ESC}.png]] [[a{ESC}#no{ESC}]]

```matcalc {ESC}
d/dx x^T {ESC} x
```

```matcalc
d/dx lgo{ESC}(x)
```

$\\foo{ESC}$ #ta{ESC}g
"""


@pytest.mark.parametrize("module", ["mkdocs", "properdocs", "zensical"])
def test_no_line_of_a_build_steers_a_terminal(tmp_path: Path, module: str) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text(f"[[a{ESC}]]", encoding="utf-8")
    (docs / f"a{ESC}.md").write_text(NOTE, encoding="utf-8")
    (docs / f"b{ESC}.md").write_text(f"---\nbad: [{ESC}\n---\n", encoding="utf-8")
    (docs / f"c{ESC}.md").write_bytes(b"\xff")
    plugin = "theme: {name: material}\nplugins: [matcalc]\n"
    settings = "markdown_extensions: [matcalc]\n" if module == "zensical" else plugin
    (tmp_path / "mkdocs.yml").write_text(f"site_name: Notes\n{settings}", encoding="utf-8")
    command = [sys.executable, "-m", module, "build", "-f", "mkdocs.yml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    ours = [line for line in (done.stdout + done.stderr).split("\n") if PLACE.search(line)]
    assert ours
    assert [line for line in ours if STEERING.search(line)] == []


def test_each_sign_takes_the_place_of_one_character() -> None:
    text = "".join(map(chr, range(0x100))) + "\u202e"
    assert len(legible(text)) == len(text)
    assert legible("a\tb\nc λ") == "a\tb\nc λ"
    assert not STEERING.search(legible(text))


def test_names_are_told_in_a_way_that_tells_them_apart() -> None:
    assert on_one_line("a\nb\x1b\x9b\u2028λ") == r"a\nb\x1b\x9b\u2028λ"
    assert as_utf8("a\udcff λ") == r"a\xff λ"
    assert as_utf8("\udcce\udcbb") == "λ"
    assert as_utf8("\ud800") == r"\ud800"


def test_the_log_is_that_of_the_host(caplog: pytest.LogCaptureFixture) -> None:
    from mkdocs_matcalc.site.mkdocs.plugin import _log

    with caplog.at_level(logging.INFO, "mkdocs.plugins.matcalc"):
        _log.warning(f"a{ESC} 100 %")
    assert [record.getMessage() for record in caplog.records] == ["matcalc: a␛[31m 100 %"]
