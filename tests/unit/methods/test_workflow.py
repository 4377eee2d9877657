"""The transition table: what it allows, how it refuses, and how it is proved whole."""

from dataclasses import replace

import pytest

from jiangang.methods.findings import Refused
from jiangang.methods.workflow import Transition, Workflow

NOTICE = Workflow(
    "declarations.notice",
    "draft",
    ("draft", "filed", "accepted", "withdrawn"),
    (
        Transition("file", ("draft",), "filed", "declarations.notice.file"),
        Transition("return", ("filed",), "draft", "declarations.notice.accept"),
        Transition(
            "accept",
            ("filed",),
            "accepted",
            "declarations.notice.accept",
            hands="accept",
        ),
        Transition("withdraw", ("draft", "filed"), "withdrawn", "declarations.notice.file"),
    ),
)


def faults(**changes) -> set[tuple[str, str]]:
    return {
        (
            found.code.removeprefix("methods.finding."),
            found.params.get("state") or found.params["act"],
        )
        for found in replace(NOTICE, **changes).faults()
    }


def test_acts_lead_where_the_table_says():
    NOTICE.check_total()
    assert NOTICE.next_state("filed", "accept") == "accepted"
    assert NOTICE.transition("filed", "accept").hands == "accept"
    assert [each.act for each in NOTICE.acts_from("filed")] == [
        "return",
        "accept",
        "withdraw",
    ]
    assert NOTICE.final_states == ("accepted", "withdrawn")
    assert NOTICE.acts == ("file", "return", "accept", "withdraw")


@pytest.mark.parametrize(
    ("state", "act", "code", "possible"),
    [
        ("draft", "accept", "act_not_possible", "file, withdraw"),
        ("accepted", "file", "no_act_possible", ""),
        ("lost", "file", "state_unknown", ""),
        ("filed", "nonsense", "act_not_possible", "return, accept, withdraw"),
    ],
)
def test_a_refusal_names_the_possible_acts(state, act, code, possible):
    with pytest.raises(Refused) as caught:
        NOTICE.next_state(state, act)
    (found,) = caught.value.findings
    assert (found.code, found.params["possible"]) == (
        f"methods.finding.{code}",
        possible,
    )


def test_each_fault_of_a_table_is_found():
    assert faults() == set()
    assert faults(states=(*NOTICE.states, "lost")) == {("state_not_reached", "lost")}
    assert faults(states=NOTICE.states[:3]) == {("state_not_in_table", "withdrawn")}
    assert faults(states=(*NOTICE.states, "draft")) == {("state_twice", "draft")}
    assert faults(initial="nowhere") >= {
        ("state_not_in_table", "nowhere"),
        ("state_not_reached", "draft"),
    }
    assert faults(final=("accepted",)) == {("state_without_way_out", "withdrawn")}
    assert faults(final=("accepted", "withdrawn", "filed")) == {("final_state_left", "filed")}
    more = (*NOTICE.transitions, Transition("accept", ("filed",), "draft", "p"))
    assert faults(transitions=more) == {("act_twice", "filed")}
    assert faults(transitions=(*NOTICE.transitions, Transition("x", (), "draft", "p"))) == {
        ("act_without_source", "x")
    }
    assert faults(transitions=(*NOTICE.transitions, Transition("x", ("draft",), "draft", ""))) == {
        ("act_without_permission", "x")
    }
    looped = (
        *NOTICE.transitions,
        Transition("x", ("draft",), "a", "p"),
        Transition("y", ("a",), "a", "p"),
    )
    assert faults(states=(*NOTICE.states, "a"), transitions=looped) == {("state_never_ends", "a")}
    with pytest.raises(Refused):
        replace(NOTICE, initial="nowhere").check_total()


def test_one_text_is_no_tuple_of_states():
    with pytest.raises(TypeError):
        Transition("file", "draft", "filed", "p")


def test_the_diagram_shows_labels():
    assert NOTICE.as_mermaid().splitlines()[:6] == [
        "stateDiagram-v2",
        '    state "draft" as s_draft',
        '    state "filed" as s_filed',
        '    state "accepted" as s_accepted',
        '    state "withdrawn" as s_withdrawn',
        "    [*] --> s_draft",
    ]
    drawn = NOTICE.as_mermaid({"declarations.state.draft": "草稿", "declarations.act.file": "报检"})
    assert '    state "草稿" as s_draft\n' in drawn
    assert "    s_draft --> s_filed: 报检\n" in drawn
    assert "    s_withdrawn --> [*]\n" in drawn
    assert NOTICE.as_mermaid(str.upper).count("DECLARATIONS.STATE.") == 4
