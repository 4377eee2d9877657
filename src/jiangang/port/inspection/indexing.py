"""What an inspection is found by in the one search box: its number and its consignment's."""

from jiangang.kernel.search import api as search
from jiangang.port.inspection import permissions
from jiangang.port.inspection.models import Inspection


def index_inspection(inspection: Inspection) -> None:
    """Put an inspection into the search index, within the caller's transaction."""
    number, case = inspection.number, inspection.consignment.number
    search.index(
        search.Findable(
            kind="inspection.inspection",
            key=str(inspection.pk),
            title_en=f"{number} · inspection of {case}",
            title_zh=f"{number} · {case} 的查验",
            url_name="inspection:show",
            permission=permissions.VIEW_ALL,
            terms=[number, case],
            firm_ids=sorted(inspection.firm_ids),
        )
    )
