"""Reference page of the workflows: states, acts, diagram."""

from jiangang.config.reference import markdown
from jiangang.kernel.workflow.synchronising import all_workflows
from jiangang.methods.workflow import Workflow
from jiangang.ui.wording import text_in


def render() -> str:
    """All workflows, by name."""
    return markdown.page(
        "States",
        "The workflows of the house. An act moves a record from a state to a state; the operation and"
        " a trigger in the database check the same table.",
        *(_section(workflow) for workflow in all_workflows()),
    )


def _section(workflow: Workflow) -> str:
    diagram = workflow.as_mermaid(lambda key: text_in("en", key))
    states = markdown.table(
        ("State", "English", "中文", ""),
        [
            (
                markdown.code(state),
                text_in("en", workflow.state_key(state)),
                text_in("zh-hans", workflow.state_key(state)),
                _place(workflow, state),
            )
            for state in workflow.states
        ],
    )
    acts = markdown.table(
        ("Act", "English", "中文", "From", "To", "Permission", "Hand"),
        [
            (
                markdown.code(each.act),
                text_in("en", workflow.act_key(each.act)),
                text_in("zh-hans", workflow.act_key(each.act)),
                markdown.codes(each.sources),
                markdown.code(each.target),
                markdown.code(each.permission),
                markdown.code(each.hands),
            )
            for each in workflow.transitions
        ],
    )
    return f"## {workflow.name}\n\n```mermaid\n{diagram.rstrip()}\n```\n\n{states}\n\n{acts}"


def _place(workflow: Workflow, state: str) -> str:
    if state == workflow.initial:
        return "first"
    return "final" if state in workflow.final_states else ""
