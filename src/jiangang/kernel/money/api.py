"""What other rooms may use of money: the value itself, conversion as at a day, entering rates."""

from jiangang.kernel.money.operations import (
    NewRate,
    RatesPreview,
    enter_rates,
    load_rates,
    load_seeds,
    preview_rates,
)
from jiangang.kernel.money.permissions import ENTER_RATES
from jiangang.kernel.money.queries import (
    Conversion,
    Rate,
    StandingRate,
    convert,
    find_rate,
    list_rates,
    minor_units,
    rounded,
)
from jiangang.methods.money import Money

__all__ = [
    "ENTER_RATES",
    "Conversion",
    "Money",
    "NewRate",
    "Rate",
    "RatesPreview",
    "StandingRate",
    "convert",
    "enter_rates",
    "find_rate",
    "list_rates",
    "load_rates",
    "load_seeds",
    "minor_units",
    "preview_rates",
    "rounded",
]
