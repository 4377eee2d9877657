"""Bad input of acceptance sampling, gathered and refused all at once."""

from collections.abc import Mapping, Sequence

from jiangang.methods.findings import EMPTY, Citation, Finding, Refused, Severity

Fault = tuple[str, str, Mapping[str, object]]
"""Last word of the finding's code, the option that it concerns, the placeholders of its text."""


def finding(
    code: str,
    field: str = "",
    params: Mapping[str, object] = EMPTY,
    *,
    severity: Severity = Severity.ERROR,
    citation: Citation | None = None,
) -> Finding:
    """A finding of this room by the last word of its code."""
    return Finding(f"methods.acceptance.finding.{code}", severity, field, params, citation)


def refuse(faults: Sequence[Fault]) -> None:
    """Raise Refused with all faults; nothing happens when there is none."""
    if faults:
        raise Refused([finding(code, field, params) for code, field, params in faults])
