"""The chain of replacements as it is told, both ways over made-up papers."""

from datetime import date

from jiangang.port.certificates.chains import Chain, ChainLink, Link, sides_of


def papers(*numbers: str, here: str, hidden: str = "") -> list[ChainLink]:
    """Papers that replaced one another in this order; the code of the hidden one is not given along."""
    return [
        ChainLink(
            place, number, "replaced", date(2026, 3, 2), number == here, f"code-{number}" * (number != hidden)
        )
        for place, number in enumerate(numbers)
    ]


def test_it_is_told_both_ways_the_nearest_first() -> None:
    found = sides_of(papers("1", "2", "3", "4", here="3"))
    assert found == Chain((Link("2", "code-2"), Link("1", "code-1")), (Link("4", "code-4"),))
    first = sides_of(papers("1", "2", "3", "4", here="1"))
    assert first.replaces == ()
    assert [link.number for link in first.replaced_by] == ["2", "3", "4"]
    assert found.as_dict()["replaced_by"] == [{"number": "4", "code": "code-4"}]


def test_a_code_that_is_not_given_along_opens_nothing() -> None:
    found = sides_of(papers("1", "2", "3", here="1", hidden="2"))
    assert found.replaced_by == (Link("2", ""), Link("3", "code-3"))


def test_what_the_records_do_not_hold_is_named() -> None:
    assert sides_of((), named="7") == Chain((Link("7"),), ())
    assert sides_of(()) == Chain()
