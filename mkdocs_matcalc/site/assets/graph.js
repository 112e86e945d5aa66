// Draws the graph of the notes around a page when it is opened, and that of the whole vault on its own page.
(() => {
  "use strict";
  const self = document.currentScript;
  if (!self || window.matcalcGraph) return;
  const library = __LIBRARY__;
  const site = new URL("../../", self.src);
  let drawing, data;

  function loadLibrary() {
    drawing ??= new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), {
        src: new URL(library.src, self.src).href,
        onload: resolve,
        onerror: reject,
      });
      if (library.integrity) Object.assign(script, { integrity: library.integrity, crossOrigin: "anonymous" });
      self.after(script);
    });
    return drawing;
  }

  function loadData() {
    data ??= fetch(new URL("graph.json", self.src)).then((answer) => answer.json());
    return data;
  }

  function around(all, page) {
    const here = all.nodes.findIndex(([, url]) => url === page);
    const near = new Set([here]);
    for (const [one, other] of all.links) {
      if (one === here) near.add(other);
      if (other === here) near.add(one);
    }
    return near;
  }

  function part(all, page) {
    const kept = page === undefined ? new Set(all.nodes.keys()) : around(all, page);
    const degree = new Map();
    const links = all.links.filter((ends) => ends.every((end) => kept.has(end)));
    links.flat().forEach((end) => degree.set(end, (degree.get(end) ?? 0) + 1));
    return {
      nodes: [...kept].filter((id) => id >= 0).map((id) => {
        const [name, url] = all.nodes[id];
        return { id, name, url, val: 1 + (degree.get(id) ?? 0), here: url === page };
      }),
      links: links.map(([source, target]) => ({ source, target })),
    };
  }

  function open(node) {
    const link = Object.assign(document.createElement("a"), { href: new URL(node.url, site).href });
    document.body.append(link);
    link.click();
    link.remove();
  }

  function label(node, context, scale, colour) {
    const size = Math.max(12 / scale, 2);
    context.font = `${size}px sans-serif`;
    context.fillStyle = colour;
    context.textAlign = "center";
    context.fillText(node.name, node.x, node.y + Math.sqrt(node.val) * 2 + size * 1.2);
  }

  async function draw(frame) {
    if (frame.dataset.drawn) return;
    frame.dataset.drawn = "";
    const [all] = await Promise.all([loadData(), loadLibrary()]);
    const shown = part(all, frame.dataset.page);
    const canvas = document.createElement("div");
    frame.append(canvas);
    const style = getComputedStyle(frame);
    const large = shown.nodes.length > 500;
    const escape = (text) => Object.assign(document.createElement("i"), { textContent: text }).innerHTML;
    const graph = new window.ForceGraph(canvas)
      .width(frame.clientWidth)
      .height(frame.dataset.page === undefined ? Math.max(400, innerHeight * 0.7) : 320)
      .nodeLabel((node) => escape(node.name))
      .nodeVal("val")
      .nodeRelSize(large ? 4 : 2)
      .nodeColor((node) => style.getPropertyValue(node.here ? "--matcalc-graph-here" : "--matcalc-graph-note"))
      .linkColor(() => style.getPropertyValue("--matcalc-graph-link"))
      // Drawing thousands of lines at each step would take longer than the steps themselves.
      .linkVisibility(() => !large || "settled" in frame.dataset)
      .onNodeClick(open)
      .warmupTicks(large ? 5 : 0)
      .cooldownTicks(large ? 90 : 200)
      .onEngineStop(() => frame.dataset.settled ?? (graph.zoomToFit(200, 30), (frame.dataset.settled = "")))
      .nodeCanvasObjectMode((node) => (!large || graph.zoom() > 2 ? "after" : undefined))
      .nodeCanvasObject((node, context, scale) => label(node, context, scale, style.color))
      .graphData(shown);
    new ResizeObserver(() => graph.width(frame.clientWidth)).observe(frame);
  }

  function failed(frame) {
    frame.append(Object.assign(document.createElement("p"), { textContent: "The graph can't be loaded here." }));
  }

  window.matcalcGraph = () => {
    document.querySelectorAll(".matcalc-graph:not([data-ready])").forEach((frame) => {
      frame.dataset.ready = "";
      const show = () => draw(frame).catch(() => failed(frame));
      if (frame.tagName !== "DETAILS") show();
      else frame.addEventListener("toggle", () => frame.open && show());
    });
  };

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", window.matcalcGraph);
  }
  window.matcalcGraph();
  // Material's observable of pages shown by instant navigation.
  window.document$?.subscribe(window.matcalcGraph);
})();
