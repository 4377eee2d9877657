"""What the exchange asks of certificates: the SPS certificate of one that was issued or withdrawn."""

from jiangang.methods.papers.sps import SpsCertificate
from jiangang.port.certificates.models import SignedRecord
from jiangang.port.certificates.registry import get_kind
from jiangang.port.certificates.sps import ISSUED, WITHDRAWN, record_for_exchange
from jiangang.port.certificates.workflow import PUBLIC


def for_exchange(certificate_id: int, *, has_ended: bool = False) -> SpsCertificate | None:
    """A certificate as foreign authorities take it: issued, or withdrawn where it `has_ended`. None for a
    kind that has no SPS type, an older form, a certificate that was not handed out, or, as issued, one that
    has ended since: its end may have been told already.
    """
    rows = SignedRecord.objects.select_related("certificate")
    states = PUBLIC if has_ended else ("issued",)
    signed = rows.filter(certificate_id=certificate_id, certificate__state__in=states).first()
    if signed is None or signed.certificate.issued_at is None:
        return None
    status = WITHDRAWN if has_ended else ISSUED
    return record_for_exchange(get_kind(signed.certificate.kind), signed, status=status)
