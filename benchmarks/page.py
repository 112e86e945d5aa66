"""How soon a page with 50 derivations can be read and used, against the same page written by hand.

Neither has code, which by hand nobody writes for three libraries.
`.venv/bin/python benchmarks/page.py [LOADS]` prints the medians and their ratio. It needs Chromium and the
KaTeX that `make front-end` fetches.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread

from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, sync_playwright

from mkdocs_matcalc.engine.compute import compute
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.markdown import render_markdown

KATEX = Path(__file__).parents[1] / ".cache/katex"
BLOCKS = (
    "d/dx ||A x - y||^2",
    "d/dX tr(X^T A X)",
    "d/dx x^T A x",
    "d/dX logdet(X)",
    "z = W1 x + b1\nh = relu(z)\no = W2 h + b2\nL = ||o - y||^2\ndL/d(W1, b1, W2, b2)",
)
COUNT = 50
CONFIG = """
site_name: Benchmark
docs_dir: docs
theme: {{name: material, font: false}}
plugins: [{{matcalc: {{katex: "{katex}", graph: false, previews: false}}}}]
"""
# A page can be used once what is on the screen is typeset and painted, and the main thread takes the next
# task; it is whole once that is so of all that is not folded away.
READY = """(edge) => new Promise((resolve) => {
  const isFolded = (formula) => formula.closest(".matcalc-tip, details:not([open])");
  const top = (formula) => (formula.closest(".matcalc") ?? formula).getBoundingClientRect().top;
  const isOver = (formula) => !isFolded(formula) && top(formula) < (edge || Infinity);
  const done = () => document.readyState === "complete" && window.katex
    && ![...document.querySelectorAll(".arithmatex:not([data-typeset])")].some(isOver);
  const painted = () => setTimeout(() => resolve(performance.now()));
  const look = () => done() ? requestAnimationFrame(painted) : setTimeout(look, 20);
  look();
})"""
HEIGHT = 720


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Say nothing."""


def main() -> None:
    loads = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    blocks = [BLOCKS[number % len(BLOCKS)] for number in range(COUNT)]
    derived = [
        f"## Number {number}\n\n```matcalc code=none\n{block}\n```" for number, block in enumerate(blocks)
    ]
    by_hand = [f"## Number {number}\n\n{written(block)}" for number, block in enumerate(blocks)]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        docs = root / "docs"
        docs.mkdir()
        (docs / "derived.md").write_text("\n\n".join(derived), encoding="utf-8")
        (docs / "by_hand.md").write_text("\n\n".join(by_hand), encoding="utf-8")
        (root / "mkdocs.yml").write_text(CONFIG.format(katex=KATEX), encoding="utf-8")
        config = load_config(str(root / "mkdocs.yml"))
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        config.plugins.on_shutdown()
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root / "site")))
        Thread(target=server.serve_forever, daemon=True).start()
        report(f"http://127.0.0.1:{server.server_port}/", loads)
        server.shutdown()


def written(block: str) -> str:
    """The derivation as an author would write it in the note: a formula and a reason a line."""
    return render_markdown(Document.from_dict(compute(block, {"code": "none"})))


def report(host: str, loads: int) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        times: dict[tuple[str, int], list[float]] = {
            (name, edge): [] for edge in (HEIGHT, 0) for name in ("derived", "by_hand")
        }
        for _ in range(loads):
            for (name, edge), measured in times.items():
                measured.append(time_to_show(browser, f"{host}{name}/", edge))
        browser.close()
    for edge, what in ((HEIGHT, "usable"), (0, "whole")):
        for name in ("derived", "by_hand"):
            measured = times[name, edge]
            print(
                f"{what:6}  {name:8} {median(measured):6.0f} ms "
                f"(of {loads}: {min(measured):.0f} to {max(measured):.0f})"
            )
        print(f"{what:6}  ratio    {median(times['derived', edge]) / median(times['by_hand', edge]):6.2f}")


def time_to_show(browser: Browser, url: str, edge: int) -> float:
    """Milliseconds from the request until the page is typeset down to `edge` pixels, or to its end for 0."""
    page = browser.new_page(viewport={"width": 1280, "height": HEIGHT})
    page.goto(url, wait_until="commit")
    ready: float = page.evaluate(READY, edge)
    page.close()
    return ready


if __name__ == "__main__":
    main()
