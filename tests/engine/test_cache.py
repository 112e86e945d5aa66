from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mkdocs_matcalc.engine.cache import Cache, content_key, source_digest

ANSWERS = {f"key {number}": {"latex": "2 A^\\top r" * 40, "number": number} for number in range(40)}
NOBODY = 65534


class Told(list[str]):
    """A cache's messages."""

    def cache(self, directory: Path, **settings: int) -> Cache:
        return Cache(directory, self.append, **settings)


@pytest.fixture
def told() -> Told:
    return Told()


def filled(directory: Path) -> Path:
    """A directory with answers; gives the file that holds them."""
    cache = Cache(directory)
    for key, answer in ANSWERS.items():
        cache.put(key, answer)
    cache.close()
    (file,) = (path for path in directory.iterdir() if path.is_file())
    return file


def execute(file: Path, command: str, *values: object) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(command, values)


def assert_goes_on(cache: Cache) -> None:
    """What the cache gives is what was put there, or nothing; and it keeps what is put there again."""
    # Where the file is found spoilt late, it is made anew, and what was just put there goes with it.
    for _ in range(2):
        for key, answer in ANSWERS.items():
            assert cache.get(key) in (None, answer)
            cache.put(key, answer)
    assert {key: cache.get(key) for key in ANSWERS} == ANSWERS
    cache.close()
    assert {key: cache.get(key) for key in ANSWERS} == ANSWERS
    cache.close()


def test_an_answer_outlives_its_cache(tmp_path: Path) -> None:
    first = Cache(tmp_path / "cache")
    answer = {"latex": "2 A^\\top r", "shape": ["n"], "check": {"worst": 1e-10}, "none": None}
    first.put("key", answer)
    first.close()
    second = Cache(tmp_path / "cache")
    assert second.get("key") == answer
    assert second.get("other") is None
    second.close()


def test_a_cache_that_is_not_asked_makes_no_folder(tmp_path: Path) -> None:
    Cache(tmp_path / "cache").close()
    assert not (tmp_path / "cache").exists()


def test_a_closed_cache_opens_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("key", {"a": 1})
    cache.close()
    assert cache.get("key") == {"a": 1}
    cache.close()


def test_a_new_answer_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("key", {"a": 1})
    cache.put("key", {"a": 2})
    assert cache.get("key") == {"a": 2}
    cache.close()


def other_tables(file: Path) -> None:
    file.unlink()
    execute(file, "CREATE TABLE Cache (key TEXT, mode INTEGER, value BLOB)")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(b"not a database, but as long as the header of one " * 100),
        lambda file: file.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 16),
        lambda file: os.truncate(file, file.stat().st_size // 2),
        lambda file: os.truncate(file, 50),
        other_tables,
        lambda file: execute(file, "DROP TABLE answers"),
        lambda file: execute(file, "ALTER TABLE answers RENAME COLUMN answer TO reply"),
    ],
    ids=["garbage", "garbage below a header", "half", "a header cut", "tables", "no table", "no column"],
)
def test_a_spoilt_file_is_made_anew(tmp_path: Path, told: Told, spoil: Callable[[Path], None]) -> None:
    file = filled(tmp_path)
    spoil(file)
    assert_goes_on(told.cache(tmp_path))
    assert len(told) == 1
    assert str(file) in told[0]


def test_an_empty_file_is_a_new_cache(tmp_path: Path, told: Told) -> None:
    filled(tmp_path).write_bytes(b"")
    assert_goes_on(told.cache(tmp_path))
    assert told == []


def test_no_flipped_bit_changes_an_answer(tmp_path: Path, told: Told) -> None:
    """In a small file, at each third place that holds something, which is each kind of place."""
    answers = {f"key {number}": {"number": number} for number in range(4)}
    cache = Cache(tmp_path)
    for key, answer in answers.items():
        cache.put(key, answer)
    cache.close()
    file = tmp_path / "cache.db"
    sound = file.read_bytes()
    filled_places = [place for place, byte in enumerate(sound) if byte]
    assert len(filled_places) > 400
    for place in filled_places[::3]:
        spoilt = bytearray(sound)
        spoilt[place] ^= 1 << place % 8
        file.write_bytes(spoilt)
        told.clear()
        cache = told.cache(tmp_path)
        for key, answer in answers.items():
            assert cache.get(key) in (None, answer)
        for key, answer in answers.items():
            cache.put(key, answer)
        assert {key: cache.get(key) for key in answers} == answers, place
        cache.close()
        assert {key: cache.get(key) for key in answers} == answers, place
        cache.close()
        assert len(told) <= 1


def test_an_error_whose_message_is_no_text_is_one_like_any_other(tmp_path: Path, told: Told) -> None:
    file = filled(tmp_path)
    spoilt = file.read_bytes().replace(b"TABLE answers", b"TABLE a\xeeswers")
    file.write_bytes(spoilt)
    assert_goes_on(told.cache(tmp_path))
    assert len(told) == 1


def test_what_writing_says_is_wrong_ends_nothing(
    tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk whose errors come up late."""

    class Failing(sqlite3.Connection):
        def execute(self, command: str, *values: object) -> sqlite3.Cursor:
            if command.startswith("INSERT"):
                raise sqlite3.DatabaseError("disk I/O error")
            return super().execute(command, *values)

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, factory=Failing, **named))
    cache = told.cache(tmp_path)
    for key, answer in ANSWERS.items():
        cache.put(key, answer)
        assert cache.get(key) is None
    cache.close()
    assert len(told) <= 2


@pytest.mark.parametrize("value", [None, 5, "no JSON", b"\xff\xfe", "[]", '{"other": "shape"}', ""])
def test_a_row_with_anything_else_in_it_counts_as_absent(tmp_path: Path, told: Told, value: object) -> None:
    file = filled(tmp_path)
    execute(file, "UPDATE answers SET answer = ? WHERE number > 30", value)
    cache = told.cache(tmp_path)
    assert [key for key in ANSWERS if cache.get(key) is None] == list(ANSWERS)[30:]
    assert_goes_on(cache)
    assert len(told) == 1


def test_nothing_is_ever_unpickled(tmp_path: Path, told: Told) -> None:
    ran = tmp_path / "ran"
    pickled = f"cos\nsystem\n(S'touch {ran}'\ntR.".encode()
    execute(filled(tmp_path / "cache"), "UPDATE answers SET answer = ?", pickled)
    assert_goes_on(told.cache(tmp_path / "cache"))
    assert not ran.exists()


@pytest.mark.parametrize("taken", ["file", "directory"])
def test_what_is_in_its_place_is_left_alone(tmp_path: Path, told: Told, taken: str) -> None:
    file = filled(tmp_path / "cache")
    if taken == "file":
        file.unlink()
        (file / "of the author").mkdir(parents=True)
    else:
        shutil.rmtree(tmp_path / "cache")
        (tmp_path / "cache").write_text("of the author")
    cache = told.cache(tmp_path / "cache")
    for key, answer in ANSWERS.items():
        assert cache.get(key) is None
        cache.put(key, answer)
    cache.close()
    assert len(told) == 1
    assert "can't be kept" in told[0]
    assert (file / "of the author").is_dir() or (tmp_path / "cache").read_text() == "of the author"


@contextmanager
def read_only(directory: Path) -> Iterator[None]:
    """As a user who may read the directory, but not write to it."""
    for path in (directory, *directory.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
        directory.chmod(0o755)


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A directory that every user may enter."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_directory_that_can_only_be_read_is_read(open_path: Path, told: Told) -> None:
    filled(open_path / "cache")
    with read_only(open_path / "cache"):
        cache = told.cache(open_path / "cache")
        cache.put("another", {"a": 1})
        cache.put("and another", {"a": 1})
        assert {key: cache.get(key) for key in ANSWERS} == ANSWERS
        assert cache.get("another") is None
        cache.close()
    assert len(told) == 1
    assert "can't be kept" in told[0]


def test_a_spoilt_file_that_can_only_be_read_is_left(open_path: Path, told: Told) -> None:
    file = filled(open_path / "cache")
    file.write_bytes(b"garbage " * 1000)
    with read_only(open_path / "cache"):
        cache = told.cache(open_path / "cache")
        cache.put("key", {"a": 1})
        assert cache.get("key") is None
        cache.close()
    assert len(told) == 1


def test_an_empty_directory_that_can_only_be_read(open_path: Path, told: Told) -> None:
    with read_only(open_path):
        cache = told.cache(open_path / "cache")
        cache.put("key", {"a": 1})
        assert cache.get("key") is None
        cache.close()
    assert len(told) == 1


def test_on_a_full_disk_what_is_kept_is_still_read(tmp_path: Path, told: Told) -> None:
    file = filled(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    cache = told.cache(tmp_path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, hard))
    try:
        for number in range(100):
            cache.put(f"new {number}", {"long": "x" * 50_000})
        assert {key: cache.get(key) for key in ANSWERS} == ANSWERS
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    cache.close()
    assert len(told) == 1
    assert "can't be kept" in told[0]
    assert_goes_on(cache)


def test_a_file_that_another_program_holds_is_not_waited_for_twice(
    tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, timeout=0.1, **named))
    with closing(connect(filled(tmp_path), isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        cache = told.cache(tmp_path)
        for number in range(100):
            cache.put(f"new {number}", {"a": 1})
        assert {key: cache.get(key) for key in ANSWERS} == ANSWERS
        holder.execute("ROLLBACK")
        cache.close()
    assert len(told) == 1


def test_it_stays_below_its_limit_and_keeps_what_is_new(tmp_path: Path, told: Told) -> None:
    cache = told.cache(tmp_path, limit=200_000)
    cache.put("too large", {"long": "x" * 300_000})
    for number in range(500):
        cache.put(f"key {number}", {"long": f"{number}" * 1000})
    assert cache.get("too large") is None
    assert cache.get("key 0") is None
    assert all(cache.get(f"key {number}") for number in range(480, 500))
    cache.close()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 300_000
    assert told == []


_BUILD = """
import sys
from pathlib import Path
from mkdocs_matcalc.engine.cache import Cache
told = []
cache = Cache(Path(sys.argv[1]), told.append)
for number in range(100):
    known = cache.get(f"key {number}")
    assert known in (None, {"number": number}), known
    cache.put(f"key {number}", {"number": number})
    assert cache.get(f"key {number}") == {"number": number}
cache.close()
assert told == [], told
"""


def test_builds_at_once_share_a_directory(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _BUILD, str(tmp_path / "cache")]
    builds = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [build.communicate()[1] for build in builds] == [""] * 4
    cache = Cache(tmp_path / "cache")
    assert all(cache.get(f"key {number}") for number in range(100))
    cache.close()


def test_keys_depend_on_content_alone() -> None:
    key = content_key("d/dx f", {"method": "chain", "steps": "brief"}, "1.14")
    assert key == content_key("d/dx f", {"steps": "brief", "method": "chain"}, "1.14")
    assert key != content_key("d/dx f", {"steps": "brief"}, "1.14")
    assert key != content_key("d/dx g", {"method": "chain", "steps": "brief"}, "1.14")
    assert key != content_key("d/dx f", {"method": "chain", "steps": "brief"}, "1.15")


def test_a_digest_changes_with_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("a = 1")
    before = source_digest([file])
    assert before == source_digest([file])
    file.write_text("a = 2")
    assert before != source_digest([file])
