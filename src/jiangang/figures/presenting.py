"""How a figure's value reads: number, unit, interval, in the reader's language."""

from decimal import ROUND_HALF_UP, Decimal

from jiangang.figures.queries import Printed
from jiangang.kernel.figures import Kind, Value
from jiangang.kernel.texts import text

DAY, HOUR, MINUTE = Decimal(86_400), Decimal(3_600), Decimal(60)


def number_text(printed: Printed) -> str:
    """The number alone; a dash word when there is no record to say anything from."""
    number = printed.value.number
    if number is None:
        return text("figures.value.none")
    if printed.figure.kind is Kind.RATE:
        return per_cent(number)
    if printed.figure.kind is Kind.DURATION:
        return duration(number)
    return f"{int(number):,}"


def unit_text(printed: Printed) -> str:
    """The unit behind a count; rates and durations carry theirs."""
    return text("figures.unit.consignments") if printed.figure.kind is Kind.COUNT else ""


def interval_text(value: Value) -> str:
    """The 95 % interval of a rate; empty for anything else."""
    if value.low is None or value.high is None:
        return ""
    return text("figures.value.interval", low=per_cent(value.low), high=per_cent(value.high))


def note_text(value: Value) -> str:
    """What stands beside a duration: its ninth decile; empty for anything else."""
    return text("figures.value.p90", p90=duration(value.p90)) if value.p90 is not None else ""


def period_text(printed: Printed) -> str:
    """The period, both days included."""
    window = printed.window
    return text("figures.value.period", first=window.first.isoformat(), last=window.last.isoformat())


def per_cent(share: Decimal) -> str:
    """A fraction as per cent with two decimals."""
    return f"{(share * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)} %"


def duration(seconds: Decimal) -> str:
    """Seconds in the largest unit that keeps two figures of sense."""
    for unit, size in (("days", DAY), ("hours", HOUR), ("minutes", MINUTE)):
        if seconds >= size:
            return text(f"figures.unit.{unit}", n=(seconds / size).quantize(Decimal("0.1"), ROUND_HALF_UP))
    return text("figures.unit.seconds", n=seconds.quantize(Decimal("1"), ROUND_HALF_UP))
