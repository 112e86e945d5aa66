"""The proofs of rules as claims of blocks: a letter moves on a line, and a differential is its derivative.

A letter with a differential, `X`, is `X0 + t X̂`. So `dX` is `X̂`, and `d(F(X))` the derivative of F by t.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.chapters import ProofLine, RuleText

# What a direction shares with the matrix that moves along it.
_KEPT = {
    "symmetric": "symmetric",
    "positive definite": "symmetric",
    "skew": "skew",
    "diagonal": "diagonal",
    "random": "random",
}
_DECLARATION = re.compile(r"([^:=]+?) in (R(?:\^\([^)]*\)|\^\w+)?)( .*)?$")
_LETTER = re.compile(r"\\mathrm\{d\}\s*(\\?[A-Za-z]+)(?![A-Za-z(])")
_BRACKET = re.compile(r"\\mathrm\{d\}\s*(?:\\left)?\(")
# A name alone at the beginning of a line would be a definition of it.
_NAME = re.compile(r"\s*(\\?\w+|\\hat\{\w+\}|\w_\{?\w+\}?)\s*=")
_SAID = {
    r"\mathop{\mathrm{vec}}": r"\operatorname{vec}",
    r"\delta_{": "E_{",
    r"\left": "",
    r"\right": "",
}
_EXPONENT = re.compile(r"(k) = (\d)")
_GREEK = {r"\alpha": "α", r"\delta": "δ"}


def claims(text: RuleText) -> Iterator[str]:
    """Each chain of equations of a rule's proof as a block."""
    letters = "\n".join(_declared(text))
    for chain in chains(text.proof):
        yield f"{letters}\n{_said(chain, text)}"


def chains(proof: tuple[ProofLine | str, ...]) -> Iterator[str]:
    """What follows from one another by `=`, without lines that are not judged."""
    chain: list[str] = []
    for line in proof:
        formula = line.formula.replace("&", "") if isinstance(line, ProofLine) else ""
        goes_on = bool(chain) and formula.startswith("=")
        if chain and not goes_on:
            yield " ".join(chain)
            chain = []
        if isinstance(line, str) or "=" not in formula:
            continue
        if line.unjudged:
            if goes_on:
                yield " ".join(chain)
            chain = []
        elif goes_on or not formula.startswith("="):
            chain.append(formula)
    if chain:
        yield " ".join(chain)


def moving(text: RuleText) -> set[str]:
    """The letters of a proof with a differential."""
    proof = " ".join(line.formula for line in text.proof if isinstance(line, ProofLine) and not line.unjudged)
    return {_GREEK.get(name, name) for name in _LETTER.findall(proof)}


def _declared(text: RuleText) -> Iterator[str]:
    yield "t in R"
    moved = moving(text)
    for line in text.letters.strip().split("\n"):
        if _EXPONENT.fullmatch(line):
            continue
        declared = _DECLARATION.fullmatch(line)
        if not declared:
            yield line
            continue
        space, facts = declared[2], (declared[3] or "").strip()
        kept = ", ".join(_KEPT[fact] for fact in facts.split(", ") if fact in _KEPT)
        for name in map(str.strip, declared[1].split(",")):
            if name not in moved:
                yield f"{name} in {space} {facts}"
                continue
            yield f"{name}0 in {space} {facts}"
            yield rf"\hat{{{name}}} in {space} {kept}"
            yield rf"{name} = {name}0 + t \hat{{{name}}}"


def _said(chain: str, text: RuleText) -> str:
    """A chain with differentials as the language has them."""
    for name, number in _EXPONENT.findall(text.letters):
        chain = re.sub(rf"\b{name}\b", number, chain)
    for printed, said in _SAID.items():
        chain = chain.replace(printed, said)
    chain = re.sub(r"(\\mathop\{\\mathrm\{\w+\}\})_\{\\text\{rows\}\}\((\w)\)", r"\1(\2, rows)", chain)
    chain = re.sub(r"\\mathrm\{d\}\^2\s*(\w)", r"\\frac{\\partial^2 \1}{\\partial t^2}", chain)
    while found := _BRACKET.search(chain):
        inside, rest = _bracketed(chain[found.end() :])
        chain = rf"{chain[: found.start()]}\frac{{\partial ({inside})}}{{\partial t}}{rest}"
    defined = {line.partition(" = ")[0] for line in text.letters.split("\n") if " = " in line}
    chain = _LETTER.sub(
        lambda each: (
            rf"\frac{{\partial {each[1]}}}{{\partial t}}" if each[1] in defined else rf"\hat{{{each[1]}}}"
        ),
        chain,
    )
    chain = re.sub(r"\bI_(\w)", r"eye(\1)", chain)
    return f"1 * {chain}" if _NAME.match(chain) else chain


def _bracketed(text: str) -> tuple[str, str]:
    """What stands before the bracket that closes, and behind it."""
    depth = 1
    for at, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if not depth:
            return text[:at], text[at + 1 :]
    raise ValueError(f"no bracket closes {text!r}")
