// Gives a formula within text that makes the page scroll sideways a scroll of its own, whatever typesets it.
(() => {
  "use strict";
  const root = document.documentElement;
  const inline = "span.arithmatex:not(.matcalc *)";
  let width = 0;

  function look() {
    if (root.clientWidth !== width) {
      width = root.clientWidth;
      document.querySelectorAll("[data-wide]").forEach((formula) => {
        ["data-wide", "tabindex"].forEach((name) => formula.removeAttribute(name));
      });
    }
    if (root.scrollWidth <= width) return;
    const wide = [...document.querySelectorAll(inline)].filter((formula) =>
      [...formula.querySelectorAll(".katex-base, mjx-math")].some((part) => {
        const { left, right } = part.getBoundingClientRect();
        return right > width || left < 0;
      }));
    wide.forEach((formula) => Object.assign(formula, { tabIndex: 0 }).setAttribute("data-wide", ""));
  }

  // What is typeset changes the height of the page, or its letters come later.
  const changes = new ResizeObserver(look);
  const observe = () => {
    changes.observe(document.body);
    document.fonts.addEventListener("loadingdone", look);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", observe);
  else observe();
})();
