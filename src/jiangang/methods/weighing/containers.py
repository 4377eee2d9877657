"""Net mass of a container's goods from its gross mass, its tare and what packs and secures the goods."""

from decimal import Decimal
from fractions import Fraction

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.weighing.steps import Sheet


@method(
    "weighing.container",
    source=(
        "gross = tare + packing and securing material + goods, as in SOLAS VI/2 (verified gross mass) and "
        "MSC.1/Circ.1475 (from memory, unverified)"
    ),
    verified="the identity itself, by property tests only",
)
def find_net_mass(
    gross: Decimal, tare: Decimal, *, packing: Decimal = Decimal(0), declared: Decimal | None = None
) -> Answer:
    """Net mass of the goods in a container, and its difference from what was declared.

    gross: as weighed; tare: of the empty container, as marked on it; packing: packages, pallets, dunnage and
    lashing; declared: the net mass declared; all kg. Raises Refused when the parts outweigh the whole.
    """
    _check(gross, tare, packing, declared)
    net = gross - tare - packing
    sheet = Sheet("", [])
    values = {"gross": gross, "tare": tare, "packing": packing}
    sheet.write("container_net", "{gross} − {tare} − {packing}", net, "kg", **values)
    found: dict[str, object] = {"unit": "kg", "net": net}
    said = {"net": float(net), "gross": float(gross), "tare": float(tare), "packing": float(packing)}
    key = "methods.weighing.sentence.container"
    if declared is not None:
        short = declared - net
        rate = Fraction(short) / Fraction(declared) * 1000
        sheet.write("shortage", "{declared} − {net}", short, "kg", declared=declared, net=net)
        sheet.write(
            "shortage_per_mille",
            "{shortage} / {declared} × 1000",
            rate,
            "‰",
            shortage=short,
            declared=declared,
        )
        found |= {"declared": declared, "shortage": short, "shortage_per_mille": rate}
        said |= {"declared": float(declared), "short": float(short), "rate": float(rate)}
        key = "methods.weighing.sentence.container_declared"
    found["steps"] = [step.as_dict() for step in sheet.steps]
    assumptions = (Said("methods.weighing.assumption.tare_marked"),)
    return Answer("weighing.container", "1", found, assumptions, Said(key, said))


def _check(gross: Decimal, tare: Decimal, packing: Decimal, declared: Decimal | None) -> None:
    found = []
    for name, value, low in (
        ("gross", gross, 1),
        ("tare", tare, 0),
        ("packing", packing, 0),
        ("declared", declared, 1),
    ):
        if value is not None and value < low:
            params = {"field": name, "value": str(value), "low": low, "high": "…"}
            found.append(Finding("methods.weighing.finding.outside", field=name, params=params))
    if not found and gross <= tare + packing:
        params = {"gross": str(gross), "parts": str(tare + packing)}
        found.append(Finding("methods.weighing.finding.container_too_light", field="gross", params=params))
    if found:
        raise Refused(found)
