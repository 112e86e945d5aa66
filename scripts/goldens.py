"""Writes the golden derivations anew, and shows what changed: `python -m scripts.goldens`.

Every line that it shows is to be read and checked by hand before it is committed.
"""

from __future__ import annotations

import sys
from difflib import unified_diff

from tests.calculus.goldens import FILES, HERE, written


def main() -> None:
    for file in FILES:
        before, after = (HERE / file).read_text(encoding="utf-8"), written(file)
        name = f"tests/calculus/{file}"
        sys.stdout.writelines(
            unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, name)
        )
        (HERE / file).write_text(after, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
