"""A record, keys and an address for the tests of papers."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from jiangang.methods.papers import RECORD_FORM

KEY = ec.derive_private_key(0x1234567, ec.SECP256R1())
OTHER_KEY = ec.derive_private_key(0x7654321, ec.SECP256R1())
KEY_ID = bytes(range(8))
KEYS = {KEY_ID: [KEY.public_key()]}
BASE = "https://ciq.example"


def record(**changes: Any) -> dict[str, Any]:
    """A whole record."""
    return {
        "form": RECORD_FORM,
        "number": "370100-2026-000001-9",
        "kind": "inspection_certificate",
        "office": {"code": "370100", "name_zh": "青岛检验检疫局", "name_en": "Qingdao Bureau"},
        "issued_on": "2026-03-02",
        "valid_until": "2027-03-02",
        "status_index": 41,
        "consignor": {"zh": "", "en": "Southern Orchards Export Ltd., Valparaíso, Chile"},
        "consignee": {"zh": "青岛海天果品进出口有限公司", "en": "Haitian"},
        "origin": {"zh": "智利", "en": "Chile"},
        "lines": [
            {"hs_code": "080929", "goods": {"zh": "鲜甜樱桃", "en": "Fresh sweet cherries"}},
            {"hs_code": "080940", "goods": {"zh": "鲜李子", "en": ""}},
        ],
        "total_net_mass_kg": "24012.5",
        **changes,
    }
