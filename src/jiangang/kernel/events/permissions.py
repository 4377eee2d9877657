"""Permissions of the outbox.

Publishing needs none of its own: it is part of the act that causes the event.
"""

from jiangang.kernel.permissions import Permission

RETRY_DELIVERY = Permission("events.delivery.retry")
