"""How many packages are opened when nobody says otherwise. Pure.

The smallest sample that, with 95 % confidence, holds at least one affected package when 5 % of the
consignment are
affected: exact, from the hypergeometric distribution. Source: ISPM 31 (FAO/IPPC), appendix 2, table 1.
"""

from fractions import Fraction

CONFIDENCE = Fraction(95, 100)
AFFECTED = Fraction(5, 100)
WITHOUT_LIMIT = 59
"""Sample from a consignment so large, or so unknown, that drawing does not change it: 0.95^59 < 0.05."""


def units_for(packages: int) -> int:
    """Packages to open of a consignment of so many; 0 packages (not declared) counts as very many."""
    if packages <= 0:
        return WITHOUT_LIMIT
    affected = max(1, int(packages * AFFECTED))
    clean = packages - affected
    missed = Fraction(1)
    for opened in range(min(packages, WITHOUT_LIMIT)):
        missed *= Fraction(max(0, clean - opened), packages - opened)
        if missed <= 1 - CONFIDENCE:
            return opened + 1
    return min(packages, WITHOUT_LIMIT)
