"""What other rooms may use of the register of firms."""

from jiangang.kernel.organisations.accounts import (
    NewMember,
    add_member,
    ask_recovery,
    open_firm_account,
    place_member,
    use_code,
    vouch,
)
from jiangang.kernel.organisations.operations import register_firm, register_provisional_firms
from jiangang.kernel.organisations.queries import (
    FirmRow,
    find_firm,
    find_firms,
    firm_names,
    firms_called,
    get_firm,
)

__all__ = [
    "FirmRow",
    "NewMember",
    "add_member",
    "ask_recovery",
    "find_firm",
    "find_firms",
    "firm_names",
    "firms_called",
    "get_firm",
    "open_firm_account",
    "place_member",
    "register_firm",
    "register_provisional_firms",
    "use_code",
    "vouch",
]
