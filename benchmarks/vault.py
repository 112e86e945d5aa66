"""What the plugin costs on a large vault: `python benchmarks/vault.py [--notes 4000]`.

Makes a vault of notes with headings, mathematics, lists, tags and links between them, builds it without the
plugin and with it, each in a process of its own, and prints the processor's seconds and their ratio.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

_WORDS = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "matrix",
    "vector",
    "gradient",
    "trace",
    "norm",
    "kernel",
    "space",
    "limit",
    "proof",
    "lemma",
]
_CONFIG = """\
site_name: Vault
theme: {{name: mkdocs, highlightjs: false}}
nav: [{{Home: index.md}}]
plugins: [{plugins}]
markdown_extensions: [toc, tables, pymdownx.arithmatex]
"""
_SECTION = """
## Section {number} of {name}

Some text about $a_{number}$ and `code`. {text}.

$$
x_1 \\\\ y_2
$$

- item
- other item $x$
"""


def make_vault(root: Path, count: int, seed: int) -> int:
    """Write a vault, and say how many links are in it."""
    choose = random.Random(seed)
    names = [f"{choose.choice(_WORDS)} {choose.choice(_WORDS)} {number}" for number in range(count)]
    folders = [f"{number:02d} {choose.choice(_WORDS)}" for number in range(40)]
    links = 0
    for name in ["index", *names]:
        text = [f"---\ntags: [a]\naliases: [x {name}]\n---\n# {name}\n"]
        for number in range(6):
            words = " ".join(choose.choices(_WORDS, k=60))
            text.append(_SECTION.format(number=number, name=name, text=words))
        for _ in range(choose.choice((2, 3, 4, 5))):
            target = choose.choice(names)
            below = f"#Section 2 of {target}" if choose.random() < 0.3 else ""
            tag = " #tag/part" if choose.random() < 0.1 else ""
            text.append(f"It follows from [[{target}{below}|that]] and more.{tag}\n")
            links += 1
        path = root / (f"{name}.md" if name == "index" else f"{choose.choice(folders)}/{name}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(text), encoding="utf-8")
    return links


def seconds(root: Path, plugins: str) -> float:
    """The processor's time for a build."""
    (root / "mkdocs.yml").write_text(_CONFIG.format(plugins=plugins), encoding="utf-8")
    before = os.times()
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=root, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        links = make_vault(Path(folder) / "docs", chosen.notes, chosen.seed)
        print(f"{chosen.notes} notes, {links} links (CPU seconds)")
        without = seconds(Path(folder), "")
        print(f"without the plugin  {without:7.1f}")
        with_it = seconds(Path(folder), "matcalc")
        print(f"with the plugin     {with_it:7.1f}   {with_it / without:.2f} times")


if __name__ == "__main__":
    main()
