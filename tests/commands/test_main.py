"""The command line, with an engine that knows a few blocks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result

from mkdocs_matcalc.commands.formats import FORMATS
from mkdocs_matcalc.commands.main import main
from mkdocs_matcalc.engine.answer import answer, answered
from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place
from mkdocs_matcalc.limits import tick
from mkdocs_matcalc.options import OPTIONS
from mkdocs_matcalc.render.document import Check, Document
from tests.by_hand import document, result, rule, step

STATEMENT = r"\mathrm{d}\lVert r \rVert^2 = 2 r^\top \mathrm{d}r"
RULE = rule("squared norm", "squared-norm", STATEMENT, "$r$ real")
GRADIENT = result(r"\frac{\partial f}{\partial x}", "2 x", numpy="code = 1\n")
DOCUMENT = document(
    problem=(r"f = \lVert x \rVert^2",),
    steps=(step(r"\mathrm{d}f = 2 x^\top \mathrm{d}x", (RULE,)),),
    results=(GRADIENT,),
    check=Check(3, 1e-10),
)
NOTE = """\
# A note

```matcalc method=chain
d/dx ||x||^2
```

> - in a list
>
>   ```matcalc
>   λ = 1
>   sine(x)
>   ```

````
```matcalc
an example
```
````
"""


def fake(text: str, options: dict[str, str], imports: dict[str, Any], macros: str) -> Document:
    with answered(text, options):
        if "crash" in text:
            raise ZeroDivisionError("divided")
        for number, line in enumerate(text.split("\n"), 1):
            if "sine" in line:
                place = Place(number, line.index("sine") + 1, line)
                raise MatcalcError(
                    ErrorName.UNKNOWN_NAME, "unknown function `sine`", place, "did you mean `sin`?"
                )
        return replace(DOCUMENT, options=options)


@pytest.fixture(autouse=True)
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mkdocs_matcalc.engine.compute.answer", fake)
    entry = {
        "name": RULE.name,
        "slug": RULE.slug,
        "statement": STATEMENT,
        "condition": "$r$ real",
        "example": "d/dx ||x||^2",
    }
    monkeypatch.setattr("mkdocs_matcalc.engine.compute.rules", lambda: [entry])


def run(*arguments: str, stdin: str | bytes = "d/dx ||x||^2") -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def test_text_from_standard_input() -> None:
    done = run("derive")
    assert done.exit_code == 0
    assert "∂f/∂x = 2 x   ∈ ℝⁿ" in done.stdout
    assert "squared norm" in done.stdout


MARKS = {"latex": r"\begin{aligned}", "markdown": "$$\n", "text": "df = 2 xᵀ dx", "html": "<!doctype html>"}


def test_the_mark_of_each_format_is_known() -> None:
    assert MARKS.keys() == FORMATS.keys()


@pytest.mark.parametrize(("form", "mark"), MARKS.items())
def test_each_format(form: str, mark: str) -> None:
    done = run("derive", "-", "--format", form)
    assert done.exit_code == 0
    assert mark in done.stdout


def test_html_is_a_page_that_asks_for_nothing() -> None:
    page = BeautifulSoup(run("derive", "--format", "html").stdout, "html.parser")
    assert page.section["id"] == "derivation"
    assert page.title.text == "f = ‖x‖²"
    assert page.select("script, link, [src], [style]") == []
    assert page.select_one(".matcalc-result math")["alttext"] == "∂f/∂x = 2 x"


def test_html_has_all_blocks_of_a_note_on_one_page(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("```matcalc\nd/dx a\n```\n\n```matcalc\nd/dx b\n```\n", encoding="utf-8")
    page = BeautifulSoup(run("derive", str(note), "--format", "html").stdout, "html.parser")
    assert [each["id"] for each in page.select("body section")] == ["derivation", "derivation-2"]


def test_json_is_the_contract() -> None:
    done = run("derive", "--format", "json", "--method", "chain", "--layout", "numerator", "--steps", "full")
    data = json.loads(done.stdout)
    assert done.exit_code == 0
    assert data["results"][0]["wrt"] == "x"
    assert data["results"][0]["shape"] == ["n"]
    assert data["results"][0]["numpy"] == "code = 1\n"
    assert data["steps"][0]["rule"] == "squared norm"
    assert data["check"] == {"points": 3, "worst": 1e-10, "how": "numbers", "bound": None}
    assert data["options"] == {"method": "chain", "layout": "numerator", "steps": "full"}


def test_an_error_shows_the_place_on_standard_error() -> None:
    done = run("derive", stdin="a = 1\nd/dx sine(x)")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert (
        "line 2, column 6: unknown function `sine` [unknown-name]\n"
        "d/dx sine(x)\n     ^\nHint: did you mean `sin`?" in done.stderr
    )


def test_an_error_in_json_is_on_standard_output() -> None:
    done = run("derive", "--format", "json", stdin="sine(x)")
    assert done.exit_code == 1
    error = json.loads(done.stdout)["error"]
    assert (error["message"], error["line"], error["column"]) == ("unknown function `sine`", 1, 1)
    assert error["hint"] == "did you mean `sin`?"
    assert done.stderr == ""


def test_a_file_of_any_suffix_is_one_block(tmp_path: Path) -> None:
    file = tmp_path / "block.txt"
    file.write_bytes("\ufeffd/dx ||x||^2 λ\r\n".encode())
    assert run("derive", str(file)).exit_code == 0


def test_every_block_of_a_note_is_derived(tmp_path: Path) -> None:
    note = tmp_path / "my note.md"
    note.write_text(NOTE, encoding="utf-8")
    done = run("derive", str(note))
    assert done.exit_code == 1
    assert "∂f/∂x = 2 x" in done.stdout
    said = "line 11, column 5: unknown function `sine` [unknown-name]\n>   sine(x)\n    ^"
    assert f"{note}: {said}" in done.stderr

    first, second = json.loads(run("derive", str(note), "--format", "json").stdout)
    assert first["options"] == {"method": "chain"}
    assert (second["error"]["line"], second["error"]["column"]) == (11, 5)


def test_a_note_with_one_block_keeps_the_contract(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("```matcalc method=chain\nd/dx x\n```\n", encoding="utf-8")
    data = json.loads(run("derive", str(note), "--format", "json", "--method", "differential").stdout)
    assert data["options"] == {"method": "differential"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no block", "has no matcalc block"),
        ("text\n\n```matcalc\nd/dx x\n", "line 3, column 1: this matcalc block is never closed"),
        ('```matcalc steps="full\nx\n```', "line 1, column 1: the options of this block can't be read"),
    ],
)
def test_a_note_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    note = tmp_path / "note.md"
    note.write_text(text, encoding="utf-8")
    done = run("derive", str(note))
    assert done.exit_code == 1
    assert message in done.stderr
    assert json.loads(run("derive", str(note), "--format", "json").stdout)["error"]["hint"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_files_that_cannot_be_read(tmp_path: Path, form: str) -> None:
    binary = tmp_path / "image.png"
    binary.write_bytes(b"\x89PNG\xff\xfe")
    for file, message in (
        (tmp_path / "missing.md", "No such file"),
        (tmp_path, "can't be read"),
        (binary, "no UTF-8 text (see its byte 1)"),
        ("a\0b", "can't be read"),
    ):
        done = run("derive", str(file), "--format", form)
        assert done.exit_code == 1
        assert isinstance(done.exception, SystemExit)
        said = json.loads(done.stdout)["error"]["message"] if form == "json" else done.stderr
        assert message in said


def test_undecodable_standard_input() -> None:
    done = run("derive", stdin=b"d/dx \xff")
    assert done.exit_code == 1
    assert "byte 6" in done.stderr


@pytest.mark.usefixtures("our_mistakes")
def test_an_engine_that_fails_is_no_traceback() -> None:
    done = run("derive", "--format", "json", stdin="crash")
    assert done.exit_code == 1
    error = json.loads(done.stdout)["error"]
    assert "the mistake is ours" in error["message"]
    assert "ZeroDivisionError: divided" in error["report"]
    assert "```matcalc\ncrash\n```" in error["report"]


def test_the_time_limit_is_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: Any) -> NoReturn:
        while True:
            tick()

    monkeypatch.setattr("mkdocs_matcalc.engine.compute.answer", slow)
    done = run("derive", "--timeout", "0.01")
    assert done.exit_code == 1
    assert "this derivation took longer than 0.01 s and was stopped" in done.stderr
    assert "`timeout` (`--timeout` on the command line)" in done.stderr
    assert run("derive", "--timeout", "-1").exit_code == 2
    assert run("derive", "--timeout", "nan").exit_code == 2
    assert run("derive", "--memory", "nan").exit_code == 2


@pytest.mark.parametrize("command", ["derive", "expand"])
def test_the_limit_of_memory_is_one_and_other_blocks_are_derived(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    def greedy(text: str, *around: Any) -> Document:
        held = []
        while "greedy" in text:
            held.append(bytearray(b"x" * 10**6))
            tick()
        return fake(text, *around)

    monkeypatch.setattr("mkdocs_matcalc.engine.compute.answer", greedy)
    note = tmp_path / "note.md"
    note.write_text("```matcalc\ngreedy\n```\n\n```matcalc\nd/dx ||x||^2\n```\n", encoding="utf-8")
    done = run(command, str(note), "--memory", "30")
    assert done.exit_code == 1
    assert f"{note}: " in done.stderr
    assert "this derivation took more than 30 MB of memory and was stopped" in done.stderr
    assert "`memory` (`--memory` on the command line)" in done.stderr
    assert "2" in done.stdout
    assert run(command, str(note), "--memory", "-1").exit_code == 2


def test_an_unknown_format_says_which_there_are() -> None:
    done = run("derive", "--format", "pdf")
    assert done.exit_code == 2
    assert "latex" in done.stderr


def test_options_of_a_block_are_said_as_blocks_have_them() -> None:
    said = " ".join(run("derive", "--help").stdout.split())
    for name in ("method", "layout", "steps", "code"):
        assert f"--{name} TEXT" in said
        assert f"{', '.join(OPTIONS[name].values)}." in said


def test_the_rules_are_listed() -> None:
    done = run("rules")
    assert done.exit_code == 0
    assert done.stdout == "squared-norm  squared norm\n"


@pytest.mark.parametrize("name", ["squared-norm", "Squared Norm"])
def test_one_rule_is_shown(name: str) -> None:
    done = run("rules", name)
    assert done.exit_code == 0
    assert "d‖r‖² = 2 rᵀ dr" in done.stdout
    assert "Condition: r real" in done.stdout
    assert "d/dx ||x||^2" in done.stdout


def test_an_unknown_rule_names_the_nearest() -> None:
    done = run("rules", "square-norm")
    assert done.exit_code == 1
    assert "did you mean squared-norm?" in done.stderr


def test_output_is_utf8_in_any_locale() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs_matcalc", "derive", "λ.txt"],
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 1
    assert "λ.txt: this file can't be read" in done.stderr.decode("utf-8")


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "mkdocs_matcalc", "--help"], capture_output=True, check=True)
    assert b"derive" in done.stdout


def test_help_imports_no_sympy() -> None:
    script = "import sys, mkdocs_matcalc.commands.main; print('sympy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.fixture
def _real_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mkdocs_matcalc.engine.compute.answer", answer)


@pytest.mark.usefixtures("_real_engine")
def test_every_error_of_a_block_is_printed(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# A\n\n```matcalc\nd/dx lgo(x)\nd/du u v\n```\n", encoding="utf-8")
    said = run("derive", str(note)).stderr
    assert f"{note}: line 4, column 6: `lgo` is no function" in said
    assert "line 5, column 8: shapes do not fit" in said
    answer = json.loads(run("derive", str(note), "--format", "json").stdout)
    assert [error["line"] for error in answer["errors"]] == [4, 5]
    assert answer["error"] == answer["errors"][0]


@pytest.mark.usefixtures("_real_engine")
def test_a_note_may_use_its_neighbours_and_those_of_its_vault(tmp_path: Path) -> None:
    folder = tmp_path / "02 Losses"
    folder.mkdir()
    (tmp_path / "Setup.md").write_text("```matcalc\nL = w^T w\ndL/dw\n```\n", encoding="utf-8")
    note = folder / "note.md"
    note.write_text("```matcalc\nusing [[Setup]]\ndL/dw\n```\n", encoding="utf-8")
    alone = run("derive", str(note))
    assert alone.exit_code == 1
    assert "line 2, column 1: `[[Setup]]` leads to no note" in alone.stderr
    done = run("derive", str(note), "--vault", str(tmp_path))
    assert done.exit_code == 0
    assert "∂L/∂w = 2 w" in done.stdout


@pytest.mark.usefixtures("_real_engine")
@pytest.mark.parametrize("command", ["derive", "expand", "read"])
@pytest.mark.parametrize(
    ("used", "said"),
    [
        (b"Words\ncaf\xe9\n", "Setup.md:2:4: this note is no UTF-8 text (see its byte 10)"),
        (
            b"---\nmade: {{date}}\n---\n",
            "Setup.md:2:8: the front matter can't be read (found unhashable key)",
        ),
    ],
)
def test_a_note_that_is_used_and_can_not_be_read_is_named(
    tmp_path: Path, command: str, used: bytes, said: str
) -> None:
    (tmp_path / "Setup.md").write_bytes(used)
    note = tmp_path / "note.md"
    note.write_text("```matcalc\nusing [[Setup]]\ndL/dw\n```\n", encoding="utf-8")
    done = run(command, str(note))
    assert done.exit_code == 1
    assert f"`[[Setup]]` is not published: {said}" in done.stderr


@pytest.mark.usefixtures("_real_engine")
def test_an_error_in_a_note_that_is_used_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "Setup.md").write_text("# A\n\n```matcalc\nw in R^n\nL = w w\n```\n", encoding="utf-8")
    note = tmp_path / "note.md"
    note.write_text("```matcalc\nusing [[Setup]]\ndL/dw\n```\n", encoding="utf-8")
    assert f"{note}: Setup.md:5, column 7: shapes do not fit" in run("derive", str(note)).stderr
