"""Tries what is packed with each Python at hand, and the lowest and highest versions of what it needs.

`python -m scripts.compatibility` builds a wheel and an sdist, installs each in a clean environment, uses it
there as the README says, builds sites with each generator and theme, and runs a part of the tests.
`--quick` does what the README says alone, once with the wheel and once with the sdist. It prints the
versions that it met.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
UV = str(Path(sys.executable).with_name("uv"))
HOSTS = ("mkdocs-material", "properdocs", "properdocs-theme-mkdocs", "zensical")
# It takes the place of Material's own files.
INSTEAD = "mkdocs-materialx"
# What would take something from elsewhere, or compile it anew in each process.
NOT_FOR_IT = ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
# What tests import, which are copied to where no source of ours is found.
FOR_TESTS = ("pytest", "beautifulsoup4", "hypothesis")
TESTS = (
    "tests/test_api.py",
    "tests/engine/test_cache.py",
    "tests/engine/test_limits.py",
    "tests/site/test_generators.py",
    "tests/site/test_prerender.py",
    "tests/site/test_worker.py",
)
OLDEST = (3, 11, 0)
# These need both streams apart, which Click gives tests since 8.2.
TESTS_OF_COMMANDS = "tests/commands"
TOLD = (
    "markdown",
    "mkdocs",
    "numpy",
    "pygments",
    "pymdown-extensions",
    "python-flint",
    "sympy",
    *HOSTS,
    INSTEAD,
)

BLOCK = "d/dx ||A x - y||^2"
NOTE = f"# Least squares\n\nSee [[Other]], where $x = 1$.\n\n```matcalc\n{BLOCK}\n```\n"
OTHER = "> [!note] Title\n> A callout.\n"
PYTHON = f"from mkdocs_matcalc import derive\nprint(derive('{BLOCK}').latex())\n"
# Each generator: the program, its theme, and how it gets ours.
GENERATORS = {
    "mkdocs": ("mkdocs", "mkdocs"),
    "mkdocs, material": ("mkdocs", "material"),
    "mkdocs, materialx": ("mkdocs", "materialx"),
    "properdocs": ("properdocs", "mkdocs"),
    "properdocs, material": ("properdocs", "material"),
    "properdocs, materialx": ("properdocs", "materialx"),
    "zensical": ("zensical", ""),
}


@dataclass(frozen=True)
class Case:
    """An environment: its Python, what is in it (in the lowest versions or not), and what builds sites."""

    name: str
    python: str
    package: str
    others: tuple[str, ...] = ()
    lowest: bool = False
    generators: tuple[str, ...] = ()


class FailedError(Exception):
    """Something does not do what it should."""


def run(*command: str, cwd: Path, said: str = "") -> str:
    """What a command prints.

    Raises:
        FailedError: It fails.
    """
    environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_IT}
    environment |= {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(  # noqa: S603
        command, cwd=cwd, input=said, capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise FailedError(f"{' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def must_say(text: str, *parts: str) -> None:
    for part in parts:
        if part not in text:
            raise FailedError(f"{part!r} is missing in:\n{text[-3000:]}")


def pythons() -> dict[str, str]:
    """The newest of each version of Python from 3.11 on that this machine has."""
    found: dict[tuple[int, int], tuple[tuple[int, int, int], str]] = {}
    for path in interpreters():
        version = version_of(path)
        if version and version >= OLDEST:
            found[version[:2]] = max(found.get(version[:2], ((0, 0, 0), "")), (version, path))
    return {".".join(map(str, version)): path for version, (_, path) in sorted(found.items())}


def interpreters() -> set[str]:
    """Those that uv knows, and pyenv's."""
    listed = json.loads(run(UV, "python", "list", "--only-installed", "--output-format", "json", cwd=ROOT))
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    return {each["path"] for each in listed} | set(map(str, pyenv.glob("versions/*/bin/python3")))


def version_of(python: str) -> tuple[int, int, int] | None:
    """A Python's version, if it has all that is needed."""
    code = "import sqlite3, venv, sys; print(*sys.version_info[:3], sys.implementation.name)"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    *numbers, name = done.stdout.split() or [""]
    return tuple(map(int, numbers)) if name == "cpython" else None  # type: ignore[return-value]


def packed(folder: Path) -> tuple[str, str]:
    """The wheel and the sdist."""
    run(UV, "build", "--quiet", "--out-dir", str(folder), cwd=ROOT)
    return str(next(folder.glob("*.whl"))), str(next(folder.glob("*.tar.gz")))


def as_the_readme_says(environment: Path, folder: Path) -> None:
    python, matcalc = str(environment / "bin/python"), str(environment / "bin/matcalc")
    must_say(run(matcalc, "derive", "-", cwd=folder, said=BLOCK), "∂f/∂x = 2 Aᵀ (A x − y)")
    must_say(run(python, "-c", PYTHON, cwd=folder), r"2 A^\top")
    site(environment, folder / "readme", "mkdocs", "plugins:\n  - search\n  - matcalc\n")


def with_each_generator(names: Iterable[str], environment: Path, folder: Path) -> None:
    for name in names:
        program, theme = GENERATORS[name]
        settings = f"theme: {{name: {theme}}}\nplugins:\n  - search\n  - matcalc\n"
        if program == "zensical":
            settings = "validation: {invalid_links: false}\nmarkdown_extensions: [matcalc, admonition]\n"
        try:
            site(environment, folder / name, program, settings)
        except FailedError as error:
            raise FailedError(f"{name}: {error}") from None


def site(environment: Path, folder: Path, program: str, settings: str) -> None:
    """Build a site with a derivation, a link, a formula and a callout, and look at its pages."""
    (folder / "docs").mkdir(parents=True)
    (folder / "docs/index.md").write_text(NOTE, encoding="utf-8")
    (folder / "docs/Other.md").write_text(OTHER, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(f"site_name: Notes\n{settings}", encoding="utf-8")
    strict = [] if program == "zensical" else ["--strict"]
    run(str(environment / "bin" / program), "build", *strict, "-f", "mkdocs.yml", cwd=folder)
    page = (folder / "site/index.html").read_text(encoding="utf-8")
    must_say(page, '<section class="matcalc"', "matcalc-result", 'href="Other/"', r"\(x = 1\)")
    must_say((folder / "site/Other/index.html").read_text(encoding="utf-8"), "admonition note")


def with_its_tests(environment: Path, folder: Path, tests: Iterable[str]) -> None:
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    run(str(environment / "bin/python"), "-m", "pytest", "-q", "-x", *tests, cwd=folder)


def versions(environment: Path) -> str:
    listed = json.loads(
        run(UV, "pip", "list", "--format", "json", "--python", str(environment / "bin/python"), cwd=ROOT)
    )
    known = {each["name"].lower(): each["version"] for each in listed}
    return ", ".join(f"{name} {known[name]}" for name in TOLD if name in known)


def tried(case: Case) -> None:
    """Install what a case says in a clean environment, and use it.

    Raises:
        FailedError: It can't be installed, or does not do what it should.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        environment = folder / "environment"
        run(UV, "venv", "--quiet", "--python", case.python, str(environment), cwd=folder)
        python = str(environment / "bin/python")
        install = (UV, "pip", "install", "--quiet", "--compile-bytecode", "--python", python)
        if case.lowest:
            # Ours come first, as what a package asks for counts as no direct need.
            ours = ("--requirements", str(ROOT / "pyproject.toml"), "--extra", "demo", "--extra", "prerender")
            run(*install, "--resolution", "lowest-direct", *ours, *case.others, cwd=folder)
            run(*install, "--no-deps", case.package, cwd=folder)
        else:
            run(*install, case.package, *case.others, cwd=folder)
        sys.stdout.write(f"{case.name}: {versions(environment)}\n")
        as_the_readme_says(environment, folder)
        if case.generators:
            with_each_generator(case.generators, environment, folder)
        if case.generators and INSTEAD not in case.others:
            run(*install, *FOR_TESTS, cwd=folder)
            tests = TESTS if case.lowest else (*TESTS, TESTS_OF_COMMANDS)
            with_its_tests(environment, folder, tests)


def cases(wheel: str, sdist: str, *, quick: bool) -> Iterator[Case]:
    known = pythons()
    oldest, newest = next(iter(known)), list(known)[-1]
    yield Case(f"sdist, Python {newest}", known[newest], sdist)
    if quick:
        yield Case(f"wheel, Python {oldest}", known[oldest], wheel)
        return
    package = f"{wheel}[demo,prerender]"
    lowest = tuple(bounds(HOSTS))
    each = tuple(name for name in GENERATORS if "materialx" not in name)
    few = tuple(name for name in each if "mkdocs" in name)
    other = tuple(name for name in GENERATORS if "materialx" in name)
    yield Case(f"lowest versions, Python {oldest}", known[oldest], wheel, (), True, few)
    yield Case(f"lowest versions of generators, Python {oldest}", known[oldest], wheel, lowest, True, each)
    for version, path in known.items():
        yield Case(f"highest versions, Python {version}", path, package, HOSTS, generators=each)
    yield Case(f"MaterialX, Python {newest}", known[newest], wheel, (INSTEAD,), generators=other)


def bounds(names: Iterable[str]) -> Iterator[str]:
    """What the project asks for of some packages."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for name in names:
        found = re.search(rf'"({re.escape(name)}[<>=][^"]*)"', text)
        yield found[1] if found else name


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="do what the README says alone")
    options.add_argument("--only", default="", help="the cases with this in their name alone")
    chosen = options.parse_args()
    failed = False
    with TemporaryDirectory() as name:
        for case in cases(*packed(Path(name)), quick=chosen.quick):
            if chosen.only not in case.name:
                continue
            try:
                tried(case)
                sys.stdout.write(f"{case.name}: does what it should\n")
            except FailedError as error:
                failed = True
                sys.stdout.write(f"{case.name}: FAILED\n{error}\n")
            sys.stdout.flush()
    sys.exit(failed)


if __name__ == "__main__":
    main()
