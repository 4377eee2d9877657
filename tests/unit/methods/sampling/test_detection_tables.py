"""Every computed cell of the tables of detection, exactly."""

from fractions import Fraction

import pytest

from jiangang.methods.answers import Unreachable
from jiangang.methods.sampling import achieve, detect
from jiangang.methods.sampling.urns import Urn
from tests.unit.methods.sampling.tables import of_percent, rows


def test_hypergeometric_cells() -> None:
    cells = list(rows("hypergeometric_exact"))
    assert len(cells) == 400
    for cell in cells:
        said = detect(
            lot_size=cell["N"], level=of_percent(cell["detection_pct"]), confidence=cell["confidence"]
        )
        assert (said.values["infested"], said.values["sample_size"]) == (int(cell["D"]), int(cell["n"])), cell


def test_ispm_31_lots_at_95_and_99_per_cent() -> None:
    filled = 0
    for cell in rows("ispm31_hypergeom_95_99"):
        case = {
            "lot_size": cell["lot_N"],
            "level": of_percent(cell["detection_pct"]),
            "confidence": cell["confidence"],
        }
        if not cell["n_exact_computed"]:
            with pytest.raises(Unreachable) as refusal:
                detect(**case)
            assert refusal.value.findings[0].code == "methods.sampling.finding.nothing_infested"
            continue
        filled += 1
        assert detect(**case).values["sample_size"] == int(cell["n_exact_computed"]), cell
        assert cell["n_transcribed_ISPM31_table1"] in {"", cell["n_exact_computed"]}
    assert filled == 276


def test_binomial_cells_with_efficacy() -> None:
    cells = list(rows("ispm31_binomial_efficacy"))
    assert len(cells) == 100
    for cell in cells:
        said = detect(
            level=of_percent(cell["detection_pct"]),
            efficacy=of_percent(cell["efficacy_pct"]),
            confidence=cell["confidence"],
        )
        assert said.values["sample_size"] == int(cell["n_computed"]), cell


@pytest.mark.parametrize(
    ("lot", "sizes"),
    [
        (100, (45, 78, 95, None, None)),
        (200, (51, 105, 155, 190, None)),
        (300, (54, 117, 189, 285, None)),
        (1000, (57, 138, 258, 450, 950)),
        (10_000, (59, 148, 294, 581, 2588)),
    ],
)
def test_sizes_written_in_the_handbook(lot: int, sizes: tuple[int | None, ...]) -> None:
    for level, size in zip(("0.05", "0.02", "0.01", "0.005", "0.001"), sizes, strict=True):
        if size is not None:
            assert detect(lot_size=lot, level=level, confidence="0.95").values["sample_size"] == size


def test_rounding_is_the_users_choice() -> None:
    sizes = [
        detect(lot_size=300, level="0.005", confidence="0.95", rounding=rule).values["sample_size"]
        for rule in ("floor", "nearest", "ceil")
    ]
    assert sizes == [285, 233, 233]


def test_imperfect_detection_is_the_exact_sum() -> None:
    for cell in rows("sep_imperfect_exact_vs_approx"):
        said = achieve(lot_size=cell["N"], sample_size=cell["n"], infested=cell["D"], efficacy=cell["se"])
        assert said.values["achieved_confidence"] == pytest.approx(float(cell["sep_exact"]), abs=1e-10)


def test_operating_characteristic_points() -> None:
    seen = 0
    for cell in rows("oc_points_AcceptanceSampling"):
        level, size, accept = Fraction(cell["pd"]), int(cell["n"]), int(cell["c"])
        if cell["type"] == "binom":
            urn = Urn.of_large_lot(level)
        elif cell["type"] == "hypergeom":
            lot = int(cell["N"])
            urn = Urn.of_lot(lot, level * lot // 1)
        else:
            continue
        seen += 1
        assert float(urn.miss(size, accept)[0]) == pytest.approx(float(cell["pa"]), abs=1e-9), cell
    assert seen == 363


def test_binomial_sizes_beside_rsurveillance() -> None:
    # as printed for n.binom with sensitivity 0.91 and for n.freedom of a very large population with 0.9
    levels = ("0.01", "0.02", "0.05", "0.1", "0.2")
    found = [
        detect(level=level, confidence="0.95", efficacy="0.91").values["sample_size"] for level in levels
    ]
    assert found == [328, 164, 65, 32, 15]
    assert detect(level="0.01", confidence="0.95", efficacy="0.9").values["sample_size"] == 332
