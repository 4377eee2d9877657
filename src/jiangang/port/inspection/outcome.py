"""Telling targeting what an inspection found, so that its rates rest on results."""

from datetime import datetime

from jiangang.kernel.permissions import Actor
from jiangang.port.inspection.models import Inspection, Result


def tell_targeting(inspection: Inspection, result: Result, *, actor: Actor, at: datetime) -> None:
    """Record the outcome with targeting, in the same transaction."""
