"""Finding: by number, firm, vessel, container; Chinese also by pinyin and initials; only what the actor
may see.
"""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Subquery
from django.urls import NoReverseMatch, reverse

from jiangang.kernel.permissions import Actor, hidden_firm_ids
from jiangang.kernel.search.models import Entry
from jiangang.kernel.search.words import query_words

LIMIT = 50
LOOKED_AT = 6_000
BY_ID = (F("id") + 0).desc()
"""The newest first, by way of the index of words: in the order of ids the whole table might be walked."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found, with its address for this actor."""

    kind: str
    key: str
    title_en: str
    title_zh: str
    url: str
    exact: bool

    def title(self, language: str) -> str:
        """The title in a language, or the other one where it has none."""
        first, second = (
            (self.title_zh, self.title_en) if language.startswith("zh") else (self.title_en, self.title_zh)
        )
        return first or second or self.key


def find(actor: Actor, query: str, *, limit: int = LIMIT) -> list[Found]:
    """Things whose words begin with every word of the query, exact words first, then the newest.

    Empty for an empty query. Staff see what their permissions allow but nothing of firms they are recused
    from; people of a firm see that firm's things that have a page for them.
    """
    words = query_words(query)
    if not words:
        return []
    rows, whole = visible(actor), Q()
    for word in words:
        rows = rows.filter(haystack__contains=f" {word}")
        whole &= Q(haystack__contains=f" {word} ")
    exact = list(_shown(rows.filter(whole).order_by(BY_ID))[:limit])
    others = _newest(rows.exclude(pk__in=[row.pk for row in exact]), limit - len(exact))
    found = [*(_found(row, actor, True) for row in exact), *(_found(row, actor, False) for row in others)]
    return [each for each in found if each is not None]


def _newest(rows: QuerySet[Entry], count: int) -> list[Entry]:
    """The newest of the rows; all are looked through only where the newest things do not suffice.

    A few letters begin the words of thousands of things, and fifty are shown.
    """
    if count <= 0:
        return []
    last = Entry.objects.order_by("-id").values("id")[:1]
    recent = list(_shown(rows.filter(id__gt=Subquery(last) - LOOKED_AT).order_by("-id"))[:count])
    return recent if len(recent) == count else list(_shown(rows.order_by(BY_ID))[:count])


def _shown(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Without the words that a thing is found by, of which nothing is shown."""
    return rows.defer("haystack", "pinyin", "firm_ids", "permission", "indexed_at")


def visible(actor: Actor) -> QuerySet[Entry]:
    """Rows of the index in the actor's sight."""
    if actor.is_trade:
        return Entry.objects.filter(firm_ids__contains=[actor.firm_id]).exclude(portal_url_name="")
    rows = Entry.objects.filter(permission__in=sorted(actor.permissions))
    hidden = hidden_firm_ids(actor)
    return rows.exclude(firm_ids__overlap=sorted(hidden)) if hidden else rows


def _found(row: Entry, actor: Actor, exact: bool) -> Found | None:
    name = row.portal_url_name if actor.is_trade else row.url_name
    try:
        url = reverse(name, args=[row.key])
    except NoReverseMatch:  # a room of another build: the thing is there, its page is not
        return None
    return Found(row.kind, row.key, row.title_en, row.title_zh, url, exact)
