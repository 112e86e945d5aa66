"""Bare addresses that are none, that are hostile, and on sites that link them by themselves."""

from __future__ import annotations

from html import unescape

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from mkdocs_matcalc.site.obsidian import autolinks


def convert(text: str, *extensions: str) -> BeautifulSoup:
    md = Markdown(extensions=list(extensions))
    autolinks.register(md)
    return BeautifulSoup(md.convert(text), "html.parser")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ('https://a.org/"onmouseover="alert(1)', "https://a.org/"),
        ("https://a.org/'x", "https://a.org/'x"),
        ("https://a.org/<script>alert(1)</script>", "https://a.org/"),
        ("https://a.org/&quot;x", "https://a.org/"),
        ("&lt;https://a.org/x?y=1&amp;z=2&gt;", "https://a.org/x?y=1&amp;z=2"),
        ("«https://a.org» and", "https://a.org"),
        ("https://a.org/x?y=1&z=2", "https://a.org/x?y=1&z=2"),
        ("https://[::1]:8000/x", "https://[::1]:8000/x"),
        ("http://localhost:8000.", "http://localhost:8000"),
        ("HTTPS://A.ORG", "HTTPS://A.ORG"),
        ("(https://a.org/(b)_(c))", "https://a.org/(b)_(c)"),
        (r"https://a.org/b\_c\*d", "https://a.org/b_c*d"),
        ("https://a.org?!...", "https://a.org"),
        ("例https://例.org/例「x」", "https://例.org/例"),
        ("mailto:me@a.org?subject=x", "mailto:me@a.org?subject=x"),
    ],
)
def test_where_it_ends(text: str, address: str) -> None:
    (link,) = convert(text).select("a")
    assert link["href"] == unescape(address)
    assert link.text == link["href"]
    assert set(link.attrs) == {"class", "href"}


@pytest.mark.parametrize(
    "text",
    [
        "javascript://a.org/%0aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://a.org",
        "www.a.org",
        "me@a.org",
        "mailto:me",
        "https://",
        "https:///x",
        "http://[1",
        "http://[1]x[",
        "http://a.org:99999999",
        "http://a.org:x/",
        "nohttps://a.org",
    ],
)
def test_what_is_none(text: str) -> None:
    assert convert(text).select("a") == []


def test_a_sites_own_links_keep_their_settings() -> None:
    page = convert("https://a.org and me@a.org", "pymdownx.magiclink")
    assert [link.text for link in page.select("a")] == ["https://a.org", "me@a.org"]
    assert not page.select(".matcalc-address")
