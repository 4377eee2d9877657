"""Acts of inspection."""

from jiangang.port.inspection.operations.opening import (
    assign_inspection,
    call_off_inspection,
    open_inspection,
    replace_inspectors,
)
from jiangang.port.inspection.operations.recording import (
    add_evidence,
    confirm_result,
    correct_result,
    dispute_result,
    record_result,
    start_inspection,
)

__all__ = [
    "add_evidence",
    "assign_inspection",
    "call_off_inspection",
    "confirm_result",
    "correct_result",
    "dispute_result",
    "open_inspection",
    "record_result",
    "replace_inspectors",
    "start_inspection",
]
