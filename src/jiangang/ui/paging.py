"""The part of a table that is shown at once, and the way to the other parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PAGE_SIZES = (25, 50, 100)


@dataclass(frozen=True)
class Page:
    """The rows shown now. `total` is exact unless `capped`; `links`: (label, url, current), a gap empty."""

    rows: Sequence[Any]
    number: int
    pages: int
    total: int
    first: int
    capped: bool
    previous_url: str
    next_url: str
    links: Sequence[tuple[str, str, bool]]
    sizes: Sequence[tuple[str, str, bool]]

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def total_label(self) -> str:
        """`1,234`, or `10,000+` when more were not counted."""
        return f"{self.total:,}+" if self.capped else f"{self.total:,}"


def near(number: int, pages: int) -> list[int]:
    """Page numbers to link: the first, the last, two on each side; 0 stands for a gap."""
    wanted = sorted({1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)})
    found: list[int] = []
    for page in wanted:
        if found and page - found[-1] > 1:
            found.append(0)
        found.append(page)
    return found
