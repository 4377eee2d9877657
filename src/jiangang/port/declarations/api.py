"""What other rooms may use of declarations: filing, deciding, advancing, reading."""

from jiangang.port.declarations.additions import NOTICE_PARTS
from jiangang.port.declarations.attachments import document_ids
from jiangang.port.declarations.forms import sheet_data
from jiangang.port.declarations.operations.advancing import (
    LATER_ACTS,
    advance,
    advance_many,
    lock_in_state,
    move_along,
)
from jiangang.port.declarations.operations.attaching import (
    Attached,
    Handed,
    attach_document,
    attach_to_draft,
    take_off_draft,
)
from jiangang.port.declarations.operations.bulk import BulkNotice, BulkResult, file_and_accept_many
from jiangang.port.declarations.operations.correcting import correct_notice
from jiangang.port.declarations.operations.deciding import (
    ACCEPTED,
    RETURNED,
    WITHDRAWN,
    accept_notice,
    return_notice,
    withdraw_notice,
)
from jiangang.port.declarations.operations.drafts import save_draft, set_draft_aside
from jiangang.port.declarations.operations.filing import Filing, enter_notice, file_notice
from jiangang.port.declarations.operations.importing import Pipeline, TakenIn
from jiangang.port.declarations.operations.preparing import (
    Prepared,
    examine_many,
    prepare_consignment,
    prepare_refusal,
    series_of,
)
from jiangang.port.declarations.operations.saving import Incoming
from jiangang.port.declarations.queries import (
    ConsignmentRow,
    LineRow,
    consignments_accepted,
    count_in_state,
    find_consignment,
    find_id,
    first_filings,
    get_consignment,
    get_consignments,
    lines_of,
    number_of,
)
from jiangang.port.declarations.workflow import CONSIGNMENT, PUBLIC_STATES

__all__ = [
    "ACCEPTED",
    "CONSIGNMENT",
    "LATER_ACTS",
    "NOTICE_PARTS",
    "PUBLIC_STATES",
    "RETURNED",
    "WITHDRAWN",
    "Attached",
    "BulkNotice",
    "BulkResult",
    "ConsignmentRow",
    "Filing",
    "Handed",
    "Incoming",
    "LineRow",
    "Pipeline",
    "Prepared",
    "TakenIn",
    "accept_notice",
    "advance",
    "advance_many",
    "attach_document",
    "attach_to_draft",
    "consignments_accepted",
    "count_in_state",
    "correct_notice",
    "document_ids",
    "enter_notice",
    "examine_many",
    "file_and_accept_many",
    "file_notice",
    "find_consignment",
    "find_id",
    "first_filings",
    "get_consignment",
    "get_consignments",
    "lines_of",
    "lock_in_state",
    "move_along",
    "number_of",
    "prepare_consignment",
    "prepare_refusal",
    "return_notice",
    "save_draft",
    "series_of",
    "set_draft_aside",
    "sheet_data",
    "take_off_draft",
    "withdraw_notice",
]
