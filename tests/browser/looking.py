"""What tests look for on a page, whatever it shows."""

from __future__ import annotations

from playwright.sync_api import Page

_ALL_TYPESET = """() => {
  const formulas = [...document.querySelectorAll(".arithmatex")];
  return formulas.length > 0 && formulas.every((one) => one.querySelector(".katex-html, .katex-error"));
}"""


def assert_typeset(page: Page) -> None:
    """Each formula is KaTeX's, folded away or not."""
    page.wait_for_function(_ALL_TYPESET)
    assert page.locator(".katex-error").count() == 0
    shown = page.evaluate(
        """() => {
          const copy = document.body.cloneNode(true);
          copy.querySelectorAll("script, style, annotation").forEach((element) => element.remove());
          return copy.textContent;
        }"""
    )
    assert r"\(" not in shown
    assert r"\[" not in shown
    assert page.locator(".katex [style*='#cc0000']").count() == 0


def wait_for_frames(page: Page) -> None:
    """Until two frames are painted; a page whose scripts are off would never tell, but is pictured."""
    for _ in range(2):
        page.screenshot(clip={"x": 0, "y": 0, "width": 1, "height": 1})


def assert_no_sideways_scrolling(page: Page) -> None:
    """Nor will it, when scripts have seen what is too wide."""
    wait_for_frames(page)
    width, inner = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= inner
