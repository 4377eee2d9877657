"""Numbers as the sentences of this room print them: exact where they can be, never better than they are."""

from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction

STEP = Decimal("0.01")
FINE_STEPS = 10_000


def percent(share: Fraction) -> str:
    """A share as a percentage: 1/200 is `0.5%`; exact where twelve digits are enough, else six digits."""
    long, short = Decimal(f"{float(100 * share):.12g}"), Decimal(f"{float(100 * share):.6g}")
    return f"{long if Fraction(long) == 100 * share else short:f}%"


def percent_down(probability: Fraction | Decimal | float) -> str:
    """A probability as a percentage with two decimals, rounded down, so that it claims nothing too much."""
    if isinstance(probability, Fraction):
        probability = Context(prec=40).divide(
            Decimal(probability.numerator), Decimal(probability.denominator)
        )
    shown = (100 * Decimal(probability)).quantize(STEP, rounding=ROUND_FLOOR)
    return f"{shown.normalize():f}%"


def percent_up(share: Fraction) -> str:
    """A level as a percentage with at most four decimals, rounded up: a smaller one is not claimed."""
    steps = -(-share.numerator * 100 * FINE_STEPS // share.denominator)
    return f"{Decimal(steps) / FINE_STEPS:f}%"
