"""The machine API: what an endpoint answers is its body."""

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.source import Module, modules, nothing


def tuples_answered(looked_at: Iterable[Module]) -> Iterator[str]:
    """Endpoints that answer a tuple: ninja takes one of two parts for a status and a body."""
    for module in looked_at:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef) and node.returns is not None:
                doors = [each.func for each in node.decorator_list if isinstance(each, ast.Call)]
                is_endpoint = any(ast.unparse(each).startswith("router.") for each in doors)
                if is_endpoint and ast.unparse(node.returns).startswith("tuple"):
                    yield f"{module.at(node)}: {node.name}"


def test_no_endpoint_answers_a_tuple() -> None:
    nothing(tuples_answered(modules()))


def test_a_tuple_is_found() -> None:
    code = (
        '@router.get("/rows")\ndef rows(request) -> tuple[Row, ...]: ...\n\ndef other() -> tuple[int]: ...\n'
    )
    assert list(tuples_answered([Module.of(code)])) == ["src/jiangang/port/example/views.py:2: rows"]
