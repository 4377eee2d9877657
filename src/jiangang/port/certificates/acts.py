"""The acts on a certificate as one readable list: state, permission, hand, form, operation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiangang.kernel.permissions import Actor, Permission
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding
from jiangang.port.certificates import forms, life_forms, permissions
from jiangang.port.certificates.operations import drafting, issuing, replacing, signing, withdrawing
from jiangang.port.certificates.operations.attending import attended, attended_by, is_alone
from jiangang.port.certificates.queries import CertificateView
from jiangang.port.certificates.workflow import ATTEND, CERTIFICATE
from jiangang.ui.forms import UiForm


@dataclass(frozen=True, slots=True)
class Order:
    """One act: the act of the transition table, its permission, form, operation, and whether that gives
    another certificate, on whose page the work goes on.
    """

    name: str
    act: str
    permission: Permission
    form: type[UiForm]
    operation: Callable[..., Any]
    makes_another: bool = False

    @property
    def tone(self) -> str:
        """The tone of its button."""
        return TONES.get(self.name, "primary")

    @property
    def done_key(self) -> str:
        """Text key of what is said when it is done."""
        return f"certificates.form.done_{self.name}"


class Confirmation(UiForm):
    """A form with nothing to fill in: pressing its button is the act."""


_LIST = (
    Order("redraft", "draft", permissions.DRAFT, forms.FactsForm, drafting.redraft_certificate),
    Order("review", "review", permissions.REVIEW, forms.OpinionForm, drafting.review_certificate),
    Order("sign", "sign", permissions.SIGN, forms.OpinionForm, signing.sign_certificate),
    Order("redraft_alone", "draft_alone", permissions.DRAFT, forms.FactsForm, drafting.redraft_certificate),
    Order("sign_alone", "sign_alone", permissions.SIGN, forms.OpinionForm, signing.sign_certificate),
    Order("issue", "issue", permissions.ISSUE, Confirmation, issuing.issue_certificate),
    Order("send_back", "send_back", permissions.SEND_BACK, forms.OpinionForm, drafting.send_back_certificate),
    Order("abandon", "abandon", permissions.DRAFT, Confirmation, drafting.abandon_certificate),
    Order(
        "replace",
        "replace",
        permissions.REPLACE,
        life_forms.ReplacementForm,
        replacing.replace_certificate,
        makes_another=True,
    ),
    Order(
        "withdraw", "withdraw", permissions.WITHDRAW, forms.WithdrawalForm, withdrawing.withdraw_certificate
    ),
)
ACTS: dict[str, Order] = {order.name: order for order in _LIST}
TONES = {"send_back": "secondary", "abandon": "secondary", "replace": "secondary", "withdraw": "danger"}
"""Tones of the buttons that are not the way forward."""


def possible(found: CertificateView, actor: Actor, at: datetime) -> list[Order]:
    """Acts that the table knows from here, of the kind's hands, whose permission the actor holds."""
    alone = is_alone(found.row.kind, at)
    known = {
        each.act
        for each in CERTIFICATE.acts_from(found.row.state)
        if not each.hands or (each.hands == ATTEND) == alone
    }
    return [order for order in ACTS.values() if order.act in known and order.permission in actor.permissions]


def against(order: Order, found: CertificateView, actor: Actor, at: datetime) -> list[Finding]:
    """What keeps this actor from the act: no permission, or an earlier hand that stays apart."""
    if order.permission not in actor.permissions:
        return [Finding("permissions.finding.not_held", params={"permission": str(order.permission)})]
    hand = next(each.hands for each in CERTIFICATE.transitions if each.act == order.act)
    if hand and (hand == ATTEND) != is_alone(found.row.kind, at):
        return [Finding("certificates.finding.hand_of_another_kind")]
    if order.act == "sign_alone" and not attended_by(found, actor):
        return [attended()]
    return workflow.check_hands(found.row.consignment, hand, actor=actor, at=at)
