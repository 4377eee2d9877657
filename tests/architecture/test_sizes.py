"""Ceilings by a ratchet: what is too long today is listed, and the list may only shrink."""

from pathlib import Path

from tests.architecture.sizes import Size, all_sizes, known_long, python_sizes, ratchet_faults
from tests.architecture.source import nothing

LIST = Path(__file__).parent / "ratchet.toml"
MOST = 0
"""How many names the list may hold; lowered whenever it shrinks, never raised."""


def test_nothing_is_too_long() -> None:
    nothing(ratchet_faults(list(all_sizes()), known_long(LIST)))


def test_the_list_only_shrinks() -> None:
    assert len(known_long(LIST)) <= MOST


def test_a_long_module_and_a_long_function_are_found() -> None:
    body = "\n".join("    pass" for _ in range(50))
    text = f"def act():\n{body}\n" + "\n" * 350
    found = [size for size in python_sizes("example.py", text) if size.is_too_long]
    assert [size.name for size in found] == ["example.py", "example.py::act"]


def test_growth_and_what_is_listed_in_vain_are_found() -> None:
    sizes = [Size("module", "a.py", 420), Size("module", "b.py", 390), Size("module", "c.py", 401)]
    faults = list(ratchet_faults(sizes, {"a.py": 410, "b.py": 405, "c.py": 450}))
    assert [fault.split()[0].strip(":") for fault in faults] == ["a.py", "b.py", "c.py"]
