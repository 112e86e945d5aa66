"""Which room may import which: the arrows of the house."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "mkdocs_matcalc"
MAY_IMPORT = {
    "errors": set(),
    "limits": {"errors"},
    "report": {"errors"},
    "cache": set(),
    "algebra": {"errors", "limits"},
    "language": {"algebra", "errors", "limits"},
    "calculus": {"algebra", "errors"},
    "numerics": {"algebra", "errors", "limits"},
    "render": {"calculus", "algebra", "errors", "limits"},
    "executed": {"render", "numerics", "calculus", "algebra", "report"},
    "vault": {"errors"},
}


def imports(path: Path) -> set[str]:
    """The rooms of the package that a file imports."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        rooms |= {name.split(".")[1] for name in names if name.startswith("mkdocs_matcalc.")}
    return rooms


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_arrows(room: str) -> None:
    files = (
        [PACKAGE / f"{room}.py"]
        if (PACKAGE / f"{room}.py").exists()
        else list((PACKAGE / room).rglob("*.py"))
    )
    assert files
    for path in files:
        assert imports(path) <= MAY_IMPORT[room] | {room}, path


@pytest.mark.parametrize(
    "module",
    [
        "mkdocs_matcalc",
        "mkdocs_matcalc.cache",
        "mkdocs_matcalc.cli",
        "mkdocs_matcalc.render.document",
        "mkdocs_matcalc.render.html",
        "mkdocs_matcalc.site.extension",
        "mkdocs_matcalc.site.plugin",
        "mkdocs_matcalc.vault.index",
    ],
)
def test_importing_it_imports_no_sympy(module: str) -> None:
    code = f"import sys, {module}; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# The one place that runs code: what `render.code` printed, whose every name is spelled by its `identifiers`.
RUNS_PRINTED_CODE = {PACKAGE / "executed.py": ["exec"]}


def test_user_text_is_never_evaluated() -> None:
    forbidden = {"eval", "exec", "sympify", "parse_expr"}
    for path in PACKAGE.rglob("*.py"):
        allowed = list(RUNS_PRINTED_CODE.get(path, ()))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if name in allowed:
                    allowed.remove(name)
                    continue
                assert name not in forbidden, f"{path}:{node.lineno} calls {name}"
