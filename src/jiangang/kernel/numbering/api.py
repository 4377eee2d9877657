"""What other rooms may use of the series of numbers."""

from jiangang.kernel.numbering.operations import (
    define_series,
    issue,
    issue_many,
    load_seeds,
    pattern_on,
    prepare_many,
    void,
)
from jiangang.kernel.numbering.patterns import Pattern, check_character
from jiangang.kernel.numbering.queries import Fault, NumberRow, find_number, list_gaps

__all__ = [
    "Fault",
    "NumberRow",
    "Pattern",
    "check_character",
    "define_series",
    "find_number",
    "issue",
    "issue_many",
    "list_gaps",
    "load_seeds",
    "pattern_on",
    "prepare_many",
    "void",
]
