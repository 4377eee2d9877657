"""Where the office's settings lead besides: rooms above tell their lists of data here, by name."""

from dataclasses import dataclass

from jiangang.kernel.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class Lead:
    """A page for holders of a permission: the name of its address and the key of its label."""

    url_name: str
    permission: Permission
    label: str


_LEADS: list[Lead] = []


def lead_to(url_name: str, permission: Permission, label: str) -> None:
    """Let the page of the settings lead to another one; once, however often it is told."""
    lead = Lead(url_name, permission, label)
    if lead not in _LEADS:
        _LEADS.append(lead)


def leads_of(actor: Actor) -> list[Lead]:
    """The pages that an actor may open."""
    return [lead for lead in _LEADS if lead.permission in actor.permissions]
