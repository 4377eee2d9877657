"""Acts on the register of firms."""

from collections.abc import Iterable
from datetime import datetime

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.organisations import permissions
from jiangang.kernel.organisations.models import Firm, FirmIdentifier
from jiangang.kernel.organisations.queries import find_firm
from jiangang.kernel.organisations.rules import check_identifier
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import raise_if_blocked
from jiangang.methods.pinyin import pinyin_key


@operation(permission=permissions.REGISTER_FIRM)
def register_firm(
    *,
    scheme: str,
    value: str,
    name_zh: str = "",
    name_en: str = "",
    country: str = "",
    is_provisional: bool = False,
    actor: Actor,
    at: datetime,
) -> Firm:
    """Register a firm under a number of a scheme; the firm that has the number already is returned as it is.

    A provisional firm is one that a filing names by a number that nobody has checked yet; its number may fail
    the scheme's check. Raises Refused when the number of a full registration fails its check digit.
    """
    known = find_firm(scheme, value)
    if known is not None:
        return known
    findings = check_identifier(scheme, value)
    if not is_provisional:
        raise_if_blocked(findings)
    firm = Firm.objects.create(
        name_zh=name_zh,
        name_en=name_en or ("" if name_zh else value),
        pinyin=pinyin_key(name_zh or name_en or value),
        country=country,
        is_provisional=is_provisional,
        registered_at=at,
    )
    number = FirmIdentifier.objects.create(
        firm=firm, scheme=scheme, value=value, is_checked=not findings, valid_from=actor.on
    )
    ledger.append(
        actor=actor, at=at, act="organisations.firm.register", subject=f"firm:{firm.pk}", rows=[firm, number]
    )
    return firm


@operation(permission=permissions.REGISTER_FIRM)
def register_provisional_firms(
    *, scheme: str, values: Iterable[str], actor: Actor, at: datetime
) -> dict[str, int]:
    """Register in bulk the firms that a file names by numbers not yet known; returns firm ids by number."""
    wanted = sorted(set(values))
    firms = Firm.objects.bulk_create(
        Firm(name_en=value, pinyin=value.lower(), is_provisional=True, registered_at=at) for value in wanted
    )
    numbers = FirmIdentifier.objects.bulk_create(
        FirmIdentifier(firm=firm, scheme=scheme, value=value, valid_from=actor.on)
        for firm, value in zip(firms, wanted, strict=True)
    )
    if firms:
        ledger.append(
            actor=actor,
            at=at,
            act="organisations.firm.register_many",
            subject=f"firms:{len(firms)}",
            rows=[*firms, *numbers],
        )
    return {value: firm.pk for value, firm in zip(wanted, firms, strict=True)}
