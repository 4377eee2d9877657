"""Rules are dated: only those in force on the day are applied, and the record says which."""

from datetime import date, datetime

import pytest

from jiangang.methods import rules
from jiangang.methods.findings import Citation, Finding
from jiangang.methods.rules import Rule, all_rules, apply, rule

LAW = Citation("Law on the quarantine of plants", article="20")


@rule(
    applies_from=date(2000, 1, 1),
    applies_until=date(2017, 12, 31),
    citation=LAW,
    name="x.check_mass",
    register=False,
)
def check_mass_old(facts: dict) -> list[Finding]:
    """A mass is more than zero."""
    return [Finding("x.finding.mass")] if facts["mass"] <= 0 else []


@rule(applies_from=date(2018, 1, 1), citation=LAW, name="x.check_mass", register=False)
def check_mass(facts: dict) -> list[Finding]:
    """A mass is at least one."""
    return [Finding("x.finding.mass", citation=Citation("own"))] if facts["mass"] < 1 else []


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(1999, 12, 31), ()),
        (date(2000, 1, 1), ("x.check_mass@2000-01-01",)),
        (date(2017, 12, 31), ("x.check_mass@2000-01-01",)),
        (date(2018, 1, 1), ("x.check_mass@2018-01-01",)),
        (date(2030, 1, 1), ("x.check_mass@2018-01-01",)),
    ],
)
def test_first_and_last_day_are_in_force(day, names):
    assert apply([check_mass_old, check_mass], {"mass": 1}, day) == ([], names)


def test_a_finding_without_citation_takes_that_of_its_rule():
    findings, _ = apply([check_mass_old], {"mass": 0}, date(2010, 1, 1))
    assert [found.citation for found in findings] == [LAW]
    findings, _ = apply([check_mass], {"mass": 0}, date(2020, 1, 1))
    assert [found.citation for found in findings] == [Citation("own")]


def test_a_rule_stays_a_function():
    assert isinstance(check_mass, Rule)
    assert check_mass({"mass": 0})[0].code == "x.finding.mass"
    assert check_mass.__name__ == "check_mass"
    assert check_mass.__doc__ == check_mass.explanation == "A mass is at least one."


def test_two_versions_in_force_on_one_day_are_refused():
    overlapping = rule(applies_from=date(2010, 1, 1), citation=LAW, name="x.check_mass", register=False)(
        check_mass_old.check
    )
    with pytest.raises(ValueError, match="both in force"):
        apply([check_mass_old, overlapping], {"mass": 1}, date(2011, 1, 1))


def test_registered_rules_are_listed_once_and_names_are_not_taken_twice(monkeypatch):
    monkeypatch.setattr(rules, "_registered", dict(rules._registered))

    def check_one(facts: object) -> list[Finding]:
        """One."""
        return []

    def check_two(facts: object) -> list[Finding]:
        """Two."""
        return []

    before = len(all_rules())
    made = rule(applies_from=date(2001, 1, 1), citation=LAW, name="test_rules.check_one")(check_one)
    rule(applies_from=date(2001, 1, 1), citation=LAW, name="test_rules.check_one")(check_one)
    assert made.versioned_name in [each.versioned_name for each in all_rules()]
    assert len(all_rules()) == before + 1
    with pytest.raises(ValueError, match="two rules"):
        rule(applies_from=date(2001, 1, 1), citation=LAW, name="test_rules.check_one")(check_two)


def test_a_rule_needs_a_docstring_days_and_an_order():
    def bare(facts: object) -> list[Finding]:
        return []

    with pytest.raises(ValueError, match="docstring"):
        rule(applies_from=date(2001, 1, 1), citation=LAW, register=False)(bare)
    with pytest.raises(TypeError, match="days"):
        rule(applies_from=datetime(2001, 1, 1), citation=LAW, register=False)(check_mass.check)
    with pytest.raises(ValueError, match="before it begins"):
        rule(
            applies_from=date(2001, 1, 2),
            applies_until=date(2001, 1, 1),
            citation=LAW,
            register=False,
        )(check_mass.check)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("jiangang.port.declarations.rules", "declarations.check"),
        ("jiangang.port.declarations.rules.masses", "declarations.check"),
        ("somewhere.else", "else.check"),
    ],
)
def test_a_rule_is_named_after_its_room(module, name):
    def check(facts: object) -> list[Finding]:
        """Nothing."""
        return []

    check.__module__ = module
    assert rule(applies_from=date(2001, 1, 1), citation=LAW, register=False)(check).name == name
