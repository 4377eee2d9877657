"""What an inspection is found by in the one search box: its number and its consignment's."""

from collections.abc import Iterable

from jiangang.kernel.search import api as search
from jiangang.port.inspection import permissions
from jiangang.port.inspection.models import Inspection


def index_inspection(inspection: Inspection) -> None:
    """Put an inspection into the search index, within the caller's transaction."""
    search.index(
        findable(inspection.pk, inspection.number, inspection.consignment.number, inspection.firm_ids)
    )


def findable(inspection_id: int, number: str, case: str, firm_ids: Iterable[int]) -> search.Findable:
    """The entry of an inspection by its id, its number, its consignment's number and firms."""
    return search.Findable(
        kind="inspection.inspection",
        key=str(inspection_id),
        title_en=f"{number} · inspection of {case}",
        title_zh=f"{number} · {case} 的查验",
        url_name="inspection:show",
        permission=permissions.VIEW_ALL,
        terms=[number, case],
        firm_ids=sorted(firm_ids),
    )
