"""An SPS certificate that says what it must, for tests of the exchange."""

from decimal import Decimal

from jiangang.methods.papers import sps


def garlic() -> sps.SpsCertificate:
    """Fresh garlic from China, phytosanitary, issued."""
    words = sps.Words
    line = sps.TradeLine(
        1,
        descriptions=(words("Fresh garlic", "en"),),
        scientific_names=(words("Allium sativum", "la"),),
        net_weight=sps.Measure(Decimal(25000), "KGM"),
        classifications=(sps.Classification("HS", "070320", (words(""),)),),
        packages=(sps.Package(1, "CT", Decimal(1250)),),
        origins=(sps.Origin("CN"),),
    )
    return sps.SpsCertificate(
        number="CN-2026-1",
        type_code=851,
        status_code=70,
        issued_at="2026-03-02T09:00:00+08:00",
        issuer="NPPO of China (demo)",
        signed_in="Qingdao",
        signatory="ZHANG Wei",
        clauses=(sps.Clause(1),),
        consignor=sps.Party("Qingdao Demo", address=("88 Road",)),
        consignee=sps.Party("Importer BV", address=("Coolsingel 1",)),
        exported_from=sps.Country("CN"),
        imported_to=sps.Country("NL"),
        carriages=(sps.Carriage(1, "025W", "COSCO PRIDE"),),
        items=(sps.Item((line,)),),
    )
