"""Numbers that name firms, ships, containers and places: how they are written, and whether well formed."""

from jiangang.methods.identifiers.schemes import (
    SCHEMES,
    Scheme,
    check_number,
    confirm_number,
    normalise_number,
)

__all__ = ["SCHEMES", "Scheme", "check_number", "confirm_number", "normalise_number"]
