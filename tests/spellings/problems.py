"""Every problem of the suite, by where it stands: goldens, losses, cookbook, benchmark, rule examples."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from benchmarks.derivatives.cases import CASES
from mkdocs_matcalc.calculus.rules import CATALOGUE
from tests.calculus.goldens import FILES, HERE, goldens


def problems() -> dict[str, str]:
    """The blocks that are derived today or should be, by name; of equal blocks the first."""
    found: dict[str, str] = {}
    for name, block in _all():
        block = block.strip()
        if block not in found.values():
            found[name] = block
    return found


def _all() -> Iterator[tuple[str, str]]:
    for file in FILES:
        for title, block, _ in goldens(file):
            yield f"{file.removesuffix('.md')}: {title}", block
    for entry in yaml.safe_load((HERE / "cookbook.yml").read_text(encoding="utf-8")):
        if "refused" not in entry:
            yield f"cookbook: {entry['cite']}", entry["block"]
    for case in CASES:
        yield f"benchmark: {case.title}", case.block
    for rule in CATALOGUE:
        yield f"rule: {rule.slug}", rule.example
