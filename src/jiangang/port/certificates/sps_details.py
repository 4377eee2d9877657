"""The codes that SPS XML asks for and the printed record does not hold: countries, means, packages, units."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jiangang.kernel.office import api as office
from jiangang.port.certificates.facts import plain
from jiangang.port.declarations import api as declarations

EXPORT = "export"


def sps_facts(consignment_id: int | None, said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """What a record says under `sps`: the notice's codes, and what a person said for foreign authorities.

    said: `imported_to`, addresses, `scientific_names` in the order of the lines. What nobody said is empty.
    """
    if consignment_id is None:
        return dict(said)
    found = declarations.get_consignment(consignment_id)
    own = str(office.get_setting("hub_country", office.local_day(at))).strip().upper()
    names = list(said.get("scientific_names") or [])
    return {
        "exported_from": own if found.direction == EXPORT or said else found.departure_country,
        "imported_to": str(said.get("imported_to") or ("" if found.direction == EXPORT else own)),
        "consignor_address": list(said.get("consignor_address") or []),
        "consignee_address": list(said.get("consignee_address") or []),
        "mode": found.transport_mode,
        "means": found.vessel_name,
        "voyage": found.voyage,
        "lines": [
            {
                "origin": line.origin,
                "quantity": "" if line.quantity is None else plain(line.quantity),
                "unit": line.unit,
                "packages": "" if line.packages is None else str(line.packages),
                "package_kind": line.package_kind,
                "scientific_name": names[place] if place < len(names) else "",
            }
            for place, line in enumerate(found.lines)
        ],
    }
