"""Keeping the index: called by the operations that make or change what can be found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now

from jiangang.kernel.search.models import Entry
from jiangang.kernel.search.words import haystack, pinyin_key

UPDATED = (
    "title_en",
    "title_zh",
    "haystack",
    "pinyin",
    "url_name",
    "portal_url_name",
    "firm_ids",
    "permission",
    "indexed_at",
)
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Findable:
    """A thing to be found.

    kind: `<room>.<noun>`; key: its key in addresses (the one argument of `url_name`); terms: numbers and
    codes it is found by; names: names it is found by, Chinese ones also in pinyin; firm_ids: firms it
    concerns; permission: what staff need to see it; portal_url_name: its page for those firms' people, empty
    when they have none.
    """

    kind: str
    key: str
    title_en: str
    title_zh: str
    url_name: str
    permission: str
    terms: Sequence[str] = ()
    names: Sequence[str] = ()
    firm_ids: Sequence[int] = ()
    portal_url_name: str = ""

    def as_entry(self) -> Entry:
        """The row of the index."""
        return Entry(
            kind=self.kind,
            key=self.key,
            title_en=self.title_en[:200],
            title_zh=self.title_zh[:200],
            haystack=haystack(self.terms, self.names),
            pinyin=pinyin_key(self.title_zh or self.title_en)[:600],
            url_name=self.url_name,
            portal_url_name=self.portal_url_name,
            firm_ids=sorted(set(self.firm_ids)),
            permission=str(self.permission),
            indexed_at=Now(),
        )


def index(thing: Findable) -> None:
    """Put one thing into the index, or renew it, within the caller's transaction."""
    index_many([thing])


def index_many(things: Iterable[Findable]) -> int:
    """Put many things into the index; of two with the same kind and key the later counts.

    Returns how many.
    """
    entries = {(thing.kind, thing.key): thing for thing in things}
    made = [thing.as_entry() for thing in entries.values()]
    with transaction.atomic():
        Entry.objects.bulk_create(
            made,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["kind", "key"],
            update_fields=UPDATED,
        )
    return len(made)


def forget(kind: str, key: str) -> None:
    """Take a thing out of the index; the thing itself stays."""
    Entry.objects.filter(kind=kind, key=key).delete()
