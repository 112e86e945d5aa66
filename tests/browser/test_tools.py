"""The tools of a derivation, from the keyboard: copying, stepping, tabs, layouts, and what is remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

Sites = Callable[[str], Path]
Served = Callable[[Path], str]
NewPage = Callable[..., Page]
OpenTools = Callable[..., Page]

CLIPBOARD = "navigator.clipboard.readText()"


@pytest.fixture
def open_tools(new_page: NewPage, sites: Sites, served: Served) -> OpenTools:
    """Opens the page with a block of each kind."""

    def opened(theme: str = "material", **settings: object) -> Page:
        page = new_page(permissions=["clipboard-read", "clipboard-write"], **settings)
        page.goto(served(sites(theme)) + "notes/Tools/", wait_until="networkidle")
        return page

    return opened


def press(button: Locator, key: str = "Enter") -> None:
    button.focus()
    button.press(key)


def shown_lines(block: Locator) -> list[bool]:
    return [line.is_visible() for line in block.locator("ol[data-tex]:visible > li").all()]


def test_the_derivation_is_copied_as_latex(open_tools: OpenTools) -> None:
    page = open_tools()
    press(page.locator("#network [data-does=copy]").first)
    page.wait_for_selector("#network [data-done]")
    copied = page.evaluate(CLIPBOARD)
    assert copied.startswith(r"\begin{aligned}")
    assert copied == page.locator("#network ol[data-tex]").get_attribute("data-tex")


def test_a_result_is_copied_by_itself(open_tools: OpenTools) -> None:
    page = open_tools()
    press(page.locator("#claims .matcalc-result [data-does=copy]").first)
    page.wait_for_selector("#claims .matcalc-result [data-done]")
    assert page.evaluate(CLIPBOARD) == r"\frac{\partial f}{\partial x} = 2 A^\top (A x - y)"


def test_code_is_copied_by_our_button_where_the_theme_has_none(open_tools: OpenTools) -> None:
    page = open_tools("mkdocs")
    press(page.locator("#claims [data-does=code]"))
    page.wait_for_selector("#claims [data-done]")
    assert page.evaluate(CLIPBOARD) == page.locator("#claims code.language-python").text_content()


def test_the_themes_button_copies_the_code_it_stands_at(open_tools: OpenTools) -> None:
    page = open_tools()
    page.locator("#network summary", has_text="Code").click()
    panel = page.locator("#network .matcalc-panel:visible")
    assert panel.locator("[data-does=code]:visible").count() == 0
    panel.locator(".md-code__button, .md-clipboard").first.click()
    page.wait_for_function(f"{CLIPBOARD}.then((text) => text.includes('def gradients'))")
    assert (
        page.evaluate(CLIPBOARD).strip()
        == (panel.locator("code.language-python").first.text_content() or "").strip()
    )


def test_stepping_through_from_the_keyboard(open_tools: OpenTools) -> None:
    page = open_tools(viewport={"width": 1280, "height": 800})
    block = page.locator("#network")
    count = len(shown_lines(block))
    press(block.locator("[data-does=start]"))
    assert shown_lines(block) == [True] + [False] * (count - 1)
    assert not block.locator(".matcalc-result").is_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    assert shown_lines(block) == [True, True] + [False] * (count - 2)
    assert block.locator("[data-does=next]").get_attribute("aria-label") == f"Next line (2 of {count})"
    for _ in range(count - 1):
        page.keyboard.press("ArrowRight")
    assert all(shown_lines(block))
    assert block.locator(".matcalc-result").is_visible()
    assert block.locator("[data-does=start]").evaluate("(button) => button === document.activeElement")


def test_escape_shows_all_lines(open_tools: OpenTools) -> None:
    page = open_tools()
    press(page.locator("#network [data-does=start]"))
    page.keyboard.press("Escape")
    assert all(shown_lines(page.locator("#network")))


def test_the_tools_stay_at_hand_on_the_way_down(open_tools: OpenTools) -> None:
    page = open_tools(viewport={"width": 360, "height": 500})
    press(page.locator("#network [data-does=start]"))
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    box = page.locator("#network [data-does=next]").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 500


def test_the_layout_is_remembered_from_page_to_page(open_tools: OpenTools) -> None:
    page = open_tools()
    row = "#both .matcalc-panel:visible [data-layout=%s]"
    assert page.locator(row % "denominator").is_visible()
    assert not page.locator(row % "numerator").is_visible()
    press(page.locator("#both .matcalc-panel:visible [data-choice=layout][value=denominator]"), "ArrowRight")
    assert not page.locator(row % "denominator").is_visible()
    assert page.locator(row % "numerator").is_visible()
    assert page.locator("#network [data-layout=numerator]:visible").count() == 4
    page.evaluate("window.sameDocument = true")
    page.locator("nav a", has_text="Folded").first.click()
    page.locator("h1", has_text="Folded").wait_for()
    page.wait_for_function("document.querySelectorAll('[data-layout=numerator]').length")
    assert page.locator("[data-layout=denominator]:visible").count() == 0
    page.reload()
    assert page.locator("[data-layout=denominator]:visible").count() == 0


def test_a_library_is_chosen_for_all_blocks(open_tools: OpenTools) -> None:
    page = open_tools("mkdocs")
    for block in ("#both", "#network"):
        page.locator(f"{block} summary", has_text="Code").click()
    press(page.locator("#both [data-choice=code][value=NumPy]"), "ArrowRight")
    code = page.locator("#network .matcalc-panel:visible code.language-python").first
    assert "torch" in (code.text_content() or "")
    assert page.locator("#claims code.language-python").is_visible()


def test_each_method_has_its_lines_and_its_latex(open_tools: OpenTools) -> None:
    page = open_tools()
    block = page.locator("#both")
    first = block.locator("ol[data-tex]:visible").get_attribute("data-tex")
    press(block.locator("[data-choice=method][value=differential]"), "ArrowRight")
    second = block.locator("ol[data-tex]:visible").get_attribute("data-tex")
    assert first != second
    press(block.locator(".matcalc-tools [data-does=copy]"))
    page.wait_for_selector("#both [data-done]")
    assert page.evaluate(CLIPBOARD) == second


def test_focus_is_seen(open_tools: OpenTools) -> None:
    page = open_tools()
    outline = "(element) => getComputedStyle(element).outlineStyle"
    page.locator("#both [data-does=start]").focus()
    page.keyboard.press("Tab")
    assert page.locator("#both [data-does=copy]").first.evaluate(outline) == "solid"
    radio = page.locator("#both [data-choice=method]").first
    radio.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#both label:has(:focus)").evaluate(outline) == "solid"


def test_motion_is_reduced_for_those_who_ask(open_tools: OpenTools) -> None:
    seconds = "(line) => getComputedStyle(line).transitionDuration"
    for motion, moves in (("no-preference", True), ("reduce", False)):
        page = open_tools(reduced_motion=motion)
        press(page.locator("#network [data-does=start]"))
        assert (page.locator("#network li").nth(1).evaluate(seconds) != "0s") is moves


def test_without_javascript_everything_can_be_read(new_page: NewPage, sites: Sites, served: Served) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(served(sites("material")) + "notes/Tools/")
    assert page.locator(".matcalc button:visible").count() == 0
    assert all(shown_lines(page.locator("#network")))
    page.locator("#network summary", has_text="Code").click()
    page.locator("#network label", has_text="JAX").click()
    assert "jax" in page.locator("#network .matcalc-panel:visible code.language-python").first.inner_text()
    page.locator("#both label", has_text="By the chain rule").click()
    assert "Chain rule" in page.locator("#both .matcalc-panel:visible").inner_text()
    page.locator("#network label", has_text="numerator layout").click()
    assert page.locator("#network [data-layout=denominator]:visible").count() == 0


def test_on_paper_nothing_is_cut(open_tools: OpenTools) -> None:
    page = open_tools("mkdocs", viewport={"width": 700, "height": 900})
    press(page.locator("#network [data-does=start]"))
    page.goto(page.url.replace("Tools", "Wide"), wait_until="networkidle")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    wider = "(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    assert page.locator(".matcalc-formula, div.arithmatex").evaluate_all(wider) == 0
    page.go_back(wait_until="networkidle")
    press(page.locator("#network [data-does=start]"))
    page.emulate_media(media="print")
    assert all(shown_lines(page.locator("#network")))
    assert page.locator(".matcalc button:visible").count() == 0
    assert page.locator("#claims .matcalc-code").is_visible()
    assert not page.locator("#network .matcalc-code").is_visible()


def test_only_pages_with_derivations_load_style_and_script(
    new_page: NewPage, sites: Sites, served: Served
) -> None:
    host = served(sites("mkdocs"))
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(host)))
    ours = {"assets/matcalc/matcalc.css", "assets/matcalc/matcalc.js"}
    page.goto(host + "notes/Plain/", wait_until="networkidle")
    assert ours.isdisjoint(asked)
    page.goto(host + "notes/Tools/", wait_until="networkidle")
    assert ours <= set(asked)


def test_style_and_script_are_small(sites: Sites) -> None:
    assets = sites("material") / "assets/matcalc"
    assert sum((assets / name).stat().st_size for name in ("matcalc.css", "maths.css")) < 8192
    assert sum((assets / name).stat().st_size for name in ("matcalc.js", "maths.js")) < 8192


def test_tools_work_from_a_file(new_page: NewPage, sites: Sites) -> None:
    page = new_page()
    page.goto((sites("material") / "notes/Tools/index.html").as_uri())
    press(page.locator("#network [data-does=start]"))
    page.keyboard.press("ArrowRight")
    assert shown_lines(page.locator("#network"))[:3] == [True, True, False]
    page.keyboard.press("Escape")
    press(page.locator("#network [data-choice=layout][value=denominator]"), "ArrowRight")
    page.reload()
    assert page.locator("#network [data-layout=denominator]:visible").count() == 0


@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_what_is_chosen_is_seen_with_forced_colours(open_tools: OpenTools, theme: str) -> None:
    page = open_tools(theme, forced_colors="active", viewport={"width": 1280, "height": 900})
    page.locator("#network summary", has_text="Code").click()
    for choice in ("method", "layout", "code"):
        labels = page.locator(f"label:visible:has([data-choice={choice}])")
        looks = []
        for place in (0, 1):
            labels.nth(place).click()
            page.mouse.move(2, 2)
            page.evaluate("document.activeElement.blur()")
            looks.append(labels.nth(0).locator("xpath=..").screenshot())
        assert looks[0] != looks[1]
