"""The picks as a drawing that can be printed on A4 and taken to the yard: which units to open, and where.

One block for each group of the outermost level, in it the groups that lie inside, each as a grid of its
units; large groups as a bar with marks. No colour is needed to read it. The drawing is SVG, made of text
alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from jiangang.methods.register import method
from jiangang.methods.sampling.picks import Pick, Picks
from jiangang.methods.sampling.structures import LEVELS, Group
from jiangang.methods.texts import Catalogue

WIDTH, EDGE, GAP = 186.0, 3.0, 4.0
CELL, ROW = 4.2, 10
TILE = CELL * ROW
ACROSS = 4
LARGEST_GRID = 120
NUMBER_WIDTH, LINE = 9.6, 4.6
LONGEST_HEADING, WIDE_FROM = 27, 0x2E80
INK, DARK, SOFT, PALE = "#1b1f24", "#1f3a5f", "#6b7280", "#c3c9d1"
FONTS = "'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif"
EMPTY_SHOWN = 24
"""More empty groups than these in one block are only counted; in a block with nothing to
open, and on a drawing longer than a sheet, all are."""
SHEET = 277.0

Words = Callable[..., str]


@dataclass
class _Sheet:
    """Lines of SVG, and how far down the drawing has come (mm)."""

    words: Words
    empty_shown: int
    down: float = 0.0
    lines: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, said: str, *, size: float = 3.2, fill: str = INK, more: str = ""
    ) -> None:
        """A line of text; x, y: of its base line, mm."""
        self.lines.append(
            f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size}" fill="{fill}"{more}>{escape(said)}</text>'
        )

    def box(self, x: float, y: float, wide: float, high: float, *, look: str) -> None:
        """A rectangle; look: its attributes."""
        self.lines.append(f'<rect x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}" {look}/>')


@method(
    "sampling.diagram",
    source="own form; SVG 1.1 (W3C)",
    verified="looked at, printed size, Chinese and English; every picked unit stands in the drawing (test)",
)
def draw_diagram(picks: Picks, catalogue: Catalogue, language: str) -> str:
    """The picks as one SVG drawing, 186 mm wide and as high as it needs.

    picks: from `pick_units`; catalogue: with the texts of this room; language: of the words, `en` or
    `zh-hans`. Returns the text of the file.
    """

    def words(key: str, **params: object) -> str:
        return catalogue.get(language, key, **params)

    sheet = _draw_sheet(picks, _Sheet(words, EMPTY_SHOWN))
    if sheet.down > SHEET:
        sheet = _draw_sheet(picks, _Sheet(words, 0))
    high = sheet.down
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}mm" height="{high:.1f}mm" '
            f'viewBox="0 0 {WIDTH:g} {high:.1f}" font-family="{FONTS}">',
            f"<title>{escape(words('methods.sampling.diagram.title'))}</title>",
            f'<rect width="{WIDTH:g}" height="{high:.1f}" fill="#ffffff"/>',
            *sheet.lines,
            "</svg>\n",
        ]
    )


def _draw_sheet(picks: Picks, sheet: _Sheet) -> _Sheet:
    _draw_heading(sheet, picks)
    chosen: dict[int, list[Pick]] = {}
    for pick in picks.picks:
        chosen.setdefault(pick.group, []).append(pick)
    numbered = list(enumerate(picks.structure.groups))
    for name, members in groupby(numbered, key=lambda pair: pair[1].path[:1]):
        _draw_block(sheet, picks, name, [(group, chosen.get(place, [])) for place, group in members])
    return sheet


def _draw_heading(sheet: _Sheet, picks: Picks) -> None:
    words = sheet.words
    title = (
        words("methods.sampling.diagram.title_of", label=picks.label)
        if picks.label
        else words("methods.sampling.diagram.title")
    )
    sheet.text(EDGE, 7, title, size=5.2, more=' font-weight="600"')
    said = words("methods.sampling.diagram.summary", count=len(picks.picks), units=picks.structure.units)
    sheet.text(EDGE, 13, said, size=3.6)
    sheet.text(
        EDGE, 18, words("methods.sampling.diagram.seed", digest=picks.seed_digest), size=2.4, fill=SOFT
    )
    right = WIDTH - EDGE - 46
    sheet.box(right, 10.0, 3.6, 3.6, look=f'fill="{DARK}" rx="0.4"')
    sheet.text(right + 5, 13, words("methods.sampling.diagram.open"), size=3)
    sheet.box(right + 22, 10.0, 3.6, 3.6, look=f'fill="none" stroke="{PALE}" stroke-width="0.25" rx="0.4"')
    sheet.text(right + 27, 13, words("methods.sampling.diagram.leave"), size=3)
    sheet.down = 22


def _draw_block(
    sheet: _Sheet, picks: Picks, name: Sequence[str], members: Sequence[tuple[Group, list[Pick]]]
) -> None:
    """One group of the outermost level."""
    words, top = sheet.words, sheet.down
    units = sum(group.units for group, _ in members)
    count = sum(len(found) for _, found in members)
    levels = picks.structure.levels
    said = _named(words, levels[:1], name) if name else words("methods.sampling.diagram.lot")
    y = top + 6.2
    sheet.text(EDGE + 2, y, said, size=3.8, more=' font-weight="600"')
    right = ' text-anchor="end"'
    sheet.text(
        WIDTH - EDGE - 2,
        y,
        words("methods.sampling.diagram.of_units", count=count, units=units),
        fill=SOFT,
        more=right,
    )
    sheet.down = y + 2.4
    shown, hidden = _shown(members, sheet.empty_shown if count else 0)
    _draw_members(sheet, levels[1:], shown)
    if hidden:
        sheet.text(
            EDGE + 2,
            sheet.down + 3.6,
            words("methods.sampling.diagram.hidden", count=hidden),
            size=2.8,
            fill=SOFT,
        )
        sheet.down += 5.5
    sheet.down += 1.5
    look = f'fill="none" stroke="{SOFT if count else PALE}" stroke-width="0.3" rx="1.2"'
    sheet.box(EDGE, top, WIDTH - 2 * EDGE, sheet.down - top, look=look)
    sheet.down += 3


def _shown(
    members: Sequence[tuple[Group, list[Pick]]], allowed: int
) -> tuple[list[tuple[Group, list[Pick]]], int]:
    """The members to draw, and how many empty ones are only counted."""
    empty = sum(not found for _, found in members)
    if len(members) == 1 or empty <= allowed:
        return list(members), 0
    return [member for member in members if member[1]], empty


def _draw_members(sheet: _Sheet, levels: Sequence[str], members: Sequence[tuple[Group, list[Pick]]]) -> None:
    """Grids side by side; a group too large for one as a bar of the whole width."""
    across, lowest = 0, sheet.down
    for group, found in members:
        said = _named(sheet.words, levels, group.path[1:])
        is_wide = group.units > LARGEST_GRID
        if across == ACROSS or (is_wide and across):
            across, sheet.down = 0, lowest
        if is_wide:
            _draw_bar(sheet, group, found, said)
            lowest = sheet.down
            continue
        bottom = _draw_grid(sheet, EDGE + 2 + across * (TILE + 2.2), group, found, said)
        lowest = max(lowest, bottom)
        across += 1
    sheet.down = lowest


def _draw_grid(sheet: _Sheet, x: float, group: Group, found: Sequence[Pick], said: str) -> float:
    """A group as a grid of numbered cells, ten in a row; answers how far down it reaches."""
    y = sheet.down
    if said:
        sheet.text(x, y + 3.2, _fitted(said), size=2.8, fill=INK if found else SOFT)
        y += 4.4
    opened = {pick.unit for pick in found}
    inner = CELL - 0.5
    for unit in range(1, group.units + 1):
        left, top = x + (unit - 1) % ROW * CELL, y + (unit - 1) // ROW * CELL
        if unit in opened:
            sheet.box(left, top, inner, inner, look=f'fill="{DARK}" rx="0.4"')
            centre = ' text-anchor="middle" font-weight="600"'
            size = 2.3 if unit < 100 else 1.9
            sheet.text(left + inner / 2, top + 2.65, str(unit), size=size, fill="#ffffff", more=centre)
        else:
            look = f'fill="none" stroke="{PALE}" stroke-width="0.2" rx="0.4"'
            sheet.box(left, top, inner, inner, look=look)
            if unit % ROW == 1:
                middle = ' text-anchor="middle"'
                sheet.text(left + inner / 2, top + 2.55, str(unit), size=1.9, fill=SOFT, more=middle)
    return y + -(-group.units // ROW) * CELL + 2.4


def _draw_bar(sheet: _Sheet, group: Group, found: Sequence[Pick], said: str) -> None:
    """A large group as a bar from its first unit to its last, marks at the picks, their numbers below."""
    x, y, wide = EDGE + 2, sheet.down, WIDTH - 2 * EDGE - 4
    if said:
        sheet.text(x, y + 3.2, said, size=2.8)
        y += 4.4
    sheet.box(x, y, wide, 3.2, look=f'fill="none" stroke="{PALE}" stroke-width="0.25" rx="0.4"')
    for pick in found:
        left = x + (pick.unit - 1) / group.units * wide
        sheet.box(left, y, max(0.35, wide / group.units), 3.2, look=f'fill="{DARK}"')
    y += 5.6
    end = ' text-anchor="end"'
    sheet.text(x, y, "1", size=2.2, fill=SOFT)
    sheet.text(x + wide, y, f"{group.units}", size=2.2, fill=SOFT, more=end)
    per_line = int(wide // NUMBER_WIDTH)
    for line in _lines(found, per_line):
        y += LINE
        for place, pick in enumerate(line):
            right = x + (place + 1) * NUMBER_WIDTH - 1.5
            sheet.text(right, y, str(pick.unit), size=2.8, more=end)
    sheet.down = y + 2.6


def _lines(found: Sequence[Pick], length: int) -> Iterator[Sequence[Pick]]:
    for begin in range(0, len(found), length):
        yield found[begin : begin + length]


def _named(words: Words, levels: Sequence[str], names: Sequence[str]) -> str:
    """`Container MSKU1 · Pallet 2`; a level without words of its own keeps its name."""
    return " · ".join(
        f"{words(f'methods.sampling.level.{level}') if level in LEVELS else level} {name}"
        for level, name in zip(levels, names, strict=False)
    )


def _fitted(said: str) -> str:
    """A heading that fits above a grid: cut where it is too long, Chinese characters counting as two."""
    room = LONGEST_HEADING
    for place, character in enumerate(said):
        room -= 2 if ord(character) > WIDE_FROM else 1
        if room < 0:
            return said[:place].rstrip() + "…"
    return said
