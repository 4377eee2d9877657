"""The drawing: well formed, complete, in both languages, and never beside the sheet."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

import jiangang.methods.sampling
from jiangang.methods.sampling import LotStructure, draw_diagram, pick_units
from jiangang.methods.sampling.diagrams import DARK, WIDTH
from jiangang.methods.sampling.picks import Picks
from jiangang.methods.sampling.structures import Group
from jiangang.methods.texts import Catalogue

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    found = Catalogue(strict=True)
    found.load("methods", Path(jiangang.methods.sampling.__path__[0]) / "texts")
    return found


def picks(groups: tuple[Group, ...], count: int) -> Picks:
    levels = ("container", "pallet")[: len(groups[0].path)]
    return pick_units(LotStructure(levels, groups), seed="07" * 32, count=count, label="A & B <1>")


LOT = tuple(Group((f"C{box}", f"P{pallet}"), 40) for box in range(3) for pallet in range(5))
LARGE = (Group(("1",), 4000), Group(("2",), 60), Group(("3",), 2500))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("groups", "count"), [(LOT, 30), (LARGE, 200), ((Group((), 50),), 7)])
def test_every_picked_unit_stands_in_the_drawing(
    catalogue: Catalogue, language: str, groups: tuple[Group, ...], count: int
) -> None:
    drawn = picks(groups, count)
    root = ElementTree.fromstring(draw_diagram(drawn, catalogue, language))
    said = [text.text or "" for text in root.iter(f"{SVG}text")]
    for pick in drawn.picks:
        assert str(pick.unit) in said
    filled = [box for box in root.iter(f"{SVG}rect") if box.get("fill") == DARK]
    assert len(filled) == count + 1  # one more in the legend
    assert any("A & B <1>" in text for text in said)
    assert catalogue.get(language, "methods.sampling.diagram.open") in said


def test_nothing_lies_beside_the_sheet(catalogue: Catalogue) -> None:
    root = ElementTree.fromstring(draw_diagram(picks(LARGE, 200), catalogue, "en"))
    high = float(root.get("viewBox", "").split()[3])
    for box in root.iter(f"{SVG}rect"):
        x, y, wide, tall = (float(box.get(name, "0")) for name in ("x", "y", "width", "height"))
        assert x >= 0 and x + wide <= WIDTH + 0.01
        assert y >= 0 and y + tall <= high + 0.01


def test_a_long_drawing_leaves_out_what_stays_closed(catalogue: Catalogue) -> None:
    many = tuple(Group((f"C{box}", f"P{pallet}"), 40) for box in range(8) for pallet in range(20))
    text = draw_diagram(picks(many, 5), catalogue, "en")
    assert "in which nothing is opened" in text
    assert float(text.split('height="')[1].split("mm")[0]) < 277
    assert "in which nothing is opened" not in draw_diagram(picks(LOT, 30), catalogue, "en")
