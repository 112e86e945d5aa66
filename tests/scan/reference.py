"""A note as Obsidian shows it, by a reader of Markdown that shares nothing with the one under test.

CommonMark by markdown-it, with what Obsidian adds. It need not be a page that anyone reads: the same eyes
(`walk.py`) go over it and over the site's page, and what they see is compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:(?!---[ \t]*$).*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_FENCE = re.compile(r"(?:[ \t>]|(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_CALLOUT = re.compile(r"\[!([^\]\n]+)\][+-]?[ \t]*(.*)$")
_MARKS = re.compile(r"[ \t]*(?:>[ \t]{0,4})+")
_TITLE_LINE = re.compile(rf"(?P<quote>(?:[ \t]*(?:[-*+]|\d{{1,9}}[.)])[ \t]+)*{_MARKS.pattern})\[![^\]\n]+\]")
_BLOCK = re.compile(
    r"[ ]{0,3}(?:#{1,6}(?:[ \t]|$)|`{3}|~{3}|[-*+][ \t]+\S|1[.)][ \t]+\S|</?\w"
    r"|([-*_])(?:[ \t]*\1){2,}[ \t]*$)"
)
_UNDERLINE = re.compile(r"[ ]{0,3}(?:-+|=+)[ ]*")
_MARKERS = re.compile(r"(?:[ \t>]|(?:[-*+]|\d{1,9}[.)])[ \t]+)*")
_TASK = re.compile(r"\[(.)\](?:[ \t]|$)")
_LATEX = re.compile(
    r"\\\((?:[^\\\n]|\\(?!\()|\n(?!\n))+?\\\)|\\\[(?:[^\\]|\\(?!\[))+?\\\]"
    r"|\\begin\{(?P<name>\w+\*?)\}.+?\\end\{(?P=name)\}",
    re.DOTALL,
)
# Prose that a converter has put between such brackets is none.
_MATHS = re.compile(r"\\[A-Za-z]|[\^_=+<>]|^(?!.*[^\W\d_]{3})", re.DOTALL)
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^[A-Za-z0-9-]+[ \t]*$", re.MULTILINE)
_SPACED = re.compile(r"!?\[([^\[\]\n]*)\]\([ \t]*[^\s()<>]+(?: [^\s()<>\"]+)+[ \t]*\)")
# A link whose text has brackets, as encyclopedias cite.
_CITED = re.compile(r"\[\[[^\[\]|\n]+\]\]\(\w+://(?:[^\s()]|\([^\s()]*\))+\)")
_REMARK = re.compile(r"[ \t>]*<!--.*-->[ \t]*")
_ROW = re.compile(r"[ \t>]*\|")
# A link where an address should stand; it is kinder to let the words lead there.
_NESTED = re.compile(r"\[([^\[\]\n]*)\]\(\[[^\[\]\n]*\]\([^\s()]*\)\)")
_NAMED = re.compile(r"\[\[[^\[\]\n]+\]\](?!`)")
_KEEPS_BARS = re.compile(r"\[\[[^\[\]\n]+\]\]|(`+)(?!`).+?(?<!`)\1(?!`)")
_LINK = re.compile(r"(!?)\[\[((?:[^\[\]\n]|\[[^\[\]\n]*\])+)\]\]")
_MEDIA = re.compile(
    r"\.(?:png|jpe?g|gif|bmp|svg|webp|avif|mp3|wav|m4a|ogg|flac|3gp|mp4|webm|ogv|mov|mkv|pdf|excalidraw(?:\.md)?)$",
    re.IGNORECASE,
)
_OPEN, _CLOSE, _BAR = "\ue000", "\ue001", "\ue002"


def reference_html(
    text: str, is_there: Callable[[str], bool], is_file: Callable[[str], bool], breaks: bool
) -> str:
    """The note as HTML.

    Args:
        text: The note.
        is_there: Whether a link's target is a note, or a part of one, that can be embedded.
        is_file: Whether it is a file of another kind.
        breaks: Whether a line's end is shown.
    """
    text = FRONT_MATTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff"))
    # A dash alone is an empty item below one, and no line below a heading; it is kinder to show it so.
    text, formulas = _without_displays(
        re.sub(r"^([ \t>]*(?:  |\t)[ \t]*-)[ \t]*$", "\\1 \u200b", text, flags=re.MULTILINE)
    )
    reader = (
        MarkdownIt("commonmark", {"breaks": breaks}).enable(["table", "strikethrough"]).use(footnote_plugin)
    )
    # An address is shown as it was typed.
    reader.normalizeLinkText = str  # type: ignore[method-assign]
    reader.validateLink = bool  # type: ignore[method-assign]
    reader.inline.ruler.before("escape", "maths", _maths)
    reader.inline.ruler.before("escape", "latex", _latex)
    reader.inline.ruler.before("link", "wikilink", _wikilink)
    reader.inline.ruler.after("image", "spaced", _spaced)
    reader.inline.ruler.before("emphasis", "address", _address)
    reader.inline.ruler.before("emphasis", "highlight", _highlight)
    reader.core.ruler.before("inline", "callouts", _callouts)
    reader.core.ruler.before("inline", "far_displays", _far_displays)
    reader.core.ruler.before("inline", "tasks", _tasks)
    reader.core.ruler.before("inline", "block_ids", _block_ids)
    reader.core.ruler.after("inline", "boxes", _boxes)
    reader.core.ruler.after("inline", "embeds", _embeds)
    reader.add_render_rule("maths", _as_maths)
    reader.add_render_rule("wikilink", _as_wikilink)
    html = str(reader.render(text, {"formulas": formulas, "is_there": is_there, "is_file": is_file}))
    return html.replace(_BAR, "|")


# Before there are blocks: displays, which may hold empty lines, and comments.


def _without_displays(text: str) -> tuple[str, list[str]]:
    """The text without comments, with a mark on one line for each display, and what the marks stand for."""
    formulas: list[str] = []
    out: list[str] = []
    lines = text.split("\n")
    number, fence, quoted = 0, "", False
    while number < len(lines):
        line = lines[number]
        number += 1
        if fence:
            bare = line.strip(" \t>")
            closed = set(bare) == {fence[0]} and len(bare) >= len(fence)
            if closed or (quoted and not line.lstrip().startswith(">")):
                fence = ""
            out.append(line)
        elif begins := _FENCE.match(line):
            fence, quoted = begins["fence"], line.lstrip().startswith(">")
            out.append(line)
        else:
            shown, number = _with_marks(lines, number, formulas)
            if _REMARK.fullmatch(shown) and out and out[-1].strip():
                # Nothing is seen of it, but that the line ends.
                continue
            if _in_table(out) and _MARKERS.sub("", shown).startswith(f"${_OPEN}"):
                # It is kinder to end a table there.
                out.append("")
            if _ROW.match(shown):
                # No formula stands between brackets there.
                shown = shown.replace("\\[", "&#91;").replace("\\]", "&#93;")
            out.append((_KEEPS_BARS if _ROW.match(shown) else _NAMED).sub(_with_kept_bars, shown))
            if (
                shown.endswith(_CLOSE)
                and _MARKERS.sub("", shown).find(_OPEN) == 1
                and shown.count(_OPEN) == 1
            ):
                # A display is no heading that the next line underlines.
                marks = _MARKS.match(lines[number]) if number < len(lines) else None
                bare = "".join(lines[number : number + 1])[marks.end() if marks else 0 :]
                out += [marks[0] if marks else ""] * bool(_UNDERLINE.fullmatch(bare))
            if (title := _TITLE_LINE.match(shown)) and not _goes_on(out[:-1], title["quote"]):
                # What stands below a callout's title is no part of the title's paragraph.
                quote = re.sub(r"[^\s>]", " ", title["quote"])
                out.append(quote)
                lines[number : number + 1] = [_within(quote, below) for below in lines[number : number + 1]]
    return "\n".join(out), formulas


def _in_table(out: list[str]) -> bool:
    """Whether the last lines are rows of a table, or text that is taken for such."""
    for line in reversed(out):
        if _ROW.match(line) or not line.strip(" \t>"):
            return bool(line.strip(" \t>"))
    return False


def _goes_on(above: list[str], quote: str) -> bool:
    """Whether a line of a quote goes on with text right above it."""
    marks = _MARKS.match(above[-1]) if above else None
    words = above[-1][marks.end() :].strip() if marks else ""
    is_text = words and not words.startswith(("#", "```", "~~~", "<", "---", "***"))
    return bool(is_text and marks and marks[0].count(">") >= quote.count(">"))


def _within(quote: str, below: str) -> str:
    """The line below a callout's title: what lacks marks of the quote goes on with it, but for a block."""
    marks = _MARKS.match(below)
    words = below[marks.end() :] if marks else below
    if not words.strip() or _BLOCK.match(words) or (marks and marks[0].count(">") >= quote.count(">")):
        return below
    return quote + words.lstrip()


def _with_kept_bars(found: re.Match[str]) -> str:
    """A wiki-link or code in a table's row: its bar ends no cell, escaped or not."""
    return re.sub(r"\\?\|", _BAR, found[0])


def _with_marks(lines: list[str], number: int, formulas: list[str]) -> tuple[str, int]:
    """The line before `number` with marks, and the number of the line that follows what it took."""
    line, shown, position = lines[number - 1], "", 0
    while found := _next(line, position):
        start, mark = found
        content, rest, used = _closing(lines, number, line, start + 2, mark)
        if content is None:
            shown += line[position : start + 2]
            position = start + 2
            continue
        shown += line[position:start]
        if mark == "$$":
            shown += f"${_OPEN}{len(formulas)}{_CLOSE}"
            formulas.append(content)
        line, position, number = rest, 0, number + used
    return shown + line[position:], number


def _next(line: str, position: int) -> tuple[int, str] | None:
    """Where the next display or comment begins in a line, past code and formulas."""
    while position < len(line):
        char = line[position]
        if char == "\\":
            position += 2
        elif char == "`":
            ticks = re.compile("`+").match(line, position)
            run = ticks[0] if ticks else "`"
            close = re.compile(f"(?<!`){run}(?!`)").search(line, position + len(run))
            position = close.end() if close else position + len(run)
        elif line.startswith(("$$", "%%"), position):
            return position, line[position : position + 2]
        elif char == "$" and (close := _inline_close(line, position)):
            position = close + 1
        else:
            position += 1
    return None


def _closing(
    lines: list[str], number: int, line: str, position: int, mark: str
) -> tuple[str | None, str, int]:
    """What stands up to the closing mark, the rest of its line, and how many lines that took."""
    close = _find(line, position, mark)
    if close >= 0:
        return line[position:close], line[close + 2 :], 0
    quoted = _QUOTE.match(line)
    said = [line[position:]]
    within = _MARKERS.sub("", line[: position - 2]).strip()
    # One with which text ends may begin further below, if all others stand in pairs then.
    left = line[position - 2 :].count("$$") + sum(each.count("$$") for each in lines[number:])
    within = within and (line[position:].strip() or left % 2)
    for used, further in enumerate(lines[number:], start=1):
        if quoted:
            prefix = _QUOTE.match(further)
            if not prefix and not further.strip():
                return None, "", 0
            further = further[prefix.end() :] if prefix else further
        # A display that begins within a line is part of its paragraph.
        ends = _FENCE.match(further) or (within and not further.strip())
        if mark == "$$" and ends:
            return None, "", 0
        close = _find(further, 0, mark)
        if close >= 0:
            return "\n".join([*said, further[:close]]), further[close + 2 :], used
        said.append(further)
    return None, "", 0


def _find(line: str, position: int, mark: str) -> int:
    while (close := line.find(mark, position)) >= 0:
        if mark == "%%" or line[close - 1 : close] != "\\":
            return close
        position = close + 1
    return -1


# Within a line.


def _inline_close(text: str, start: int) -> int | None:
    """The dollar that ends the formula which begins at `start`: no space within, no digit behind."""
    if text[start + 1 : start + 2] in {"", " ", "\t", "\n", "$"}:
        return None
    position = start + 1
    while position < len(text):
        if text[position] == "\\":
            position += 2
            continue
        if text[position] == "`":
            # Code comes first.
            return None
        if text[position] == "$":
            behind = text[position + 1 : position + 2]
            if text[position - 1] in " \t\n" or behind.isdigit():
                return None
            return position
        position += 1
    return None


def _latex(state: StateInline, silent: bool) -> bool:
    """`\\(a_1\\)` and environments are no formulas in Obsidian; it is kinder to show them as such."""
    found = _LATEX.match(state.src, state.pos)
    if not found or found.end() > state.posMax:
        return False
    words = found[0]
    if not words.startswith("\\("):
        before, behind = (
            state.src[: state.pos].rpartition("\n")[2],
            state.src[found.end() :].partition("\n")[0],
        )
        if before.strip() or behind.strip():
            return False
    if not found["name"] and not _MATHS.search(words[2:-2]):
        return False
    if not silent:
        token = state.push("maths", "", 0)
        token.content = words
    state.pos = found.end()
    return True


def _maths(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$":
        return False
    if state.src.startswith(_OPEN, state.pos + 1):
        end = state.src.index(_CLOSE, state.pos)
        if not silent:
            token = state.push("maths", "", 0)
            token.content = state.env["formulas"][int(state.src[state.pos + 2 : end])]
        state.pos = end + 1
        return True
    close = _inline_close(state.src, state.pos)
    if close is None or close >= state.posMax:
        return False
    if not silent:
        token = state.push("maths", "", 0)
        token.content = state.src[state.pos + 1 : close]
    state.pos = close + 1
    return True


def _wikilink(state: StateInline, silent: bool) -> bool:
    found = _LINK.match(state.src, state.pos)
    if not found or _CITED.match(state.src, state.pos):
        return False
    if not silent:
        token = state.push("wikilink", "", 0)
        token.content = found[2].replace("\\|", "|").replace(_BAR, "|")
        token.markup = found[1]
        token.children = []
        alias = token.content.partition("|")[2]
        # A tag is text there.
        alias = alias if "`" in alias else alias.replace("<", "\\<")
        state.md.inline.parse(alias, state.md, state.env, token.children)
    state.pos = found.end()
    return True


def _spaced(state: StateInline, silent: bool) -> bool:
    """`[text](a note.md)` is no link by the letter; it is kinder to make it the one that is meant."""
    found = _SPACED.match(state.src, state.pos) or _NESTED.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        token = state.push("html_inline", "", 0)
        token.content = "<img>" if found[0].startswith("!") else f"<a>{escape(found[1])}</a>"
    state.pos = found.end()
    return True


def _address(state: StateInline, silent: bool) -> bool:
    """A bare address is a link, in which no mark is one."""
    scheme = next((name for name in ("https", "http") if state.pending.endswith(name)), "")
    found = re.compile(r"://[^\s<>\"`\[\]()]+").match(state.src, state.pos) if scheme else None
    if not found:
        return False
    if not silent:
        state.pending = state.pending.removesuffix(scheme)
        token = state.push("html_inline", "", 0)
        token.content = f"<a>{escape(scheme + found[0])}</a>"
    state.pos = found.end()
    return True


def _highlight(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("==", state.pos) or state.src[state.pos + 2 : state.pos + 3] in {
        "",
        " ",
        "=",
    }:
        return False
    close = state.src.find("==", state.pos + 2)
    if close < 0 or close >= state.posMax or state.src[close - 1] in " \n":
        return False
    if not silent:
        state.push("mark_open", "mark", 1)
        end, state.posMax = state.posMax, close
        state.pos += 2
        state.md.inline.tokenize(state)
        state.posMax = end
        state.push("mark_close", "mark", -1)
    state.pos = close + 2
    return True


# Blocks.


def _callouts(state: StateCore) -> None:
    """A quote whose first line says `[!type]` is a callout."""
    tokens = state.tokens
    for place, token in enumerate(tokens[:-2]):
        if token.type != "blockquote_open" or tokens[place + 1].type != "paragraph_open":
            continue
        inline = tokens[place + 2]
        if not (found := _CALLOUT.match(inline.content.strip())):
            continue
        token.tag, token.attrs = "div", {"class": "admonition"}
        depth = 0
        for closing in tokens[place:]:
            depth += (closing.type == "blockquote_open") - (closing.type == "blockquote_close")
            if not depth:
                closing.tag = "div"
                break
        tokens[place + 1].attrs = {"class": "admonition-title"}
        inline.content = found[2] or found[1].partition("|")[0].capitalize()


def _far_displays(state: StateCore) -> None:
    """A display alone where text is code is meant as one."""
    for token in state.tokens:
        if token.type == "code_block" and re.fullmatch(rf"\s*\${_OPEN}\d+{_CLOSE}\s*", token.content):
            token.type, token.children = "inline", []
            token.content = token.content.strip()


def _tasks(state: StateCore) -> None:
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        begins = item.type == "list_item_open" and paragraph.type == "paragraph_open"
        if begins and (found := _TASK.match(inline.content)):
            done = "" if found[1] == " " else " checked"
            inline.content = inline.content[found.end() :]
            inline.meta = {"task": f'<input type="checkbox"{done}>'}


def _boxes(state: StateCore) -> None:
    for inline in state.tokens:
        if inline.type == "inline" and "task" in inline.meta:
            box = Token("html_inline", "", 0, content=inline.meta["task"])
            inline.children = [box, *(inline.children or [])]


def _block_ids(state: StateCore) -> None:
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type == "inline" and before.type not in {"td_open", "th_open"}:
            lines = token.content.split("\n")
            # What stands above a display has its mark at its end, too.
            ends = [line for line, below in enumerate([*lines[1:], _OPEN]) if _OPEN in below[:2]]
            for line in ends:
                lines[line] = _BLOCK_ID.sub("", lines[line])
            lines = [line for line in lines if not _BLOCK_ID.fullmatch(line)]
            token.content = "\n".join(lines).rstrip("\n")


def _embeds(state: StateCore) -> None:
    """`![text](note.md)` shows the note, or says the text, or the name, where there is none."""
    for token in state.tokens:
        for child in token.children or ():
            target = unquote(str(child.attrs.get("src", "")))
            if child.type != "image" or ".md" not in target or "://" in target:
                continue
            said = re.sub(r"\|?(?:\w*\|)?\d+(?:x\d+)?$|^\|.*", "", child.content)
            missing = escape(said or target.rpartition("/")[2].removesuffix(".md"))
            is_there = state.env["is_there"](target.replace(".md", "", 1))
            child.type, child.tag = "html_inline", ""
            child.content = '<div class="matcalc-embed"></div>' if is_there else missing


# As HTML.


def _as_maths(renderer: object, tokens: list[Token], place: int, options: object, env: object) -> str:
    return f'<span class="arithmatex">{escape(tokens[place].content)}</span>'


def _as_wikilink(
    renderer: RendererHTML, tokens: list[Token], place: int, options: OptionsDict, env: dict
) -> str:
    target = tokens[place].content.partition("|")[0]
    name = target.partition("#")[0].strip()
    if tokens[place].markup:
        if _MEDIA.search(name):
            said = tokens[place].content.partition("|")[2]
            words = name if re.fullmatch(r"[\d\sx|]*", said) else said
            return f'<img alt="{escape(name)}">' if env["is_file"](name) else escape(words)
        if env["is_there"](target):
            return '<div class="matcalc-embed"></div>'
    parts = [unescape(part).strip() for part in target.split("#") if part.strip()]
    alias = renderer.renderInline(tokens[place].children or [], options, env)
    if tokens[place].markup and re.fullmatch(r"[\d\sx]*", alias):
        # The size that a picture would have.
        alias = ""
    return f"<a>{alias or escape(' > '.join(parts))}</a>"
