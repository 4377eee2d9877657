"""The opening of a seed ceremony: shares in, seed out, and whoever cheated by name.

Every choice of enough true shares gives the same seed, or names the same contributor as false, because the
promises bind each contributor's whole polynomial. So nobody who opens can choose between two outcomes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jiangang.methods.answers import Unreachable
from jiangang.methods.chance.ceremonies import (
    SOURCE,
    Ceremony,
    Document,
    Promise,
    SealedShare,
    check_share,
    digest_of,
    refuse,
)
from jiangang.methods.chance.reading import DocumentReader
from jiangang.methods.chance.sharing import join_shares
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.register import method

OPENING = "jiangang.seed-opening/1"
SEED = b"jiangang.seed/1 seed"
LONGEST_BEACON = 4096


@dataclass(frozen=True, slots=True)
class Opening:
    """An opened ceremony: the true shares that were shown, the beacon's value, and what follows from them.

    false_contributors: whose promise binds no polynomial, so that their part is left out; seed: 32 bytes.
    """

    ceremony: Ceremony
    shares: tuple[SealedShare, ...]
    beacon_value: bytes
    false_contributors: tuple[str, ...]
    seed: bytes

    def as_dict(self) -> dict[str, Any]:
        """The opening as plain JSON values."""
        return {
            "version": OPENING,
            "ceremony": self.ceremony.as_dict(),
            "shares": [
                {"contributor": each.contributor, "holder": each.holder, "value": each.value.hex()}
                for each in self.shares
            ],
            "beacon_value": self.beacon_value.hex(),
            "false_contributors": list(self.false_contributors),
            "seed": self.seed.hex(),
        }

    def as_json(self) -> str:
        """The document, the same text for the same opening."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    @classmethod
    def parse(cls, document: Document) -> "Opening":
        """Read an opening, *without* checking that the seed follows; raises Refused for a wrong form."""
        reader = DocumentReader(document)
        if not reader.findings:
            reader.expect("version", OPENING)
        whole, beacon = reader.whole("ceremony"), reader.hex("beacon_value", empty=True)
        shown = reader.each("shares", _read_share)
        false, seed = reader.texts("false_contributors"), reader.hash("seed")
        reader.refuse_unknown()
        refuse(reader.findings)
        ceremony = Ceremony.parse(whole)
        digest = ceremony.plan.digest
        shares = tuple(SealedShare(digest, *each) for each in shown)
        return cls(ceremony, shares, beacon, false, seed)


@method(
    "chance.open_ceremony",
    source=SOURCE,
    verified="every choice of enough holders gives one seed; every changed share and false dealer is named",
)
def open_ceremony(
    ceremony: Ceremony, shares: Iterable[SealedShare], *, beacon_value: bytes = b""
) -> tuple[Opening, list[Finding]]:
    """The opening, and who showed a false share or made a false promise (as warnings: the seed holds).

    beacon_value: the bytes that the beacon published for the plan's round; their signature is not checked
    here. Raises Refused for a beacon value that is missing or not asked for, Unreachable, naming the holders
    who are missing or false, when a contribution has too few true shares.
    """
    findings = [*ceremony.findings(), *_beacon_findings(ceremony, beacon_value)]
    refuse(findings)
    promises = {promise.contributor: promise for promise in ceremony.promises}
    true, warnings = _true_shares(ceremony, promises, shares)
    lacking = [
        _too_few(ceremony, name, held) for name, held in true.items() if len(held) < ceremony.plan.threshold
    ]
    if lacking:
        raise Unreachable([*lacking, *warnings])
    secrets = {name: _secret(ceremony, promises[name], held) for name, held in true.items()}
    false = tuple(name for name, secret in secrets.items() if secret is None)
    if len(false) == len(secrets):
        raise Unreachable([_finding("contributor_false", name=name) for name in false])
    warnings += [_finding("contributor_false", Severity.WARNING, name=name) for name in false]
    kept = tuple(share for held in true.values() for share in held.values())
    seed = seed_of(ceremony, [secret for secret in secrets.values() if secret is not None], beacon_value)
    return Opening(ceremony, kept, beacon_value, false, seed), warnings


@method("chance.seed_of", source=SOURCE, verified="a second writing of the same bytes in the tests")
def seed_of(ceremony: Ceremony, secrets: Iterable[bytes], beacon_value: bytes) -> bytes:
    """The seed (32 bytes): SHA-256 over name, root, beacon and the secrets, each behind its length.

    secrets: of the contributors whose promises hold, in the plan's order. Whoever changes one bit of any of
    them changes everything.
    """
    plan = ceremony.plan
    beacon = (plan.beacon_source.encode(), plan.beacon_round.to_bytes(8, "big"), beacon_value)
    return digest_of(SEED, ceremony.root, *beacon, *secrets)


@method("chance.verify_opening", source=SOURCE, verified="every value of an opening changed")
def verify_opening(document: Document) -> list[Finding]:
    """Repeat an opening from its document alone; empty when the seed and the false contributors follow.

    Never raises for what stands in the document.
    """
    try:
        said = Opening.parse(document)
        found, warnings = open_ceremony(said.ceremony, said.shares, beacon_value=said.beacon_value)
    except Refused as refused:
        return list(refused.findings)
    wrong = [each for each in warnings if each.code != "methods.chance.finding.contributor_false"]
    if found.false_contributors != said.false_contributors:
        wrong.append(_finding("false_contributors_differ", names=", ".join(found.false_contributors) or "–"))
    if found.seed != said.seed:
        wrong.append(_finding("seed_differs", seed=found.seed.hex()))
    return wrong


def list_opening_not_checked(said: Opening) -> list[Finding]:
    """What nobody can tell from the opening alone, as NOT_CHECKED findings."""
    plan, root = said.ceremony.plan, said.ceremony.root.hex()
    found = [_finding("root_time_not_checked", Severity.NOT_CHECKED, root=root)]
    if plan.beacon_source:
        found.append(
            _finding(
                "beacon_not_checked",
                Severity.NOT_CHECKED,
                source=plan.beacon_source,
                round=plan.beacon_round,
            )
        )
    return found


def _true_shares(
    ceremony: Ceremony, promises: Mapping[str, Promise], shares: Iterable[SealedShare]
) -> tuple[dict[str, dict[int, SealedShare]], list[Finding]]:
    """True shares by contributor and number in the holders' order, and a warning for each false one."""
    plan = ceremony.plan
    found: dict[str, dict[int, SealedShare]] = {name: {} for name in plan.contributors}
    warnings: list[Finding] = []
    for share in shares:
        promise = promises.get(share.contributor)
        if promise is None:
            named = {"contributor": share.contributor, "holder": share.holder}
            warnings.append(
                Finding("methods.chance.finding.share_misplaced", Severity.WARNING, "holder", named)
            )
            continue
        wrong = check_share(plan, promise, share)
        if wrong:
            warnings += [Finding(each.code, Severity.WARNING, each.field, each.params) for each in wrong]
            continue
        found[share.contributor][plan.holders.index(share.holder) + 1] = share
    return {name: dict(sorted(held.items())) for name, held in found.items()}, warnings


def _secret(ceremony: Ceremony, promise: Promise, held: Mapping[int, SealedShare]) -> bytes | None:
    """The contributor's secret; None when the promised shares do not lie on one polynomial."""
    plan = ceremony.plan
    values = {number: held[number].value for number in list(held)[: plan.threshold]}
    for number, holder in enumerate(plan.holders, 1):
        value = values.get(number) or join_shares(values, number)
        share = SealedShare(promise.plan, promise.contributor, holder, value)
        if share.commitment(number) != promise.commitments[number - 1]:
            return None
    return join_shares(values)


def _too_few(ceremony: Ceremony, name: str, held: Mapping[int, SealedShare]) -> Finding:
    missing = [holder for number, holder in enumerate(ceremony.plan.holders, 1) if number not in held]
    return _finding(
        "shares_too_few",
        name=name,
        held=len(held),
        threshold=ceremony.plan.threshold,
        missing=", ".join(missing),
    )


def _beacon_findings(ceremony: Ceremony, value: bytes) -> list[Finding]:
    plan = ceremony.plan
    if plan.beacon_source and not 1 <= len(value) <= LONGEST_BEACON:
        return [_finding("beacon_missing", source=plan.beacon_source, round=plan.beacon_round)]
    if value and not plan.beacon_source:
        return [_finding("beacon_not_planned")]
    return []


def _read_share(reader: DocumentReader) -> tuple[str, str, bytes]:
    return reader.text("contributor"), reader.text("holder"), reader.hash("value")


def _finding(code: str, severity: Severity = Severity.ERROR, **params: object) -> Finding:
    return Finding(f"methods.chance.finding.{code}", severity, params=params)
