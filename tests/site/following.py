"""Follows the links of a built site."""

from __future__ import annotations

from copy import copy
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from site_builder import Site


def address(path: str, directory_urls: bool) -> str:
    folder, _, name = path.rpartition("/")
    if not name.endswith(".md"):
        return path
    stem = name.removesuffix(".md")
    is_index = stem in ("index", "README")
    page = "index.html" if is_index else f"{stem}/index.html" if directory_urls else f"{stem}.html"
    return f"{folder}/{page}" if folder else page


def content(page: BeautifulSoup) -> Tag:
    found = page.select_one(".md-content, [role=main], [itemprop=articleBody]")
    assert found is not None
    return found


def own_content(page: BeautifulSoup) -> Tag:
    """What the author wrote of a page."""
    found = copy(content(page))
    for end in found.select(".matcalc-linked"):
        end.extract()
    return found


def leads_to(link: Tag, page: str) -> str:
    url = urlsplit(str(link["href"]))
    if url.scheme:
        return str(link["href"])
    path = normpath(join(dirname(page), unquote(url.path))) if url.path else page
    if url.path.endswith(("/", ".")):
        path = normpath(f"{path}/index.html")
    return f"{path}#{unquote(url.fragment)}".rstrip("#")


def check_links_and_ids(site: Site) -> None:
    """No id twice on a page, and no link of a note to a page or an id that is not there."""
    names = [str(path.relative_to(site.root)) for path in site.root.rglob("*.html")]
    pages = {name: content(site.page(name)) for name in names if name != "404.html"}
    ids = {}
    for name, page in pages.items():
        found = [str(tag["id"]) for tag in page.select("[id]")]
        assert len(found) == len(set(found)), name
        ids[name] = {*found, ""}
    for name, page in pages.items():
        for link in page.select("a[href]"):
            if urlsplit(str(link["href"])).scheme or link.find_parent("nav"):
                continue
            file, _, fragment = leads_to(link, name).partition("#")
            assert (site.root / file).is_file(), (name, link)
            assert fragment in ids.get(file, {fragment}), (name, link)
