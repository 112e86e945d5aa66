"""Links to a note's derivations and their steps."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.vault import Resolved, VaultIndex
from mkdocs_matcalc.vault.derivations import derivations
from mkdocs_matcalc.vault.parts import derivation

NOTE = """\
# Losses

```matcalc id=Ridge
d/dw ||w||^2
```

- an item

  ```matcalc
  d/dx a^T x
  ```

```matcalc #Ridge
d/dw ||w||
```

```matcalc method
d/dx x
```

```python
d/dx x
```

A paragraph. ^para
"""


def test_each_derivation_has_an_id_of_its_own() -> None:
    found = {name: fence.start + 1 for name, fence in derivations(NOTE).items()}
    assert found == {"Ridge": 3, "derivation-2": 9, "Ridge-2": 13, "derivation-4": 17}
    assert derivations("# None\n\n```python\n```\n") == {}


@pytest.mark.parametrize(
    ("link", "fragment"),
    [
        ("Losses#^Ridge", "Ridge"),
        ("Losses#^ridge", "Ridge"),
        ("Losses#^derivation-2", "derivation-2"),
        ("Losses#^Ridge-2-step-3", "Ridge-2-step-3"),
        ("Losses#^Ridge-step-1-step-2", "Ridge-step-1-step-2"),
        ("Losses#^para", "^para"),
    ],
)
def test_a_link_reaches_it(link: str, fragment: str) -> None:
    found = VaultIndex.build([("Losses.md", NOTE), ("a.md", "")]).resolve(link, "a.md")
    assert isinstance(found, Resolved)
    assert (found.target.fragment, found.warning) == (fragment, None)


@pytest.mark.parametrize("name", ["derivation-1", "derivation-5", "Ridge-step", "step-1"])
def test_a_link_to_none_says_so(name: str) -> None:
    found = VaultIndex.build([("Losses.md", NOTE)]).resolve(f"Losses#^{name}", "Losses.md")
    assert isinstance(found, Resolved)
    assert (found.target.fragment, found.warning) == ("", f'no block "^{name.lower()}" in "Losses.md"')


def test_a_name_may_look_like_a_step() -> None:
    note = "```matcalc id=descent-step-2\nd/dx x\n```\n"
    found = VaultIndex.build([("a.md", note)]).resolve("#^descent-step-2-step-1", "a.md")
    assert isinstance(found, Resolved)
    assert found.target.fragment == "descent-step-2-step-1"


def test_what_no_reader_sees_has_none() -> None:
    hidden = "%%\n{0}%%\n\n<!--\n{0}-->\n\n<div>\n{0}</div>\n\n{1}"
    block = "```matcalc\nd/dx x\n```\n"
    code = "    ```matcalc\n    d/dx x\n    ```\n"
    note = hidden.format(block, code)
    assert [fence.start for fence in derivations(note).values()] == []
    assert list(derivations(f"{note}\ntext\n\n{block}")) == ["derivation-1"]
    assert derivation(note, "derivation-1") is None


def test_its_text_for_an_embed() -> None:
    assert derivation(NOTE, "derivation-2") == "```matcalc\nd/dx a^T x\n```\n"
    assert derivation(NOTE, "Ridge-step-2") == "```matcalc id=Ridge\nd/dw ||w||^2\n```\n"
    assert derivation(NOTE, "losses") is None
