"""`matcalc expand`, with an engine that knows one block."""

from __future__ import annotations

import os
import resource
import shutil
import stat
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mkdocs_matcalc.commands.expansion import END
from mkdocs_matcalc.commands.main import main
from mkdocs_matcalc.commands.rewrite import rewrite
from mkdocs_matcalc.engine.answer import answered
from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place
from mkdocs_matcalc.render.document import Document
from tests.by_hand import document

PATCH = shutil.which("patch")
NOTE = "# λ\r\n\r\n```matcalc\r\nd/dx f\r\n```"


def answer(text: str, options: dict[str, str], imports: dict[str, Any], macros: str) -> Document:
    with answered(text, options):
        if "crash" in text:
            raise ZeroDivisionError("divided")
        if "wrong" in text:
            first = MatcalcError(ErrorName.UNKNOWN_NAME, "unknown", Place(1, 1, text), "say it right")
            raise MatcalcError.together([first, MatcalcError(ErrorName.UNKNOWN_NAME, "and more")])
        used = [block["text"] for blocks in imports.values() for block in blocks]
        layout = (options["layout"],) if "layout" in options else ()
        return document((", ".join((text, *layout)), *used))


@pytest.fixture(autouse=True)
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mkdocs_matcalc.engine.compute.answer", answer)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    file = tmp_path / "my λ note.md"
    file.write_bytes(NOTE.encode())
    return file


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["expand", *map(str, arguments)])


def test_a_dry_run_shows_a_patch_and_changes_nothing(note: Path) -> None:
    before = note.read_bytes()
    done = run(note)
    assert done.exit_code == 0
    assert note.read_bytes() == before
    patch = done.stdout_bytes.decode()
    assert patch.startswith(f"--- {note}\n+++ {note}\n@@ -2,4 +2,13 @@\n")
    assert "\n-```\n\\ No newline at end of file\n+```\r\n+<!-- matcalc:begin " in patch
    assert patch.endswith(f"+{END}\n\\ No newline at end of file\n")


@pytest.mark.skipif(PATCH is None, reason="there is no patch here")
def test_the_patch_makes_what_writing_makes(note: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_bytes(note.read_bytes())
    patch = run(note).stdout_bytes
    subprocess.run([str(PATCH), "--binary", "--silent", other], input=patch, check=True)
    run(note, "--write")
    assert other.read_bytes() == note.read_bytes()


def test_writing_checking_and_removing(note: Path) -> None:
    before = note.read_bytes()
    done = run(note, "--check")
    assert (done.exit_code, done.stdout) == (1, f"{note}:3: its derivation is not written under it\n")
    assert run(note, "--write").exit_code == 0
    assert b"\r\n\\begin{aligned}\r\n& d/dx f\r\n\\end{aligned}\r\n$$" in note.read_bytes()
    assert run(note, "--check").stdout == run(note).stdout == run(note, "--write").stdout == ""

    note.write_bytes(note.read_bytes().replace(b"d/dx f", b"d/dx g", 1))
    done = run(note, "--check")
    assert (done.exit_code, done.stdout) == (1, f"{note}:3: its derivation is out of date\n")
    assert run(note, "--remove", "--check").exit_code == 1
    assert run(note, "--remove", "--write").exit_code == 0
    assert note.read_bytes() == before.replace(b"d/dx f", b"d/dx g")
    assert run(note, "--remove", "--check").exit_code == 0


def test_checking_says_what_else_is_wrong(note: Path) -> None:
    run(note, "--write")
    with note.open("ab") as file:
        file.write(b"\n\n```matcalc\nwrong\n```\n")
    done = run(note, "--check")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "unknown [unknown-name]" in done.stderr
    said = "no derivation is stale, but what is said above stands in the way; the exit status is 1\n"
    assert done.stderr.endswith(said)
    note.write_bytes(note.read_bytes().replace(b"d/dx f", b"d/dx g", 1))
    done = run(note, "--check")
    assert (done.exit_code, done.stdout) == (1, f"{note}:3: its derivation is out of date\n")
    assert "some derivations are stale, but" in done.stderr


def test_permissions_are_kept_and_nothing_is_left_behind(note: Path) -> None:
    note.chmod(0o640)
    run(note, "--write")
    assert stat.S_IMODE(note.stat().st_mode) == 0o640
    assert list(note.parent.iterdir()) == [note]


def test_a_link_stays_a_link(note: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.md"
    link.symlink_to(note)
    run(link, "--write")
    assert link.is_symlink()
    assert END in note.read_text(encoding="utf-8")


def test_a_file_keeps_all_its_names(note: Path, tmp_path: Path) -> None:
    other, link = tmp_path / "other.md", tmp_path / "link.md"
    other.hardlink_to(note)
    link.symlink_to(other)
    note.chmod(0o640)
    assert run(link, "--write").exit_code == 0
    assert END in note.read_text(encoding="utf-8")
    assert note.samefile(other)
    assert note.samefile(link)
    assert stat.S_IMODE(note.stat().st_mode) == 0o640
    assert set(tmp_path.iterdir()) == {note, other, link}


@pytest.mark.parametrize("part", [0.0, 0.5, 1.1], ids=["nothing", "half of it", "it, but not what is new"])
def test_a_file_with_two_names_that_can_not_be_written_whole_is_what_it_was(
    note: Path, tmp_path: Path, part: float
) -> None:
    other = tmp_path / "other.md"
    other.hardlink_to(note)
    before = note.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(len(before) * part), hard))
    try:
        done = run(note, "--write")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert done.exit_code == 1
    assert "this file can't be read or written: File too large" in done.stderr
    assert note.read_bytes() == before
    assert set(tmp_path.iterdir()) == {note, other}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file to someone else")
def test_a_file_keeps_its_owner() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        file = folder / "note.md"
        file.write_bytes(b"text")
        file.chmod(0o666)
        os.chown(file, 1234, 1234)
        os.seteuid(4321)
        try:
            rewrite(file, b"text", b"expanded")
        finally:
            os.seteuid(0)
        assert file.read_bytes() == b"expanded"
        assert (file.stat().st_uid, file.stat().st_gid) == (1234, 1234)
        assert list(folder.iterdir()) == [file]


def test_a_note_that_is_up_to_date_is_not_written(note: Path) -> None:
    run(note, "--write")
    before = note.stat().st_ino, note.stat().st_mtime_ns
    run(note, "--write")
    assert (note.stat().st_ino, note.stat().st_mtime_ns) == before


@pytest.mark.parametrize("way", ["--write", "--check"])
@pytest.mark.usefixtures("our_mistakes")
def test_a_wrong_block_is_told_and_the_others_are_written(note: Path, way: str) -> None:
    note.write_bytes(b"- item\n\n  ```matcalc\n  wrong\n  ```\n\n```matcalc\ncrash\n```\n" + NOTE.encode())
    done = run(note, way)
    assert done.exit_code == 1
    assert f"{note}: line 4, column 3: unknown [unknown-name]\n  wrong\n  ^\nHint: say it" in done.stderr
    assert f"{note}: line 3, column 3: and more" in done.stderr
    assert "the mistake is ours, not yours" in done.stderr
    assert "Found: ZeroDivisionError: divided" in done.stderr
    assert (END.encode() in note.read_bytes()) is (way == "--write")


@pytest.mark.parametrize("folder", ["sub", ""])
def test_a_block_may_use_another_note(note: Path, tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "Other.md").write_text("```matcalc\ng = h\n```\n", encoding="utf-8")
    note.write_text("```matcalc\nusing [[Other]]\nd/dx g\n```\n", encoding="utf-8")
    done = run(note, "--write", *(["--vault", tmp_path] if folder else []))
    assert done.exit_code == 0
    assert "g & = h\n\\end{aligned}\n$$" in note.read_text(encoding="utf-8")


def test_each_file_is_worked_on_though_another_fails(note: Path, tmp_path: Path) -> None:
    binary = tmp_path / "image.png"
    binary.write_bytes(b"\x89PNG\xff")
    done = run(binary, tmp_path / "missing.md", tmp_path, "a\0b", note, "--write")
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "no UTF-8 text (see its byte 1)" in done.stderr
    assert "missing.md: this file can't be read or written: No such file" in done.stderr
    assert END in note.read_text(encoding="utf-8")


def test_checking_and_writing_exclude_each_other(note: Path) -> None:
    done = run(note, "--write", "--check")
    assert done.exit_code == 2
    assert "--check" in done.stderr


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "note.md"
    file.write_bytes(b"newer")
    with pytest.raises(MatcalcError, match="changed meanwhile"):
        rewrite(file, b"older", b"expanded")
    assert file.read_bytes() == b"newer"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_is_gone_meanwhile_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(MatcalcError, match="changed meanwhile"):
        rewrite(tmp_path / "note.md", b"older", b"expanded")
    assert list(tmp_path.iterdir()) == []


def test_a_protected_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "note.md"
    file.write_bytes(b"text")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(MatcalcError, match="write-protected"):
        rewrite(file, b"text", b"expanded")
    assert file.read_bytes() == b"text"


def test_options_are_for_blocks_that_do_not_say(note: Path) -> None:
    blocks = "```matcalc\nd/dx f\n```\n\n```matcalc layout=denominator\nd/dx g\n```\n"
    note.write_text(blocks, encoding="utf-8")
    assert run(note, "--write", "--layout", "numerator").exit_code == 0
    written = note.read_text(encoding="utf-8")
    assert written.index("d/dx f, numerator") < written.index("d/dx g, denominator")
