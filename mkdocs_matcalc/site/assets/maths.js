// Typesets a page's formulas with KaTeX, which is loaded when the first page with any is shown.
(() => {
  "use strict";
  const self = document.currentScript;
  if (!self || window.matcalcTypeset) return;
  const { base, integrity, chemistry } = __KATEX__;
  const root = document.documentElement;
  const waiting = ".arithmatex:not([data-typeset])";
  const source = ({ dataset, textContent }) => (dataset.latex ?? textContent).trim();
  const isChemical = (formula) => /\\(?:ce|pu)(?![a-zA-Z])/.test(source(formula));
  let katex, chemical;

  const make = (tag, attributes) => Object.assign(document.createElement(tag), attributes);

  function element(tag, address, name, attributes) {
    const made = make(tag, attributes);
    made[address] = new URL(base + name, self.src).href;
    if (integrity[name]) Object.assign(made, { integrity: integrity[name], crossOrigin: "anonymous" });
    return made;
  }

  // Rather in the body than in the head, which instant navigation clears of what it does not know.
  const came = (made) => new Promise((resolve, reject) => {
    document.body.append(Object.assign(made, { onload: resolve, onerror: reject }));
  });

  // Formulas change once, and not again when their letters come.
  const letters = [
    ["Main"], ["Math", "", "italic"], ["Size1"], ["Size2"], ["AMS", "*=mathbb"], ["Main", "*=mathbf", "bold"],
  ];
  const fonts = () => Promise.allSettled(letters.filter(([, of = ""]) => document.querySelector(`[data-latex${of}]`))
    .map(([name, , style = ""]) => document.fonts.load(`${style} 1em KaTeX_${name}`)));

  function load() {
    root.dataset.typesetting = "";
    katex ??= Promise.all([
      came(element("script", "src", "katex.min.js")),
      came(element("link", "href", "katex.min.css", { rel: "stylesheet" })).then(fonts),
    ]);
    return katex;
  }

  // Its extension is a third of its size again, and few pages need it; without it formulas are typeset all the same.
  function loadFor(formulas) {
    if (!chemistry || !formulas.some(isChemical)) return load();
    chemical ??= load().then(() => came(element("script", "src", chemistry)).catch(() => {}));
    return chemical;
  }

  function typeset(formula) {
    if (!formula.matches(waiting)) return;
    const match = /^\\([([])([^]*)\\[)\]]$/.exec(source(formula));
    formula.dataset.typeset = "";
    formula.removeAttribute("style");
    if (!match) return;
    window.katex.render(match[2].trim(), formula, {
      displayMode: match[1] === "[",
      throwOnError: false,
      strict: "ignore",
    });
  }

  // What is on the screen comes at once, what is further down when the page is at rest, what is folded away last.
  const atRest = window.requestIdleCallback ?? ((task) => setTimeout(task, 50, { timeRemaining: () => 20 }));
  const typesetAtRest = (formulas) => atRest((time) => {
    while (formulas.length && time.timeRemaining() > 2) typeset(formulas.shift());
    if (formulas.length) typesetAtRest(formulas);
  });

  function typesetAll(formulas) {
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
    // Where KaTeX can't be had, what a formula says is shown.
    const failed = () => all.forEach((formula) => {
      formula.dataset.typeset = "failed";
      formula.removeAttribute("style");
      formula.textContent = formula.dataset.text || formula.textContent;
    });
    return all.length ? loadFor(all).then(() => typesetAll(all), failed) : Promise.resolve();
  };

  // While the page arrives, before anything of it is painted.
  function arrive() {
    document.querySelectorAll(`${waiting}[data-room]:not([style])`).forEach((formula) => {
      Object.assign(formula.style, { minHeight: `${formula.dataset.room}em`, overflow: "hidden", whiteSpace: "nowrap" });
    });
    // Each part that is not broken is as wide and as high as it will be.
    document.querySelectorAll(`${waiting}[data-boxes]`).forEach((formula) => {
      const sizes = formula.dataset.boxes.split(" ");
      const texts = [...formula.childNodes].filter(({ data }) => data);
      if (texts.length < sizes.length) return;
      const line = make("span");
      texts.forEach((text, at) => {
        const box = make("span", { className: "matcalc-box" });
        const [width, paddingTop, paddingBottom, fontSize] = sizes[at].split(",").map((size) => `${size}em`);
        Object.assign(box.style, { width, paddingTop, paddingBottom, fontSize });
        box.append(text);
        line.append(box);
      });
      formula.replaceChildren(line);
      formula.removeAttribute("data-boxes");
    });
    if (document.readyState === "loading") requestAnimationFrame(arrive);
    if (!katex) requestAnimationFrame(window.matcalcTypeset);
  }

  // Paper waits for nothing.
  addEventListener("beforeprint", () => window.katex && document.querySelectorAll(waiting).forEach(typeset), true);

  arrive();
  // Material's observable of pages shown by instant navigation; on file:// it never speaks.
  const loaded = () => {
    window.matcalcTypeset();
    window.document$?.subscribe(window.matcalcTypeset);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", loaded);
  else loaded();
})();
