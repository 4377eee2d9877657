"""What targeting does when the counter has accepted a notice (listed in `config/wiring.py`)."""

from jiangang.integrity.assignment.api import MAKE_DRAW
from jiangang.kernel.events.api import Published
from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import Actor
from jiangang.port.targeting import permissions
from jiangang.port.targeting.operations.deciding import decide
from jiangang.port.targeting.queries import policy_in_force


def decide_accepted(event: Published) -> None:
    """Decide the consignment of an accepted notice at the time of its acceptance; a second telling changes
    nothing.

    Without a policy in force nothing is decided: the consignment waits for a targeting officer.
    """
    day = local_day(event.at)
    if policy_in_force(day) is None:
        return
    actor = Actor.system("targeting", on=day, permissions=frozenset({permissions.DECIDE, MAKE_DRAW}))
    decide(consignment_id=int(event.payload["consignment_id"]), actor=actor, at=event.at)
