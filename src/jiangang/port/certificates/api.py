"""What other rooms may use of certificates."""

from jiangang.port.certificates.operations.drafting import (
    abandon_certificate,
    draft_certificate,
    redraft_certificate,
    review_certificate,
    send_back_certificate,
)
from jiangang.port.certificates.operations.issuing import issue_certificate
from jiangang.port.certificates.operations.signing import sign_certificate
from jiangang.port.certificates.operations.withdrawing import withdraw_certificate
from jiangang.port.certificates.queries import (
    CertificateRow,
    CertificateView,
    Verified,
    find_in_force,
    get_by_number,
    get_certificate,
    pdf_of,
    verify_paper,
)
from jiangang.port.certificates.registry import all_kinds, get_kind

__all__ = [
    "CertificateRow",
    "CertificateView",
    "Verified",
    "abandon_certificate",
    "all_kinds",
    "draft_certificate",
    "find_in_force",
    "get_by_number",
    "get_certificate",
    "get_kind",
    "issue_certificate",
    "pdf_of",
    "redraft_certificate",
    "review_certificate",
    "send_back_certificate",
    "sign_certificate",
    "verify_paper",
    "withdraw_certificate",
]
