"""First posts, grants and units of an office; the callers are operations."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.people.models import Grant, PostKind, Unit, User
from jiangang.kernel.permissions import Actor, Permission
from jiangang.methods.findings import Finding, Refused, Severity


def anybody_works_here() -> bool:
    """Whether there is a user."""
    return User.objects.exists()


def load_posts(*, posts: Sequence[Mapping[str, Any]], actor: Actor, at: datetime) -> int:
    """Make the kinds of post that are not there yet; returns how many are new."""
    known = set(PostKind.objects.values_list("code", flat=True))
    new = [PostKind(**post) for post in posts if post["code"] not in known]
    PostKind.objects.bulk_create(new)
    if new:
        codes = sorted(kind.code for kind in new)
        ledger.append(
            actor=actor, at=at, act="people.post.define", subject="posts", facts={"codes": codes}, rows=new
        )
    return len(new)


def load_grants(*, grants: Mapping[str, Sequence[str]], valid_from: date, actor: Actor, at: datetime) -> int:
    """Let kinds of post hold permissions from a day on; what they hold already stays. Returns how many are
    new.

    Raises Refused naming every permission that no room declares and every post that is not defined.
    """
    unknown = sorted(set(grants) - set(Permission.all()))
    kinds = set(PostKind.objects.values_list("code", flat=True))
    strange = sorted({post for posts in grants.values() for post in posts} - kinds)
    found = [
        Finding("people.finding.permission_unknown", Severity.ERROR, "permission", {"permission": code})
        for code in unknown
    ] + [Finding("people.finding.post_unknown", Severity.ERROR, "post", {"post": post}) for post in strange]
    if found:
        raise Refused(found)
    held = set(Grant.objects.filter(valid_until=None).values_list("post_kind_id", "permission"))
    new = Grant.objects.bulk_create(
        Grant(post_kind_id=post, permission=code, valid_from=valid_from)
        for code, posts in grants.items()
        for post in dict.fromkeys(posts)
        if (post, code) not in held
    )
    if new:
        ledger.append(actor=actor, at=at, act="people.grant.add", subject="grants", rows=new)
    return len(new)


def permissions_ever_granted() -> frozenset[str]:
    """Permissions that any kind of post holds or has ever held; grants are ended, never deleted."""
    return frozenset(Grant.objects.values_list("permission", flat=True).distinct())


def place_unit(
    *,
    code: str,
    kind: str,
    parent_id: int | None,
    name_en: str,
    name_zh: str,
    valid_from: date,
    actor: Actor,
    at: datetime,
) -> int:
    """Store a unit of the office and its ledger entry; returns its id."""
    unit = Unit.objects.create(
        code=code, kind=kind, parent_id=parent_id, name_en=name_en, name_zh=name_zh, valid_from=valid_from
    )
    ledger.append(actor=actor, at=at, act="people.unit.place", subject=f"unit:{unit.pk}", rows=[unit])
    return unit.pk
