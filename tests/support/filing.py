"""A notice typed into the portal's form, by the names of its fields, whatever the language of the page."""

from typing import Any

TIMBER = "91320582MA1DEM0152"
HEAD = {
    "importer_number": TIMBER,
    "departure_country": "NZ",
    "vessel_name": "远航木材 FAR TIMBER",
    "voyage": "2611E",
    "container_numbers": "CSQU3054383",
    "inspection_place": "张家港港务码头",
}
LINE = {
    "hs_code": "440321",
    "description": "辐射松原木 Radiata pine logs",
    "origin": "NZ",
    "net_mass": "98500",
    "quantity": "120",
    "unit": "MTQ",
    "packages": "40",
    "package_kind": "PK",
    "value": "15200",
    "currency": "USD",
}


def fill_notice(page: Any, **changed: str) -> None:
    """Type a notice of one line of logs; `changed` replaces values of the line."""
    page.locator("[name=direction]").select_option("import")
    page.locator("[name=transport_mode]").select_option(index=1)
    for name, value in HEAD.items():
        page.locator(f"[name={name}]").fill(value)
    for name, value in {**LINE, **changed}.items():
        page.locator(f"[name=line-1-{name}]").fill(value)


def newest_consignment() -> Any:
    """The consignment that was filed last."""
    from jiangang.port.declarations.models import Consignment

    return Consignment.objects.order_by("-pk").first()
