"""What KaTeX knows, asked of KaTeX itself: `python -m scripts.katexnames` writes it down.

Not among the files that `scripts.generate` writes, as it needs KaTeX in `.cache/katex`, and an engine for it.
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
  new Function("console", source).call(globalThis, { log() {} });
  const reason = (tex) => {
    try {
      katex.renderToString(tex, { displayMode: true, strict: "ignore" });
      return "";
    } catch (error) {
      return error.message;
    }
  };
  const unique = (pattern) => [...new Set([...source.matchAll(pattern)].map((match) => match[1]))].sort();
  const candidates = unique(/\\\\([A-Za-z]+)/g);
  const unknown = (name) => new RegExp(`Undefined control sequence: \\\\${name}(?![A-Za-z])`);
  const places = (name) => [
    `\\${name} {x}{y}`,
    `\\left\\${name} x\\right.`,
    `\\text{\\${name} {x}}`,
    `\\begin{array}{c}x \\${name} x\\end{array}`,
  ];
  const isKnown = (name) => places(name).some((tex) => !unknown(name).test(reason(tex)));
  const among = (name) => reason(`\\text{\\${name} {x}}`);
  const isAmongWords = (name) => !unknown(name).test(among(name)) && !/in text mode/.test(among(name));
  const isEnvironment = (name) => !/No such environment/.test(reason(`\\begin{${name}}x\\end{${name}}`));
  return JSON.stringify({
    commands: candidates.filter(isKnown),
    words: candidates.filter(isAmongWords),
    environments: unique(/"([A-Za-z]+\*?)"/g).filter(isEnvironment),
  });
})
"""


def names(katex: Path = KATEX) -> str:
    """The commands, those of them that may stand among words, and the environments, as JSON."""
    from py_mini_racer import MiniRacer

    with MiniRacer() as engine:
        known = json.loads(engine.call(_ASK, katex.read_text(encoding="utf-8")))
    return json.dumps(known, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    NAMES.write_text(names(), encoding="utf-8", newline="\n")
