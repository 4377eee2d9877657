"""Does an act reach the ledger? Follows calls by name through the product's own modules."""

import ast
from collections.abc import Iterable

from tests.architecture.source import Module, imports_of

LEDGER = "jiangang.kernel.ledger."
APPENDING = ("append", "append_many")
NOT_ENTERED = "not entered in the ledger"

Function = ast.FunctionDef | ast.AsyncFunctionDef


class CallGraph:
    """The functions of some modules and whom they call."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self.modules = {module.name: module for module in modules}
        self.imports = {name: imports_of(module) for name, module in self.modules.items()}
        self.functions: dict[str, Function] = {}
        for name, module in self.modules.items():
            for node in ast.walk(module.tree):
                if isinstance(node, Function):
                    self.functions.setdefault(f"{name}.{node.name}", node)

    def operations(self) -> dict[str, Function]:
        """Every function under `@operation`, by dotted name."""
        return {name: node for name, node in self.functions.items() if is_operation(node)}

    def appends(self, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether the function, or one that it calls or hands on, writes a ledger entry."""
        if name in seen or name not in self.functions:
            return False
        module = name.rpartition(".")[0]
        for target in self._called(module, self.functions[name]):
            if target.startswith(LEDGER) and target.rpartition(".")[2] in APPENDING:
                return True
            if self.appends(self._home(target), seen | {name}):
                return True
        return False

    def _called(self, module: str, node: Function) -> list[str]:
        return [
            self._dotted(module, inner)
            for inner in ast.walk(node)
            if isinstance(inner, ast.Name | ast.Attribute) and isinstance(inner.ctx, ast.Load)
        ]

    def _dotted(self, module: str, node: ast.expr) -> str:
        if isinstance(node, ast.Attribute):
            return f"{self._dotted(module, node.value)}.{node.attr}"
        if isinstance(node, ast.Name):
            return self.imports[module].get(node.id, f"{module}.{node.id}")
        return "?"

    def _home(self, target: str) -> str:
        """Where a function is written, when a room's `api` or package only passes it on."""
        for _ in range(5):
            if target in self.functions:
                break
            module, _, name = target.rpartition(".")
            passed_on = self.imports.get(module, {}).get(name)
            if passed_on is None or passed_on == target:
                break
            target = passed_on
        return target


def is_operation(node: Function) -> bool:
    """Whether `@operation(...)` stands above the function."""
    calls = [each.func for each in node.decorator_list if isinstance(each, ast.Call)]
    return any(getattr(func, "id", getattr(func, "attr", "")) == "operation" for func in calls)


def signature_faults(node: Function) -> list[str]:
    """What is wrong with the signature of an act: keyword-only, `actor` and `at` last."""
    given = node.args
    found = []
    if given.posonlyargs or given.args or given.vararg or given.kwarg:
        found.append("takes arguments that are not keyword-only")
    names = [each.arg for each in given.kwonlyargs]
    if names[-2:] != ["actor", "at"]:
        found.append("does not end with actor, at")
    if ast.get_docstring(node) is None:
        found.append("has no docstring")
    return found


def entry_faults(graph: CallGraph, name: str) -> list[str]:
    """What is wrong with an act's ledger entry: it writes one, or its docstring says why not."""
    declared = NOT_ENTERED in " ".join((ast.get_docstring(graph.functions[name]) or "").lower().split())
    writes = graph.appends(name)
    if writes and declared:
        return ["writes a ledger entry and says that it does not"]
    if not writes and not declared:
        return [f"writes no ledger entry; its docstring may say: {NOT_ENTERED}"]
    return []
