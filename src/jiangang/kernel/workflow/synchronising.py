"""Writing the workflows and legal profiles of the code into the tables that the triggers read. For the
owner's role.
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from django.db import models, transaction

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.workflow.models import HandRule, KindHand, SeparationRule, TransitionRow
from jiangang.kernel.workflow.profiles import Profile, all_profiles
from jiangang.methods.workflow import Workflow


def all_workflows() -> tuple[Workflow, ...]:
    """Every workflow of the installed rooms (`WORKFLOWS` in their `workflow.py`), by name."""
    found = [workflow for module in _modules() for workflow in module.WORKFLOWS]
    names = [workflow.name for workflow in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two rooms declare the workflow {', '.join(twice)}")
    return tuple(sorted(found, key=lambda workflow: workflow.name))


def synchronise(
    workflows: Iterable[Workflow] | None = None, profiles: Iterable[Profile] | None = None
) -> tuple[int, int]:
    """Make the tables equal to the code; returns how many transitions and how many hand rules they now hold.

    Raises Refused when a workflow's table is not whole. What is equal already is left alone.
    """
    wanted = tuple(all_workflows() if workflows is None else workflows)
    for workflow in wanted:
        workflow.check_total()
    known = tuple(all_profiles() if profiles is None else profiles)
    tables = _tables(wanted, known)
    with transaction.atomic():
        counts = {model: _replace(model, rows) for model, rows in tables.items()}
    return counts[TransitionRow], counts[SeparationRule] + counts[HandRule]


def rule_faults() -> list[ledger.Fault]:
    """Rules in the database that the code does not have, or the other way round: for the verification."""
    found = []
    for model, rows in _tables(all_workflows(), all_profiles()).items():
        table = model._meta.db_table
        names = _names(model)
        wanted = {tuple(getattr(row, name) for name in names) for row in rows}
        present = set(model._default_manager.values_list(*names))
        found += [
            ledger.Fault(table, _shown(each), "is not in the code")
            for each in sorted(present - wanted, key=str)
        ]
        found += [
            ledger.Fault(table, _shown(each), "of the code is missing")
            for each in sorted(wanted - present, key=str)
        ]
    return found


def _tables(
    workflows: Sequence[Workflow], profiles: Sequence[Profile]
) -> dict[type[models.Model], list[models.Model]]:
    """The rows that each table is to hold."""
    return {
        TransitionRow: [row for workflow in workflows for row in _rows(workflow)],
        SeparationRule: [
            SeparationRule(
                profile=profile.code,
                hand_a=rule.hand_a,
                hand_b=rule.hand_b,
                valid_from=rule.valid_from,
                valid_until=rule.valid_until,
                citation=rule.citation,
            )
            for profile in profiles
            for rule in profile.separations
        ],
        HandRule: [
            HandRule(
                profile=profile.code,
                hand=rule.hand,
                hands=rule.hands,
                valid_from=rule.valid_from,
                valid_until=rule.valid_until,
                citation=rule.citation,
            )
            for profile in profiles
            for rule in profile.counts
        ],
        KindHand: [row for profile in profiles for row in _kind_rows(profile)],
    }


def _kind_rows(profile: Profile) -> Iterator[KindHand]:
    for rule in profile.kinds:
        for hand in rule.hands:
            yield KindHand(
                profile=profile.code,
                workflow=rule.workflow,
                kind=rule.kind,
                hand=hand,
                valid_from=rule.valid_from,
                valid_until=rule.valid_until,
                citation=rule.citation,
            )


def _modules() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        name = f"{config.name}.workflow"
        if config.name.startswith("jiangang.") and config.label != "workflow" and find_spec(name):
            module = import_module(name)
            if hasattr(module, "WORKFLOWS"):
                yield module


def _rows(workflow: Workflow) -> Iterator[TransitionRow]:
    yield TransitionRow(workflow=workflow.name, target=workflow.initial)
    for transition in workflow.transitions:
        for source in transition.sources:
            yield TransitionRow(
                workflow=workflow.name,
                act=transition.act,
                source=source,
                target=transition.target,
                hand=transition.hands,
            )


def _replace(model: type[models.Model], rows: Sequence[models.Model]) -> int:
    names = _names(model)
    wanted = {tuple(getattr(row, name) for name in names) for row in rows}
    present = set(model._default_manager.values_list(*names))
    if wanted != present:
        model._default_manager.all().delete()
        model._default_manager.bulk_create(rows, batch_size=1000)
    return len(rows)


def _names(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if not field.primary_key]


def _shown(row: Sequence[object]) -> str:
    return " ".join(str(value) for value in row if value not in (None, ""))
