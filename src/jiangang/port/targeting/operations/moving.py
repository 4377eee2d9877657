"""Moving a consignment from lane to lane after its decision, by the steps that its workflow has."""

from datetime import datetime

from jiangang.kernel.events import api as events
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.port.declarations import api as declarations

LANE_CHANGED = "targeting.lane.changed"
"""Event: another lane than the decided one is in force."""

ACTS = frozenset({"stand_down", "await_inspection", "release_by_document"})


def change_lane(row: declarations.ConsignmentRow, to_lane: str, *, opinion: str, at: datetime) -> None:
    """Carry out a change of lane within the caller's operation and tell the other departments."""
    day = office.local_day(at)
    needed = {one.permission for one in declarations.CONSIGNMENT.transitions if one.act in ACTS}
    hand = Actor.system("targeting", on=day, permissions=frozenset(needed))
    acts = []
    if row.state == "awaiting_inspection" and to_lane != "red":
        acts.append("stand_down")
    if to_lane == "red":
        acts.append("await_inspection")
    if to_lane == "green":
        acts.append("release_by_document")
    for act in acts:
        declarations.advance(consignment_id=row.id, act=act, opinion=opinion, actor=hand, at=at)
    payload = {"consignment_id": row.id, "number": row.number, "lane": to_lane}
    events.publish(LANE_CHANGED, payload, case=row.number, at=at)
