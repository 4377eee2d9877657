"""A signed-in browser of the test client, with a post that grants just what a test names."""

from typing import Any

from tests.integration.assignment.small_office import DAY, person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(client: Any, code: str, *permissions: str, language: str = "en") -> Any:
    """Sign the person in; the client of that person."""
    from jiangang.kernel.people.models import Grant, Posting, PostKind, Unit, User

    found = person(code)
    start = DAY.replace(2000)
    unit, _ = Unit.objects.get_or_create(
        code="U1", defaults={"kind": "section", "name_en": "Section", "name_zh": "科", "valid_from": start}
    )
    kind, _ = PostKind.objects.get_or_create(
        code=f"post_of_{code}", defaults={"name_en": "Post", "name_zh": "岗", "rank": 10}
    )
    for permission in permissions:
        Grant.objects.get_or_create(post_kind=kind, permission=permission, valid_from=start)
    Posting.objects.create(person=found, post_kind=kind, unit=unit, valid_from=start)
    user = User.objects.create(username=code.lower(), person=found, language=language)
    client.force_login(user, backend=BACKEND)
    return client
