"""What `matcalc assets` puts into a site, for programs that run the Markdown extension alone."""

from __future__ import annotations

from pathlib import Path

import yaml
from click.testing import CliRunner

from mkdocs_matcalc.commands.main import main


def test_each_file_is_listed_and_there(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["assets", str(tmp_path)])
    assert result.exit_code == 0
    settings = yaml.safe_load(result.output)
    assert settings["extra_css"][0] == "assets/matcalc/matcalc.css"
    assert "assets/matcalc/previews.js" in settings["extra_javascript"]
    for listed in (*settings["extra_css"], *settings["extra_javascript"]):
        assert (tmp_path / listed).stat().st_size
    assert "__KATEX__" not in (tmp_path / "assets/matcalc/maths.js").read_text(encoding="utf-8")


def test_katex_from_a_folder_or_none(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    (dist / "fonts").mkdir(parents=True)
    for name in ("katex.min.js", "katex.min.css", "fonts/A.woff2"):
        (dist / name).write_bytes(b"\xff")
    copied = CliRunner().invoke(main, ["assets", str(tmp_path), "--katex", str(dist)])
    assert copied.exit_code == 0
    assert (tmp_path / "assets/matcalc/katex/fonts/A.woff2").read_bytes() == b"\xff"
    assert "katex.min" not in copied.output
    without = CliRunner().invoke(main, ["assets", str(tmp_path), "--katex", "none"])
    assert "maths" not in without.output
    wrong = CliRunner().invoke(main, ["assets", str(tmp_path), "--katex", "nowhere"])
    assert wrong.exit_code == 1
    assert "`none` or the folder `dist` of a KaTeX release" in wrong.output


def test_a_folder_that_can_not_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "assets").write_text("a file")
    result = CliRunner().invoke(main, ["assets", str(tmp_path)])
    assert result.exit_code == 1
    assert str(tmp_path / "assets") in result.output
    assert "Traceback" not in result.output
