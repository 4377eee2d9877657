"""Names of the signature suites that a log and its witnesses may use, and which of them are built.

A suite is chosen by name wherever a key is made; whoever adds one writes a row here, a `Kind` in
`cosignatures` or a key in `notes`, and tests against published vectors.
"""

from dataclasses import dataclass

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method


@dataclass(frozen=True, slots=True)
class Suite:
    """One suite: its name, what it may sign, its standards, and whether it is built here.

    signs: `checkpoint` (the log's own signature) and `cosignature` (a witness').
    """

    name: str
    signs: tuple[str, ...]
    source: str
    built: bool


SUITES: tuple[Suite, ...] = (
    Suite("ed25519", ("checkpoint", "cosignature"), "RFC 8032; C2SP signed-note, tlog-cosignature", True),
    Suite("ml-dsa-44", ("cosignature",), "FIPS 204; C2SP tlog-cosignature", True),
    Suite("sm2-sm3", ("checkpoint", "cosignature"), "GB/T 32918, GB/T 32905", False),
)
"""SM2 with SM3 has a place and is not built: C2SP gives it no signature type yet, and the hash of the tree
stays SHA-256 as long as the formats ask for it."""


@method("log.get_suite", source="C2SP signed-note and tlog-cosignature, signature types", verified="")
def get_suite(name: str, use: str) -> Suite:
    """The suite of that name for a use (`checkpoint` or `cosignature`).

    Raises Refused (`methods.log.finding.suite_unknown`) for an unknown name or a use it is not for, and
    (`methods.log.finding.suite_not_built`) for one that has its place but no code yet.
    """
    found = next((each for each in SUITES if each.name == name and use in each.signs), None)
    if found is None:
        known = ", ".join(each.name for each in SUITES if use in each.signs)
        raise Refused(Finding("methods.log.finding.suite_unknown", params={"name": name, "known": known}))
    if not found.built:
        raise Refused(Finding("methods.log.finding.suite_not_built", params={"name": name}))
    return found
