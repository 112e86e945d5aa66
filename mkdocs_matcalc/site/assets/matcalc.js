// The tools of derivations: copying, going through line by line, and choices kept from page to page.
(() => {
  "use strict";
  if (window.matcalcRestore) return;
  document.documentElement.classList.add("matcalc-ready");
  const key = "matcalc";
  const find = (block, does) => block.querySelector(`.matcalc-tools [data-does=${does}]`);

  // Where a browser keeps nothing, a choice lasts as long as its page.
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {}

  function choose(kind, value) {
    document.querySelectorAll(`input[data-choice=${kind}]`).forEach((input) => {
      if (input.value === value) input.checked = true;
    });
  }

  function keep(kind, value) {
    kept[kind] = value;
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch {}
    choose(kind, value);
  }

  // Without a clipboard to write to, as over plain http, a selection is copied as by hand.
  function copyByHand(button, text) {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }

  async function copy(button, text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copyByHand(button, text);
    }
    if (button.dataset.done) return;
    const label = button.getAttribute("aria-label");
    button.dataset.done = "true";
    button.setAttribute("aria-label", "Copied");
    setTimeout(() => {
      delete button.dataset.done;
      button.setAttribute("aria-label", label);
    }, 2000);
  }

  // The lines of the method that is shown.
  const lines = (block) => [...block.querySelectorAll("[data-tex].matcalc-steps")].find((list) => list.offsetParent);

  function show(block, count) {
    const steps = [...lines(block).children];
    const whole = count > steps.length;
    block.dataset.line = count;
    block.querySelectorAll(".matcalc-later").forEach((part) => part.classList.remove("matcalc-later"));
    steps.slice(count).forEach((step) => step.classList.add("matcalc-later"));
    if (!whole) {
      const rest = block.querySelectorAll(".matcalc-claims, .matcalc-result, .matcalc-code");
      rest.forEach((part) => part.classList.add("matcalc-later"));
      steps[count - 1].scrollIntoView({ block: "nearest" });
    }
    find(block, "next").setAttribute("aria-label", `Next line (${count} of ${steps.length})`);
    return whole;
  }

  function stepping(block, on) {
    block.classList.toggle("matcalc-stepping", on);
    for (const button of block.querySelectorAll(".matcalc-tools > button")) {
      button.hidden = ["start", "copy"].includes(button.dataset.does) === on;
    }
    block.querySelectorAll(".matcalc-steps").forEach((list) => { list.ariaLive = on ? "polite" : null; });
    show(block, on ? 1 : Infinity);
    find(block, on ? "next" : "start").focus();
  }

  function go(block, by) {
    if (show(block, Math.max(1, Number(block.dataset.line) + by))) stepping(block, false);
  }

  const actions = {
    start: (block) => stepping(block, true),
    all: (block) => stepping(block, false),
    back: (block) => go(block, -1),
    next: (block) => go(block, 1),
    copy: (block, button) => copy(button, button.dataset.tex ?? lines(block).dataset.tex),
    code: (block, button) => copy(button, button.previousElementSibling.querySelector("code").textContent),
  };

  addEventListener("click", ({ target }) => {
    const button = target.closest?.(".matcalc [data-does]");
    if (button) actions[button.dataset.does](button.closest(".matcalc"), button);
  });

  addEventListener("change", ({ target }) => {
    if (!target.dataset?.choice) return;
    keep(target.dataset.choice, target.value);
    document.querySelectorAll(".matcalc-stepping").forEach((block) => show(block, 1));
  });

  addEventListener("keydown", ({ key: pressed, target }) => {
    const block = target.closest?.(".matcalc-stepping > .matcalc-tools")?.parentElement;
    const does = { ArrowRight: "next", ArrowLeft: "back", Escape: "all" }[pressed];
    if (block && does) actions[does](block);
  });

  // What a rule says goes away with Escape, until the pointer and the focus have left the rule.
  const shut = "matcalc-shut";
  const isMeant = ":hover, :focus-within";
  addEventListener("keydown", ({ key: pressed }) => {
    if (pressed !== "Escape") return;
    document.querySelectorAll(`.matcalc-rule:is(${isMeant})`).forEach((rule) => rule.classList.add(shut));
  });
  ["pointerover", "focusin"].forEach((moved) => addEventListener(moved, ({ target }) => {
    document.querySelectorAll(`.${shut}:not(${isMeant})`).forEach((rule) => rule.classList.remove(shut));
    const tip = target.closest?.(".matcalc-rule")?.querySelector(".matcalc-tip");
    if (!tip) return;
    // At the lower edge of the window it stands above its line.
    const end = tip.closest(".matcalc-row").getBoundingClientRect().bottom + tip.offsetHeight;
    tip.classList.toggle("matcalc-up", end > innerHeight);
  }));

  window.matcalcRestore = () => Object.entries(kept).forEach(([kind, value]) => choose(kind, value));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", window.matcalcRestore);
  window.matcalcRestore();
  // Material's observable of pages shown by instant navigation; on file:// it never speaks.
  window.document$?.subscribe(window.matcalcRestore);
})();
