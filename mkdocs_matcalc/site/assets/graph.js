// Draws the graph of the notes around a page when it is opened, and that of the whole vault on its own page.
(() => {
  "use strict";
  const self = document.currentScript;
  if (!self || window.matcalcGraph) return;
  const library = __LIBRARY__;
  const site = new URL("../../", self.src);
  const data = new Map();
  let drawing;

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

  function loadData(frame) {
    const { href } = new URL(frame.dataset.graph, location);
    if (!data.has(href)) data.set(href, fetch(href).then((answer) => answer.json()));
    return data.get(href);
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

  // Pulls towards the middle, so that notes without links don't drift away.
  function pull() {
    let nodes = [];
    const force = (alpha) => nodes.forEach((node) => {
      node.vx -= node.x * alpha * 0.06;
      node.vy -= node.y * alpha * 0.06;
    });
    return Object.assign(force, { initialize: (all) => { nodes = all; } });
  }

  // A force that takes long is felt at every third step only, and three times as strong.
  function seldom(force) {
    let step = 0;
    const felt = (alpha) => step++ % 3 || force(3 * alpha);
    return Object.assign(felt, { initialize: (...all) => force.initialize(...all) });
  }

  // Where the notes of a whole graph came to rest, while the reader goes to and fro between it and a note.
  function recall(nodes, key) {
    try {
      const places = JSON.parse(sessionStorage.getItem(key));
      if (places?.length !== nodes.length) return false;
      nodes.forEach((node, position) => { [node.x, node.y] = places[position]; });
      return true;
    } catch {
      return false;
    }
  }

  function keep(nodes, key) {
    const places = nodes.map((node) => [Math.round(node.x), Math.round(node.y)]);
    try {
      sessionStorage.setItem(key, JSON.stringify(places));
    } catch {}
  }

  // Thousands of lines take longer to draw than all else: they wait until nothing moves.
  function drawLinksAtRest(graph, frame) {
    let end;
    const show = (shown) => graph.linkVisibility(shown && "settled" in frame.dataset);
    const moved = () => {
      clearTimeout(end);
      show(false);
      end = setTimeout(show, 200, true);
    };
    show(false);
    graph.linkWidth(0.25).onZoom(moved).onNodeDrag(moved);
    return moved;
  }

  // In the page's colours, which a reader may change; names only where they can be read and seen.
  function paint(graph, frame, large) {
    const style = getComputedStyle(frame);
    let text, note, here, line, left, top, right, bottom;
    graph
      .onRenderFramePre(() => {
        text = style.color;
        [note, here, line] = ["note", "here", "link"].map((name) => style.getPropertyValue(`--matcalc-graph-${name}`));
        ({ x: left, y: top } = graph.screen2GraphCoords(0, 0));
        ({ x: right, y: bottom } = graph.screen2GraphCoords(graph.width(), graph.height()));
      })
      .nodeCanvasObjectMode((node) => {
        const seen = node.x > left && node.x < right && node.y > top && node.y < bottom;
        return seen && (!large || graph.zoom() > 2) ? "after" : undefined;
      })
      .nodeCanvasObject((node, context, scale) => {
        const size = Math.max(12 / scale, 2);
        const radius = Math.sqrt(node.val) * graph.nodeRelSize();
        Object.assign(context, { font: `${size}px sans-serif`, fillStyle: text, textAlign: "center" });
        context.fillText(node.name, node.x, node.y + radius + size * 1.2);
      })
      .nodeColor((node) => (node.here ? here : note))
      .linkColor(() => line);
  }

  async function draw(frame) {
    if (frame.dataset.drawn) return;
    frame.dataset.drawn = "";
    const [all] = await Promise.all([loadData(frame), loadLibrary()]);
    const whole = frame.dataset.page === undefined;
    const shown = part(all, frame.dataset.page);
    const canvas = document.createElement("div");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${shown.nodes.length} notes and the links between them`);
    frame.append(canvas);
    const large = shown.nodes.length > 500;
    const key = `matcalc-graph ${new URL(frame.dataset.graph, location)}`;
    const known = whole && recall(shown.nodes, key);
    const escape = (text) => Object.assign(document.createElement("i"), { textContent: text }).innerHTML;
    let touched = false;
    ["pointerdown", "wheel"].forEach((name) => canvas.addEventListener(name, () => { touched = true; }, true));
    const fit = () => touched || graph.zoomToFit(0, 30);
    const graph = new window.ForceGraph(canvas)
      .width(canvas.clientWidth)
      .height(whole ? Math.max(400, innerHeight * 0.7) : 320)
      .nodeLabel((node) => escape(node.name))
      .nodeVal("val")
      .nodeRelSize(large ? 3 : 2)
      .onNodeClick(open)
      .maxZoom(8)
      .d3Force("pull", pull())
      .d3AlphaDecay(large ? 0.08 : 0.0228)
      .cooldownTicks(known ? 0 : large ? 60 : 200)
      .onEngineTick(fit);
    paint(graph, frame, large);
    const moved = large ? drawLinksAtRest(graph, frame) : () => {};
    if (large) graph.d3Force("charge", seldom(graph.d3Force("charge").theta(1.5)));
    graph.onEngineStop(() => {
      frame.dataset.settled = "";
      fit();
      moved();
      if (whole) keep(shown.nodes, key);
    });
    graph.graphData(shown);
    new ResizeObserver(() => graph.width(canvas.clientWidth)).observe(canvas);
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
