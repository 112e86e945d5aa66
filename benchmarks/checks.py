"""What the stages of a block cost beside each other, and how they grow, as Markdown tables.

Run as `python benchmarks/checks.py [RUNS]`. Times are processor time in milliseconds, the shortest of the
runs; the ratios are within one run of this file. Blocks are the 28 of `benchmarks/derivatives` and all of
`docs`; growth is that of a network with a layer more and more, and of a sum of squares with more terms.
`code` is printing it for each library and running NumPy's; `whole` is `compute.compute`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.engine.compute import compute
from mkdocs_matcalc.engine.pipeline import documented
from mkdocs_matcalc.engine.process import settle
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.vault.fences import find_fences
from mkdocs_matcalc.verify.checked import checked

ROOT = Path(__file__).parents[1]
LAYERS = (8, 16, 32, 64)
TERMS = (8, 32)
DECLARED = {
    "‖Wx‖² by W, 128 × 784": "W in R^(128 x 784)\nd/dW ||W x||^2",
    "mean(W) by W, 128 × 784": "W in R^(128 x 784)\nd/dW mean(W)",
    "s mean(ones), 784 × 128": "s in R\nd/ds mean(s * ones(784, 128))",
    "Σ (wᵀxᵢ − yᵢ)² / 60000": "x_i in R^50\nd/dw 1/60000 * sum_{i=1}^60000 (w^T x_i - y_i)^2",
}

Result = TypeVar("Result")


@dataclass(frozen=True)
class Times:
    """Milliseconds that a block takes."""

    parse: float
    derive: float
    check: float
    code: float
    whole: float


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    sys.path.insert(0, str(ROOT / "benchmarks/derivatives"))
    from cases import CASES

    compute(network(2), {})
    # As the site's worker does once it has loaded the engine.
    settle()
    print("| blocks | quantile | whole | parse | derive | check | code | check / derive |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for title, blocks in (("the 28", [case.block for case in CASES]), ("docs", list(of_docs()))):
        found = [times for block in blocks if (times := measured(block, runs))]
        for name, share in (("median", 0.5), ("95th percentile", 0.95)):
            print(f"| {len(found)} of {title} | {name} | {row(found, share)} |")
        print(f"| {len(found)} of {title} | sum | {total(found)} |")
    print("\n| growth | whole | derive | check | code | whole, to the first |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for title, block, counts in (("layers", network, LAYERS), ("terms", squares, TERMS)):
        first = 0.0
        for count in counts:
            times = measured(block(count), runs)
            assert times is not None
            first = first or times.whole
            stages = (times.whole, times.derive, times.check, times.code, times.whole / first)
            print(f"| {count} {title} | {' | '.join(f'{each:.1f}' for each in stages)} |")
    print("\n| declared sizes | whole | check |")
    print("| --- | ---: | ---: |")
    for title, block in DECLARED.items():
        times = measured(block, runs)
        assert times is not None
        print(f"| {title} | {times.whole:.1f} | {times.check:.1f} |")


def of_docs() -> Iterator[str]:
    """The blocks of the documentation."""
    for note in sorted((ROOT / "docs").rglob("*.md")):
        for fence in find_fences(note.read_text(encoding="utf-8").splitlines()):
            if fence.is_matcalc:
                yield "\n".join(fence.body)


def network(layers: int) -> str:
    """Layers of tanh, and the gradient by the matrix of each."""
    lines = [
        f"z{at} = W{at} {f'h{at - 1}' if at > 1 else 'x'} + b{at}\nh{at} = tanh(z{at})"
        for at in range(1, layers + 1)
    ]
    wrt = ", ".join(f"W{at}" for at in range(1, layers + 1))
    return "\n".join([*lines, f"L = ||h{layers} - y||^2", f"dL/d({wrt})"])


def squares(terms: int) -> str:
    """Σ ‖Aᵢx − yᵢ‖², each term with letters of its own."""
    declared = [f"A{at} in R^(m x n)\ny{at} in R^m" for at in range(1, terms + 1)]
    written = " + ".join(f"||A{at} x - y{at}||^2" for at in range(1, terms + 1))
    return "\n".join([*declared, "x in R^n", f"d/dx ({written})"])


def measured(block: str, runs: int) -> Times | None:
    """How long a block takes; None if it needs another note, or is wrong on purpose."""
    try:
        stages = [min(times) for times in zip(*(staged(block) for _ in range(runs)), strict=True)]
    except MatcalcError:
        return None
    return Times(*stages, min(timed(lambda: compute(block, {}))[1] for _ in range(runs)))


def staged(block: str) -> list[float]:
    """How long each stage takes, from the text on: expressions remember what they were once asked for."""
    problem, parsing = timed(lambda: parse(block, {}))
    derivation, deriving = timed(lambda: derive(problem))
    held, checking = timed(lambda: checked(derivation))
    return [parsing, deriving, checking, timed(lambda: documented([held]))[1]]


def timed(run: Callable[[], Result]) -> tuple[Result, float]:
    """What a function returns, and how long it takes."""
    start = time.process_time()
    result = run()
    return result, 1000 * (time.process_time() - start)


def total(found: Sequence[Times]) -> str:
    """The sum of each column, and the ratio of two sums."""
    whole, parse, derive, check, code = (
        sum(getattr(times, each) for times in found) for each in ("whole", "parse", "derive", "check", "code")
    )
    return " | ".join(f"{each:.2f}" for each in (whole, parse, derive, check, code, check / derive))


def row(found: Sequence[Times], share: float) -> str:
    """A quantile of each column, and of the ratio."""

    def quantile(column: Callable[[Times], float]) -> str:
        values = sorted(column(times) for times in found)
        return f"{values[min(len(values) - 1, int(share * len(values)))]:.2f}"

    columns: tuple[Callable[[Times], float], ...] = (
        lambda times: times.whole,
        lambda times: times.parse,
        lambda times: times.derive,
        lambda times: times.check,
        lambda times: times.code,
        lambda times: times.check / times.derive,
    )
    return " | ".join(map(quantile, columns))


if __name__ == "__main__":
    main()
