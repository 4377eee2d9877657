"""Who reacts to which event, who refuses whom, which library pages are open to whom. Read it as a list."""

from jiangang.kernel.permissions.pages import Access

LISTENERS: dict[str, tuple[str, ...]] = {
    "declarations.notice.accepted": (
        "jiangang.port.targeting.api.decide_accepted",
        "jiangang.web.notifying.tell_firm",
    ),
    "declarations.notice.returned": ("jiangang.web.notifying.tell_firm",),
    "targeting.decision.made": ("jiangang.port.inspection.api.open_awaiting",),
    "targeting.lane.raised": ("jiangang.port.inspection.api.open_awaiting",),
    "targeting.lane.changed": ("jiangang.port.inspection.api.follow_lane",),
    "disposition.decision.made": ("jiangang.web.notifying.tell_firm",),
    "certificates.certificate.issue": (
        "jiangang.web.notifying.tell_firm",
        "jiangang.port.exchange.api.send_issued",
    ),
    "certificates.certificate.replace": ("jiangang.port.exchange.api.send_ended",),
    "certificates.certificate.withdraw": (
        "jiangang.web.notifying.tell_firm",
        "jiangang.port.exchange.api.send_ended",
    ),
}
"""Event name → dotted functions that a job calls with the event, at least once each."""

REFUSERS: tuple[str, ...] = ("jiangang.integrity.interests.api.RECUSAL",)
"""Dotted names of refusers, asked in this order in every operation and every scoped query."""

NOTICE_PARTS: tuple[str, ...] = ("jiangang.port.targeting.api.parts_of_notice",)
"""Dotted functions of later departments that add parts to the page of a notice, in this order: they take the
consignment and the reader, and give `ui.pages.Part`s that the reader may see.
"""

TRAINERS: tuple[str, ...] = ("jiangang.port.targeting.scores.method.METHOD",)
"""Dotted name of the method by which targeting's models are trained; at most one."""

SCORERS: tuple[str, ...] = ("jiangang.port.targeting.scores.method.ask",)
"""Dotted functions that score consignments while they are decided; the first that answers counts."""

_SIGN_IN = "signing in comes before any post is known"
_OWN_ACCOUNT = "a person manages their own sign-in"

THIRD_PARTY_PAGES: dict[str, Access] = {
    "account_login": Access(signed_in=False, because=_SIGN_IN),
    "account_logout": Access(because=_OWN_ACCOUNT),
    "account_reauthenticate": Access(because=_OWN_ACCOUNT),
    "account_change_password": Access(because=_OWN_ACCOUNT),
    "mfa_authenticate": Access(signed_in=False, because=_SIGN_IN),
    "mfa_login_webauthn": Access(signed_in=False, because=_SIGN_IN),
    "mfa_reauthenticate": Access(because=_OWN_ACCOUNT),
    "mfa_reauthenticate_webauthn": Access(because=_OWN_ACCOUNT),
    "mfa_index": Access(because=_OWN_ACCOUNT),
    "mfa_activate_totp": Access(because=_OWN_ACCOUNT),
    "mfa_deactivate_totp": Access(because=_OWN_ACCOUNT),
    "mfa_view_recovery_codes": Access(because=_OWN_ACCOUNT),
    "mfa_generate_recovery_codes": Access(because=_OWN_ACCOUNT),
    "mfa_download_recovery_codes": Access(because=_OWN_ACCOUNT),
    "mfa_list_webauthn": Access(because=_OWN_ACCOUNT),
    "mfa_add_webauthn": Access(because=_OWN_ACCOUNT),
    "mfa_edit_webauthn": Access(because=_OWN_ACCOUNT),
    "mfa_remove_webauthn": Access(because=_OWN_ACCOUNT),
    "usersessions_list": Access(because=_OWN_ACCOUNT),
    "ui:gallery": Access(signed_in=False, because="development only: elsewhere the gallery answers 404"),
    "ui:gallery_face": Access(signed_in=False, because="development only: elsewhere the gallery answers 404"),
    "ui:*": Access(signed_in=False, because="the gallery of components; served in development only"),
    "api:*": Access(signed_in=False, because="the machine API authenticates and answers 401 itself"),
}

_NO_SIGN_UP = "the office takes people on itself; nobody signs up"
_NO_E_MAIL = "the way back works without e-mail: another administrator or the counter vouches"

CLOSED_PAGES: dict[str, str] = {
    "account_signup": _NO_SIGN_UP,
    "account_set_password": _NO_SIGN_UP,
    "account_inactive": _NO_SIGN_UP,
    "account_email": _NO_E_MAIL,
    "account_email_verification_sent": _NO_E_MAIL,
    "account_confirm_email": _NO_E_MAIL,
    "account_confirm_login_code": _NO_E_MAIL,
    "account_reset_password": _NO_E_MAIL,
    "account_reset_password_done": _NO_E_MAIL,
    "account_reset_password_from_key": _NO_E_MAIL,
    "account_reset_password_from_key_done": _NO_E_MAIL,
}
"""Pages that a library brings along and that nobody may open, with the reason. They answer 403."""
