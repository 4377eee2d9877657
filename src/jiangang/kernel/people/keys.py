"""Keys of the machine API: made once, shown once, kept as a digest."""

import hashlib
import secrets
from datetime import datetime, timedelta

from jiangang.kernel.people.models import ApiKey, User

LIFETIME = timedelta(days=365)


def make_key(*, user: User, name: str, at: datetime) -> str:
    """Make a key for a user and return its text; only the digest stays. The caller is an operation."""
    value = f"jg_{secrets.token_urlsafe(32)}"
    ApiKey.objects.create(user=user, name=name, digest=_digest(value), made_at=at, ends_at=at + LIFETIME)
    return value


def find_user(value: str, *, at: datetime) -> User | None:
    """The active user behind a key, or None when it is unknown, ended or revoked."""
    found = (
        ApiKey.objects.select_related("user__person")
        .filter(digest=_digest(value), revoked_at__isnull=True, ends_at__gt=at, user__is_active=True)
        .first()
    )
    return found.user if found else None


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
