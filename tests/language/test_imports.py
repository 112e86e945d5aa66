"""`using [[Note]]`: what a block takes from the blocks of other notes."""

from __future__ import annotations

import pytest
from show import problem_text

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language import ImportedBlock, parse

REGRESSION = ImportedBlock(
    "Core/Regression.md",
    7,
    "X in R^(n x d)\ny in R^n\nL = 1/n ||X w - y||^2\nR = λ w^T w\ndL/dw\nL = 3",
    address="Core/Regression.md#setup",
)
SHAPES = ImportedBlock("Shapes.md", 3, "option method = index\nX in R^(n x d)\ny in R^n\nd/dX tr(X)")
LOSS = ImportedBlock(
    "Loss.md", 30, "using [[Shapes]]\nL = ||X w - y||^2\nM = L", margin=4, imports={"Shapes": (SHAPES,)}
)


def faults(block: str, **imports: ImportedBlock | MatcalcError) -> MatcalcError:
    found = {link: (each,) if isinstance(each, ImportedBlock) else each for link, each in imports.items()}
    with pytest.raises(MatcalcError) as caught:
        parse(block, {}, found)
    return caught.value


def test_declarations_and_definitions_come_with_a_note() -> None:
    problem = parse("using [[Loss]]\ndL/dw", {}, {"Loss": (LOSS,)})
    alone = parse("X in R^(n x d)\ny in R^n\nL = ||X w - y||^2\ndL/dw")
    assert problem_text(problem) == problem_text(alone)


def test_requests_options_and_what_is_not_needed_stay_behind() -> None:
    problem = parse("using [[Loss]]\nd/dw ||X w||", {}, {"Loss": (LOSS,)})
    assert (len(problem.requests), problem.definitions, dict(problem.options)) == (1, (), {})
    assert [variable.name for variable in problem.variables] == ["X", "w"]


def test_blocks_may_say_the_same_again() -> None:
    imports = {"Loss": (LOSS,), "Shapes": (SHAPES,)}
    problem = parse("using [[Loss]]\nusing [[Shapes]]\nX in R^(n x d)\ndM/dw", {}, imports)
    assert [definition.variable.name for definition in problem.definitions] == ["L", "M"]


def test_a_clash_names_both_places() -> None:
    error = faults("using [[Shapes]]\nX in R^(n x n)\nd/dX tr(X)", Shapes=SHAPES)
    assert str(error) == (
        "line 2, column 1: `X` is declared twice, and differently [duplicate-name]\nX in R^(n x n)\n^\n"
        "Hint: it is declared in Shapes.md:4"
    )
    error = faults("using [[Loss]]\nL = w^T w\ndL/dw", Loss=LOSS)
    assert error.message == "`L` is defined twice"
    assert error.hint == "it is defined in Loss.md:31; that both are equal is claimed by a second `=` there"


def test_a_clash_of_two_notes_stands_in_the_second() -> None:
    other = ImportedBlock("Other.md", 5, "X in R^3", margin=2)
    found = {"Shapes": (SHAPES,), "Other": (other,)}
    with pytest.raises(MatcalcError) as caught:
        parse("using [[Shapes]]\nusing [[Other]]\nd/dX tr(X)", {}, found)
    assert str(caught.value) == (
        "Other.md:5, column 3: `X` is declared twice, and differently [duplicate-name]\n  X in R^3\n  ^\n"
        "Hint: it is declared in Shapes.md:4"
    )


def test_a_block_may_not_define_a_name_twice_for_others() -> None:
    error = faults("using [[Regression]]\ndL/dw", Regression=REGRESSION)
    assert str(error).startswith("Core/Regression.md:12, column 1: `L` is defined twice")


def test_an_error_in_a_note_names_its_line() -> None:
    note = ImportedBlock("Note.md", 10, "x in R^n\nf = x x\ng = lgo(x)", margin=4)
    error = faults("using [[Note]]\ndf/dx", Note=note)
    assert error.place is not None
    assert (error.place.file, error.place.line, error.place.column) == ("Note.md", 11, 11)
    assert error.place.pointed() == "    f = x x\n          ^"
    assert error.others == ()


def test_a_shape_from_a_note_says_so() -> None:
    error = faults("using [[Shapes]]\nd/dw X^T w + X w", Shapes=SHAPES)
    assert "line 2" in str(error)
    error = faults("using [[Shapes]]\nd/dX tr(X)", Shapes=SHAPES)
    assert error.hint == "`X` is n×d, declared in Shapes.md:4"


def test_a_note_that_is_not_there_is_told_at_its_line() -> None:
    missing = MatcalcError(
        ErrorName.UNKNOWN_NAME, "`[[Los]]` leads to no note", hint="did you mean `[[Loss]]`?"
    )
    error = faults("x in R^n\nusing [[Los]]\ndL/dw\nd/dx (x + )", Los=missing)
    assert [str(each).split(": ")[0] for each in error.all] == ["line 2, column 1", "line 4, column 11"]


def test_only_what_holds_everywhere_is_lent() -> None:
    note = ImportedBlock("Note.md", 1, "tr(A B) = tr(B A)\nA in R^(n x m)")
    problem = parse("using [[Note]]\nd/dA tr(A B)", {}, {"Note": (note,)})
    assert problem.claims == ()


def test_rules_come_with_the_declarations_of_their_own_block() -> None:
    note = ImportedBlock(
        "Rules.md", 4, "S in R^(n x n) symmetric\nrule Sym: d/dx x^T S x = 2 S x", address="Rules.md#forms"
    )
    problem = parse("using [[Rules]]\nx in R^3\nd/dx x^T x", {}, {"Rules": (note,)})
    (rule,) = problem.rules
    assert (rule.name, rule.address, rule.place.words) == ("Sym", "Rules.md#forms", "Rules.md:5")
    assert rule.wrt is not None
    assert str(rule.wrt.shape[0]) == "n"


def test_a_rule_that_comes_twice_is_one() -> None:
    note = ImportedBlock("Rules.md", 4, "rule Linear: d/dx a^T x = a")
    other = ImportedBlock("Other.md", 4, "using [[Rules]]", imports={"Rules": (note,)})
    found = {"Rules": (note,), "Other": (other,)}
    assert len(parse("using [[Rules]]\nusing [[Other]]\nd/dx x", {}, found).rules) == 1


def test_two_rules_of_one_name_clash() -> None:
    note = ImportedBlock("Rules.md", 4, "rule Linear: d/dx a^T x = a")
    error = faults("using [[Rules]]\nrule Linear: d/dx x^T x = 2 x", Rules=note)
    assert error.message == "two rules are named `Linear`"
    assert error.hint == "the other stands in Rules.md:4"


def test_a_definition_goes_into_a_rule_of_its_block() -> None:
    (rule,) = parse("p = softmax(z)\nrule R: d/dz (logsumexp(z) - y^T z) = p - y\nd/dz p^T a").rules
    assert "p" not in {getattr(part, "name", "") for part in rule.right.free_symbols}


def drawn(lines: str) -> dict[str, tuple[ImportedBlock, ...]]:
    return {"Drawn": (ImportedBlock("Drawn.md", 3, lines),)}


def test_what_letters_are_drawn_from_comes_with_a_note() -> None:
    lent = parse("using [[Drawn]]\nd/dw E[(w^T x)^2]", {}, drawn("x ~ N(0, I)"))
    alone = parse("x ~ N(0, I)\nd/dw E[(w^T x)^2]")
    assert lent.requests == alone.requests
    assert lent.variables == alone.variables
    assert lent.distributions == alone.distributions == {"x": "N(0, I)"}


def test_the_letters_of_a_distribution_come_with_it() -> None:
    block = "d/dw (w^T μ) = E[x]"
    lent = parse(f"using [[Drawn]]\n{block}", {}, drawn("x ~ N(μ, Σ)"))
    assert [definition.variable.name for definition in lent.definitions] == ["mu"]
    assert lent.claims == parse(f"x ~ N(μ, Σ)\n{block}").claims


def test_a_mean_of_a_note_is_of_what_it_draws() -> None:
    lent = parse("using [[Drawn]]\nd/dw w^T M w", {}, drawn("x ~ N(0, I)\nM = E[x x^T]"))
    assert lent.distributions == {"x": "N(0, I)"}


def test_the_own_distribution_of_a_block_comes_first() -> None:
    lent = parse("using [[Drawn]]\nx ~ N(0, I)\nd/dw E[(w^T x)^2]", {}, drawn("x ~ p(x)"))
    assert lent.distributions == {"x": "N(0, I)"}


def test_a_distribution_that_is_not_known_is_told_in_its_note_where_a_mean_is_taken_of_it() -> None:
    lines = drawn("x ~ p(x)\nz ~ Poisson(3)")
    with pytest.raises(MatcalcError) as caught:
        parse("using [[Drawn]]\nd/dw E[(w^T z)^2]", {}, lines)
    assert caught.value.message == "the distribution `Poisson(3)` is not known here"
    assert caught.value.place is not None
    assert caught.value.place.words == "Drawn.md:4"
    assert parse("using [[Drawn]]\nd/dw E[(w^T x)^2]", {}, lines).distributions == {"x": "p(x)"}
    assert parse("using [[Drawn]]\nd/dw w^T z", {}, lines).distributions == {}
