"""The random stream as a draw of one ticket: so many tickets say `check`, the others `pass`. Pure.

With tickets the draw's ordinary proof also proves a yes or no, and shows the probability on its face.
"""

from collections.abc import Sequence
from fractions import Fraction

from jiangang.methods.chance import Pool
from jiangang.methods.findings import Finding, Refused

LARGEST_DENOMINATOR = 1000
CHECK, PASS = "check", "pass"  # a ticket's word, no password


def read_share(text: str) -> Fraction:
    """The share of the random stream from an office setting (`0.05`, `1/20`), exactly.

    Raises Refused for what is no number from 0 to 1 or needs more than 1,000 tickets.
    """
    try:
        share = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        raise Refused(_wrong(text)) from None
    if not 0 <= share <= 1 or share.denominator > LARGEST_DENOMINATOR:
        raise Refused(_wrong(text))
    return share


def stream_pool(share: Fraction) -> Pool:
    """As many tickets as the share's denominator, as many of them `check` as its numerator."""
    if not 0 <= share <= 1 or share.denominator > LARGEST_DENOMINATOR:
        raise Refused(_wrong(str(share)))
    tickets = [
        f"{CHECK if place < share.numerator else PASS}-{place + 1:04d}" for place in range(share.denominator)
    ]
    return Pool.of(tickets)


def is_taken(result: Sequence[str]) -> bool:
    """Whether the ticket drawn says that the consignment belongs to the random stream."""
    return result[0].startswith(f"{CHECK}-")


def _wrong(text: str) -> Finding:
    return Finding(
        "assignment.finding.share_wrong",
        field="random_share",
        params={"share": text, "most": LARGEST_DENOMINATOR},
    )
