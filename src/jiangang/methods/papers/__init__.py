"""Papers that anyone can verify: canonical record, QR code, status list, credential, and the verdict.

Pure: bytes and keys in, bytes and findings out. PDF, seal and time-stamp are made in `kernel/papers`.
"""

from jiangang.methods.papers.canonical import RECORD_FORM, decode, digest, encode
from jiangang.methods.papers.captured import (
    Captured,
    Change,
    mixed_words,
    named,
    plain_name,
    plain_number,
    respelt,
)
from jiangang.methods.papers.cose import Keys
from jiangang.methods.papers.credential import (
    open_credential,
    sign_credential,
    sign_jwt,
    sign_status_credential,
)
from jiangang.methods.papers.fields import NAMES, TenFields, fields_of
from jiangang.methods.papers.qr import Claims, agrees, claims_of, open_code, qr_text, read_qr, sign_code
from jiangang.methods.papers.registered import (
    UNKNOWN_KEYS,
    KnownRegister,
    check_registered,
    is_made_of_another,
    read_register_keys,
)
from jiangang.methods.papers.status import (
    End,
    StatusList,
    bits_of,
    encoded_list,
    open_status,
    sign_status,
)
from jiangang.methods.papers.verdicts import Seen, State, Verdict, judge

__all__ = [
    "NAMES",
    "RECORD_FORM",
    "UNKNOWN_KEYS",
    "Captured",
    "Change",
    "Claims",
    "End",
    "Keys",
    "KnownRegister",
    "Seen",
    "State",
    "StatusList",
    "TenFields",
    "Verdict",
    "agrees",
    "bits_of",
    "check_registered",
    "is_made_of_another",
    "claims_of",
    "decode",
    "digest",
    "encode",
    "encoded_list",
    "fields_of",
    "judge",
    "mixed_words",
    "named",
    "open_code",
    "open_credential",
    "open_status",
    "plain_name",
    "plain_number",
    "qr_text",
    "read_qr",
    "read_register_keys",
    "respelt",
    "sign_code",
    "sign_credential",
    "sign_jwt",
    "sign_status",
    "sign_status_credential",
]
