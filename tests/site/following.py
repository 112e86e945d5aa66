"""Follows the links of a built site."""

from __future__ import annotations

from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from site_builder import Site


def address(path: str, directory_urls: bool) -> str:
    folder, _, name = path.rpartition("/")
    if not name.endswith(".md"):
        return path
    stem = name.removesuffix(".md")
    page = "index.html" if stem == "index" else f"{stem}/index.html" if directory_urls else f"{stem}.html"
    return f"{folder}/{page}" if folder else page


def content(page: BeautifulSoup) -> Tag:
    found = page.select_one("article, [role=main], [itemprop=articleBody]")
    assert found is not None
    return found


def own_content(page: BeautifulSoup) -> Tag:
    found = content(page)
    for end in found.select(".matcalc-linked"):
        end.extract()
    return found


def leads_to(link: Tag, page: str) -> str:
    url = urlsplit(str(link["href"]))
    path = normpath(join(dirname(page), unquote(url.path))) if url.path else page
    if not path.endswith((".html", ".canvas", ".base", ".pdf", ".mp3", ".mp4")):
        path = normpath(f"{path}/index.html")
    return f"{path}#{unquote(url.fragment)}".rstrip("#")


def check_links_and_ids(site: Site) -> None:
    """No id twice on a page, and no link of a note to a page or an id that is not there."""
    pages = {str(path.relative_to(site.root)): path for path in site.root.rglob("*.html")}
    ids = {}
    for name in pages:
        found = (
            [str(tag["id"]) for tag in content(site.page(name)).select("[id]")] if name != "404.html" else []
        )
        assert len(found) == len(set(found)), name
        ids[name] = {*found, ""}
    for name in ids:
        links = content(site.page(name)).select("a[href]") if name != "404.html" else []
        for link in links:
            if urlsplit(str(link["href"])).scheme or link.find_parent("nav"):
                continue
            file, _, fragment = leads_to(link, name).partition("#")
            assert (site.root / file).is_file(), (name, link)
            assert fragment in ids.get(file, {fragment}), (name, link)
