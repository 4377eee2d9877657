"""What inspection does when a consignment is to be inspected (listed in `config/wiring.py`)."""

from jiangang.integrity.assignment.api import MAKE_DRAW
from jiangang.kernel.events.api import Published
from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import Actor
from jiangang.port.declarations import api as declarations
from jiangang.port.inspection import permissions
from jiangang.port.inspection.operations import assign_inspection, call_off_inspection


def open_awaiting(event: Published) -> None:
    """Draw inspectors and open the inspection of a consignment whose lane asks for one; otherwise nothing.

    A second telling changes nothing. The time is that of the event.
    """
    consignment = declarations.get_consignment(int(event.payload["consignment_id"]))
    if consignment.state != "awaiting_inspection":
        return
    day = local_day(event.at)
    actor = Actor.system("inspection", on=day, permissions=frozenset({permissions.OPEN, MAKE_DRAW}))
    assign_inspection(consignment_id=consignment.id, actor=actor, at=event.at)


def follow_lane(event: Published) -> None:
    """Open the inspection of a consignment whose lane has become an inspecting one, call it off where not."""
    if event.payload["lane"] == "red":
        open_awaiting(event)
        return
    day = local_day(event.at)
    actor = Actor.system("inspection", on=day, permissions=frozenset({permissions.OPEN}))
    call_off_inspection(consignment_id=int(event.payload["consignment_id"]), actor=actor, at=event.at)
