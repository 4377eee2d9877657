"""Permissions of the exchange."""

from jiangang.kernel.permissions import Permission

VIEW = Permission("exchange.envelope.view")
SEND = Permission("exchange.envelope.send")
SETTLE = Permission("exchange.envelope.settle")
EXCHANGE = Permission("exchange.hub.exchange")
DRAFT = Permission("exchange.paper.draft")
REJECT = Permission("exchange.paper.reject")
