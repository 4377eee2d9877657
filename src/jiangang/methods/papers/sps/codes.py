"""Codes of SPS certificates as the IPPC mapping uses them."""

PHYTOSANITARY, RE_EXPORT = 851, 657
TYPES = {
    851: "phytosanitary certificate",
    657: "phytosanitary certificate for re-export",
    852: "sanitary certificate",
    853: "veterinary certificate",
    856: "inspection certificate",
    861: "certificate of origin",
}
ISSUED, WITHDRAWN = 70, 40
STATUSES = {70: "issued", 40: "withdrawn", 39: "approved", 41: "rejected"}
"""Status codes (UNCL 1373) of the Hub; 39 and 41 are unverified."""

DOCUMENT_SUBJECTS = frozenset(
    {
        "SPSFL", "ADEDL", "ADIPEDL", "ADDIEDL", "ADAOEDL",
        "ADRP", "ADRPN", "ADRPR", "ADRD", "DMCL",
    }
)  # fmt: skip
LINE_SUBJECTS = frozenset(
    {
        "OPTND", "OQV", "OQU", "DMTLIL", "ADTLIL", "ADIPTLIL", "ADDITLIL", "ADAOTLIL",
        "RPCST", "RPCCO", "RPCRF", "RPCOR", "RPCTC", "RPCPK", "RPCRP", "RPCOC", "RPCNC", "RPCPC", "RPCAI",
    }
)  # fmt: skip
PACKAGES_IN_WORDS = "OPTND"
TREATMENT_KEYS = frozenset({"TTL1", "TTL2", "TTCH", "TTCO", "TTTM", "TTAI", "TTFT"})
TREATMENT_IN_WORDS = "TTFT"
TREATMENT_TYPE = "ZZZ"
REPLACEMENT = ("ADRP", "ADRPN")
MODES = {1: "sea", 2: "rail", 3: "road", 4: "air"}
