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

  // On paper formulas break between their parts; one that is wider still is made smaller.
  const paper = 440;
  addEventListener("beforeprint", () => {
    document.querySelectorAll(".katex-display .katex-base").forEach((part) => {
      const width = part.offsetWidth;
      if (width > paper) part.closest(".katex-display").style.fontSize = `${paper / width}em`;
    });
  });
  addEventListener("afterprint", () => {
    document.querySelectorAll(".katex-display[style]").forEach((formula) => formula.removeAttribute("style"));
  });
})();
