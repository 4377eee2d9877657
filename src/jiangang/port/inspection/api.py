"""What other departments may use of inspection."""

from jiangang.port.inspection.checklists import all_checklists, get_checklist
from jiangang.port.inspection.content import FoundContent, ResultContent
from jiangang.port.inspection.indexing import findable
from jiangang.port.inspection.listening import follow_lane, open_awaiting
from jiangang.port.inspection.operations import (
    add_evidence,
    assign_inspection,
    call_off_inspection,
    confirm_result,
    correct_result,
    dispute_result,
    open_inspection,
    record_result,
    replace_inspectors,
    start_inspection,
)
from jiangang.port.inspection.operations.recording import CONCLUDED
from jiangang.port.inspection.queries import Concluded, InspectionView, find_by_consignment, get_inspection

__all__ = [
    "CONCLUDED",
    "Concluded",
    "FoundContent",
    "InspectionView",
    "ResultContent",
    "add_evidence",
    "all_checklists",
    "assign_inspection",
    "call_off_inspection",
    "confirm_result",
    "correct_result",
    "dispute_result",
    "find_by_consignment",
    "follow_lane",
    "findable",
    "get_checklist",
    "get_inspection",
    "open_awaiting",
    "open_inspection",
    "record_result",
    "replace_inspectors",
    "start_inspection",
]
