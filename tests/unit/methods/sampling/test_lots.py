"""All lots in one walk: the same as one by one."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.sampling import list_sample_sizes
from jiangang.methods.sampling.inputs import Rounding
from jiangang.methods.sampling.urns import Urn
from tests.unit.methods.sampling.tables import of_percent, rows


def is_least(lot: int, infested: int, size: int, confidence: Fraction) -> bool:
    urn = Urn.of_lot(lot, infested)
    return urn.detects(size, 0, confidence) and not urn.detects(size - 1, 0, confidence)


def test_every_cell_of_the_table_up_to_ten_thousand() -> None:
    walks: dict[tuple[str, str], list[int]] = {}
    for cell in rows("hypergeometric_exact"):
        case = cell["confidence"], cell["detection_pct"]
        if int(cell["N"]) <= 10_000:
            if case not in walks:
                walk = list_sample_sizes(10_000, level=of_percent(case[1]), confidence=case[0])
                walks[case] = walk.tolist()
            assert walks[case][int(cell["N"])] == int(cell["n"]), cell
    assert len(walks) == 28


def test_ties_are_decided_exactly() -> None:
    sizes = list_sample_sizes(199, level="0.01", confidence="0.95")
    for lot in range(100, 200):  # one infested unit: n is the least whole number from 0.95 N
        assert sizes[lot] == -(-95 * lot // 100)
    assert not sizes[:100].any()


@settings(max_examples=30)
@given(
    st.fractions(min_value=Fraction(1, 500), max_value=1, max_denominator=500),
    st.fractions(min_value=Fraction(1, 100), max_value=Fraction(999, 1000), max_denominator=1000),
    st.sampled_from(list(Rounding)),
    st.data(),
)
def test_the_walk_and_the_urn_agree(
    level: Fraction, confidence: Fraction, rule: Rounding, data: st.DataObject
) -> None:
    sizes = list_sample_sizes(3000, level=level, confidence=confidence, rounding=rule)
    for lot in [*range(1, 25), *data.draw(st.lists(st.integers(25, 3000), max_size=8))]:
        infested = rule.of(level * lot)
        if infested == 0:
            assert sizes[lot] == 0
        else:
            assert is_least(lot, infested, int(sizes[lot]), confidence)


def test_a_level_with_too_many_digits_is_refused() -> None:
    with pytest.raises(Refused):
        list_sample_sizes(100, level="0.01234567890123", confidence="0.95")
    with pytest.raises(Refused):
        list_sample_sizes(100, level="5", confidence="95")
