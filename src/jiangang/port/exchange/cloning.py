"""A foreign certificate as the notice that an importer would file about it. Pure; nothing is made up."""

from decimal import Decimal
from typing import Any

from jiangang.methods.papers.sps import Measure, SpsCertificate, TradeLine

KILOGRAMS = {"KGM": Decimal(1), "TNE": Decimal(1000), "GRM": Decimal("0.001")}


def notice_of(record: SpsCertificate) -> dict[str, Any]:
    """The payload of a notice: parties, journey, goods as the certificate has them; the rest stays open."""
    carriage = record.carriages[-1] if record.carriages else None
    said = {
        "direction": "import",
        "importer_name": record.consignee.name if record.consignee else "",
        "exporter_name": record.consignor.name if record.consignor else "",
        "departure_country": record.exported_from.code if record.exported_from else "",
        "transport_mode": str(carriage.mode) if carriage and carriage.mode in range(1, 10) else "",
        "vessel_name": carriage.means if carriage else "",
        "voyage": carriage.voyage if carriage else "",
        "container_numbers": record.container,
        "lines": [_line(line) for line in record.lines],
    }
    return {name: value for name, value in said.items() if value}


def _line(line: TradeLine) -> dict[str, str]:
    codes = [each.code for each in line.classifications if each.system == "HS" and each.code]
    outer = min(line.packages, key=lambda package: package.level, default=None)
    words = [each.text for each in (*line.descriptions[:1], *line.scientific_names[:1]) if each.text]
    said = {
        "hs_code": codes[0] if codes else "",
        "description": " · ".join(words),
        "origin": line.origins[0].code if line.origins else "",
        "net_mass": _kilograms(line.net_weight),
        "quantity": _plain(line.net_weight.amount) if line.net_weight else "",
        "unit": line.net_weight.unit if line.net_weight else "",
        "packages": _plain(outer.quantity) if outer else "",
        "package_kind": outer.type_code if outer else "",
    }
    return {name: value for name, value in said.items() if value}


def _kilograms(measure: Measure | None) -> str:
    factor = KILOGRAMS.get(measure.unit) if measure else None
    return _plain(measure.amount * factor) if measure and factor else ""


def _plain(amount: Decimal) -> str:
    shown = format(amount, "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
