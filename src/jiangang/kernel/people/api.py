"""What other rooms may use of the people room."""

from jiangang.kernel.people.keys import find_user, make_key
from jiangang.kernel.people.queries import (
    OnDuty,
    actor_by_code,
    actor_for,
    actor_of_person,
    actor_of_request,
    in_force,
    names_of,
    on_duty,
)

__all__ = [
    "OnDuty",
    "actor_by_code",
    "actor_for",
    "actor_of_person",
    "actor_of_request",
    "find_user",
    "in_force",
    "make_key",
    "names_of",
    "on_duty",
]
