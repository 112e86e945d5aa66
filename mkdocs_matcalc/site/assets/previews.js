// Shows a linked note's name and first sentences beside the link that the pointer or the keyboard is on.
(() => {
  "use strict";
  const self = document.currentScript;
  if (!self || window.matcalcPreviews) return;
  window.matcalcPreviews = true;
  const site = new URL("../../", self.src);
  const content = "article, [role=main], main, .matcalc-linked";
  const headings = ["h1", "h2", "h3", "h4", "h5", "h6"];
  // What would run, play, load or apply to the page; the source of MathJax's formulas is no script.
  const active = `script:not([type^="math/tex"]), style, link, meta, base, template, iframe, frame, object, embed,
    video, audio, form, animate, animateMotion, animateTransform, set, .headerlink`;
  const addresses = ["src", "href", "xlink:href"];
  // Within these no text is cut.
  const whole = ".arithmatex, code, a, script";
  const enough = 300;
  // Two signs without a dot stand before a sentence's end, or a formula: none ends with "e.g.".
  const sentenceEnd = /(?:^|[^\s.]{2})[.!?…]["'”’)\]]*(?=\s+[^\sa-z]|\s*$)|[。！？]/g;
  const pages = new Map();
  let box, link, timer;

  function address(written, base) {
    try {
      return new URL(written, base);
    } catch {
      return null;
    }
  }

  function page(url) {
    const file = url.href.split("#")[0];
    if (!pages.has(file)) {
      pages.set(file, fetch(file).then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.text();
      }).then((text) => new DOMParser().parseFromString(text, "text/html")));
    }
    return pages.get(file);
  }

  function target(element) {
    const found = element.closest?.("a[href]");
    if (!found || !found.closest(content) || found.closest("nav, .headerlink, .footnote-ref, .matcalc-rule, .matcalc-graph-at, [data-preview]")) return null;
    const url = address(found.href);
    if (!url) return null;
    const own = url.href.split("#")[0] === location.href.split("#")[0];
    const isPage = /(\/|\.html?)$/.test(url.pathname);
    return url.href.startsWith(site.href) && isPage && !own ? found : null;
  }

  const usable = (paragraph) =>
    paragraph.textContent.trim() && !paragraph.closest(".matcalc, .matcalc-linked, .matcalc-embed-source, .admonition-title, nav");

  function fragment(url) {
    try {
      return decodeURIComponent(url.hash.slice(1));
    } catch {
      return url.hash.slice(1);
    }
  }

  // The paragraph that a heading is followed by, or the note's first one.
  function firstParagraph(main, heading) {
    const isBelow = (element) =>
      !heading || heading.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
    const level = headings.indexOf(heading?.localName);
    const beyond = [...main.querySelectorAll(headings.slice(0, level + 1).join() || "none")].find(isBelow);
    const isBefore = (element) =>
      !beyond || element.compareDocumentPosition(beyond) & Node.DOCUMENT_POSITION_FOLLOWING;
    return [...main.querySelectorAll("p")].find((one) => isBelow(one) && isBefore(one) && usable(one));
  }

  // What the note or its part is called, and the part.
  function excerpt(note, url) {
    const main = note.querySelector("article, [role=main], main") ?? note.body;
    const part = url.hash ? note.getElementById(fragment(url)) : null;
    const heading = part?.matches(headings.join()) ? part : null;
    const called = main.querySelector(".matcalc-name")?.value ?? main.querySelector("h1");
    return [heading ?? called, part && !heading ? part : firstParagraph(main, heading)];
  }

  // What it only looks like: copied before it is of this page, in which it would run.
  function copied(element, base) {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(active).forEach((inner) => inner.remove());
    for (const inner of [copy, ...copy.querySelectorAll("*")]) {
      for (const { name, value } of [...inner.attributes]) {
        if (addresses.includes(name)) {
          const url = address(value, base);
          const isSafe = /^(https?|mailto):$/.test(url?.protocol) || (name === "src" && url?.protocol === "data:");
          if (isSafe) inner.setAttribute(name, url.href);
          else inner.removeAttribute(name);
        } else if (/^on|^(id|srcset|formaction|ping)$/i.test(name)) {
          inner.removeAttribute(name);
        }
      }
    }
    return document.importNode(copy, true);
  }

  // A long text ends where a sentence does.
  function shorten(block) {
    const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let length = 0;
    while (texts.nextNode()) {
      const text = texts.currentNode;
      sentenceEnd.lastIndex = Math.max(enough - length, 0);
      length += text.parentElement.closest(".arithmatex") ? Math.min(text.length, 20) : text.length;
      const end = length > enough && !text.parentElement.closest(whole) && sentenceEnd.exec(text.data);
      if (!end) continue;
      const rest = document.createRange();
      rest.setStart(text, end.index + end[0].length);
      rest.setEndAfter(block.lastChild);
      if (!rest.toString().trim()) return;
      rest.deleteContents();
      block.append(" …");
      return;
    }
  }

  // With what the site has for it.
  async function typeset(block) {
    const { matcalcTypeset, MathJax, renderMathInElement } = window;
    if (matcalcTypeset) return matcalcTypeset();
    if (MathJax?.typesetPromise) return MathJax.typesetPromise([block]);
    if (MathJax?.Hub) return new Promise((done) => MathJax.Hub.Queue(["Typeset", MathJax.Hub, block], done));
    const delimiters = [
      { left: "\\(", right: "\\)", display: false },
      { left: "\\[", right: "\\]", display: true },
    ];
    return renderMathInElement?.(block, { delimiters, throwOnError: false });
  }

  function place() {
    const at = link.getBoundingClientRect();
    if (at.bottom < 0 || at.top > innerHeight) return hide();
    const below = at.bottom + box.offsetHeight + 12 < innerHeight;
    box.style.top = `${below ? at.bottom + 6 : Math.max(6, at.top - box.offsetHeight - 6)}px`;
    box.style.left = `${Math.max(6, Math.min(at.left, innerWidth - box.offsetWidth - 6))}px`;
  }

  function hide() {
    clearTimeout(timer);
    link?.removeAttribute("aria-describedby");
    if (box) window.MathJax?.typesetClear?.([box]);
    box?.remove();
    box = link = undefined;
  }

  async function show(found) {
    const url = new URL(found.href);
    const [called, part] = excerpt(await page(url), url);
    if (link !== found || box || (!called && !part)) return;
    box = Object.assign(document.createElement("div"), { className: "matcalc-preview", id: "matcalc-preview" });
    box.setAttribute("role", "tooltip");
    if (called) {
      const strong = document.createElement("strong");
      strong.append(...(called.nodeType ? copied(called, url).childNodes : [called]));
      box.append(strong);
    }
    if (part) {
      const copy = copied(part, url);
      shorten(copy);
      box.append(copy);
    }
    // They are for the pointer: on the way of the Tab key the preview is gone before they come.
    box.querySelectorAll("a").forEach((inner) => { inner.tabIndex = -1; });
    (document.querySelector(".md-content .md-typeset") ?? document.body).append(box);
    found.setAttribute("aria-describedby", box.id);
    box.addEventListener("pointerenter", () => clearTimeout(timer));
    box.addEventListener("pointerleave", leave);
    place();
    await typeset(box).catch(() => {});
    if (box) place();
  }

  function enter(event) {
    const found = target(event.target);
    const byKeyboard = event.type === "focusin";
    if (!found || (byKeyboard && !found.matches(":focus-visible"))) return;
    if (found === link && box) return clearTimeout(timer);
    hide();
    link = found;
    timer = setTimeout(() => show(found).catch(() => link === found && hide()), byKeyboard ? 0 : 250);
  }

  function leave() {
    clearTimeout(timer);
    timer = setTimeout(hide, 200);
  }

  addEventListener("pointerover", (event) => event.pointerType !== "touch" && enter(event));
  addEventListener("pointerout", (event) => link && target(event.target) === link && leave());
  addEventListener("focusin", enter);
  addEventListener("focusout", () => link && leave());
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("scroll", () => box && place(), { passive: true });
  window.document$?.subscribe(hide);
})();
