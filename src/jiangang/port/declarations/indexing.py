"""What a consignment is found by in the one search box: number, firms, vessel, voyage, containers."""

from collections.abc import Iterable, Sequence

from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.permissions import Actor
from jiangang.kernel.search import api as search
from jiangang.port.declarations import permissions
from jiangang.port.declarations.models import Consignment

KIND = "declarations.consignment"


def index_consignments(consignments: Sequence[Consignment], *, actor: Actor) -> None:
    """Put consignments into the search index, or renew their entries, within the caller's transaction."""
    firm_ids = {firm_id for each in consignments for firm_id in each.firm_ids}
    chinese = organisations.firm_names(firm_ids, "zh-hans")
    english = organisations.firm_names(firm_ids, "en")
    search.index_many(findable(each, chinese, english) for each in consignments)


def findable(each: Consignment, chinese: dict[int, str], english: dict[int, str]) -> search.Findable:
    """The entry of a consignment; names of its firms by id."""
    importer = each.importer_id or 0
    return search.Findable(
        kind=KIND,
        key=each.number,
        title_en=_title(each, english.get(importer, "")),
        title_zh=_title(each, chinese.get(importer, "")),
        url_name="declarations:desk_detail",
        portal_url_name="declarations:portal_detail",
        permission=permissions.VIEW_NOTICES,
        terms=_filled([each.number, each.vessel_imo, each.voyage, *each.container_numbers]),
        names=_filled(
            [
                *(
                    names.get(firm_id, "")
                    for names in (chinese, english)
                    for firm_id in sorted(each.firm_ids)
                ),
                each.exporter_name,
                each.vessel_name,
            ]
        ),
        firm_ids=sorted(each.firm_ids),
    )


def _title(each: Consignment, firm: str) -> str:
    return " · ".join(_filled([each.number, firm, each.vessel_name]))


def _filled(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))
