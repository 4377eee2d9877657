"""The desk list's own queries beside those of a plain list: COUNT(*) over everything, OFFSET without an end.

`benchmarks.run` calls it inside its office. Both read the same rows of the same database; one connection, one
request after another.
"""

import json
from typing import Any

from benchmarks.measuring import Latencies, one_by_one

TIMES, SIZE = 30, 25


def capped(page: int) -> Any:
    """What the house asks: a count that ends at 10,000, one page by an index."""

    def ask() -> None:
        from jiangang.port.declarations.models import Consignment

        rows = Consignment.objects.order_by("-filed_at", "-id")
        Consignment.objects.all()[:10_001].count()
        list(rows[(page - 1) * SIZE : page * SIZE])

    return ask


def plain(page: int) -> Any:
    """What a plain list asks: every row counted, rows joined with their firm."""

    def ask() -> None:
        from django.core.paginator import Paginator

        from jiangang.port.declarations.models import Consignment

        rows = Consignment.objects.select_related("importer", "agent").order_by("-filed_at")
        list(Paginator(rows, SIZE).get_page(page).object_list)

    return ask


def measure() -> list[Latencies]:
    """Both ways, on the first page, on page 40 and far back."""
    measured = []
    for page in (1, 40, 400):
        measured.append(one_by_one(f"queries of the house, page {page}", TIMES, capped(page)))
        measured.append(one_by_one(f"plain list, page {page}", TIMES, plain(page)))
    return measured


if __name__ == "__main__":
    from dataclasses import asdict

    for each in (found := measure()):
        print(each, flush=True)
    print(json.dumps([asdict(each) for each in found]))
