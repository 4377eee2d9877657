"""What other rooms may use of certificates."""

from jiangang.port.certificates.exchanging import for_exchange
from jiangang.port.certificates.operations.deriving import certify_copy, extend_certificate
from jiangang.port.certificates.operations.drafting import (
    abandon_certificate,
    draft_certificate,
    redraft_certificate,
    review_certificate,
    send_back_certificate,
)
from jiangang.port.certificates.operations.issuing import issue_certificate
from jiangang.port.certificates.operations.printing import record_own_printing, record_printing
from jiangang.port.certificates.operations.replacing import replace_certificate
from jiangang.port.certificates.operations.resting import (
    describe_for_exchange,
    mark_retrospective,
    rest_on_original,
)
from jiangang.port.certificates.operations.signing import sign_certificate
from jiangang.port.certificates.operations.taking import take_file, take_own_file
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
    "certify_copy",
    "describe_for_exchange",
    "extend_certificate",
    "for_exchange",
    "mark_retrospective",
    "record_own_printing",
    "record_printing",
    "replace_certificate",
    "rest_on_original",
    "take_file",
    "take_own_file",
    "withdraw_certificate",
]
