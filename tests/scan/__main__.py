"""`python -m tests.scan FOLDER… [--katex] [--json]`: what readers of a site don't get of these vaults."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from .scanning import SHARE, Scan, scan

KATEX = Path(__file__).parents[2] / ".cache" / "katex"
SHOWN = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.scan", description=__doc__)
    parser.add_argument("vaults", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--katex", action="store_true", help="typeset all formulas, and say what is refused")
    parser.add_argument("--json", action="store_true", help="all findings, as JSON")
    parser.add_argument("--show", type=int, default=SHOWN, help="findings of each kind to print")
    given = parser.parse_args()
    if given.katex and not KATEX.is_dir():
        parser.error(f"--katex needs KaTeX's files in {KATEX}; `make front-end` puts them there")
    scans = [scan(vault, KATEX if given.katex else None) for vault in given.vaults]
    if given.json:
        sys.stdout.write(json.dumps([asdict(each) for each in scans], indent=1, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(report(each, given.show) for each in scans))
    return int(any(each.found for each in scans))


def report(scanned: Scan, shown: int) -> str:
    """The findings of a vault, the kinds that come up most first."""
    lines = [f"# {scanned.vault}: {scanned.notes} notes, {scanned.formulas} formulas"]
    for kind, found in scanned.by_kind.items():
        lines.append(f"{kind}: {len(found)} in {len({each.note for each in found})} notes")
        lines += [f"    {each.note}:{each.line or '?'}: {each.excerpt}" for each in found[:shown]]
    lines.append(
        f"{len(scanned.found)} findings, {scanned.faults} faults (a kind on a note): "
        f"{scanned.faults_in_share:.1f} in {SHARE} notes"
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
