"""The graph for every reader: its colours and names, from the keyboard, on a phone, and at rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from needed import needed
from playwright.sync_api import Page

Sites = Callable[[str], Path]
Served = Callable[[Path], str]
NewPage = Callable[..., Page]
OpenGraph = Callable[..., Page]

_FORCE_GRAPH = Path(__file__).parents[2] / ".cache/force-graph"
AT_REST = "document.querySelector('.matcalc-graph[data-settled]')"
# The names of each frame with their places on the screen, and how many frames were asked for.
_WATCH = """
window.frames = [[]];
window.asked = 0;
const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.clearRect = function (...all) {
  if (window.frames.at(-1).length) window.frames.push([]);
  return clearRect.apply(this, all);
};
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
  const { a, d, e, f } = this.getTransform(), { width } = this.measureText(text);
  const size = parseFloat(this.font);
  const ratio = devicePixelRatio;
  window.frames.at(-1).push({
    text,
    left: ((x - width / 2) * a + e) / ratio,
    right: ((x + width / 2) * a + e) / ratio,
    top: ((y - size) * d + f) / ratio, bottom: (y * d + f) / ratio,
  });
  return fillText.call(this, text, x, y);
};
const request = window.requestAnimationFrame;
window.requestAnimationFrame = (task) => {
  window.asked += 1;
  return request(task);
};
"""
_NAMES = "window.frames.filter((names) => names.length).at(-1)"
FOLDERS = ["", "Analysis", "Algebra"]
TITLES = [f"Number {each}, a note whose name is not short" for each in range(24)]
GRAPH = {
    "nodes": [[title, f"notes/{place}/"] for place, title in enumerate(TITLES)],
    "folders": FOLDERS,
    "folder": [0] + [1 + each % 2 for each in range(23)],
    "links": [[0, each] for each in range(1, 24)] + [[each, each + 1] for each in range(1, 23)],
}


@pytest.fixture
def open_graph(new_page: NewPage, sites: Sites, served: Served, served_at_its_address: Served) -> OpenGraph:
    """Opens the page with the graph of all notes, of 24 or of the vault's own, and waits for it to settle."""

    def opened(theme: str = "mkdocs", graph: dict[str, Any] | None = GRAPH, **settings: Any) -> Page:
        needed(_FORCE_GRAPH.is_dir(), "no local force-graph: run `make front-end`")
        page = new_page(**settings)
        page.add_init_script(_WATCH)
        if graph:
            page.route("**/graph.json", lambda route: route.fulfill(body=json.dumps(graph)))
        host = (served_at_its_address if theme == "material" else served)(sites(theme))
        page.goto(f"{host}matcalc/graph/")
        page.wait_for_function(AT_REST)
        return page

    return opened


def rests(page: Page) -> bool:
    """Whether no frame is asked for in a second, once what was going on is over."""
    page.wait_for_timeout(1000)
    page.evaluate("window.asked = 0")
    page.wait_for_timeout(1000)
    return bool(page.evaluate("window.asked") == 0)


@pytest.mark.parametrize(("theme", "width"), [("mkdocs", 1280), ("mkdocs", 360), ("material", 360)])
def test_names_don_t_overlap_and_fit(open_graph: OpenGraph, theme: str, width: int) -> None:
    page = open_graph(theme, viewport={"width": width, "height": 740})
    page.wait_for_timeout(600)
    names = page.evaluate(_NAMES)
    canvas = page.locator(".matcalc-graph canvas").bounding_box()
    assert canvas is not None
    assert canvas["x"] + canvas["width"] <= width
    assert canvas["height"] <= 740 * 0.75
    assert len(names) >= 3
    assert all(len(name["text"]) <= 32 for name in names)
    for place, one in enumerate(names):
        assert -1 <= one["left"] < one["right"] <= canvas["width"] + 1
        for other in names[:place]:
            apart = one["right"] <= other["left"] + 1 or other["right"] <= one["left"] + 1
            assert apart or one["bottom"] <= other["top"] + 1 or other["bottom"] <= one["top"] + 1


def test_folders_have_colours_and_a_legend(open_graph: OpenGraph) -> None:
    page = open_graph()
    legend = page.locator(".matcalc-graph-legend li")
    assert sorted(legend.all_inner_texts()) == ["Algebra", "Analysis", "no folder"]
    colours = legend.evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one, '::before').backgroundColor)"
    )
    assert len(set(colours)) == 3
    drawn = page.locator(".matcalc-graph canvas").evaluate(
        """(canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const found = new Set();
          for (let at = 0; at < data.length; at += 4)
            if (data[at + 3] === 255) found.add(`rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`);
          return [...found];
        }"""
    )
    assert set(colours) <= set(drawn)


def test_notes_of_one_folder_need_no_legend(open_graph: OpenGraph) -> None:
    page = open_graph(graph={**GRAPH, "folders": [""], "folder": [0] * 24})
    assert page.locator(".matcalc-graph-legend").count() == 0


def test_arrow_keys_lead_from_note_to_note_and_enter_opens(open_graph: OpenGraph) -> None:
    page = open_graph(graph=None)
    link = page.locator(".matcalc-graph-at a")
    link.focus()
    first = link.inner_text()
    seen = {first}
    for key in ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"] * 6:
        page.keyboard.press(key)
        assert link.evaluate("(link) => link === document.activeElement")
        seen.add(link.inner_text())
    assert len(seen) > 2
    page.wait_for_timeout(200)
    assert link.inner_text() in [name["text"] for name in page.evaluate(_NAMES)]
    page.keyboard.press("ArrowRight")
    name = link.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_function("name => document.title.startsWith(name)", arg=name)
    assert "matcalc/graph" not in page.url


def test_it_is_drawn_only_while_something_moves(open_graph: OpenGraph) -> None:
    page = open_graph("material", graph=None)
    assert rests(page)
    page.mouse.move(400, 400)
    page.mouse.wheel(0, 40)
    page.wait_for_timeout(100)
    assert page.evaluate("window.asked") > 0
    assert rests(page)
    page.locator(".matcalc-graph-at a").press("Enter")
    page.locator(".matcalc-linked").wait_for()
    assert rests(page)
    page.locator(".matcalc-graph summary").click()
    # Out of sight it waits.
    page.locator(".matcalc-graph canvas").scroll_into_view_if_needed()
    page.wait_for_function(AT_REST)
    assert rests(page)
    page.locator(".matcalc-graph summary").click()
    assert rests(page)


def test_one_that_is_closed_before_it_settles_rests(open_graph: OpenGraph) -> None:
    page = open_graph("material", graph=None)
    page.goto(page.url.replace("matcalc/graph", "notes/Linked"), wait_until="networkidle")
    page.locator(".matcalc-graph summary").click()
    page.locator(".matcalc-graph canvas").wait_for()
    page.locator(".matcalc-graph summary").click()
    assert rests(page)


def test_one_that_comes_into_sight_late_is_drawn_once_a_frame(open_graph: OpenGraph) -> None:
    page = open_graph("material", graph=None, viewport={"width": 1280, "height": 400})
    page.goto(page.url.replace("matcalc/graph", "notes/Linked"), wait_until="networkidle")
    page.locator(".matcalc-graph summary").evaluate("(one) => one.click()")
    page.locator(".matcalc-graph canvas").wait_for()
    page.wait_for_timeout(1000)
    assert page.locator(".matcalc-graph[data-settled]").count() == 0
    page.locator(".matcalc-graph canvas").scroll_into_view_if_needed()
    page.evaluate("window.asked = 0")
    page.wait_for_timeout(1000)
    assert 0 < page.evaluate("window.asked") < 150
    page.wait_for_function(AT_REST)
    assert rests(page)


def test_it_stands_still_for_those_who_ask(open_graph: OpenGraph) -> None:
    places: dict[str, set[float]] = {}
    for motion in ("reduce", "no-preference"):
        page = open_graph(reduced_motion=motion)
        page.wait_for_timeout(600)
        frames = [names for names in page.evaluate("window.frames") if names]
        named = [name for names in frames for name in names if name["text"].startswith("Number 0,")]
        places[motion] = {round(name["top"]) for name in named}
    assert len(places["reduce"]) <= 2 < len(places["no-preference"])
