"""Which room may import which, and who may import what others wrote: the arrows of the house."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "mkdocs_matcalc"

# From the ground up: each room, and the rooms below that it knows.
MAY_IMPORT = {
    "errors": set[str](),
    "resident": set[str](),
    "terminal": set[str](),
    "limits": {"errors", "resident"},
    "options": {"errors"},
    "highlight": set[str](),
    "tex": set[str](),
    "vault": {"tex", "errors", "terminal"},
    "algebra": {"errors", "limits"},
    "language.text": {"errors", "limits"},
    "language": {"language.text", "algebra", "options", "errors", "limits"},
    "calculus": {"algebra", "errors"},
    "numerics": {"algebra", "errors", "limits"},
    "render": {"calculus", "algebra", "errors", "limits"},
    "exact": {"numerics", "algebra", "limits"},
    "verify": {"render", "exact", "numerics", "calculus", "algebra", "errors"},
    "engine": {
        "verify",
        "render",
        "calculus",
        "language",
        "algebra",
        "limits",
        "resident",
        "terminal",
        "errors",
    },
    "notebook": {"engine", "verify", "render", "calculus", "limits"},
    "__init__": {"notebook", "engine", "calculus", "language", "algebra", "options", "limits"},
    "site": set[str](),
    "site.obsidian": {"vault", "tex", "render"},
    "site.markdown": {
        "site.obsidian",
        "vault",
        "tex",
        "engine",
        "render",
        "options",
        "limits",
        "terminal",
        "errors",
    },
    "site.mkdocs": {
        "site.markdown",
        "site.obsidian",
        "site",
        "vault",
        "tex",
        "engine",
        "render",
        "options",
        "limits",
        "terminal",
        "errors",
    },
    "commands": {
        "site.mkdocs",
        "site",
        "vault",
        "tex",
        "engine",
        "render",
        "options",
        "limits",
        "terminal",
        "errors",
        "__init__",
    },
    "__main__": {"commands"},
}

# What others wrote, and the rooms that know it.
LIBRARIES = {
    "click": {"commands"},
    "flint": {"exact"},
    "jinja2": {"render", "site.mkdocs"},
    "lark": {"language"},
    "markdown": {"vault", "site.obsidian", "site.markdown", "site.mkdocs"},
    "markupsafe": {"render", "site.obsidian", "site.mkdocs"},
    "mkdocs": {"site.mkdocs", "commands"},
    "numpy": {"numerics", "exact", "verify"},
    "pathspec": {"site.markdown"},
    "py_mini_racer": {"site.mkdocs"},
    "pygments": {"highlight", "render"},
    "pymdownx": {"site.obsidian"},
    "sympy": {
        "algebra",
        "language",
        "calculus",
        "numerics",
        "exact",
        "render",
        "verify",
        "engine",
        "__init__",
    },
    "yaml": {"vault"},
}


def room(parts: tuple[str, ...]) -> str:
    """The room that a module stands in, or `__init__` for what the package itself hands out."""
    if (within := ".".join(parts[:2])) in MAY_IMPORT:
        return within
    return parts[0] if parts and _is_module(parts[0]) else "__init__"


def _is_module(name: str) -> bool:
    return (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").exists()


def imported(path: Path) -> Iterator[tuple[str, ...]]:
    """What a file imports, by its dotted names' parts."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield (*node.module.split("."), alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield tuple(alias.name.split("."))


FILES: dict[str, list[Path]] = defaultdict(list)
for _path in sorted(PACKAGE.rglob("*.py")):
    FILES[room(_path.relative_to(PACKAGE).with_suffix("").parts)].append(_path)


def test_every_room_is_on_the_map() -> None:
    assert FILES.keys() == MAY_IMPORT.keys()


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_arrows(name: str) -> None:
    for path in FILES[name]:
        known = {room(parts[1:]) for parts in imported(path) if parts[0] == PACKAGE.name}
        assert known <= MAY_IMPORT[name] | {name}, path


def test_the_arrows_run_down() -> None:
    floors = list(MAY_IMPORT)
    for name, known in MAY_IMPORT.items():
        assert all(floors.index(other) < floors.index(name) for other in known), name


def test_what_others_wrote_is_known_where_it_is_needed() -> None:
    known: dict[str, set[str]] = defaultdict(set)
    for name, paths in FILES.items():
        for path in paths:
            for parts in imported(path):
                if parts[0] != PACKAGE.name and parts[0] not in sys.stdlib_module_names:
                    known[parts[0]].add(name)
    assert known == LIBRARIES


def test_no_name_stands_for_two_things() -> None:
    modules: dict[str, list[Path]] = defaultdict(list)
    classes: dict[str, list[Path]] = defaultdict(list)
    for path in PACKAGE.rglob("*.py"):
        if path.stem != "__init__":
            modules[path.stem].append(path)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                classes[node.name].append(path)
    for found in (modules, classes):
        assert [name for name, paths in found.items() if len(paths) > 1] == []


@pytest.mark.parametrize(
    "module",
    [
        "mkdocs_matcalc",
        "mkdocs_matcalc.engine.cache",
        "mkdocs_matcalc.commands.main",
        "mkdocs_matcalc.render.document",
        "mkdocs_matcalc.render.html",
        "mkdocs_matcalc.site.markdown.extension",
        "mkdocs_matcalc.site.mkdocs.plugin",
        "mkdocs_matcalc.vault.index",
    ],
)
def test_importing_it_imports_no_sympy(module: str) -> None:
    code = f"import sys, {module}; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# What people typed in LaTeX: names, statements of rules, sentences of ours, titles and formulas of notes.
READS_LATEX = {
    "commands/main.py",
    "render/htmlpage.py",
    "render/instances.py",
    "render/numerals.py",
    "render/phrases.py",
    "render/printer.py",
    "render/requirements.py",
    "render/verdicts.py",
    "site/markdown/boxes.py",
    "site/markdown/waiting.py",
    "site/obsidian/plainmaths.py",
}


def test_latex_is_read_where_people_typed_it() -> None:
    known = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(parts[1:3] == ("render", "typed") for parts in imported(path))
    }
    assert known == READS_LATEX


# The one place that runs code: what `render.code` printed, whose every name is spelled by its `identifiers`.
RUNS_PRINTED_CODE = {PACKAGE / "verify/executed.py": ["exec"]}


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
