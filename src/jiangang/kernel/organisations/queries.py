"""Finding firms by number or name."""

from dataclasses import dataclass

from jiangang.kernel.organisations.models import Firm, FirmIdentifier


@dataclass(frozen=True, slots=True)
class FirmRow:
    """A firm as lists show it."""

    firm_id: int
    name_zh: str
    name_en: str
    country: str
    identifiers: tuple[str, ...]
    is_provisional: bool


def find_firm(scheme: str, value: str) -> Firm | None:
    """The firm that a number names today, or None."""
    found = (
        FirmIdentifier.objects.select_related("firm")
        .filter(scheme=scheme, value=value, valid_until__isnull=True)
        .first()
    )
    return found.firm if found else None


def find_firms(scheme: str, values: set[str]) -> dict[str, int]:
    """Ids of the firms that many numbers of one scheme name today, by number; unknown numbers are absent."""
    rows = FirmIdentifier.objects.filter(scheme=scheme, value__in=values, valid_until__isnull=True)
    return dict(rows.values_list("value", "firm_id"))


def get_firm(firm_id: int) -> Firm:
    """The firm; raises Firm.DoesNotExist."""
    return Firm.objects.get(pk=firm_id)


def firm_names(firm_ids: set[int], language: str) -> dict[int, str]:
    """Names to show, by firm id."""
    return {firm.pk: firm.name_in(language) for firm in Firm.objects.filter(pk__in=firm_ids)}


def list_firms() -> list[FirmRow]:
    """Every firm with its current numbers, sorted by pinyin."""
    firms = Firm.objects.prefetch_related("identifiers").order_by("pinyin", "id")
    return [
        FirmRow(
            firm.pk,
            firm.name_zh,
            firm.name_en,
            firm.country,
            tuple(str(i) for i in firm.identifiers.all() if i.valid_until is None),
            firm.is_provisional,
        )
        for firm in firms
    ]
