"""Every transition table is whole, and each act names a permission that a room declares."""

import pytest

from jiangang.config.reference.gathering import models, room_modules
from jiangang.kernel.permissions import Permission
from jiangang.kernel.workflow.synchronising import all_workflows
from jiangang.methods.workflow import Transition, Workflow
from jiangang.ui.wording import catalogue


def undeclared(workflow: Workflow) -> list[str]:
    """Permissions of the table that no room declares."""
    known = set(Permission.all())
    return [each.permission for each in workflow.transitions if each.permission not in known]


def unlabelled(workflow: Workflow) -> list[str]:
    """State and act keys without words, with the language."""
    keys = [workflow.state_key(state) for state in workflow.states]
    keys += [workflow.act_key(act) for act in workflow.acts]
    return [
        f"{language}: {key}"
        for language in ("en", "zh-hans")
        for key in keys
        if not catalogue().has(language, key)
    ]


@pytest.mark.parametrize("workflow", all_workflows(), ids=lambda workflow: workflow.name)
def test_a_table_is_whole(workflow: Workflow) -> None:
    room_modules()
    assert workflow.faults() == []
    assert undeclared(workflow) == []
    assert unlabelled(workflow) == []


def test_every_workflow_of_a_model_is_listed() -> None:
    room_modules()
    used = {model.WORKFLOW.name for model in models() if hasattr(model, "WORKFLOW")}
    listed = {workflow.name for workflow in all_workflows()}
    assert used
    assert used == listed


def test_a_broken_table_is_found() -> None:
    broken = Workflow(
        "example.thing", "a", ("a", "b", "c"), (Transition("go", ("a",), "b", "example.thing.go"),)
    )
    assert [finding.code for finding in broken.faults()] == ["methods.finding.state_not_reached"]
    assert undeclared(broken) == ["example.thing.go"]
    assert "zh-hans: example.act.go" in unlabelled(broken)
