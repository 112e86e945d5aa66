// Formulas that are too wide, whatever typesets them: for the page, for the keyboard and for paper.
(() => {
  "use strict";
  const root = document.documentElement;
  let width = 0;

  // One that stands apart scrolls by itself, and then from the keyboard, too.
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    const scroller = target.closest(".matcalc-formula") ?? target;
    if (scroller.scrollWidth > scroller.clientWidth) scroller.tabIndex = 0;
    else scroller.removeAttribute("tabindex");
  }));
  const apart = "div.arithmatex";
  const typeset = new MutationObserver((changes) => changes.forEach(({ target }) => {
    if (!target.matches(apart)) return;
    sizes.unobserve(target);
    sizes.observe(target);
  }));

  // One within text that makes the page scroll sideways gets a scroll of its own.
  function look() {
    document.querySelectorAll(apart).forEach((formula) => sizes.observe(formula));
    if (root.clientWidth !== width) {
      width = root.clientWidth;
      document.querySelectorAll("[data-wide]").forEach((formula) => {
        ["data-wide", "tabindex"].forEach((name) => formula.removeAttribute(name));
      });
    }
    if (root.scrollWidth <= width) return;
    const wide = [...document.querySelectorAll("span.arithmatex:not(.matcalc *)")].filter((formula) =>
      [...formula.querySelectorAll(".katex-base, mjx-math")].some((part) => {
        const { left, right } = part.getBoundingClientRect();
        return right > width || left < 0;
      }));
    wide.forEach((formula) => Object.assign(formula, { tabIndex: 0 }).setAttribute("data-wide", ""));
  }

  // What is typeset changes the height of the page, or its letters come later.
  const heights = new ResizeObserver(look);
  const observe = () => {
    heights.observe(document.body);
    typeset.observe(root, { childList: true, subtree: true });
    document.fonts.addEventListener("loadingdone", look);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", observe);
  else observe();

  // On paper KaTeX's formulas break between their parts; a part that is wider still is made smaller, and so is
  // a formula of MathJax's, which breaks nowhere and has the width of the page.
  const papers = [
    [".katex-display .katex-base", ".katex-display", 440],
    [":is(div.arithmatex, .matcalc-formula, .matcalc-claim) mjx-math", ".arithmatex", 640],
  ];
  const smaller = new Set();
  addEventListener("beforeprint", () => {
    const found = papers.flatMap(([part, whole, paper]) => [...document.querySelectorAll(part)]
      .filter((each) => each.offsetWidth > paper && !each.closest("mjx-assistive-mml"))
      .map((each) => [each.closest(whole), paper / each.offsetWidth]));
    found.forEach(([whole, size]) => {
      whole.style.fontSize = `${size}em`;
      smaller.add(whole);
    });
  });
  addEventListener("afterprint", () => {
    smaller.forEach((formula) => formula.style.removeProperty("font-size"));
    smaller.clear();
  });
})();
