"""Other people's validators of signatures."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jiangang.kernel.papers.waiting import waited
from tests.support.papers import trial_office


def judged(pdf: bytes, at: datetime, *, archived: bool, roots: Sequence[bytes] = ()) -> str:
    """What pyHanko's AdES validator says without network; roots (DER): the trial office's unless given."""
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import ades
    from pyhanko.sign.validation import policy_decl as policies
    from pyhanko_certvalidator.context import CertValidationPolicySpec
    from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
    from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
    from pyhanko_certvalidator.registry import SimpleTrustManager

    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    found = next(iter(reader.embedded_signatures))
    found.compute_integrity_info()
    trusted = [x509.Certificate.load(raw) for raw in roots or (trial_office().ring.root,)]
    knowledge = ades._dss_to_local_knowledge(reader=reader)
    spec = policies.SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trusted),
            revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        ),
        revinfo_gathering_policy=policies.RevocationInfoGatheringSpec(
            online_fetching_rule=policies.RevinfoOnlineFetchingRule.LOCAL_ONLY
        ),
        local_knowledge=knowledge,
    )
    timing = ValidationTimingInfo(at, at, point_in_time_validation=False)
    whole = policies.PdfSignatureValidationSpec(signature_validation_spec=spec)
    if archived:
        result: Any = waited(ades.ades_lta_validation(found, whole, timing_info=timing))
    else:
        result = waited(
            ades.ades_with_time_validation(
                found.signed_data, spec, raw_digest=found.compute_digest(), timing_info=timing
            )
        )
    return str(result.ades_subindic)
