"""Pictures of a derivation as inline SVG in the page's own colours, each with its text alternative."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from mkdocs_matcalc.render.formula import Formula, Mark, joined, row
from mkdocs_matcalc.render.pictures import Box, ProductPicture, Stage
from mkdocs_matcalc.render.unicode import unicode_text

# Pixels for a dimension of one, and for the others in the order in which they come.
_ONE = 9
_SIDES = (66, 44, 88, 30, 54, 76)
_LETTER = 6.6
_LINE = 16
_GAP = 10
_STAGE = 30
_BETWEEN = 30
_NOTHING = row()
# Signs of no one's, one for each index of a label that Unicode has no lowered characters for.
_FIRST_SIGN = 0xF0000
_INDEX = Markup('<tspan dy="3" font-size="9">{}</tspan><tspan dy="-3">\u200b</tspan>')
_BACKWARDS = Markup(' class="matcalc-back"')
_HEADS = {"right": "m-4 -3l4 3l-4 3", "down": "m-3 -4l3 4l3 -4", "up": "m-3 4l3 -4l3 4"}


def shape_strip(products: Sequence[ProductPicture]) -> Markup:
    """Each product as blocks in proportion, `m×n · n×1 = m×1`."""
    sides = _sides(box for product in products for box in (*product.factors, product.whole))
    return Markup("").join(_product(product, sides) for product in products)


def graph(stages: Sequence[Stage]) -> Markup:
    """A program from top to bottom, what each line takes in at its left and its δ at its right."""
    labels = [_Label(row(stage.name, " = ", stage.formula)) for stage in stages]
    inputs = [_Label(joined(stage.inputs, ", ")) for stage in stages]
    deltas = [_Label(stage.delta or _NOTHING) for stage in stages]
    left = max((each.width for each in inputs), default=0) + 3 * _GAP
    wide = max(each.width for each in labels) + 2 * _GAP
    right = max(each.width for each in deltas) + 3 * _GAP
    tops = [number * (_STAGE + _BETWEEN) + 1 for number in range(len(stages))]
    shapes: list[Markup] = []
    for label, taken, delta, top in zip(labels, inputs, deltas, tops, strict=True):
        middle = top + _STAGE / 2
        shapes.append(_rect(left, top, wide, _STAGE))
        shapes.append(_text(left + wide / 2, middle + 4, label))
        if taken.width:
            shapes.append(_text(left - 3 * _GAP, middle + 4, taken, "end"))
            shapes.append(_arrow(f"M{left - 2.5 * _GAP} {middle}H{left - 2}", "right"))
        if delta.width:
            shapes.append(_text(left + wide + _GAP, middle + 4, delta, "start", True))
    for number, stage in enumerate(stages):
        for used in stage.uses:
            shapes += _edge(tops[used] + _STAGE, tops[number], left, wide, number - used == 1)
    return _svg(left + wide + right, tops[-1] + _STAGE + 1, "Computation graph", _told(stages), shapes)


def _edge(start: float, end: float, left: float, wide: float, adjacent: bool) -> Iterable[Markup]:
    """The value forwards and its derivative backwards; past other lines, the value alone, around them."""
    centre = left + wide / 2
    if adjacent:
        yield _arrow(f"M{centre - 6} {start}V{end - 2}", "down")
        yield _arrow(f"M{centre + 6} {end}V{start + 2}", "up", True)
    else:
        at = left + _GAP
        curve = f"C{at - 3 * _GAP} {start + 20} {at - 3 * _GAP} {end - 20} {at} {end - 2}"
        yield _arrow(f"M{at} {start}{curve}", "down")


def _told(stages: Sequence[Stage]) -> str:
    forwards = "; ".join(
        f"{unicode_text(stage.name)} from "
        + ", ".join(map(unicode_text, [*(stages[used].name for used in stage.uses), *stage.inputs]))
        for stage in stages
    )
    deltas = [
        f"{unicode_text(stage.delta)} at {unicode_text(stage.name)}"
        for stage in reversed(stages)
        if stage.delta
    ]
    return f"Forwards: {forwards}." + (f" Backwards: {', '.join(deltas)}." if deltas else "")


def _product(product: ProductPicture, sides: dict[Formula, float]) -> Markup:
    boxes = (*product.factors, product.whole)
    names = [_Label(name) for name in (*(factor.name for factor in product.factors), _NOTHING)]
    signs = ["", *(product.sign for _ in product.factors[1:]), "="]
    high = max(sides[box.rows] for box in boxes)
    shapes: list[Markup] = []
    x = 0.0
    for box, name, sign in zip(boxes, names, signs, strict=True):
        if sign:
            shapes.append(_text(x + _GAP, _LINE + high / 2 + 4, _Label(Mark(sign))))
            x += 2 * _GAP
        rows, columns = sides[box.rows], sides[box.columns]
        size = _Label(box.size)
        slot = max(columns, name.width, size.width)
        middle = x + slot / 2
        top = _LINE + (high - rows) / 2
        shapes.append(_rect(middle - columns / 2, top, columns, rows, 0.06 if name.width else 0.25))
        shapes.append(_text(middle, top - 5, name))
        shapes.append(_text(middle, high + 2 * _LINE - 4, size))
        x += slot
    title = f" {product.sign} ".join(
        f"{unicode_text(box.name)} ({unicode_text(box.size)})" for box in product.factors
    )
    told = f"{title} = {unicode_text(product.whole.size)}"
    return _svg(x, high + 2 * _LINE + 2, "Shapes", told, shapes)


def _sides(boxes: Iterable[Box]) -> dict[Formula, float]:
    """How long each dimension is drawn; a number by its size, a name by the order in which it comes."""
    names = dict.fromkeys(size for box in boxes for size in (box.rows, box.columns))
    numbers = {size: text for size in names if (text := unicode_text(size)).isdecimal()}
    lengths = {size: float(min(_ONE * int(text), 90)) for size, text in numbers.items()}
    others = [size for size in names if size not in lengths]
    return lengths | {size: float(_SIDES[at % len(_SIDES)]) for at, size in enumerate(others)}


class _Label:
    """A formula as text, whose indices without a character in Unicode stand lower and smaller.

    Attributes:
        width: Its width in pixels.
    """

    def __init__(self, formula: Formula) -> None:
        self._indices: list[str] = []
        self._text = unicode_text(formula, self._below)
        self.width = (len(self._text) + sum(map(len, self._indices))) * _LETTER

    def _below(self, index: str) -> str:
        self._indices.append(index)
        return chr(_FIRST_SIGN + len(self._indices) - 1)

    def __html__(self) -> Markup:
        return self._written(self._text)

    def _written(self, text: str) -> Markup:
        return Markup("").join(map(self._sign, text))

    def _sign(self, sign: str) -> Markup:
        at = ord(sign) - _FIRST_SIGN
        is_index = 0 <= at < len(self._indices)
        return _INDEX.format(self._written(self._indices[at])) if is_index else escape(sign)


def _svg(width: float, height: float, title: str, told: str, shapes: Iterable[Markup]) -> Markup:
    return Markup(
        '<svg role="img" aria-label="{}: {}" viewBox="-1 0 {:.0f} {:.0f}" width="{:.0f}" '
        'font-size="12" fill="currentColor" data-search-exclude>{}</svg>'
    ).format(title, told, width + 2, height, width + 2, Markup("").join(shapes))


def _rect(x: float, y: float, width: float, height: float, opacity: float = 0.06) -> Markup:
    return Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2" fill-opacity="{}" '
        'stroke="currentColor" stroke-opacity="0.6"/>'
    ).format(x, y, width, height, opacity)


def _text(x: float, y: float, label: _Label, anchor: str = "middle", backwards: bool = False) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}"{}>{}</text>').format(
        x, y, anchor, _BACKWARDS if backwards else "", label
    )


def _arrow(path: str, to: str, backwards: bool = False) -> Markup:
    """A line with a head at its end."""
    return Markup('<path d="{}{}" fill="none" stroke="currentColor"{}/>').format(
        path, _HEADS[to], _BACKWARDS if backwards else ""
    )
