// Shows a linked note's title and first paragraph beside the link that the pointer or the keyboard is on.
(() => {
  "use strict";
  const self = document.currentScript;
  if (!self || window.matcalcPreviews) return;
  window.matcalcPreviews = true;
  const site = new URL("../../", self.src);
  const content = "article, [role=main], main, .matcalc-linked";
  const pages = new Map();
  let box, link, timer;

  function page(url) {
    const address = url.href.split("#")[0];
    if (!pages.has(address)) {
      pages.set(address, fetch(address).then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.text();
      }).then((text) => new DOMParser().parseFromString(text, "text/html")));
    }
    return pages.get(address);
  }

  function target(element) {
    const found = element.closest?.("a[href]");
    if (!found || !found.closest(content) || found.closest("nav, .headerlink, .footnote-ref, .matcalc-rule, [data-preview]")) return null;
    const url = new URL(found.href);
    const own = url.href.split("#")[0] === location.href.split("#")[0];
    const isPage = /(\/|\.html?)$/.test(url.pathname);
    return url.href.startsWith(site.href) && isPage && !own ? found : null;
  }

  const usable = (paragraph) =>
    paragraph.textContent.trim() && !paragraph.closest(".matcalc-linked, .matcalc-embed-source, .admonition-title, nav");

  function excerpt(note, url) {
    const main = note.querySelector("article, [role=main], main") ?? note.body;
    const part = url.hash ? note.getElementById(decodeURIComponent(url.hash.slice(1))) : null;
    const heading = part?.matches("h1, h2, h3, h4, h5, h6") ? part : null;
    if (part && !heading) return [main.querySelector("h1"), part];
    const after = [...main.querySelectorAll("p")].filter(
      (paragraph) => !heading || heading.compareDocumentPosition(paragraph) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    return [heading ?? main.querySelector("h1"), after.find(usable)];
  }

  function copied(element, base) {
    const copy = document.importNode(element, true);
    copy.querySelectorAll("script, .headerlink, iframe, video, audio").forEach((inner) => inner.remove());
    [copy, ...copy.querySelectorAll("[id]")].forEach((inner) => inner.removeAttribute("id"));
    for (const name of ["src", "href"]) {
      copy.querySelectorAll(`[${name}]`).forEach((inner) => {
        inner.setAttribute(name, new URL(inner.getAttribute(name), base).href);
      });
    }
    return copy;
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
    box?.remove();
    box = link = undefined;
  }

  async function show(found) {
    const url = new URL(found.href);
    const [title, paragraph] = excerpt(await page(url), url);
    if (link !== found || box || (!title && !paragraph)) return;
    box = Object.assign(document.createElement("div"), { className: "matcalc-preview", id: "matcalc-preview" });
    box.setAttribute("role", "tooltip");
    if (title) {
      const strong = document.createElement("strong");
      strong.append(...copied(title, url).childNodes);
      box.append(strong);
    }
    if (paragraph) box.append(copied(paragraph, url));
    // They are for the pointer: on the way of the Tab key the preview is gone before they come.
    box.querySelectorAll("a").forEach((inner) => { inner.tabIndex = -1; });
    (document.querySelector(".md-content .md-typeset") ?? document.body).append(box);
    found.setAttribute("aria-describedby", box.id);
    box.addEventListener("pointerenter", () => clearTimeout(timer));
    box.addEventListener("pointerleave", leave);
    place();
    await window.matcalcTypeset?.();
    if (box) place();
  }

  function enter(event) {
    const found = target(event.target);
    const byKeyboard = event.type === "focusin";
    if (!found || (byKeyboard && !found.matches(":focus-visible"))) return;
    if (found === link && box) return clearTimeout(timer);
    hide();
    link = found;
    timer = setTimeout(() => show(found).catch(hide), byKeyboard ? 0 : 250);
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
