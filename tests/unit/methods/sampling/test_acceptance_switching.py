"""The switching rules: each clause by hand, and random histories against a plain recount."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.findings import Refused
from jiangang.methods.sampling.acceptance.lot_records import follow_lots
from jiangang.methods.sampling.acceptance.switching import (
    Inspection,
    LotResult,
    Reason,
    Standing,
    next_standing,
)

GOOD, BAD = LotResult(True, accept_number=1), LotResult(False, accept_number=1)
NORMAL, TIGHTENED, REDUCED, STOPPED = Inspection


def run(results: Iterable[LotResult], standing: Standing | None = None) -> Standing:
    now = standing or Standing()
    for result in results:
        now = next_standing(now, result).after
    return now


def test_two_of_five_consecutive_lots_tighten() -> None:
    assert run([BAD, GOOD, GOOD, GOOD]).inspection is NORMAL
    assert run([BAD, GOOD, GOOD, GOOD, BAD]).inspection is TIGHTENED
    assert run([BAD, GOOD, GOOD, GOOD, GOOD, BAD]).inspection is NORMAL
    step = next_standing(run([BAD]), BAD)
    assert (step.after, step.reasons) == (Standing(TIGHTENED), (Reason.TWO_OF_FIVE,))


def test_five_accepted_in_a_row_bring_back_normal() -> None:
    assert run([GOOD] * 4, Standing(TIGHTENED)).inspection is TIGHTENED
    assert run([GOOD] * 5, Standing(TIGHTENED)) == Standing(NORMAL)
    assert run([GOOD] * 4 + [BAD] + [GOOD] * 4, Standing(TIGHTENED)).inspection is TIGHTENED


def test_five_not_accepted_on_tightened_discontinue_until_the_maker_has_acted() -> None:
    history = [BAD, GOOD, BAD, GOOD, GOOD, BAD, BAD]
    assert run(history, Standing(TIGHTENED)).not_accepted == 4
    stopped = run([*history, BAD], Standing(TIGHTENED))
    assert stopped.inspection is STOPPED
    step = next_standing(stopped, GOOD)
    assert (step.after, step.counted, len(step.findings)) == (stopped, False, 1)
    resumed = next_standing(stopped, LotResult(None, action_effective=True))
    assert (resumed.after, resumed.reasons) == (Standing(TIGHTENED), (Reason.RESUMED,))
    at_once = next_standing(stopped, LotResult(True, action_effective=True))
    assert at_once.after == Standing(TIGHTENED, accepted_run=1)


def test_the_count_of_lots_not_accepted_begins_anew_with_each_tightened_inspection() -> None:
    again = run([BAD] * 4 + [GOOD] * 5 + [BAD] * 2 + [BAD] * 4, Standing(TIGHTENED))
    assert (again.inspection, again.not_accepted) == (TIGHTENED, 4)


@pytest.mark.parametrize(
    ("result", "score"),
    [
        (LotResult(True, accept_number=0), 12),
        (LotResult(True, accept_number=1), 12),
        (LotResult(False, accept_number=0), 0),
        (LotResult(True, accept_number=2, passes_tighter=True), 13),
        (LotResult(True, accept_number=2, passes_tighter=False), 0),
        (LotResult(True, kind="double", stage=1), 13),
        (LotResult(True, kind="double", stage=2), 0),
        (LotResult(True, kind="multiple", stage=3), 13),
        (LotResult(True, kind="multiple", stage=4), 0),
        (LotResult(False, kind="multiple", stage=2), 0),
        (LotResult(True, accept_number=1, resubmitted=True), 10),
        (LotResult(None, steady=True), 10),
    ],
)
def test_the_switching_score(result: LotResult, score: int) -> None:
    step = next_standing(Standing(score=10), result)
    assert (step.after.score, step.findings) == (score, ())


@pytest.mark.parametrize(
    "result", [LotResult(True), LotResult(True, accept_number=2), LotResult(True, kind="double")]
)
def test_a_score_that_cannot_be_told_is_a_finding(result: LotResult) -> None:
    step = next_standing(Standing(score=10), result)
    assert step.after.score == 0
    assert [each.code.rpartition(".")[2] for each in step.findings] == ["score_not_checked"]


def test_reduced_needs_score_steady_production_and_consent() -> None:
    ready = Standing(score=28)
    asked = LotResult(True, accept_number=1, steady=True, authority_agrees=True)
    assert next_standing(ready, asked).after == Standing(REDUCED)
    assert next_standing(Standing(score=27), asked).after.inspection is NORMAL
    unknown = next_standing(ready, GOOD)
    assert (unknown.after.inspection, unknown.after.score, len(unknown.findings)) == (NORMAL, 30, 1)
    told_no = next_standing(ready, LotResult(True, accept_number=1, steady=False, authority_agrees=True))
    assert (told_no.after.inspection, told_no.findings) == (NORMAL, ())
    later = next_standing(unknown.after, LotResult(None, steady=True, authority_agrees=True))
    assert later.after == Standing(REDUCED)


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (BAD, Reason.NOT_ACCEPTED),
        (LotResult(True, irregular=True), Reason.IRREGULAR),
        (LotResult(None, other=True), Reason.OTHER),
    ],
)
def test_reduced_ends(result: LotResult, reason: Reason) -> None:
    step = next_standing(Standing(REDUCED), result)
    assert (step.after, step.reasons) == (Standing(NORMAL), (reason,))
    assert next_standing(Standing(REDUCED), GOOD).after == Standing(REDUCED)


@pytest.mark.parametrize("standing", [Standing(), Standing(TIGHTENED), Standing(REDUCED)])
def test_resubmitted_lots_never_count(standing: Standing) -> None:
    for accepted in (True, False):
        step = next_standing(standing, LotResult(accepted, accept_number=0, resubmitted=True))
        assert (step.after, step.counted) == (standing, False)


def recount(history: list[bool]) -> str:
    """Severity after a history of lots with acceptance number 0, found by looking back, without reduced."""
    begun, severity = 0, "normal"
    for end in range(1, len(history) + 1):
        since = history[begun:end]
        tail = since[-5:]
        if severity == "normal" and tail.count(False) >= 2:
            begun, severity = end, "tightened"
        elif severity == "tightened" and len(tail) == 5 and all(tail):
            begun, severity = end, "normal"
        elif severity == "tightened" and since.count(False) >= 5:
            return "discontinued"
    return severity


@settings(max_examples=300)
@given(st.lists(st.sampled_from([True, True, True, False]), max_size=60))
def test_random_histories_against_a_recount(history: list[bool]) -> None:
    assert run(LotResult(each, accept_number=0) for each in history).inspection.value == recount(history)


def rows(*cells: dict[str, str]) -> list[tuple[int, dict[str, str]]]:
    return list(enumerate(cells, 2))


def lot(nonconforming: str, **more: str) -> dict[str, str]:
    return {"line": "oil", "lot_size": "1000", "aql": "1.0", "nonconforming": nonconforming, **more}


def test_a_file_of_lots_with_its_plans() -> None:
    """J: 80 units, normal 2/3, one step tighter 1/2, tightened 1/2."""
    said = follow_lots(
        rows(
            lot("1"),
            lot("2"),
            lot("3"),
            lot("9", resubmitted="yes"),
            lot("0", defect_class="minor"),
            lot("4"),
            lot("2"),
        )
    ).values
    assert [each["score"] for each in said["lots"]] == [3, 0, 0, 0, 3, 0, 0]
    assert [each["next"] for each in said["lots"]] == ["normal"] * 5 + ["tightened"] * 2
    assert [each["accepted"] for each in said["lots"]] == [True, True, False, False, True, False, False]
    assert said["lots"][-1]["plan"]["accept"] == [1]
    assert [each["inspection"] for each in said["standings"]] == ["tightened", "normal"]


def test_ten_good_lots_reach_the_score_of_thirty() -> None:
    said = follow_lots(rows(*[lot("0", steady="是", authority="是")] * 11)).values
    assert [each["next"] for each in said["lots"]] == ["normal"] * 9 + ["reduced"] * 2
    assert said["lots"][-1]["plan"]["sample_size"] == [32]


def test_double_plans_score_by_the_first_sample() -> None:
    said = follow_lots(rows(lot("0"), lot("1;1"), lot("0")), kind="double").values
    assert [each["score"] for each in said["lots"]] == [3, 0, 3]


def test_decisions_without_plans() -> None:
    said = follow_lots(
        rows(
            {"accepted": "yes", "accept_number": "1"},
            {"accepted": "no"},
            {"accepted": "否"},
            {"irregular": "yes"},
        )
    ).values
    assert [each["next"] for each in said["lots"]] == ["normal", "normal", "tightened", "tightened"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"colour": "red"}, "columns_unknown"),
        ({"accepted": "perhaps"}, "cell_not_yes_or_no"),
        ({"nonconforming": "1"}, "counts_without_plan"),
        ({"line": "oil"}, "row_says_nothing"),
        (lot("one"), "cell_not_whole"),
        (lot("1", accepted="no"), "decision_contradicts"),
        (lot("1", type="double"), "counts_undecided"),
        (lot("1", aql="0.7"), "aql_unknown"),
        (lot("0", type="tenfold"), "kind_unknown"),
    ],
)
def test_rows_that_cannot_be_followed(row: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        follow_lots(rows(row))
    assert (code, 2) in [(each.code.rpartition(".")[2], each.row) for each in refused.value.findings]


def test_no_lots() -> None:
    with pytest.raises(Refused):
        follow_lots([])
