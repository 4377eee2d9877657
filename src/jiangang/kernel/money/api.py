"""What other rooms may use of money: the value itself, conversion as at a day, entering rates."""

from jiangang.kernel.money.operations import NewRate, enter_rates, load_seeds
from jiangang.kernel.money.queries import Conversion, Rate, convert, find_rate, minor_units, rounded
from jiangang.methods.money import Money

__all__ = [
    "Conversion",
    "Money",
    "NewRate",
    "Rate",
    "convert",
    "enter_rates",
    "find_rate",
    "load_seeds",
    "minor_units",
    "rounded",
]
