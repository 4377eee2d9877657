"""Changing what the office says of itself."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import permissions
from jiangang.kernel.office.models import OfficeSetting
from jiangang.kernel.office.queries import forget
from jiangang.kernel.office.rules import check_setting
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import raise_if_blocked


@operation(permission=permissions.CHANGE_SETTINGS)
def change_setting(*, key: str, value: Any, valid_from: date, actor: Actor, at: datetime) -> OfficeSetting:
    """Set a setting from a day on; what was before stays in the record. Raises Refused for a value of the
    wrong kind.
    """
    raise_if_blocked(check_setting(key, value))
    row = OfficeSetting.objects.create(key=key, value=value, valid_from=valid_from, recorded_by=actor.key)
    forget()
    transaction.on_commit(forget)
    ledger.append(actor=actor, at=at, act="office.settings.change", subject=f"setting:{key}", rows=[row])
    return row
