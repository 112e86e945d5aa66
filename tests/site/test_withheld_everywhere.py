"""Every way in which a note is kept from readers, every place in it: nothing of any is anywhere in a site."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_generators import ENVIRONMENT

# Where a note is and what stands before its text, in which MARK is a word that is in no other note.
WAYS = {
    "said": ("{name}.md", "---\npublish: false\nPROPERTIES---\n"),
    "said in a list": ("{name}.md", "---\nPROPERTIESpublish:\n  - 'no'\n---\n"),
    "said twice": ("{name}.md", "---\npublish: false\nPROPERTIESpublish: true\n---\n"),
    "said without marks": ("{name}.md", "publish: false\nPROPERTIES\n"),
    "said below an empty line": ("{name}.md", "\n---\nPROPERTIESpublish: false\n---\n"),
    "a draft": ("{name}.md", "---\nPROPERTIESdraft: true\n---\n"),
    "unreadable": ("{name}.md", "---\nPROPERTIESmade: {{date}}\n---\n"),
    "unreadable to some": ("{name}.md", "---\nPROPERTIESday: 2024-02-30\n---\n"),
    "a template": ("Templates/{name}.md", "---\nPROPERTIES---\n"),
    "a template by the settings": ("My forms/{name}.md", "---\nPROPERTIES---\n"),
    "hidden": (".hidden/{name}.md", "---\nPROPERTIES---\n"),
    "thrown away": ("Folder/.trash/{name}.md", "---\nPROPERTIES---\n"),
    "excluded": ("Excluded/{name}.md", "---\nPROPERTIES---\n"),
    "a draft by the settings": ("Unripe/{name}.md", "---\nPROPERTIES---\n"),
    "a drawing": ("{name}.excalidraw.md", "---\nexcalidraw-plugin: parsed\nPROPERTIES---\n"),
    "taken out by another": ("Others/{name}.md", "---\nPROPERTIES---\n"),
    "no text": ("{name}.md", "---\nPROPERTIES---\n\udce9"),
}
PROPERTIES = """\
title: MARKtitle
aliases: [MARKalias, Squared norm]
tags: [MARKtag, MARKtag/below]
description: MARKdescription
up: "[[index|MARKup]]"
"""
BODY = r"""
# MARKheading

Words MARKbody that say #MARKinline and lead to [[index|MARKlink]], [[Other]] and
[there](index.md "MARKtooltip"). ^MARKblock

## Of $\newcommand{\MARKmacro}{x}\MARKmacro$ {#MARKid}

```matcalc id=MARKderivation
rule MARKrule: MARKname + MARKname = 2 MARKname
using [[MARKusing]]
MARKfunction = x^T x
d/dx MARKfunction
```

> [!note] MARKcallout
> ==MARKhighlight== ~~MARKstrike~~ %%MARKcomment%% [^1] `MARKcode` <span id="MARKhtml">MARKspan</span>

| MARKcolumn |
| --- |
| MARKcell |

![[MARKpicture.png]] ![[Other|MARKembed]] - [ ] MARKtask

```mermaid
graph LR; MARKgraph
```

[^1]: MARKfootnote

*[MARKshort]: MARKlong
"""
INDEX = """\
# Home

[[Other]]

```matcalc
d/dx ||x||^2
```

"""
LINKS = """\
[[FILE|a]] [[PATH|b]] [[FILE#MARKheading|c]] [[FILE#^MARKblock|d]] ![[FILE|e]] ![[FILE#^MARKblock|f]]
![[FILE#MARKheading|g]] [h](<PATH>) ![i](<PATH>)
[[MARKalias|j]] [[MARKtitle|k]] [[FILE#^MARKderivation|l]] [m](<PATH#MARKheading>)

"""
SETTINGS: dict[str, Any] = {
    "site_name": "Notes",
    "site_url": "https://example.org/",
    "exclude_docs": "Excluded/\n",
    "draft_docs": "Unripe/\n",
    "markdown_extensions": ["attr_list", "abbr", "md_in_html"],
}
HOOK = """\
def on_files(files, config):
    for file in list(files):
        if file.src_uri.startswith("Others/"):
            files.remove(file)
    return files
"""
PROGRAMS: dict[str, dict[str, Any]] = {
    "mkdocs": {"theme": "material", "plugins": ["search", "tags"], "hooks": ["hook.py"]},
    "properdocs": {"theme": "material", "plugins": ["search"], "hooks": ["hook.py"]},
    "zensical": {"plugins": ["search", "tags"]},
}
# Zensical has no hooks, and ends at a note that it can't read.
NOT_IN_ZENSICAL = {"unreadable", "taken out by another", "no text"}
# It makes a page of every note but these, so that others are there by their names.
NAMELESS_IN_ZENSICAL = {"hidden", "thrown away", "excluded", "a draft by the settings"}


def mark(way: str) -> str:
    """What stands in a note of this way alone: no word of any language."""
    return f"qz{list(WAYS).index(way)}zq"


def write_vault(folder: Path, program: str) -> dict[str, str]:
    """Write a vault with a note for each way; the mark of each way."""
    links, marks = INDEX, {}
    for way, (path, top) in WAYS.items():
        if program == "zensical" and way in NOT_IN_ZENSICAL:
            continue
        marks[way] = mark(way)
        hides_name = program != "zensical" or way in NAMELESS_IN_ZENSICAL
        name = f"{marks[way]}name" if hides_name else f"Note {list(WAYS).index(way)}"
        path = path.format(name=name)
        text = f"{top.replace('PROPERTIES', PROPERTIES)}{BODY}".replace("MARK", marks[way])
        write(folder / "docs" / path, text)
        stem = path.rpartition("/")[2].removesuffix(".md")
        links += LINKS.replace("FILE", stem).replace("PATH", path).replace("MARK", marks[way])
    write(folder / "docs/alone.md", f"---\npublish: false\n{PROPERTIES.replace('MARK', mark('said'))}---")
    write(folder / "docs/index.md", links)
    write(folder / "docs/Other.md", "# Other\n\nWords of the other note.\n")
    write(folder / "docs/.obsidian/templates.json", '{"folder": "My forms"}')
    return marks


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="surrogateescape")


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_place_of_a_withheld_note_gets_out(tmp_path: Path, program: str) -> None:
    pytest.importorskip(program)
    marks = write_vault(tmp_path, program)
    (tmp_path / "hook.py").write_text(HOOK)
    settings = {**SETTINGS, **PROGRAMS[program]}
    ours = {"cache_dir": "../cache", "rules": {"Chain rule": f"{marks['said']}name"}}
    if program == "zensical":
        settings["markdown_extensions"] = [*settings["markdown_extensions"], {"matcalc": ours}]
    else:
        settings["plugins"] = [*settings["plugins"], {"matcalc": ours}]
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    command = [sys.executable, "-W", "ignore", "-m", program, "build", "-f", "mkdocs.yml"]
    built = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env=ENVIRONMENT
    )
    assert built.returncode == 0, built.stderr
    site = tmp_path / "site"
    assert "Words of the other note." in (site / "Other/index.html").read_text(encoding="utf-8")
    out = []
    for path in filter(Path.is_file, site.rglob("*")):
        data = path.read_bytes()
        text = gzip.decompress(data) if path.suffix == ".gz" else data
        seen = f"{path.relative_to(site)}\n{text.decode('utf-8', 'replace')}".lower()
        out += [
            (way, str(path.relative_to(site)), seen[max(0, at - 60) : at + 60])
            for way, word in marks.items()
            if (at := seen.find(word)) >= 0
        ]
    assert out == []
