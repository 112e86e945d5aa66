from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mkdocs_matcalc.cache import Cache, content_key, source_digest


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


def test_nothing_is_ever_unpickled(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("key", {"a": 1})
    cache.close()
    with sqlite3.connect(tmp_path / "cache.db") as database:
        database.execute("UPDATE Cache SET mode = 4, value = ?", (b"cos\nsystem\n(S'exit 1'\ntR.",))
    database.close()
    assert cache.get("key") is None
    cache.close()


def test_a_damaged_row_counts_as_absent(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("key", {"a": 1})
    cache.close()
    with sqlite3.connect(tmp_path / "cache.db") as database:
        database.execute("UPDATE Cache SET value = ?", (b"damaged",))
    database.close()
    assert cache.get("key") is None
    cache.put("key", {"a": 2})
    assert cache.get("key") == {"a": 2}
    cache.close()


def test_a_file_that_is_no_cache_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache.db").write_bytes(b"not a database, but as long as the header of one " * 100)
    with pytest.raises(OSError, match="delete that folder"):
        Cache(tmp_path).get("key")


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
