"""What a vault's pages have beside their text: previews of linked notes, and graphs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from looking import assert_no_sideways_scrolling, assert_typeset
from needed import needed
from playwright.sync_api import Locator, Page
from test_accessibility import violations
from test_pages import watched

Sites = Callable[[str], Path]
Served = Callable[[Path], str]
NewPage = Callable[..., Page]
OpenLinked = Callable[..., Page]

_CACHE = Path(__file__).parents[2] / ".cache"
THEMES = ["material", "mkdocs", "readthedocs"]
AT_REST = "document.querySelector('.matcalc-graph[data-settled]')"
# A pixel of a graph is drawn where it is not transparent; the drawing is not of one colour alone.
COLOURS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""


@pytest.fixture
def open_linked(
    new_page: NewPage, sites: Sites, served: Served, served_at_its_address: Served
) -> Iterator[OpenLinked]:
    """Opens a page of the vault; fails if a page asks for anything beyond the site."""
    opened: list[list[str]] = []

    def make(theme: str = "material", path: str = "notes/Linked/", **settings: Any) -> Page:
        needed((_CACHE / "force-graph").is_dir(), "no local force-graph: run `make front-end`")
        host = (served_at_its_address if theme == "material" else served)(sites(theme))
        page = new_page(**settings)
        opened.append(watched(page, host))
        page.goto(host + path, wait_until="networkidle")
        return page

    yield make
    assert [url for beyond in opened for url in beyond] == []


def link(page: Page, text: str) -> Locator:
    return page.locator("article, [role=main]").get_by_role("link", name=text, exact=True).first


def preview(page: Page) -> Locator:
    return page.locator(".matcalc-preview")


@pytest.mark.parametrize("theme", THEMES)
def test_a_link_shows_its_note_to_the_pointer(open_linked: OpenLinked, theme: str) -> None:
    page = open_linked(theme)
    link(page, "Norms").hover()
    preview(page).wait_for()
    assert preview(page).locator("strong").inner_text() == "Norms"
    assert "measures a length" in preview(page).inner_text()
    assert "Dual norms" not in preview(page).inner_text()
    preview(page).locator("p .katex").wait_for()
    assert_typeset(page)
    preview(page).locator("p").hover()
    page.wait_for_timeout(400)
    assert preview(page).is_visible()
    page.mouse.move(2, 400)
    preview(page).wait_for(state="detached")


def test_a_link_shows_its_note_to_the_keyboard(open_linked: OpenLinked) -> None:
    page = open_linked()
    page.locator("h1").click()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Norms"
    preview(page).wait_for()
    named = link(page, "Norms").get_attribute("aria-describedby")
    assert page.locator(f"#{named}").get_attribute("role") == "tooltip"
    page.keyboard.press("Escape")
    assert preview(page).count() == 0
    assert link(page, "Norms").get_attribute("aria-describedby") is None
    page.keyboard.press("Tab")
    preview(page).wait_for()
    assert preview(page).locator("strong").inner_text() == "Dual norms"
    for _ in range(5):
        page.keyboard.press("Tab")
    preview(page).wait_for(state="detached")


def test_the_part_that_a_link_leads_to_is_shown(open_linked: OpenLinked) -> None:
    page = open_linked()
    link(page, "their duals").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    preview(page).locator("strong", has_text="Dual norms").wait_for()
    assert "The dual of a norm" in preview(page).inner_text()
    link(page, "a bound").hover()
    preview(page).filter(has_text="Both are bounded").wait_for()
    assert preview(page).count() == 1


def test_the_pointer_may_move_within_a_link(open_linked: OpenLinked) -> None:
    page = open_linked()
    link(page, "many folded things").hover(position={"x": 3, "y": 8})
    link(page, "many folded things").locator("strong").hover()
    preview(page).locator("strong", has_text="Folded").wait_for()


def test_links_that_lead_to_no_other_page_show_nothing(open_linked: OpenLinked) -> None:
    page = open_linked()
    link(page, "a place of its own").hover()
    page.wait_for_timeout(600)
    assert preview(page).count() == 0


def test_a_preview_only_shows(open_linked: OpenLinked) -> None:
    page = open_linked()
    link(page, "nowhere").hover()
    link(page, "hostile").hover()
    preview(page).locator("strong", has_text="Hostile").wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert preview(page).is_visible()
    assert preview(page).locator("style, [onerror], [onload]").count() == 0
    assert preview(page).locator("a[href]").count() == 0
    assert preview(page).inner_text().endswith("more.")
    assert preview(page).locator("img").evaluate("(image) => image.src").endswith("notes/Hostile/nowhere.png")


def test_a_preview_ends_with_a_sentence(open_linked: OpenLinked) -> None:
    page = open_linked()
    link(page, "a long one").hover()
    preview(page).locator("p .katex").wait_for()
    text = preview(page).locator("p").inner_text()
    assert text.endswith("code. Not an end. …")
    assert 300 < len(text) < 420
    page.keyboard.press("Escape")
    link(page, "empty part").hover()
    preview(page).locator("strong", has_text="Empty").wait_for()
    assert preview(page).locator("p").count() == 0


def test_previews_after_instant_navigation(open_linked: OpenLinked) -> None:
    page = open_linked()
    page.evaluate("window.sameDocument = true")
    link(page, "Norms").click()
    page.locator("h1", has_text="Norms").wait_for()
    assert preview(page).count() == 0
    link(page, "Linked").hover()
    preview(page).locator("strong", has_text="Linked").wait_for()
    page.locator(".matcalc-graph summary").click()
    page.locator(".matcalc-graph canvas").wait_for()
    page.wait_for_function(AT_REST)
    assert page.locator(".matcalc-graph canvas").evaluate(COLOURS) > 3
    assert page.evaluate("window.sameDocument")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [1280, 360])
def test_previews_and_graphs_fit(open_linked: OpenLinked, theme: str, width: int) -> None:
    page = open_linked(theme, viewport={"width": width, "height": 700})
    link(page, "many folded things").focus()
    page.keyboard.press("Shift+Tab")
    preview(page).wait_for()
    box = preview(page).bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    assert 0 <= box["y"] <= box["y"] + box["height"] <= 700
    page.locator(".matcalc-graph summary").click()
    page.locator(".matcalc-graph canvas").wait_for()
    assert_no_sideways_scrolling(page)


@pytest.mark.parametrize("theme", THEMES)
def test_the_graph_around_a_page_is_drawn_when_it_is_opened(open_linked: OpenLinked, theme: str) -> None:
    page = open_linked(theme)
    assert page.locator("canvas").count() == 0
    assert page.locator("script[src*='force-graph']").count() == 0
    page.locator(".matcalc-graph summary").focus()
    page.keyboard.press("Enter")
    canvas = page.locator(".matcalc-graph canvas")
    canvas.wait_for()
    canvas.scroll_into_view_if_needed()
    page.wait_for_function(AT_REST)
    assert canvas.evaluate(COLOURS) > 3
    assert page.get_by_role("img", name="notes and the links between them").count() == 1
    page.get_by_role("link", name="Graph of all notes").click()
    page.locator("h1", has_text="Graph of all notes").wait_for()
    page.wait_for_function(AT_REST)


def test_a_click_on_a_note_in_the_graph_opens_it(open_linked: OpenLinked) -> None:
    page = open_linked("mkdocs", "matcalc/graph/")
    page.wait_for_function(AT_REST)
    page.wait_for_timeout(1000)
    box = page.locator(".matcalc-graph canvas").bounding_box()
    assert box is not None
    notes = page.evaluate(
        """() => {
          const canvas = document.querySelector(".matcalc-graph canvas");
          const { width, height } = canvas;
          const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
          const solid = (x, y) => data[(y * width + x) * 4 + 3] === 255;
          for (let y = 8; y < height - 8; y += 2) for (let x = 8; x < width - 8; x += 2)
            if (solid(x - 5, y) && solid(x + 5, y) && solid(x, y - 5) && solid(x, y + 5)) return [x, y];
        }"""
    )
    page.mouse.move(box["x"] + notes[0], box["y"] + notes[1], steps=5)
    name = page.locator(".float-tooltip-kap:visible").inner_text()
    page.mouse.click(box["x"] + notes[0], box["y"] + notes[1])
    page.wait_for_function("name => document.title.startsWith(name)", arg=name.split(" ")[0])
    assert "matcalc/graph" not in page.url


def test_the_whole_graph_rests_where_it_was(open_linked: OpenLinked) -> None:
    page = open_linked("mkdocs", "matcalc/graph/")
    page.wait_for_function(AT_REST)
    kept = page.evaluate("Object.values(sessionStorage)")
    assert len(kept) == 1
    assert len(json.loads(kept[0])) >= 7
    page.reload()
    page.wait_for_function(AT_REST)
    assert page.evaluate("Object.values(sessionStorage)") == kept


def test_a_graph_of_thousands_of_notes(open_linked: OpenLinked) -> None:
    page = open_linked("mkdocs")
    count = 4000
    links = [[one, (one * step + 1) % (count - 50)] for one in range(count - 50) for step in (1, 7, 31)]
    nodes = [[f"Note {each}", f"{each}/"] for each in range(count)]
    folders = [f"Folder {each}" for each in range(20)]
    graph = {
        "nodes": nodes,
        "folders": folders,
        "folder": [each % 20 for each in range(count)],
        "links": links,
    }
    page.route("**/graph.json", lambda route: route.fulfill(json=graph))
    page.goto(page.url.replace("notes/Linked", "matcalc/graph"))
    canvas = page.locator(".matcalc-graph canvas")
    canvas.wait_for()
    assert page.locator("h1").inner_text() == "Graph of all notes"
    page.wait_for_function(AT_REST)
    assert canvas.evaluate(COLOURS) > 3
    assert page.locator(".matcalc-graph-legend li").count() == 9
    assert page.locator(".matcalc-graph-legend li").last.inner_text() == "other folders"
    kept = page.evaluate("Object.values(sessionStorage)")
    assert len(json.loads(kept[0])) == count
    page.reload()
    page.wait_for_function(AT_REST)
    assert page.evaluate("Object.values(sessionStorage)") == kept


@pytest.mark.parametrize("theme", THEMES)
def test_a_long_word_of_another_note_makes_no_page_wide(open_linked: OpenLinked, theme: str) -> None:
    page = open_linked(theme, viewport={"width": 360, "height": 740})
    quoted = page.locator(".matcalc-linked li mark").first
    quoted.evaluate("(mark) => { mark.textContent = 'w'.repeat(400); }")
    assert_no_sideways_scrolling(page)


def test_pages_are_readable_without_javascript(open_linked: OpenLinked) -> None:
    page = open_linked(java_script_enabled=False)
    assert page.locator(".matcalc-linked li", has_text="measures a length").is_visible()
    page.locator(".matcalc-graph summary").click()
    assert "drawn by JavaScript" in page.locator(".matcalc-graph").inner_text()
    assert page.get_by_role("link", name="Graph of all notes").is_visible()
    page = open_linked(path="matcalc/graph/", java_script_enabled=False)
    assert "drawn by JavaScript" in page.locator("article").inner_text()


def test_a_graph_that_can_t_be_had_says_so(open_linked: OpenLinked) -> None:
    page = open_linked("mkdocs")
    page.route("**/graph.json", lambda route: route.abort())
    page.locator(".matcalc-graph summary").click()
    page.locator(".matcalc-graph", has_text="can't be loaded").wait_for()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_in_previews_and_graphs(open_linked: OpenLinked, width: int, scheme: str) -> None:
    script = _CACHE / "axe-core/axe.min.js"
    needed(script.is_file(), f"no axe-core in {script.parent}: run `make test`")
    viewport = {"width": width, "height": 900}
    page = open_linked(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    page.locator(".matcalc-graph summary").click()
    page.locator(".matcalc-graph canvas").wait_for()
    link(page, "their duals").hover()
    preview(page).locator(".katex").first.wait_for()
    page.add_script_tag(path=str(script))
    assert violations(page, {"include": [[".matcalc-preview"], [".matcalc-linked"]]}) == []
    page.goto(page.url.replace("notes/Linked", "matcalc/graph"))
    page.locator(".matcalc-graph canvas").wait_for()
    page.add_script_tag(path=str(script))
    assert violations(page) == []
