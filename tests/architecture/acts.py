"""Which acts enter the ledger: every call that appends an entry, followed to the codes that its act may have.

What is not written out where the entry is appended is resolved by `FAMILIES`. Whatever stands in neither is a
fault, so that a new way to append an entry is looked at.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jiangang.config.reference.gathering import room_modules
from jiangang.kernel.register.operations import ACTS
from jiangang.kernel.workflow.synchronising import all_workflows
from tests.architecture.source import Module, modules

DOORS = ("append", "Act")
"""Functions of `kernel.ledger` that take an act and its subject by keyword."""


@dataclass(frozen=True)
class Family:
    """Acts that begin alike: those of workflows (by name), those passed on by a function of the folder (its
    name, the place of the argument), and others.
    """

    begins: str = ""
    workflows: tuple[str, ...] = ()
    passed: tuple[str, int] | None = None
    others: tuple[str, ...] = ()


FAMILIES: Mapping[str, Family] = {
    "kernel/ledger/operations.py act": Family(),
    "kernel/papers/operations.py act": Family("papers.key.", others=("replace", "compromise")),
    "kernel/register/operations.py f'register.{proposal.act}'": Family("register.", others=ACTS),
    "port/certificates/operations/acting.py f'certificates.certificate.{act}'": Family(
        "certificates.certificate.", ("certificates.certificate",), ("note_act", 1)
    ),
    "port/declarations/operations/advancing.py f'declarations.consignment.{act}'": Family(
        "declarations.consignment.", ("declarations.consignment",)
    ),
    "port/declarations/operations/advancing.py f'declarations.consignment.{step.act}'": Family(
        "declarations.consignment.", ("declarations.consignment",)
    ),
    "port/declarations/operations/deciding.py f'declarations.notice.{act}'": Family(
        "declarations.notice.", passed=("_enter", 1)
    ),
    "port/disposition/operations.py f'disposition.decision.{decision.outcome}'": Family(
        "disposition.decision.", ("disposition.disposition",)
    ),
    "port/exchange/operations/receiving.py act": Family(passed=("_append", 0)),
    "port/exchange/operations/sending.py act": Family(
        "exchange.envelope.", ("exchange.envelope",), others=("queue",)
    ),
    "port/exchange/operations/settling.py act": Family(passed=("_append", 0)),
    "port/inspection/operations/common.py act": Family(passed=("enter", 1)),
    "port/targeting/operations/standings.py f'targeting.standing.{happening.value}'": Family(
        "targeting.standing.", others=("overridden", "lock", "unlock")
    ),
}
"""By the end of the file's path and the expression that is given as the act."""


@dataclass(frozen=True)
class Acts:
    """The codes of acts, the families that were met, and the places that could not be followed."""

    codes: frozenset[str]
    met: frozenset[str]
    unknown: tuple[str, ...]


@cache
def known_acts() -> Acts:
    """The acts of the product."""
    room_modules()
    return acts_of(modules(), {each.name: each.acts for each in all_workflows()})


def acts_of(modules: Sequence[Module], tables: Mapping[str, Iterable[str]]) -> Acts:
    """Every act that may enter the ledger. tables: acts by the name of their workflow."""
    codes: set[str] = set()
    met: set[str] = set()
    unknown = []
    for module in modules:
        for node in _appended(module):
            said = list(_written(node))
            place = f"{module.path.removeprefix('src/jiangang/')} {ast.unparse(node)}"
            if None not in said:
                codes.update(each for each in said if each)
            elif place in FAMILIES:
                met.add(place)
                codes.update(_members(FAMILIES[place], module, modules, tables))
            else:
                unknown.append(f"{module.at(node)}: {ast.unparse(node)}")
    return Acts(frozenset(codes), frozenset(met), tuple(unknown))


def _appended(module: Module) -> Iterator[ast.expr]:
    """What is given as the act wherever an entry is appended or put into words."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _name(node) in DOORS:
            given = {each.arg: each.value for each in node.keywords}
            if "act" in given and "subject" in given:
                yield given["act"]


def _written(node: ast.expr) -> Iterator[str | None]:
    """The texts that an expression may be; None for what is not written out."""
    if isinstance(node, ast.IfExp):
        yield from _written(node.body)
        yield from _written(node.orelse)
    else:
        yield node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _members(
    family: Family, here: Module, modules: Iterable[Module], tables: Mapping[str, Iterable[str]]
) -> Iterator[str]:
    ends = [*family.others, *(act for name in family.workflows for act in tables[name])]
    if family.passed is not None:
        name, place = family.passed
        folder = here.path.rpartition("/")[0]
        for module in modules:
            if module.path.startswith(f"{folder}/"):
                ends += _passed(module, name, place)
    yield from (family.begins + end for end in ends)


def _passed(module: Module, name: str, place: int) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _name(node) == name and len(node.args) > place:
            yield from (each for each in _written(node.args[place]) if each)


def _name(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))
