"""System checks: every workflow is whole, and every hand is one that some legal profile knows."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks

from jiangang.kernel.workflow.profiles import all_profiles
from jiangang.kernel.workflow.synchronising import all_workflows


@checks.register("workflow")
def check_workflows(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Faults of the transition tables, and hands without a rule in any profile (mostly a slip of the pen)."""
    known = {hand for profile in all_profiles() for hand in profile.hands}
    found: list[checks.CheckMessage] = []
    for workflow in all_workflows():
        found += [
            checks.Error(f"{workflow.name}: {fault.code} {dict(fault.params)}", id="workflow.E001")
            for fault in workflow.faults()
        ]
        strange = sorted({each.hands for each in workflow.transitions if each.hands} - known)
        found += [
            checks.Warning(f"{workflow.name}: no legal profile knows the hand {hand}", id="workflow.W001")
            for hand in strange
        ]
    return found
