"""The acts that do not move a certificate, as one readable list: when, permission, form, operation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jiangang.kernel.permissions import Actor, Permission
from jiangang.port.certificates import life_forms, permissions
from jiangang.port.certificates.operations import deriving, printing, resting
from jiangang.port.certificates.queries import CertificateView
from jiangang.port.certificates.registry import Kind, get_kind
from jiangang.ui.forms import UiForm


@dataclass(frozen=True, slots=True)
class LifeOrder:
    """One act: its name, the state in which it can be done, for which kinds, permission, form, operation."""

    name: str
    state: str
    permission: Permission
    form: type[UiForm]
    operation: Callable[..., Any]
    fits: Callable[[Kind], bool] = lambda kind: True


_LIST = (
    LifeOrder(
        "mark_retrospective",
        "draft",
        permissions.MARK_RETROSPECTIVE,
        life_forms.RetrospectiveForm,
        resting.mark_retrospective,
    ),
    LifeOrder(
        "rest_on_original", "draft", permissions.DRAFT, life_forms.OriginalForm, resting.rest_on_original
    ),
    LifeOrder(
        "describe_for_exchange",
        "draft",
        permissions.DRAFT,
        life_forms.ExchangeForm,
        resting.describe_for_exchange,
        lambda kind: kind.sps_type is not None,
    ),
    LifeOrder("printing", "issued", permissions.PRINT, life_forms.PrintingForm, printing.record_printing),
    LifeOrder("copy", "issued", permissions.COPY, life_forms.CopyForm, deriving.certify_copy),
    LifeOrder(
        "extend",
        "issued",
        permissions.EXTEND,
        life_forms.ExtensionForm,
        deriving.extend_certificate,
        lambda kind: kind.validity_days is not None,
    ),
)
LIFE_ACTS: dict[str, LifeOrder] = {order.name: order for order in _LIST}


def possible(found: CertificateView, actor: Actor) -> list[LifeOrder]:
    """Acts that can be done now, whose permission the actor holds."""
    kind = get_kind(found.row.kind)
    return [
        order
        for order in LIFE_ACTS.values()
        if order.state == found.row.state and order.permission in actor.permissions and order.fits(kind)
    ]
