"""Tags of HTML in notes: what is left open is closed, what closes nothing goes, and the rest stays."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.site.obsidian.tagpairs import OpenTags


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        # What is paired stays as it is
        ("<div><b>a</b><br><img src=x></div>", None),
        ("<a title=\"<b>\" href='>'>a</a> <i title=it's>b</i> 1 < 2", None),
        ("<!-- <b> --><b>a</b><!DOCTYPE c><!-->", None),
        ("<![CDATA[a<b>]]><![if IE]><b>a</b><![endif]>", None),
        ("<script>if (a<b) '</b>'</script><style>a>b</style>", None),
        ('<svg><path d="m"/><g>a</g></svg>', None),
        ("<ul><li>a</li></ul><p>b</p>", None),
        # What is left open is closed where its parent ends
        ("<div>a<b>b", "<div>a<b>b</b></div>"),
        ("<div><b>a</div>", "<div><b>a</b></div>"),
        ("<b><i>a</b></i>", "<b><i>a</i></b>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        (
            "<table><tr><td>a<td>b<tr><th>c</table>",
            "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>",
        ),
        ("<p>a<p>b<div>c</div>", "<p>a</p><p>b</p><div>c</div>"),
        ("<script>a <b>", "<script>a <b></script>"),
        ("<!-- a <b>", "<!-- a <b>-->"),
        ("<!a", "<!a>"),
        ("<svg><g>a", "<svg><g>a</g></svg>"),
        ("<a name=x/>b", "<a name=x></a>b"),
        # What closes nothing, or the page itself, goes
        ("a</div>b</p></b>", "ab"),
        ("<html><body class=a>b</body></html>", "b"),
        ("a</br>b", "a<br>b"),
        # What never becomes a tag is text
        ('<div title="a> b', '&lt;div title="a> b'),
        ("a </b c", "a &lt;/b c"),
        ("<div><![[a]]</div>", "<div>&lt;![[a]]</div>"),
        ("<b><![if-a b>", "<b>&lt;![if-a b></b>"),
        ("<b><![CDATA[ a", "<b><![CDATA[ a></b>"),
    ],
)
def test_pairs(html: str, wanted: str | None) -> None:
    tags = OpenTags()
    assert tags.paired(html, whole=True) + tags.rest() == (html if wanted is None else wanted)


def test_tags_go_on_from_one_piece_of_an_element_to_the_next() -> None:
    tags = OpenTags()
    assert tags.paired("<p><script>", whole=False) == "<p><script>"
    assert tags.paired("</script>", whole=False) == "</script>"
    assert tags.before("blockquote") == "</p>"
    assert not tags


@pytest.mark.parametrize(
    "html", ["<div>", "<b ", "<b", "<![", "<![CDATA[", "</i>", '<a b="', "<!--", "<script>", "<p><li>"]
)
def test_thousands_of_them_take_no_time_to_speak_of(html: str) -> None:
    tags = OpenTags()
    assert len(tags.paired(html * 20_000, whole=True) + tags.rest()) < 1_000_000
