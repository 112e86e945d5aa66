// Typesets a page's formulas with KaTeX, which is loaded when the first page with any is shown.
(() => {
  "use strict";
  const self = document.currentScript;
  if (!self || window.matcalcTypeset) return;
  const { base, integrity, chemistry } = __KATEX__;
  const waiting = ".arithmatex:not([data-typeset])";
  const isChemical = ({ textContent }) => /\\(?:ce|pu)(?![a-zA-Z])/.test(textContent);
  let katex, chemical;

  function element(tag, address, name, attributes) {
    const made = Object.assign(document.createElement(tag), attributes);
    made[address] = new URL(base + name, self.src).href;
    if (integrity[name]) Object.assign(made, { integrity: integrity[name], crossOrigin: "anonymous" });
    return made;
  }

  // Beside this script rather than in the head, which instant navigation clears of what it does not know.
  function load() {
    katex ??= new Promise((resolve, reject) => {
      const script = element("script", "src", "katex.min.js", { onload: resolve, onerror: reject });
      self.after(element("link", "href", "katex.min.css", { rel: "stylesheet" }), script);
    });
    return katex;
  }

  // Its extension is a third of its size again, and few pages need it; without it formulas are typeset all the same.
  function loadFor(formulas) {
    if (!chemistry || !formulas.some(isChemical)) return load();
    chemical ??= load().then(() => new Promise((resolve) => {
      self.after(element("script", "src", chemistry, { onload: resolve, onerror: resolve }));
    }));
    return chemical;
  }

  // A formula that scrolls sideways can be scrolled from the keyboard.
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    const scroller = target.closest(".matcalc-formula") ?? target;
    if (scroller.scrollWidth > scroller.clientWidth) scroller.tabIndex = 0;
    else scroller.removeAttribute("tabindex");
  }));

  function typeset(formula) {
    if (!formula.matches(waiting)) return;
    const tex = formula.textContent.trim();
    const match = /^\\([([])([^]*)\\[)\]]$/.exec(tex);
    formula.dataset.typeset = "";
    if (!match) return;
    window.katex.render(match[2].trim(), formula, {
      displayMode: match[1] === "[",
      throwOnError: false,
      strict: "ignore",
    });
    if (match[1] === "[") sizes.observe(formula);
  }

  // What is on the screen comes at once, what is further down when the page is at rest, what is folded away last.
  const atRest = window.requestIdleCallback ?? ((task) => setTimeout(task, 50, { timeRemaining: () => 20 }));
  const typesetAtRest = (formulas) => atRest((time) => {
    while (formulas.length && time.timeRemaining() > 2) typeset(formulas.shift());
    if (formulas.length) typesetAtRest(formulas);
  });

  function typesetAll(formulas) {
    document.documentElement.dataset.typesetting = "";
    const turns = [[], [], []];
    for (const formula of formulas) {
      // A derivation that is not on the screen has not been laid out, and is not to be for this.
      const part = formula.closest(".matcalc") ?? formula;
      const isFolded = formula.closest(".matcalc-tip, details:not([open])");
      turns[isFolded ? 2 : part.getBoundingClientRect().top > innerHeight ? 1 : 0].push(formula);
    }
    turns[0].forEach(typeset);
    typesetAtRest([...turns[1], ...turns[2]]);
  }

  window.matcalcTypeset = () => {
    const all = [...document.querySelectorAll(waiting)];
    // Where KaTeX can't be had, the formulas' source is shown rather than nothing.
    const failed = () => all.forEach((formula) => { formula.dataset.typeset = "failed"; });
    return all.length ? loadFor(all).then(() => typesetAll(all), failed) : Promise.resolve();
  };

  // Paper waits for nothing. On it formulas break between their parts; one that is wider still is made smaller.
  const paper = 440;
  addEventListener("beforeprint", () => {
    if (window.katex) document.querySelectorAll(waiting).forEach(typeset);
    document.querySelectorAll(".katex-display .katex-base").forEach((part) => {
      const width = part.offsetWidth;
      if (width > paper) part.closest(".katex-display").style.fontSize = `${paper / width}em`;
    });
  });
  addEventListener("afterprint", () => {
    document.querySelectorAll(".katex-display[style]").forEach((formula) => formula.removeAttribute("style"));
  });

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", window.matcalcTypeset);
  }
  window.matcalcTypeset();
  // Material's observable of pages shown by instant navigation; on file:// it never speaks.
  window.document$?.subscribe(window.matcalcTypeset);
})();
