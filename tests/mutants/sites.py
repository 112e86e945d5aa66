"""What can be broken: rules, and rows of the tables by which expressions are printed and worked out."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from inspect import getsource
from types import ModuleType
from typing import Any

from sympy import Basic

from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.algebra.identity_table import IDENTITIES
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.exact import series
from mkdocs_matcalc.render.code.dialects import DIALECTS


@dataclass(frozen=True)
class Site:
    """A place to be broken.

    Attributes:
        name: Its table and its row.
        given: What stands there: mostly a function.
        put: Puts another in its place.
    """

    name: str
    given: Any
    put: Callable[[Any], object]


def sites() -> list[Site]:
    """All of them, the same in every process."""
    return [*_rules(), *_identities(), *_functions(), *_rows(), *_spellings()]


def _rules() -> Iterator[Site]:
    for rule in CATALOGUE:
        for name in ("formula", "rearrange"):
            if function := getattr(rule, name, None):
                yield Site(f"rule {rule.name}", function, _attribute(rule, name))
    for number, (rule, restate) in enumerate(CATALOGUE._restating):
        yield Site(f"rule {rule.name}", restate, _pair(number))


def _pair(number: int) -> Callable[[Any], None]:
    def put(new: Any) -> None:
        CATALOGUE._restating[number] = (CATALOGUE._restating[number][0], new)

    return put


def _identities() -> Iterator[Site]:
    for identity in IDENTITIES:
        if identity.is_read:
            left, right = identity.statement.split(" = ", 1)
            yield Site(f"identity {identity.name}", f"{left} = -({right})", _attribute(identity, "statement"))


def _functions() -> Iterator[Site]:
    for name, function in FUNCTIONS.items():
        for part in ("value", "derivative", "latex"):
            if given := getattr(function, part):
                yield Site(f"functions.{part} {name}", given, _attribute(function, part))
    for name, function in series.FUNCTIONS.items():
        yield Site(f"series {name}", function, _entry(series.FUNCTIONS, name))


def _rows() -> Iterator[Site]:
    """The rows of every dictionary by types of nodes, in whatever the engine is made of."""
    import_module("mkdocs_matcalc.engine.answer")
    for name, module in sorted(sys.modules.items()):
        if name.startswith("mkdocs_matcalc."):
            for table_name, table in vars(module).items():
                if isinstance(table, dict) and _is_by_node(table) and _defines(module, table_name):
                    where = f"{name.removeprefix('mkdocs_matcalc.')}.{table_name}"
                    for node, given in table.items():
                        yield Site(f"{where} {node.__name__}", given, _entry(table, node))


def _defines(module: ModuleType, name: str) -> bool:
    """Whether it stands there, rather than being imported."""
    return bool(re.search(rf"^{name}\b[^=\n]*= ", getsource(module), re.MULTILINE))


def _is_by_node(table: dict[Any, Any]) -> bool:
    return bool(table) and all(
        isinstance(key, type) and issubclass(key, Basic) and (callable(value) or isinstance(value, int))
        for key, value in table.items()
    )


def _spellings() -> Iterator[Site]:
    for dialect in DIALECTS:
        for name, spelled in dialect.table.items():
            if spelled.call:
                yield Site(f"{dialect.name} {name}", spelled.call, _attribute(spelled, "call"))


def _attribute(owner: object, name: str) -> Callable[[Any], None]:
    return lambda new: object.__setattr__(owner, name, new)


def _entry(table: dict[Any, Any], key: object) -> Callable[[Any], None]:
    return lambda new: table.__setitem__(key, new)
