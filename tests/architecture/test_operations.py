"""Law 3: every act is keyword-only with actor and business time, and is entered in the ledger."""

import ast

import pytest

from tests.architecture.calls import CallGraph, entry_faults, signature_faults
from tests.architecture.source import Module, modules, nothing

HEAD = """
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import operation

def keep(row, *, actor, at):
    ledger.append(actor=actor, at=at, act="a", subject="s", rows=[row])

"""


@pytest.fixture(scope="module")
def graph() -> CallGraph:
    """The calls of the whole product."""
    return CallGraph(modules())


def test_every_act_takes_actor_and_time(graph: CallGraph) -> None:
    acts = graph.operations()
    faults = [f"{name} {fault}" for name, node in acts.items() for fault in signature_faults(node)]
    assert acts
    nothing(faults)


def test_every_act_is_entered_in_the_ledger(graph: CallGraph) -> None:
    faults = [f"{name} {fault}" for name in graph.operations() for fault in entry_faults(graph, name)]
    nothing(faults)


@pytest.mark.parametrize(
    "signature",
    ["notice_id, *, actor, at", "*, actor, at, notice_id", "*, notice_id, actor", "*, actor, at, **more"],
)
def test_a_wrong_signature_is_found(signature: str) -> None:
    node = ast.parse(f'def act({signature}):\n    "Do."').body[0]
    assert isinstance(node, ast.FunctionDef)
    assert signature_faults(node)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    row.save()", 1),
        ("    keep(row, actor=actor, at=at)", 0),
        ("    ledger.append_many([])", 0),
        ("    '''A matter of the screen, not entered in the ledger.'''", 0),
        ("    '''Said to be not entered in the ledger.'''\n    ledger.append()", 1),
    ],
)
def test_an_act_without_entry_is_found(body: str, expected: int) -> None:
    text = f"{HEAD}@operation(permission=1)\ndef act(*, row, actor, at):\n{body}\n"
    module = Module.of(text, "jiangang.port.example.operations")
    assert len(entry_faults(CallGraph([module]), f"{module.name}.act")) == expected
