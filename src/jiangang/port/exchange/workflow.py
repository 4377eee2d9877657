"""States of an envelope that goes out and of a paper that came in, and the acts that move them. Pure.

The states of delivery are the Hub's own (HUBTrackingInfo); `queued`, `stuck` and `given_up` are the office's.
"""

from jiangang.methods.workflow import Transition, Workflow

EXCHANGE, SETTLE = "exchange.hub.exchange", "exchange.envelope.settle"
DEAD = ("failed_delivery", "stuck", "delivered_not_readable")
"""States on the dead-letter list: a person sends again or gives up."""

ENVELOPE = Workflow(
    name="exchange.envelope",
    initial="queued",
    states=(
        "queued",
        "pending_delivery",
        "delivered",
        "delivered_with_warnings",
        "delivered_not_readable",
        "failed_delivery",
        "stuck",
        "given_up",
    ),
    transitions=(
        Transition("send", ("queued",), "pending_delivery", EXCHANGE),
        Transition("arrive", ("pending_delivery",), "delivered", EXCHANGE),
        Transition("arrive_with_warnings", ("pending_delivery",), "delivered_with_warnings", EXCHANGE),
        Transition("arrive_unreadable", ("pending_delivery",), "delivered_not_readable", EXCHANGE),
        Transition("fail", ("queued", "pending_delivery"), "failed_delivery", EXCHANGE),
        Transition("stick", ("queued",), "stuck", EXCHANGE),
        Transition("send_again", DEAD, "queued", SETTLE),
        Transition("give_up", ("queued", *DEAD), "given_up", SETTLE),
    ),
)

PAPER = Workflow(
    name="exchange.paper",
    initial="received",
    states=("received", "drafted", "noted", "rejected"),
    transitions=(
        Transition("draft", ("received",), "drafted", "exchange.paper.draft"),
        Transition("note", ("received",), "noted", "exchange.paper.draft"),
        Transition("reject", ("received", "drafted"), "rejected", "exchange.paper.reject"),
    ),
)

WORKFLOWS = (ENVELOPE, PAPER)

ACTS = {
    "Delivered": "arrive",
    "DeliveredWithWarnings": "arrive_with_warnings",
    "DeliveredNotReadable": "arrive_unreadable",
    "FailedDelivery": "fail",
    "EnvelopeNotExists": "fail",
}
"""The act that each of the Hub's states asks for."""

TONES = {
    "queued": "info",
    "pending_delivery": "info",
    "delivered": "good",
    "delivered_with_warnings": "warn",
    "delivered_not_readable": "bad",
    "failed_delivery": "bad",
    "stuck": "bad",
    "given_up": "neutral",
    "received": "info",
    "drafted": "good",
    "noted": "neutral",
    "rejected": "bad",
}
