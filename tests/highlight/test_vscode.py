"""The folder for Visual Studio Code: its files fit together, and its grammars find what they should."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mkdocs_matcalc.highlight.lexer import TOKENS
from mkdocs_matcalc.highlight.patterns import patterns, shipped_words
from mkdocs_matcalc.language.vocabulary import ALIASES, STRUCTURED
from scripts.textmate import SCOPES

FOLDER = Path(__file__).parents[2] / "editors/vscode"


def read(path: str) -> Any:
    return json.loads((FOLDER / path).read_text(encoding="utf-8"))


CONTRIBUTES = read("package.json")["contributes"]


def test_every_file_that_the_package_names_is_there() -> None:
    for grammar in CONTRIBUTES["grammars"]:
        assert read(grammar["path"])["scopeName"] == grammar["scopeName"]
    (language,) = CONTRIBUTES["languages"]
    assert read(language["configuration"])["comments"] == {"lineComment": "#"}
    assert language["id"] in {grammar.get("language") for grammar in CONTRIBUTES["grammars"]}


def test_the_grammar_has_the_lexers_patterns_in_their_order() -> None:
    known = [pattern for pattern in patterns(shipped_words()) if pattern.kinds != ("space",)]
    rules = read("syntaxes/matcalc.tmLanguage.json")["patterns"]
    assert [rule["match"] for rule in rules] == [pattern.regex for pattern in known]
    for rule, pattern in zip(rules, known, strict=True):
        scopes = {
            str(at): f"{SCOPES[kind]}.matcalc" for at, kind in enumerate(pattern.kinds, 1) if SCOPES[kind]
        }
        if len(pattern.kinds) == 1:
            assert rule["name"] == scopes["1"]
        else:
            assert {at: scope["name"] for at, scope in rule["captures"].items()} == scopes


def test_every_kind_has_a_scope_and_a_token() -> None:
    kinds = {kind for pattern in patterns(shipped_words()) for kind in pattern.kinds}
    assert kinds == set(SCOPES) == set(TOKENS)


@pytest.mark.parametrize("name", [*STRUCTURED, *ALIASES])
def test_every_function_is_in_the_grammar(name: str) -> None:
    rules = read("syntaxes/matcalc.tmLanguage.json")["patterns"]
    functions = [rule["match"] for rule in rules if rule.get("name") == "support.function.matcalc"]
    for written in (f"{name}(", rf"\{name}(", rf"\operatorname{{{name}}}("):
        assert any(re.match(regex, written) for regex in functions)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("```matcalc", True),
        ("~~~ matcalc", True),
        ("  ````matcalc method=chain", True),
        ("```{.matcalc layout=numerator}", True),
        ("```matcalculus", False),
        ("```python matcalc", False),
        ("```matcalc``` in a line", False),
    ],
)
def test_which_fences_the_injection_takes(line: str, found: bool) -> None:
    (rule,) = read("syntaxes/matcalc.markdown-injection.json")["patterns"]
    # \G, where the match before ended, is the start of the line here; Python has no name for it.
    assert bool(re.match(rule["begin"].replace(r"(^|\G)", "()"), line)) is found
