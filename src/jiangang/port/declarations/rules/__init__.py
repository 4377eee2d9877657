"""Rules about notices: pure, dated, cited. `NOTICE_RULES` is the whole list, in the order of their
findings.
"""

from jiangang.port.declarations.rules import correction, goods, parties, timing, transport
from jiangang.port.declarations.rules.facts import CorrectionFacts, NoticeFacts, PartyFacts

NOTICE_RULES = (
    parties.check_direction,
    parties.check_importer,
    parties.check_own_firm,
    parties.note_mandate,
    parties.check_seller,
    timing.check_stated_day,
    timing.check_arrival,
    goods.check_lines,
    goods.check_commodity,
    goods.check_masses,
    goods.check_quantities,
    goods.check_values,
    transport.check_origin_of_journey,
    transport.check_vessel,
    transport.check_containers,
    goods.check_same_content,
)
CORRECTION_RULES = (correction.check_same_commodity, correction.check_something_changed)

__all__ = ["CORRECTION_RULES", "NOTICE_RULES", "CorrectionFacts", "NoticeFacts", "PartyFacts"]
