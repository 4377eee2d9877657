"""Money as an amount of one currency: exact decimals, never binary fractions.

Pure; rates are the kernel's.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

DIGITS = 40
"""Working precision: far beyond any amount times any rate."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of a currency (ISO 4217). Adding two currencies is an error, never a guess.

    `amount` is a Decimal, or whole (int) or written (str) and turned into one; a float is refused, because
    0.1 has no exact binary form. `Money` of two currencies is never equal.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        amount: object = self.amount
        if isinstance(amount, float | bool):
            raise TypeError("money is never a float: give a Decimal, an int or text")
        value = Decimal(amount)  # type: ignore[arg-type]  # int and str are turned here
        if not value.is_finite():
            raise ValueError("money is a finite amount")
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():
            raise ValueError(f"a currency is three capital letters, not {self.currency!r}")
        object.__setattr__(self, "amount", value)

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        if isinstance(factor, float):
            raise TypeError("money is multiplied by a Decimal or an int, never by a float")
        with localcontext() as context:
            context.prec = DIGITS
            return Money(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount <= other.amount

    def __gt__(self, other: "Money") -> bool:
        return other < self

    def __ge__(self, other: "Money") -> bool:
        return other <= self

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        return f"{self.amount:,f} {self.currency}"

    def rounded(self, minor_units: int) -> "Money":
        """The amount in the currency's smallest coin, half away from zero (`minor_units` decimals)."""
        with localcontext() as context:
            context.prec = DIGITS
            step = Decimal(1).scaleb(-minor_units)
            return Money(self.amount.quantize(step, rounding=ROUND_HALF_UP), self.currency)

    def converted(self, to: str, rate: Decimal) -> "Money":
        """The amount in another currency at `rate` units of it for one of this; not rounded."""
        if not isinstance(rate, Decimal) or rate <= 0:
            raise ValueError("a rate is a positive Decimal")
        with localcontext() as context:
            context.prec = DIGITS
            return Money(self.amount * rate, to)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be counted together")
