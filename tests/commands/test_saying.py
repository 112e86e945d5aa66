"""Nothing that a command prints steers a terminal."""

from __future__ import annotations

import ast
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mkdocs_matcalc import commands
from mkdocs_matcalc.commands.fileblocks import blocks_of
from mkdocs_matcalc.commands.main import main
from mkdocs_matcalc.errors import MatcalcError

ESC = "\x1b[31m"
NAME = f"red{ESC}\nrow\x9b.md"
PLAIN = r"red\x1b[31m\nrow\x9b.md"
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
PATCH = shutil.which("patch")
NOTE = f"# {ESC}[[to{ESC}]]\n\n```matcalc\nd/dx x^T x\n```\n\n```matcalc\nd/dx x^T {ESC}{ESC} lgo(x)\n```\n"


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path(NAME).write_text(NOTE, encoding="utf-8")
    return NAME


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


@pytest.mark.parametrize(
    "arguments",
    [
        ("derive", NAME),
        ("derive", NAME, "--format", "json"),
        ("derive", "-"),
        ("derive", f"missing{ESC}.md"),
        ("derive", f"missing{ESC}.md", "--format", "json"),
        ("derive", NAME, "--vault", ESC),
        ("derive", NAME, "--format", ESC),
        ("derive", NAME, "--method", ESC),
        ("derive", f"--{ESC}"),
        ("derive", "a", ESC),
        ("read", NAME),
        ("read", NAME, "--format", "json"),
        ("read", f"missing{ESC}.md"),
        ("expand", NAME, "--check"),
        ("expand", NAME, "--write"),
        ("expand", f"missing{ESC}.md"),
        ("links", "."),
        ("links", ".", "--format", "json"),
        ("links", ".", "--format", "github"),
        ("links", ESC),
        ("rules", ESC),
        ("explain", ESC),
        ("assets", ESC),
        ("assets", ".", "--katex", ESC),
        (ESC,),
    ],
    ids=lambda arguments: " ".join(arguments).encode("unicode_escape").decode(),
)
def test_no_command_prints_what_steers_a_terminal(note: str, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, stdin=f"d/dx {ESC} x")
    assert done.stdout + done.stderr
    assert isinstance(done.exception, SystemExit | None)
    assert STEERING.findall(done.stdout + done.stderr) == []


def test_names_are_seen_as_they_are(note: str) -> None:
    assert run("expand", note, "--check").stdout == f"{PLAIN}:3: its derivation is not written under it\n"
    (orphan,) = json.loads(run("links", ".", "--format", "json").stdout)["orphan"]
    assert orphan["file"] == NAME


def test_the_caret_stays_under_its_column(note: str) -> None:
    *_, line, caret, _ = run("derive", note).stderr.split("\n")[:-1]
    assert line == "d/dx x^T ␛[31m␛[31m lgo(x)"
    assert line[: caret.index("^")] == "d/dx x^T ␛[31m␛"


@pytest.mark.skipif(PATCH is None, reason="there is no patch here")
def test_a_patch_keeps_every_byte_where_no_terminal_shows_it(note: str) -> None:
    patch = run("expand", note).stdout_bytes
    before = Path(note).read_bytes()
    subprocess.run([str(PATCH), "--silent"], input=patch, check=True)
    after = Path(note).read_bytes()
    assert after != before
    Path(note).write_bytes(before)
    run("expand", note, "--write")
    assert Path(note).read_bytes() == after


def test_on_a_terminal_a_patch_is_legible(note: str) -> None:
    screen, terminal = pty.openpty()
    command = [sys.executable, "-m", "mkdocs_matcalc", "expand", note]
    running = subprocess.Popen(command, stdout=terminal, stderr=terminal, stdin=subprocess.DEVNULL)
    os.close(terminal)
    shown = b""
    while True:
        try:
            part = os.read(screen, 1024)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(screen)
    running.wait()
    assert "+<!-- matcalc:begin" in shown.decode()
    assert STEERING.findall(shown.decode().replace("\r\n", "\n")) == []


def test_commands_print_in_one_place() -> None:
    for path in Path(commands.__file__).parent.glob("*.py"):
        if path.name != "saying.py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
                assert name not in ("echo", "secho", "print", "ClickException"), path


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("form", ["text", "json"])
def test_what_can_t_be_written_is_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("block.txt").write_text("d/dx x^T x")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "mkdocs_matcalc", "derive", "--format", form, "block.txt"]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr == "Error: what there is to say can't be written: No space left on device\n"


def test_a_standard_input_that_is_closed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(MatcalcError, match="there is no standard input to read"):
        list(blocks_of("-"))
