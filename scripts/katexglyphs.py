"""How wide KaTeX's letters and signs are, asked of itself: `python -m scripts.katexglyphs` writes it down."""

from __future__ import annotations

import json
import string
from pathlib import Path

from mkdocs_matcalc.tex.katexnames import all_commands
from scripts.katexnames import KATEX, ROOT

GLYPHS = ROOT / "mkdocs_matcalc/render/glyphs.json"
_CHARACTERS = [sign for sign in string.printable if sign.isprintable() and sign not in r" #$%&\^_{}~"]
_TYPED = "αβγδεζηθικλμνξπρστυφχψωϕϵϑΓΔΘΛΞΠΣΦΨΩ∇∂∞∈≤≥≠≈×·→⇒"
_ESCAPED = [rf"\{sign}" for sign in "{}|_%&#$"]
_LETTERS = [sign for sign in _CHARACTERS if sign.isalnum()]
_FONTS = [
    "mathbb", "mathbf", "mathcal", "mathfrak", "mathit", "mathrm", "mathscr", "mathsf", "mathtt",
    "boldsymbol",
]  # fmt: skip
_DELIMITERS = [*"()[]|/", *(rf"\{name}" for name in ["{", "}", "|", "langle", "rangle", "lfloor", "lceil"])]

# What has parts above each other, or a picture, has no width that is known without laying it out.
_ASK = r"""
((source, characters, commands, letters, fonts, delimiters) => {
  new Function("console", source).call(globalThis, { log() {} });
  const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
  const length = (value) => parseFloat(value ?? 0);
  const is = (node, name) => node?.classes?.includes(name);
  let words = {};
  function width(node) {
    if (is(node, "rlap") || is(node, "llap")) return 0;
    if (is(node, "vlist-t") || /^<svg/.test(node.toMarkup())) return NaN;
    const margins = length(node.style?.marginLeft) + length(node.style?.marginRight);
    // Letters that stand as one text have the width of the first.
    const isWord = node.text?.length > 1;
    const own = isWord ? total([...node.text].map((letter) => words[letter])) : node.width ?? 0;
    return margins + own + (node.italic ?? 0) + total((node.children ?? []).map(width));
  }
  const round = (number) => Math.round(number * 1000) / 1000;
  // The parts of what is set within a line.
  function set(tex) {
    try {
      const tree = katex.__renderToHTMLTree(tex, { strict: "ignore" });
      const bases = tree.children.flatMap(({ children }) => children);
      return bases.flatMap(({ children }) => children.filter((node) => !is(node, "katex-strut")));
    } catch {
      return [];
    }
  }
  const kinds = ["mord", "mop", "mbin", "mrel", "mopen", "mclose", "mpunct", "minner"];
  const among = (make, marks) => Object.fromEntries(
    marks.map((mark) => [mark, ...set(make(mark)).map(width)])
      .filter(([, first, ...more]) => first > 0 && !more.length)
      .map(([mark, first]) => [mark, round(first)]));
  words = among((mark) => `\\text{${mark}}`, [...characters, "~"]);
  const around = { mop: 6, mbin: 8, mrel: 10, mpunct: 3, minner: 6 };
  const signs = {};
  // Between two groups, as an operator is one only there.
  for (const name of [...characters, ...commands]) {
    const parts = set(`{}${name} {}`);
    const [before, sign, after, ...more] = parts.filter((part) => !is(part, "mspace"));
    const kind = kinds.find((name) => is(sign, name));
    const whole = total(parts.map(width)) - (around[kind] ?? 0) / 18;
    if (!after || more.length || !kind || !(whole > 0)) continue;
    const italic = round(sign.italic ?? 0);
    signs[name] = [kind.slice(1), round(whole), ...(italic ? [italic] : [])];
  }
  const isGreek = (name) => /^\\[a-z]/i.test(name) && is(set(name)[0], "mathnormal");
  const greek = Object.keys(signs).filter(isGreek);
  const inFonts = Object.fromEntries(fonts.map((font) => [
    `\\${font}`, among((mark) => `\\${font}{${mark}}`, [...letters, ...font === "boldsymbol" ? greek : []]),
  ]));
  const sizes = Object.fromEntries(delimiters.map((sign) => [
    sign, ["", "\\big", "\\Big", "\\bigg", "\\Bigg"].map((size) => round(width(set(`${size}${sign}`)[0]))),
  ]));
  return JSON.stringify({
    signs, fonts: inFonts, words, sizes,
  });
})
"""


def glyphs(katex: Path = KATEX) -> str:
    """Kinds and widths of signs, widths of letters by their font, and of brackets by their size, as JSON."""
    from py_mini_racer import MiniRacer

    asked = (_CHARACTERS, [*all_commands(), *_ESCAPED, *_TYPED], _LETTERS, _FONTS, _DELIMITERS)
    with MiniRacer() as engine:
        told = engine.call(_ASK, katex.read_text(encoding="utf-8"), *asked)
    return json.dumps(json.loads(told), separators=(",", ":"), ensure_ascii=False) + "\n"


if __name__ == "__main__":
    GLYPHS.write_text(glyphs(), encoding="utf-8", newline="\n")
