"""The machine API for whoever holds a paper: one code, one number, many of them, a file. No account, limited
by the minute, nothing kept.

Each answer has one of eight states; where there is no answer, the findings say why. The states:

`valid` in force · `withdrawn` on a day, for a reason · `replaced` by a number · `expired` on a day ·
`not_yet_logged` sealed, not yet in the public register · `unknown` not of this office ·
`cannot_check` no sure knowledge · `broken` changed after signing. In lists also `unreadable`: no code and no
number.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Field, Router, Schema

from jiangang.kernel.permissions import throttled
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.papers import State
from jiangang.port.certificates import handed, telling, verifying
from jiangang.port.certificates.verifying import Question

router = Router()

MOST_ROWS = 1000
LARGEST_CSV = 3 * 1024 * 1024
COLUMNS = ("row", "state", "number", "on", "reason", "successor", "finding")
WORDS = "What is known of the paper: valid, withdrawn, replaced, expired, not_yet_logged, unknown, " + (
    "cannot_check, broken"
)
NO_ANSWER = {"description": "No answer: `findings` say why and what to do."}
TOO_OFTEN = {"description": "Asked too often; `Retry-After` says when to ask again (seconds)."}
REFUSALS = {"responses": {422: NO_ANSWER, 429: TOO_OFTEN}}


class RowState(StrEnum):
    """The eight states of a verification, and `unreadable` for a row that is no code and no number."""

    VALID = "valid"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    EXPIRED = "expired"
    NOT_YET_LOGGED = "not_yet_logged"
    UNKNOWN = "unknown"
    CANNOT_CHECK = "cannot_check"
    BROKEN = "broken"
    UNREADABLE = "unreadable"


class CodeIn(Schema):
    """The text of a QR code."""

    text: str = Field(max_length=4000)


class NumberIn(Schema):
    """Number and code as they stand at the foot of a paper."""

    number: str = Field(max_length=100)
    code: str = Field(max_length=100)


class QuestionIn(Schema):
    """A paper of a list: the text of its QR code, or number and code."""

    text: str = Field("", max_length=4000)
    number: str = Field("", max_length=100)
    code: str = Field("", max_length=100)


class BulkIn(Schema):
    """Up to 1,000 papers."""

    rows: list[QuestionIn] = Field(min_length=1, max_length=MOST_ROWS)


class LinkOut(Schema):
    """A paper before or after; its code where whoever asks may open it."""

    number: str
    code: str


class ChainOut(Schema):
    """The papers that this one replaced, and those that replaced it, the nearest first."""

    replaces: list[LinkOut]
    replaced_by: list[LinkOut]


class VerdictOut(Schema):
    """A verdict: one of eight states, its day, reason, successor, and what the paper says (ten fields)."""

    state: State = Field(description=WORDS)
    number: str
    on: date | None
    reason: str
    successor: str
    logged: bool
    sentence: dict[str, str]
    fields: dict[str, str]
    findings: list[dict[str, Any]] = []
    chain: ChainOut
    replaces: str
    replaced_by: str
    replacements: list[dict[str, Any]]
    valid_until: date | None
    extended_on: date | None
    extended_from: date | None
    copy_number: int | None


class BulkRowOut(Schema):
    """The answer to one row, counted from 1; findings say why there is none."""

    row: int
    state: RowState
    number: str = ""
    on: date | None = None
    reason: str = ""
    successor: str = ""
    findings: list[dict[str, Any]] = []


class BulkOut(Schema):
    """An answer to every row, in their order, and when they were given."""

    answered_at: datetime
    rows: list[BulkRowOut]


@router.post("/verify/code", response=VerdictOut, auth=None, openapi_extra=REFUSALS)
@throttled(name="verify-code", per_minute=60)
def verify_code(request: HttpRequest, asked: CodeIn) -> dict[str, Any]:
    """The verdict on the text of a QR code. Open to everybody; 422 for what is no code."""
    return telling.as_values(verifying.verify_code(asked.text.strip(), request.now))  # type: ignore[attr-defined]


@router.post("/verify/number", response=VerdictOut, auth=None, openapi_extra=REFUSALS)
@throttled(name="verify", per_minute=60)
def verify_number(request: HttpRequest, asked: NumberIn) -> dict[str, Any]:
    """The verdict on number and code. Open to everybody; a wrong code says no more than a wrong number."""
    question = Question(number=asked.number, code=asked.code)
    (found,) = verifying.verify_many([question], request.now)  # type: ignore[attr-defined]
    if isinstance(found, Refused):
        raise found
    return telling.as_values(found)


@router.post("/verify/bulk", response=BulkOut, auth=None, openapi_extra=REFUSALS)
@throttled(name="verify-bulk", per_minute=6)
def verify_bulk(request: HttpRequest, asked: BulkIn) -> dict[str, Any]:
    """The verdicts on up to 1,000 papers; every row is answered, with a state of its own."""
    questions = [Question(each.text, each.number, each.code) for each in asked.rows]
    now: datetime = request.now  # type: ignore[attr-defined]
    return {"answered_at": now, "rows": _rows(questions, now)}


@router.post(
    "/verify/bulk.csv",
    auth=None,
    openapi_extra={
        **REFUSALS,
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}},
    },
)
@throttled(name="verify-bulk", per_minute=6)
def verify_csv(request: HttpRequest) -> HttpResponse:
    """The same for a CSV file in UTF-8 with the columns `number` and `code`, or `text`; answers CSV."""
    answers = _rows(_questions(request.read(LARGEST_CSV + 1)), request.now)  # type: ignore[attr-defined]
    output = io.StringIO()
    writer = csv.DictWriter(output, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for each in answers:
        codes = " ".join(finding["code"] for finding in each.get("findings", ()))
        row = {**dict.fromkeys(COLUMNS, ""), **each, "finding": codes}
        writer.writerow({name: _harmless(row[name]) for name in COLUMNS})
    return HttpResponse(output.getvalue(), content_type="text/csv; charset=utf-8")


@router.post(
    "/verify/file",
    response=VerdictOut,
    auth=None,
    openapi_extra={
        "responses": {413: {"description": "Larger than any paper (8 MiB)."}, **REFUSALS["responses"]},
        "requestBody": {
            "required": True,
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in (*handed.CALLED, "application/octet-stream")
            },
        },
    },
)
@throttled(name="verify-file", per_minute=20)
def verify_file(request: HttpRequest) -> Any:
    """The verdict on a file, sent as the body: a sealed PDF, a picture of the code (PNG, JPEG), the code's
    text, or a credential. What it is say its first bytes; nothing is kept.
    """
    try:
        handed.check_size(int(request.headers.get("Content-Length") or 0))
        content = request.read(handed.LARGEST + 1)
        called = request.content_type or ""
        answer = handed.verify_handed(content, called, request.now)  # type: ignore[attr-defined]
    except handed.TooLarge as refusal:
        findings = [each.as_dict() for each in refusal.findings]
        return JsonResponse({"findings": findings}, status=413)
    return telling.as_values(answer)


def _rows(questions: Sequence[Question], now: datetime) -> list[dict[str, Any]]:
    found = verifying.verify_many(questions, now)
    return [_row(place, each) for place, each in enumerate(found, start=1)]


def _row(place: int, found: verifying.Answer | Refused) -> dict[str, Any]:
    if isinstance(found, Refused):
        findings = [each.as_dict() for each in found.findings]
        return {"row": place, "state": RowState.UNREADABLE, "findings": findings}
    verdict = found.verdict
    return {
        "row": place,
        "state": RowState(str(verdict.state)),
        "number": verdict.number,
        "on": verdict.on,
        "reason": verdict.reason,
        "successor": verdict.successor,
        "findings": [each.as_dict() for each in found.findings],
    }


def _questions(raw: bytes) -> list[Question]:
    """Raises Refused for more than 1,000 rows, other columns, or what is no CSV in UTF-8."""
    try:
        if len(raw) > LARGEST_CSV:
            raise ValueError("too large")
        reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        names = set(reader.fieldnames or ())
        rows = [{key: value or "" for key, value in row.items() if key} for row in reader]
    except (ValueError, csv.Error) as error:
        raise Refused(Finding("certificates.finding.list_unreadable")) from error
    if not rows or len(rows) > MOST_ROWS:
        params = {"rows": len(rows), "most": MOST_ROWS}
        raise Refused(Finding("certificates.finding.list_size", params=params))
    if not ("text" in names or {"number", "code"} <= names):
        raise Refused(Finding("certificates.finding.list_unreadable"))
    return [Question(row.get("text", ""), row.get("number", ""), row.get("code", "")) for row in rows]


def _harmless(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(("=", "+", "-", "@", "\t", "\r")) else said
