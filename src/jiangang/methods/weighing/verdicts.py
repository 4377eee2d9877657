"""What a shortage is worth beside the tolerance of the contract and the error of the weighing."""

from jiangang.methods.weighing.uncertainty import Spread


def judge(per_mille: float, tolerance: float | None, spread: Spread | None) -> str:
    """What a shortage (‰) is worth, given the tolerance (‰) and the spread of its error.

    `error_unknown`, `within_error` or `beyond_error` (of nought) without a tolerance; with one
    `within_tolerance`, `above_tolerance_within_error` or `above_tolerance_beyond_error`; `surplus` where more
    came out than was billed.
    """
    if per_mille < 0:
        return "surplus"
    if spread is None:
        return "error_unknown"
    if tolerance is None:
        return "within_error" if spread.low <= 0 <= spread.high else "beyond_error"
    if per_mille <= tolerance:
        return "within_tolerance"
    return "above_tolerance_beyond_error" if spread.low > tolerance else "above_tolerance_within_error"
