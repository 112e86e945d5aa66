"""What KaTeX knows, asked of KaTeX itself: `python -m scripts.katexnames` writes it down.

Not among the files that `scripts.generate` writes: it needs a copy of KaTeX in `.cache/katex`, and a JavaScript engine.
"""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMES = ROOT / "mkdocs_matcalc/tex/katexnames.json"
KATEX = ROOT / ".cache/katex/katex.min.js"

# Each name that stands in KaTeX's own text is tried.
_ASK = r"""
(source => {
  const console = { log() {} };
  const katex = new Function("console", `const exports = undefined, module = undefined; ${source}; return this.katex`)
    .call(globalThis, console) ?? globalThis.katex;
  const fails = (tex, why) => {
    try { katex.renderToString(tex, { displayMode: true, strict: "ignore" }); } catch (error) { return why.test(error.message); }
    return false;
  };
  const unique = (pattern) => [...new Set([...source.matchAll(pattern)].map((match) => match[1]))].sort();
  const commands = unique(/\\\\([A-Za-z]+)/g);
  const unknown = (name) => new RegExp(`Undefined control sequence: \\\\${name}(?![A-Za-z])`);
  const refuses = (name) => new RegExp(`Undefined control sequence: \\\\${name}(?![A-Za-z])|in text mode`);
  return JSON.stringify({
    commands: commands.filter((name) => !fails(`\\left\\${name} x\\right.`, unknown(name)) || !fails(`\\${name} {x}{y}`, unknown(name))
      || !fails(`\\text{\\${name} {x}}`, unknown(name))),
    words: commands.filter((name) => !fails(`\\text{\\${name} {x}}`, refuses(name))),
    environments: unique(/"([A-Za-z]+\*?)"/g).filter((name) => !fails(`\\begin{${name}}x\\end{${name}}`, /No such environment/)),
  });
})
"""


def names(katex: Path = KATEX) -> str:
    """The commands, those of them that may stand among words, and the environments, as JSON."""
    from py_mini_racer import MiniRacer

    known = json.loads(MiniRacer().call(_ASK, katex.read_text(encoding="utf-8")))
    return json.dumps(known, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    NAMES.write_text(names(), encoding="utf-8", newline="\n")
