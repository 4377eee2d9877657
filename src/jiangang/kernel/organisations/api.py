"""What other rooms may use of the register of firms."""

from jiangang.kernel.organisations.operations import register_firm, register_provisional_firms
from jiangang.kernel.organisations.queries import (
    FirmRow,
    find_firm,
    find_firms,
    firm_names,
    get_firm,
)

__all__ = ["FirmRow", "find_firm", "find_firms", "firm_names", "get_firm", "register_firm", "register_provisional_firms"]
