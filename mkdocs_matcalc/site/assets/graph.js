// Draws the graph of the notes around a page when it is opened, and that of the whole vault on its own page.
(() => {
  "use strict";
  const self = document.currentScript;
  if (!self || window.matcalcGraph) return;
  const library = __LIBRARY__;
  const site = new URL("../../", self.src);
  const data = new Map();
  const colours = 8;
  const longest = 32;
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
        return { id, name, url, folder: all.folder[id], val: 1 + (degree.get(id) ?? 0), here: url === page };
        // Names of the first are drawn where there is room for one alone.
      }).sort((one, other) => other.here - one.here || other.val - one.val || one.id - other.id),
      links: links.map(([source, target]) => ({ source, target })),
    };
  }

  // The largest folders have a colour each, all others one.
  function coloured(all, nodes) {
    const sizes = new Map();
    nodes.forEach(({ folder }) => sizes.set(folder, (sizes.get(folder) ?? 0) + 1));
    const largest = [...sizes.keys()].sort((one, other) => sizes.get(other) - sizes.get(one)).slice(0, colours);
    if (sizes.size > 1) largest.forEach((folder, place) => nodes.forEach((node) => {
      if (node.folder === folder) node.colour = `folder-${place + 1}`;
    }));
    const legend = Object.assign(document.createElement("ul"), { className: "matcalc-graph-legend" });
    const named = sizes.size > 1 ? largest.map((folder, place) => [all.folders[folder], `folder-${place + 1}`]) : [];
    if (sizes.size > colours) named.push(["other folders", "note"]);
    for (const [name, colour] of named) {
      const entry = Object.assign(document.createElement("li"), { textContent: name || "no folder" });
      entry.style.setProperty("--matcalc-graph-entry", `var(--matcalc-graph-${colour})`);
      legend.append(entry);
    }
    return named.length ? [legend] : [];
  }

  // A link to one note, from which arrow keys lead to others; the note that it leads to has a ring.
  function walker(nodes) {
    const place = document.createElement("p");
    const link = document.createElement("a");
    place.className = "matcalc-graph-at";
    place.setAttribute("aria-live", "polite");
    link.setAttribute("aria-description", "arrow keys lead to other notes of the graph");
    place.append(link);
    const walk = { place, link, at: nodes[0] };
    walk.to = (node) => {
      walk.at = node;
      link.href = new URL(node.url, site).href;
      link.textContent = node.name;
    };
    walk.step = (across, down) => {
      // How far a note is that way, and what is off the way counts twice.
      const far = ({ x, y }) => {
        const [along, aside] = [(x - walk.at.x) * across + (y - walk.at.y) * down, (x - walk.at.x) * down - (y - walk.at.y) * across];
        return along > 0 ? along + 2 * Math.abs(aside) : Infinity;
      };
      const nearest = nodes.reduce((best, node) => (far(node) < far(best) ? node : best), walk.at);
      if (nearest !== walk.at) walk.to(nearest);
    };
    walk.to(nodes[0]);
    return walk;
  }

  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  // It is drawn only while something moves on the screen.
  function restful(graph, canvas) {
    let end, seen = true, moving = true, asleep = false;
    // What only we know of has changed.
    function redraw() {
      graph.nodeColor(graph.nodeColor());
      wake();
    }
    function sleep() {
      asleep = true;
      graph.pauseAnimation();
    }
    const rest = () => (moving && seen ? wake() : sleep());
    function wake() {
      clearTimeout(end);
      if (seen && asleep) {
        // Each call starts a loop of its own, and its first frame comes back to here.
        asleep = false;
        graph.resumeAnimation();
      }
      end = setTimeout(rest, 400);
    }
    new IntersectionObserver(([{ isIntersecting }]) => {
      seen = isIntersecting;
      if (seen) wake();
      else sleep();
    }).observe(canvas);
    ["pointermove", "pointerdown", "wheel"].forEach((name) => canvas.addEventListener(name, wake, true));
    // Where the reader changes the colours of the page.
    const colours = new MutationObserver(redraw);
    [document.documentElement, document.body].forEach((one) => colours.observe(one, { attributes: true }));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    return { wake, redraw, moves: (now) => { moving = now; wake(); } };
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

  // In the page's colours, which a reader may change; names only where they can be read and seen, apart from others.
  function paint(graph, frame, large, nodes, walk) {
    const style = getComputedStyle(frame);
    const colour = (name) => style.getPropertyValue(`--matcalc-graph-${name}`);
    let text, line, left, top, right, bottom;
    graph
      .onRenderFramePre(() => {
        text = style.color;
        line = colour("link");
        ({ x: left, y: top } = graph.screen2GraphCoords(0, 0));
        ({ x: right, y: bottom } = graph.screen2GraphCoords(graph.width(), graph.height()));
      })
      .onRenderFramePost((context, scale) => {
        const size = Math.max(12 / scale, 2);
        const radius = (node) => Math.sqrt(node.val) * graph.nodeRelSize();
        const taken = [];
        Object.assign(context, { font: `${size}px sans-serif`, fillStyle: text, strokeStyle: text, textAlign: "center" });
        function name(node) {
          // Before the first step a note is nowhere.
          if (!(node.x > left && node.x < right && node.y > top && node.y < bottom)) return;
          const shown = node.name.length > longest ? `${node.name.slice(0, longest - 1)}…` : node.name;
          const half = context.measureText(shown).width / 2;
          const x = Math.max(left + half, Math.min(node.x, right - half));
          const y = node.y + radius(node) + size * 1.2;
          const box = [x - half, y - size, x + half, y + size * 0.3];
          if (taken.some((one) => one[0] < box[2] && box[0] < one[2] && one[1] < box[3] && box[1] < one[3])) return;
          taken.push(box);
          context.fillText(shown, x, y);
        }
        if (document.activeElement === walk.link) {
          context.lineWidth = 2 / scale;
          context.beginPath();
          context.arc(walk.at.x, walk.at.y, radius(walk.at) + 3 / scale, 0, 2 * Math.PI);
          context.stroke();
          name(walk.at);
        }
        if (!large || scale > 2) nodes.forEach(name);
      })
      .nodeColor((node) => colour(node.here ? "here" : node.colour ?? "note"))
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
    const walk = walker(shown.nodes);
    frame.append(...coloured(all, shown.nodes), canvas, walk.place);
    const large = shown.nodes.length > 500;
    const key = `matcalc-graph ${new URL(frame.dataset.graph, location)}`;
    const known = whole && recall(shown.nodes, key);
    const escape = (text) => Object.assign(document.createElement("i"), { textContent: text }).innerHTML;
    let touched = false;
    ["pointerdown", "wheel"].forEach((name) => canvas.addEventListener(name, () => { touched = true; }, true));
    const fit = () => touched || graph.zoomToFit(0, 40);
    const ticks = known ? 0 : large ? 60 : 200;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const graph = new window.ForceGraph(canvas)
      .width(canvas.clientWidth)
      .height(whole ? Math.min(innerHeight * 0.7, Math.max(320, canvas.clientWidth * 1.1)) : 320)
      .nodeLabel((node) => escape(node.name))
      .nodeVal("val")
      .nodeRelSize(large ? 3 : 2)
      .onNodeClick((node) => { walk.to(node); walk.link.click(); })
      .maxZoom(8)
      .d3Force("pull", pull())
      .d3AlphaDecay(large ? 0.08 : 0.0228)
      .warmupTicks(still ? ticks : 0)
      .cooldownTicks(still ? 0 : ticks);
    const drawn = restful(graph, canvas);
    graph.onEngineTick(() => { drawn.moves(true); fit(); });
    paint(graph, frame, large, shown.nodes, walk);
    const moved = large ? drawLinksAtRest(graph, frame) : () => {};
    if (large) graph.d3Force("charge", seldom(graph.d3Force("charge").theta(1.5)));
    graph.onEngineStop(() => {
      frame.dataset.settled = "";
      fit();
      moved();
      if (whole) keep(shown.nodes, key);
      drawn.moves(false);
    });
    ["focus", "blur"].forEach((name) => walk.link.addEventListener(name, drawn.redraw));
    walk.link.addEventListener("keydown", (event) => {
      if (!arrows[event.key]) return;
      event.preventDefault();
      walk.step(...arrows[event.key]);
      const { x, y } = graph.graph2ScreenCoords(walk.at.x, walk.at.y);
      if (x < 0 || y < 0 || x > graph.width() || y > graph.height()) graph.centerAt(walk.at.x, walk.at.y);
      drawn.redraw();
    });
    graph.graphData(shown);
    new ResizeObserver(() => {
      if (canvas.clientWidth) graph.width(canvas.clientWidth);
      drawn.wake();
    }).observe(canvas);
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
