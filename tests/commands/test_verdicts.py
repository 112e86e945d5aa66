"""The exit status of `matcalc derive` and its JSON: only what does not hold is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_matcalc.commands.main import main

CLAIMS = {
    "holds": "d/dx ||x||^2 = 2 x",
    "false": "d/dx ||x||^2 = x",
    "condition": "A^T = A",
    "unknown": "λ in R\nlog(-λ^2 - 1) = log(-1 - λ^2)",
}


@pytest.mark.parametrize("verdict", CLAIMS)
def test_only_a_claim_that_does_not_hold_is_wrong(verdict: str) -> None:
    done = CliRunner().invoke(main, ["derive", "--format", "json"], input=CLAIMS[verdict])
    (claim,) = json.loads(done.stdout)["claims"]
    assert claim["verdict"] == verdict
    assert claim["holds"] is {"holds": True, "false": False}.get(verdict)
    assert done.exit_code == (verdict == "false")
    text = CliRunner().invoke(main, ["derive"], input=CLAIMS[verdict])
    assert text.exit_code == done.exit_code
    assert f"Line {claim['line']} " in text.stdout


def test_one_false_claim_in_a_note_is_enough(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    blocks = "\n\n".join(f"```matcalc\n{block}\n```" for block in CLAIMS.values())
    note.write_text(blocks, encoding="utf-8")
    assert CliRunner().invoke(main, ["derive", str(note)]).exit_code == 1
    note.write_text(blocks.replace("= x", "= 2 x"), encoding="utf-8")
    assert CliRunner().invoke(main, ["derive", str(note)]).exit_code == 0
