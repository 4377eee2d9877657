"""What later departments add to the page of a notice; filled from `config/wiring.py`, as the refusers are."""

from collections.abc import Callable

from jiangang.kernel.permissions import Actor
from jiangang.port.declarations.queries import ConsignmentRow
from jiangang.ui.pages import Part

NOTICE_PARTS: list[Callable[[ConsignmentRow, Actor], list[Part]]] = []
"""Asked in this order; each gives the parts that the reader may see, often none."""


def parts_added(row: ConsignmentRow, actor: Actor) -> list[Part]:
    """What the departments add about a consignment for a reader."""
    return [part for add in NOTICE_PARTS for part in add(row, actor)]
