"""What it takes to decide a claim, as Markdown tables: derivatives of the cookbook, and of ever more layers.

Run as `python benchmarks/claims.py [RUNS]`. Times are processor time in milliseconds, the shortest of the
runs, once everything is loaded. Each claim is that a derivative is what is derived for it; `false` is the
same claim with a billionth more, with the search for a counter-example. The growth is that of a network with
ever more layers.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import yaml
from sympy import Basic, Rational

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.checks import LAYERS, network
from mkdocs_matcalc.algebra.build import mul
from mkdocs_matcalc.algebra.nodes import Partial
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.exact.decide import decided, gradients_decided
from mkdocs_matcalc.exact.question import Shared
from mkdocs_matcalc.exact.refuting import counterexample
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.numerics.sample import Ground

COOKBOOK = Path(__file__).parents[1] / "tests/calculus/cookbook.yml"
MORE = Rational(1_000_000_001, 1_000_000_000)

# A claim: a derivative, what it is, and what names stand for.
Claim = tuple[Partial, Basic, dict]


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    claims = [claim for block in cookbook() for claim in of_block(block)]
    for claim in claims[:3]:
        decided(*claim)
    print("| claims of the cookbook | median | 95th percentile | most | sum |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for title, decide in (("true", decided), ("false", told_false)):
        times = sorted(shortest(partial(decide, *claim), runs) for claim in claims)
        quantiles = (times[len(times) // 2], times[int(0.95 * len(times))], times[-1], sum(times))
        print(f"| {len(claims)}, {title} | {' | '.join(f'{each:.1f}' for each in quantiles)} |")
    print("\n| layers | the first gradient | all gradients at once | as many times the first row's |")
    print("| --- | ---: | ---: | ---: |")
    first: tuple[float, ...] = ()
    for count in LAYERS:
        claims = list(of_block(network(count)))
        function, definitions = claims[0][0].args[0], claims[0][2]
        gradients = {left.args[1]: right for left, right, _ in claims}
        times = (
            shortest(partial(decided, *claims[0]), runs),
            shortest(partial(all_at_once, function, gradients, definitions), runs),
        )
        first = first or times
        ratios = ", ".join(f"{one / other:.1f}" for one, other in zip(times, first, strict=True))
        print(f"| {count} | {times[0]:.1f} | {times[1]:.1f} | {ratios} |")


def all_at_once(function: Basic, gradients: dict, definitions: dict) -> object:
    """Whether all gradients of a function are what they are said to be."""
    ground = Ground.of((function, *gradients.values()), definitions)
    return gradients_decided(function, gradients, Shared(ground, definitions))


def cookbook() -> Iterator[str]:
    """The cookbook's blocks that are derived."""
    entries = yaml.safe_load(COOKBOOK.read_text(encoding="utf-8"))
    return (entry["block"] for entry in entries if "refused" not in entry)


def of_block(block: str) -> Iterator[Claim]:
    """That each derivative of a block is its result."""
    derivation = derive(parse(block))
    for result in derivation.results:
        if not result.stationary:
            names = {**derivation.definitions, **dict(result.where)}
            yield Partial(result.request.function, *result.wrt), result.expression, names


def told_false(left: Partial, right: Basic, definitions: dict) -> None:
    """A claim that is false, decided and refuted."""
    more = mul(MORE, right)
    decided(left, more, definitions)
    counterexample(left, more, definitions)


def shortest(run: Callable[[], object], runs: int) -> float:
    """The shortest time that a call takes, in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        run()
        times.append(1000 * (time.process_time() - start))
    return min(times)


if __name__ == "__main__":
    main()
