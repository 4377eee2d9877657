"""The chain of replacements, walked both ways over made-up papers."""

from jiangang.port.certificates.chains import Chain, Link, Paper, chain_of


def papers(*numbers: str, case: str = "A") -> dict[str, Paper]:
    """Papers that replace one another in this order."""
    around = zip(("", *numbers[:-1]), numbers, (*numbers[1:], ""), strict=True)
    return {number: Paper(number, f"code-{number}", case, before, after) for before, number, after in around}


def test_it_is_walked_both_ways_the_nearest_first() -> None:
    known = papers("1", "2", "3", "4")
    found = chain_of(known["3"], known.get)
    assert found == Chain((Link("2", "code-2"), Link("1", "code-1")), (Link("4", "code-4"),))
    assert chain_of(known["1"], known.get).replaces == ()
    assert [link.number for link in chain_of(known["1"], known.get).replaced_by] == ["2", "3", "4"]
    assert found.as_dict()["replaced_by"] == [{"number": "4", "code": "code-4"}]


def test_the_code_of_another_case_is_not_given() -> None:
    known = papers("1", "2", "3")
    known["2"] = Paper("2", "code-2", "B", "1", "3")
    assert chain_of(known["1"], known.get).replaced_by == (Link("2", ""), Link("3", "code-3"))


def test_an_unknown_paper_is_named_and_ends_the_walk() -> None:
    known = papers("1", "2", "3")
    del known["2"]
    assert chain_of(known["1"], known.get).replaced_by == (Link("2"),)


def test_a_ring_ends() -> None:
    known = papers("1", "2")
    ring = {**known, "2": Paper("2", "code-2", "A", "1", "1")}
    assert chain_of(ring["1"], ring.get).replaced_by == (Link("2", "code-2"),)


def test_a_long_chain_ends() -> None:
    known = papers(*(str(each) for each in range(200)))
    assert len(chain_of(known["0"], known.get).replaced_by) == 50
