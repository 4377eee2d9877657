"""Finding: by number, firm, vessel, container; Chinese also by pinyin and initials; only what the actor
may see.
"""

from dataclasses import dataclass

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.urls import NoReverseMatch, reverse

from jiangang.kernel.permissions import Actor, hidden_firm_ids
from jiangang.kernel.search.models import Entry
from jiangang.kernel.search.words import query_words

LIMIT = 50


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
    rows = visible(actor)
    exact = Q()
    for word in words:
        rows = rows.filter(haystack__contains=f" {word}")
        exact &= Q(haystack__contains=f" {word} ")
    rows = rows.annotate(
        exact=Case(When(exact, then=Value(True)), default=Value(False), output_field=BooleanField())
    ).order_by("-exact", "-id")
    found = (_found(row, actor) for row in rows[:limit])
    return [each for each in found if each is not None]


def visible(actor: Actor) -> QuerySet[Entry]:
    """Rows of the index in the actor's sight."""
    if actor.is_trade:
        return Entry.objects.filter(firm_ids__contains=[actor.firm_id]).exclude(portal_url_name="")
    rows = Entry.objects.filter(permission__in=sorted(actor.permissions))
    hidden = hidden_firm_ids(actor)
    return rows.exclude(firm_ids__overlap=sorted(hidden)) if hidden else rows


def _found(row: Entry, actor: Actor) -> Found | None:
    name = row.portal_url_name if actor.is_trade else row.url_name
    try:
        url = reverse(name, args=[row.key])
    except NoReverseMatch:  # a room of another build: the thing is there, its page is not
        return None
    return Found(row.kind, row.key, row.title_en, row.title_zh, url, bool(row.exact))  # type: ignore[attr-defined]  # annotated
