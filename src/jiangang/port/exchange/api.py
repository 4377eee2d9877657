"""What other rooms may use of the exchange."""

from jiangang.port.exchange.listening import send_ended, send_issued
from jiangang.port.exchange.operations.sending import queue_certificate
from jiangang.port.exchange.queries import counts

__all__ = ["counts", "queue_certificate", "send_ended", "send_issued"]
