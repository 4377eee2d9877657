"""The table of acts is whole; every state has a word for the trade."""

from jiangang.port.declarations.operations.advancing import LATER_ACTS
from jiangang.port.declarations.workflow import CONSIGNMENT, PUBLIC_STATES, TONES


def test_the_table_is_whole() -> None:
    CONSIGNMENT.check_total()
    assert CONSIGNMENT.final_states == ("closed", "withdrawn")


def test_every_state_is_shown_to_the_trade_as_one_of_five() -> None:
    assert set(PUBLIC_STATES) == set(CONSIGNMENT.states)
    assert len(set(PUBLIC_STATES.values())) == 5
    assert {*CONSIGNMENT.states, *PUBLIC_STATES.values()} <= set(TONES)


def test_the_acts_of_later_departments_are_in_the_table() -> None:
    assert set(LATER_ACTS) <= set(CONSIGNMENT.acts)
