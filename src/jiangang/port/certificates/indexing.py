"""What a certificate is found by in the one search box: its number, its consignment's, its firm's names."""

from jiangang.kernel.search import api as search
from jiangang.port.certificates import permissions
from jiangang.port.certificates.models import Certificate
from jiangang.port.certificates.registry import get_kind


def index_certificate(certificate: Certificate) -> None:
    """Put a certificate into the search index, or renew its entry, within the caller's transaction."""
    kind, consignment = get_kind(certificate.kind), certificate.consignment
    number = certificate.number or certificate.case
    importer = consignment.importer if consignment else None
    search.index(
        search.Findable(
            kind="certificates.certificate",
            key=str(certificate.pk),
            title_en=f"{number} · {kind.title('en')}",
            title_zh=f"{number} · {kind.title('zh-hans')}",
            url_name="certificates:show",
            portal_url_name="certificates:own" if certificate.issued_at else "",
            permission=permissions.VIEW,
            terms=[number, certificate.case],
            names=[name for name in (importer.name_zh, importer.name_en) if name] if importer else [],
            firm_ids=sorted(certificate.firm_ids),
        )
    )
