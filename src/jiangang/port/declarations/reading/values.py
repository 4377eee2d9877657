"""Reading one value: a number, a day, a text, as people and machines write them. Pure."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))")
MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")
LARGEST = Decimal(10) ** 14
NOISE = Decimal("1e-12")
WHOLE_LIMIT = 2_147_483_647


class Unreadable(ValueError):
    """A value cannot be read; `code` is the last part of a finding's code, `params` its parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def read_text(raw: Any) -> str:
    """Trimmed text; numbers as they stand. Raises Unreadable for lists, objects and control characters."""
    if raw is None:
        return ""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise Unreadable("not_text", value=shown(raw))
    value = _whole_float(raw)
    if any(unicodedata.category(letter) == "Cc" and letter not in "\t\r\n" for letter in value):
        raise Unreadable("control_characters", value=shown(value))
    return " ".join(value.split())


def read_decimal(raw: Any) -> Decimal | None:
    """A number; None for an empty value. Full-width digits and 1,234.5 are understood."""
    value = _number_text(raw)
    if not value:
        return None
    try:
        number = Decimal("no" if "_" in value else value)
    except InvalidOperation:
        raise Unreadable("not_a_number", value=shown(raw)) from None
    if not number.is_finite():
        raise Unreadable("not_a_number", value=shown(raw))
    if abs(number) >= LARGEST:
        raise Unreadable("number_too_large", value=shown(raw))
    return number


def settle(number: Decimal, places: int) -> tuple[Decimal, bool]:
    """The number with at most `places` decimals, and whether binary noise was taken off.

    Programs write 73.72 as 73.72000000000001; what differs from a short number by less than 1e-12 of
    itself is that number. Anything else with more decimals raises Unreadable: it is never rounded.
    """
    short = number.quantize(Decimal(1).scaleb(-places))
    if short == number:
        return number, False
    if abs(number - short) <= abs(number) * NOISE:
        return short.normalize() + 0, True
    raise Unreadable("too_precise", value=shown(number), places=places)


def read_whole(raw: Any) -> int | None:
    """A whole number; None for an empty value."""
    number = read_decimal(raw)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise Unreadable("not_whole", value=shown(raw))
    if abs(number) > WHOLE_LIMIT:
        raise Unreadable("number_too_large", value=shown(raw))
    return int(number)


def read_day(raw: Any) -> date | None:
    """A day as 2011-12-31, 2011/12/31, 20111231 or 2011年12月31日; None for an empty value."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    value = MIDNIGHT.sub("", unicodedata.normalize("NFKC", read_text(raw)))
    if not value:
        return None
    match = DAY.fullmatch(value)
    parts = [part for part in match.groups() if part] if match else []
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        raise Unreadable("not_a_day", value=shown(raw)) from None


def shown(raw: Any) -> str:
    """A value as findings show it: short and without control characters."""
    value = "".join(letter if unicodedata.category(letter) != "Cc" else "␀" for letter in str(raw))
    return value if len(value) <= 60 else f"{value[:59]}…"


def _number_text(raw: Any) -> str:
    value = unicodedata.normalize("NFKC", read_text(raw)).replace("−", "-").replace(" ", "")
    whole = value.lstrip("+-").partition(".")[0].split(",")
    if len(whole) > 1 and 0 < len(whole[0]) <= 3 and all(len(part) == 3 for part in whole[1:]):
        value = value.replace(",", "")
    return value


def _whole_float(raw: Any) -> str:
    """A spreadsheet's 420231.0 is the code 420231."""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return str(raw)
