"""States of a certificate and the one table of acts that move it. Pure."""

from jiangang.methods.workflow import Transition, Workflow

DRAFT, REVIEW, SIGN = "draft", "review", "sign"
"""The hands: who drafts, who reviews, who signs. The legal profile says which of them stay apart."""
ATTEND = "attend"
"""The hand of the officer who attended and makes the paper alone, where the profile says so of the kind."""

CERTIFICATE = Workflow(
    name="certificates.certificate",
    initial="begun",
    states=("begun", "draft", "reviewed", "signed", "issued", "replaced", "withdrawn", "abandoned"),
    transitions=(
        Transition("draft", ("begun",), "draft", "certificates.certificate.draft", hands=DRAFT),
        Transition("draft_alone", ("begun",), "draft", "certificates.certificate.draft", hands=ATTEND),
        Transition("review", ("draft",), "reviewed", "certificates.certificate.review", hands=REVIEW),
        Transition("send_back", ("draft", "reviewed"), "begun", "certificates.certificate.send_back"),
        Transition("abandon", ("begun", "draft"), "abandoned", "certificates.certificate.draft"),
        Transition("sign", ("reviewed",), "signed", "certificates.certificate.sign", hands=SIGN),
        Transition("sign_alone", ("draft",), "signed", "certificates.certificate.sign", hands=ATTEND),
        Transition("issue", ("signed",), "issued", "certificates.certificate.issue"),
        Transition("replace", ("issued",), "replaced", "certificates.certificate.replace"),
        Transition("withdraw", ("signed", "issued"), "withdrawn", "certificates.certificate.withdraw"),
    ),
)

WORKFLOWS = (CERTIFICATE,)

TONES = {
    "begun": "warn",
    "draft": "info",
    "reviewed": "info",
    "signed": "info",
    "issued": "good",
    "replaced": "warn",
    "withdrawn": "bad",
    "abandoned": "neutral",
}

IN_THE_MAKING = ("begun", "draft", "reviewed", "signed")
"""States before a certificate is handed out."""

ENDED = ("replaced", "withdrawn", "abandoned")
"""States from which nothing leads on."""

PUBLIC = ("issued", "replaced", "withdrawn")
"""States that the firm and the public may know of."""
