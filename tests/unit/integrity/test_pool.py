"""Who is left out of a pool, and what is said when too few remain."""

from hypothesis import given
from hypothesis import strategies as st

from jiangang.integrity.assignment.rules import PoolFacts, check_pool, make_pool

PEOPLE = {number: f"I{number:02d}" for number in range(8)}
SOME = st.sets(st.sampled_from(sorted(PEOPLE)))


@given(recused=SOME, separated=SOME, leaving=SOME, cap=st.integers(0, 3), data=st.data())
def test_everybody_is_either_in_or_out_with_reasons(
    recused: set[int], separated: set[int], leaving: set[int], cap: int, data: st.DataObject
) -> None:
    """Nobody vanishes, nobody with a reason stays in."""
    load = {number: data.draw(st.integers(0, 4)) for number in PEOPLE}
    pool = make_pool(PoolFacts(PEOPLE, recused, separated, load=load, cap=cap, leaving=leaving))
    full = {number for number in PEOPLE if cap and load[number] >= cap}
    out = recused | separated | leaving | full
    assert set(pool.eligible) == {PEOPLE[number] for number in PEOPLE if number not in out}
    reasons = {code: set(found) for code, found in pool.excluded}
    assert set(reasons) == {PEOPLE[number] for number in out}
    for number in out:
        assert ("recused" in reasons[PEOPLE[number]]) == (number in recused)
        assert ("workload" in reasons[PEOPLE[number]]) == (number in full)


@given(count=st.integers(0, 10))
def test_too_few_is_a_finding_that_counts(count: int) -> None:
    """Exactly when there are fewer than wanted, or none is wanted."""
    pool = make_pool(PoolFacts(PEOPLE, recused=(0, 1), separated=(1, 2)))
    findings = check_pool(pool, count)
    assert (findings == []) == (1 <= count <= 5)
    if findings:
        params = dict(findings[0].params)
        assert (params["eligible"], params["recused"], params["separate_hands"]) == (5, 2, 2)
