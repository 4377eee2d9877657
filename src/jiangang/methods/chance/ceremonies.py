"""The seed ceremony: several hands make one seed that none of them knows before, and no one can withhold.

Each contributor brings a secret, promises it in public and deals it out in sealed shares, any `threshold` of
which open it. When all promises are made their root is published; only then are shares opened (`openings`).
A seed is as unpredictable as its most honest contributor. Randomness comes in as arguments.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from jiangang.methods import canonical
from jiangang.methods.chance.reading import NO_HASH, DocumentReader
from jiangang.methods.chance.sharing import MOST_SHARES, split_secret
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.log.merkle import leaf_hash, root_of
from jiangang.methods.register import method

SECRET_SIZE = 32
PLAN, PROMISE, SHARE, CEREMONY = (
    f"jiangang.seed-{name}/1" for name in ("plan", "promise", "share", "ceremony")
)
SOURCE = "commit and reveal with Shamir shares: Blum 1981; Shamir, CACM 22 (1979) 612-613; DESIGN law 7"
Document = str | bytes | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is agreed in public before anything is drawn up.

    office, purpose: who makes the seed, and what for; contributors: who brings a secret; holders: who keeps
    sealed shares; threshold: how many holders can open it; beacon_source and beacon_round: a public beacon
    that is mixed in, named before its value is known, empty and 0 for none; orders: digests of the draws that
    will be made with the seed, fixed now (see `orders`), empty when that is left open.
    """

    office: str
    purpose: str
    contributors: tuple[str, ...]
    holders: tuple[str, ...]
    threshold: int
    beacon_source: str = ""
    beacon_round: int = 0
    orders: tuple[bytes, ...] = ()

    def findings(self) -> list[Finding]:
        """What is wrong with the plan; empty when a ceremony can be held by it."""
        found = []
        if not 2 <= self.threshold <= len(self.holders) <= MOST_SHARES:
            params = {"threshold": self.threshold, "holders": len(self.holders), "most": MOST_SHARES}
            found.append(_finding("threshold_wrong", "threshold", **params))
        for field, names in (("contributors", self.contributors), ("holders", self.holders)):
            if not names or len(set(names)) != len(names) or not all(map(_is_name, names)):
                found.append(_finding("names_wrong", field, field=field))
        if bool(self.beacon_source) != bool(self.beacon_round):
            found.append(_finding("beacon_incomplete", "beacon_source"))
        return found

    @property
    def digest(self) -> bytes:
        """SHA-256 of the plan's canonical row; every promise and share names it."""
        return canonical.digest(PLAN, self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """The plan as plain JSON values."""
        return {
            "version": PLAN,
            "office": self.office,
            "purpose": self.purpose,
            "contributors": list(self.contributors),
            "holders": list(self.holders),
            "threshold": self.threshold,
            "beacon_source": self.beacon_source,
            "beacon_round": self.beacon_round,
            "orders": [each.hex() for each in self.orders],
        }

    @classmethod
    def parse(cls, document: Document) -> "Plan":
        """Read a plan; raises Refused with every fault of its form or of what it says."""
        reader = DocumentReader(document)
        if not reader.findings:
            reader.expect("version", PLAN)
        found = cls(
            office=reader.text("office"),
            purpose=reader.text("purpose"),
            contributors=reader.texts("contributors"),
            holders=reader.texts("holders"),
            threshold=reader.number("threshold"),
            beacon_source=reader.text("beacon_source", empty=True),
            beacon_round=reader.number("beacon_round"),
            orders=reader.hashes("orders"),
        )
        reader.refuse_unknown()
        refuse([*reader.findings, *([] if reader.findings else found.findings())])
        return found


@dataclass(frozen=True, slots=True)
class SealedShare:
    """One share of one contributor's secret, for one holder, who shows it to nobody before the opening."""

    plan: bytes
    contributor: str
    holder: str
    value: bytes

    def commitment(self, number: int) -> bytes:
        """SHA-256 that binds the share: of its canonical row with the holder's number (from 1)."""
        values = {"plan": self.plan, "contributor": self.contributor, "number": number, "value": self.value}
        return canonical.digest(SHARE, values)

    def as_dict(self) -> dict[str, Any]:
        """The share as plain JSON values."""
        return {
            "version": SHARE,
            "plan": self.plan.hex(),
            "contributor": self.contributor,
            "holder": self.holder,
            "value": self.value.hex(),
        }

    @classmethod
    def parse(cls, document: Document) -> "SealedShare":
        """Read a share; raises Refused with every fault of its form."""
        reader = DocumentReader(document)
        if not reader.findings:
            reader.expect("version", SHARE)
        found = cls(
            reader.hash("plan"), reader.text("contributor"), reader.text("holder"), reader.hash("value")
        )
        reader.refuse_unknown()
        refuse(reader.findings)
        return found


@dataclass(frozen=True, slots=True)
class Promise:
    """What a contributor publishes: a commitment to each holder's share, in the order of the holders.

    Together they bind the whole polynomial, and with it the secret: no other can be opened.
    """

    plan: bytes
    contributor: str
    commitments: tuple[bytes, ...]

    @property
    def leaf(self) -> bytes:
        """Leaf hash in the ceremony's root."""
        return leaf_hash(canonical.canonical_row(PROMISE, self.as_dict()))

    def as_dict(self) -> dict[str, Any]:
        """The promise as plain JSON values."""
        return {
            "version": PROMISE,
            "plan": self.plan.hex(),
            "contributor": self.contributor,
            "commitments": [each.hex() for each in self.commitments],
        }

    @classmethod
    def parse(cls, document: Document) -> "Promise":
        """Read a promise; raises Refused with every fault of its form."""
        reader = DocumentReader(document)
        found = cls.read(reader)
        reader.refuse_unknown()
        refuse(reader.findings)
        return found

    @classmethod
    def read(cls, reader: DocumentReader) -> "Promise":
        """Take a promise out of a document, its faults left with the reader."""
        if not reader.findings:
            reader.expect("version", PROMISE)
        return cls(reader.hash("plan"), reader.text("contributor"), reader.hashes("commitments"))


@method(
    "chance.contribute",
    source=SOURCE,
    verified="shares joined again in every choice of holders; k - 1 shares counted out over one byte",
)
def contribute(
    plan: Plan, contributor: str, secret: bytes, coefficients: bytes
) -> tuple[Promise, tuple[SealedShare, ...]]:
    """A contributor's promise, to publish, and the sealed shares, one for each holder.

    secret: 32 random bytes; coefficients: 32 * (threshold - 1) more; both are made by the caller, used once
    and forgotten. Raises Refused for a contributor that the plan does not name or a plan that cannot be held,
    ValueError for other lengths.
    """
    refuse(plan.findings())
    if contributor not in plan.contributors:
        raise Refused(_finding("contributor_unknown", "contributor", name=contributor))
    if len(secret) != SECRET_SIZE:
        raise ValueError(f"a contribution has {SECRET_SIZE} random bytes")
    values = split_secret(secret, plan.threshold, len(plan.holders), coefficients)
    shares = tuple(
        SealedShare(plan.digest, contributor, holder, value)
        for holder, value in zip(plan.holders, values, strict=True)
    )
    commitments = tuple(share.commitment(number) for number, share in enumerate(shares, 1))
    return Promise(plan.digest, contributor, commitments), shares


@method("chance.check_share", source=SOURCE, verified="every share of a ceremony changed in every byte")
def check_share(plan: Plan, promise: Promise, share: SealedShare) -> list[Finding]:
    """What is wrong with a share that a holder was given or shows; empty when it is the promised one.

    A holder checks on receipt: a share that does not fit then is the contributor's fault, one that does not
    fit later the holder's.
    """
    if not share.plan == promise.plan == plan.digest:
        return [_finding("share_of_other_plan", "plan", contributor=share.contributor, holder=share.holder)]
    if share.holder not in plan.holders or share.contributor != promise.contributor:
        return [_finding("share_misplaced", "holder", contributor=share.contributor, holder=share.holder)]
    place = plan.holders.index(share.holder)
    wanted = promise.commitments[place] if place < len(promise.commitments) else NO_HASH
    if share.commitment(place + 1) != wanted:
        return [_finding("share_false", "value", contributor=share.contributor, holder=share.holder)]
    return []


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A plan with all its promises, in the order of the contributors: nothing can be added any more."""

    plan: Plan
    promises: tuple[Promise, ...]

    @property
    def root(self) -> bytes:
        """What is published before a share is opened: RFC 9162 root over the plan and the promises."""
        plan = leaf_hash(canonical.canonical_row(PLAN, self.plan.as_dict()))
        return root_of([plan, *(promise.leaf for promise in self.promises)])

    def findings(self) -> list[Finding]:
        """What is wrong with the promises; empty when each contributor made exactly one."""
        found = self.plan.findings()
        digest, size = self.plan.digest, len(self.plan.holders)
        names = [promise.contributor for promise in self.promises]
        for name in self.plan.contributors:
            if names.count(name) != 1:
                found.append(_finding("promise_missing", "promises", name=name, count=names.count(name)))
        for promise in self.promises:
            if promise.contributor not in self.plan.contributors:
                found.append(_finding("contributor_unknown", "promises", name=promise.contributor))
            elif promise.plan != digest or len(promise.commitments) != size:
                found.append(_finding("promise_of_other_plan", "promises", name=promise.contributor))
        if not found and names != list(self.plan.contributors):
            found.append(_finding("promises_unordered", "promises"))
        return found

    def as_dict(self) -> dict[str, Any]:
        """The ceremony as plain JSON values, the root among them."""
        return {
            "version": CEREMONY,
            "plan": self.plan.as_dict(),
            "promises": [promise.as_dict() for promise in self.promises],
            "root": self.root.hex(),
        }

    @classmethod
    def parse(cls, document: Document) -> "Ceremony":
        """Read a closed ceremony; raises Refused for a wrong form, a missing promise or another root."""
        reader = DocumentReader(document)
        if not reader.findings:
            reader.expect("version", CEREMONY)
        plan, root = reader.whole("plan"), reader.hash("root")
        promises = reader.each("promises", Promise.read)
        reader.refuse_unknown()
        refuse(reader.findings)
        found = cls(Plan.parse(plan), promises)
        refuse(found.findings())
        if found.root != root:
            raise Refused(_finding("ceremony_root_differs", "root", root=found.root.hex()))
        return found


@method(
    "chance.close_ceremony", source=SOURCE, verified="ceremonies with a promise missing, twice or strange"
)
def close_ceremony(plan: Plan, promises: Iterable[Promise]) -> Ceremony:
    """The ceremony with all promises, put in order; its root is to be published now.

    Raises Refused with everything that is missing, double, strange or of another plan.
    """
    order = {name: place for place, name in enumerate(plan.contributors)}
    sorted_ = sorted(promises, key=lambda each: (order.get(each.contributor, len(order)), each.contributor))
    found = Ceremony(plan, tuple(sorted_))
    refuse(found.findings())
    return found


def refuse(findings: Iterable[Finding]) -> None:
    """Raise Refused with these findings, if there are any."""
    found = tuple(findings)
    if found:
        raise Refused(found)


def length_and(value: bytes) -> bytes:
    """A value behind its length, 8 bytes big end first, so that two values never run into one another."""
    return len(value).to_bytes(8, "big") + value


def digest_of(*parts: bytes) -> bytes:
    """SHA-256 over parts, each behind its length."""
    return sha256(b"".join(map(length_and, parts))).digest()


def _is_name(name: str) -> bool:
    return bool(name.strip()) and all(ord(letter) >= 0x20 for letter in name)


def _finding(code: str, place: str, **params: object) -> Finding:
    return Finding(f"methods.chance.finding.{code}", field=place, params=params)
