"""Policies with gates, rates, alerts and capacities, and a model that scores by net mass, for tests."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from tests.integration.assignment.small_office import AT, actor

OFFICER = (
    "targeting.decision.make",
    "targeting.decision.view",
    "targeting.override.ask",
    "targeting.outcome.record",
    "assignment.draw.make",
)
CHIEF = ("targeting.override.answer", "targeting.decision.view")
RELEASER = ("targeting.timeout.release", "targeting.decision.view")
AUDITOR = (
    "targeting.audit.draw",
    "targeting.audit.record",
    "targeting.audit.view",
    "targeting.decision.view",
)
LATER = AT + timedelta(days=3)

HEAD = """
[policy]
code = "choosing"
name_zh = "试验方案"
name_en = "Trial policy"
default_lane = "green"

[policy.expected]
green = "0.60"
yellow = "0.20"
red = "0.20"
"""
WORDS = """
purpose_zh = "{code}的目的"
purpose_en = "the purpose of {code}"
citation = {{ source = "office order", article = "1", applies = "all", verified = false }}
when_unknown = "noted"
release = "{release}"
all = [{{ fact = "hs", operator = "prefix", value = ["{hs}"] }}]
"""
DAYS = "valid_from = 2026-01-01\nvalid_until = 2026-12-31\n"


def criterion(
    table: str, code: str, hs: str, *more: str, release: str = "withheld", lane: str = "red"
) -> str:
    """One criterion of a policy: in which table, on which goods, with further lines."""
    lines = [f'[[{table}]]\ncode = "{code}"', f'lane = "{lane}"\nexpected = "0.1"', *more]
    return "\n".join(lines) + WORDS.format(code=code, hs=hs, release=release)


GATE = '[[gate]]\ncode = "fruit"\n' + DAYS + WORDS.format(code="fruit", hs="08", release="open") + (
    '\n[[gate.permit]]\nall = [{ fact = "origin", operator = "in", value = ["NZ"] }]\n'
)  # fmt: skip
ALERT = criterion("alert", "beetle", "4415", DAYS, lane="yellow")
LOGS = criterion("rule", "logs", "4403", release="open")
CAMPAIGN = criterion("campaign", "wine", "2204", DAYS, 'rate = "0.5"')
MANDATORY = criterion("mandatory", "live", "0106", DAYS)
TEXT = HEAD + GATE + ALERT + LOGS + CAMPAIGN + MANDATORY


@contextmanager
def scoring(name: str = "model/1") -> Iterator[None]:
    """While this holds, a model scores by net mass: 100 kg is 0.1, 1,000 kg and more is 1."""
    from jiangang.port.targeting import api as targeting

    def score(facts: Sequence[Any], at: datetime, days: Any = None) -> list[Any]:
        found = []
        for one in facts:
            mass = float(sum(line.values["mass"] or 0 for line in one.lines))
            value = min(mass / 1000, 1.0)
            found.append(targeting.Scored(name, value, value, {"mass": f"{mass:g}"}))
        return found

    targeting.SCORERS.append(score)
    try:
        yield
    finally:
        targeting.SCORERS.remove(score)


def officer(code: str = "T01", *more: str) -> Any:
    """A targeting officer."""
    return actor(code, *OFFICER, *more)


def state_of(consignment: Any) -> str:
    """The consignment's state as the database has it."""
    consignment.refresh_from_db()
    return str(consignment.state)
