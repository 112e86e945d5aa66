"""A block's options: those on its fence, and those in it."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.options import OPTIONS

METHODS = "one of differential, chain, index, pattern"


def test_options_of_the_fence_are_kept() -> None:
    assert parse("d/dx a^T x", {"method": "chain"}).options == {"method": "chain"}


def test_the_block_wins() -> None:
    problem = parse("option method = differential\nd/dx a^T x", {"method": "chain", "steps": "brief"})
    assert problem.options == {"method": "differential", "steps": "brief"}


@pytest.mark.parametrize("name", OPTIONS)
def test_every_value_of_every_option_is_taken(name: str) -> None:
    for value in OPTIONS[name].values:
        assert parse(f"option {name} = '{value}'  # said so\nd/dx x").options[name] == value


def test_several_methods_are_each_kept_once() -> None:
    problem = parse("d/dx a^T x", {"method": "index,differential , index"})
    assert problem.options == {"method": "index, differential"}
    assert problem.methods == ("index", "differential")
    assert parse("option method = chain, pattern\nd/dx a^T x").methods == ("chain", "pattern")
    assert parse("d/dx a^T x").methods == ()


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ({"metod": "chain"}, "`metod` is no option", "did you mean `method`?"),
        ({"steps": "all"}, "`all` is no value of `steps`", "one of brief, normal, full"),
        ({"steps": "brief, full"}, "`brief, full` is no value of `steps`", "one of brief, normal, full"),
        ({"method": "chain, sum"}, "`sum` is no value of `method`", METHODS),
        ({"method": "chain,"}, "`` is no value of `method`", METHODS),
    ],
)
def test_a_wrong_option_is_said(options: dict[str, str], message: str, hint: str) -> None:
    with pytest.raises(MatcalcError) as caught:
        parse("d/dx a^T x", options)
    assert (caught.value.message, caught.value.hint) == (message, hint)
