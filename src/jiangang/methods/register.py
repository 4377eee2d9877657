"""The methods: each public calculation with its name, version, source and what it was tried against.

Here lives the decorator and the registry that `docs/reference/methods.md` is written from. The calculations
themselves live in the rooms beside it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import getdoc
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Method:
    """One public calculation.

    name: `<room>.<subject>`, stable, as answers print it; version: counted up when a value changes; sources:
    standards, papers, laws; verified: what its values were compared with (published tables, worked examples,
    other programs), empty for none.
    """

    name: str
    version: str
    function: Callable[..., Any]
    sources: tuple[str, ...]
    verified: tuple[str, ...]

    @property
    def explanation(self) -> str:
        """The first paragraph of the docstring."""
        return (getdoc(self.function) or "").split("\n\n")[0]

    @property
    def place(self) -> str:
        """Dotted name of the function."""
        return f"{self.function.__module__}.{self.function.__qualname__}"


_registered: dict[str, Method] = {}


def method(
    name: str, *, version: str = "1", source: str | Iterable[str], verified: str | Iterable[str] = ()
) -> Callable[[Function], Function]:
    """Register a public calculation. The function itself is unchanged.

    Raises ValueError for a name given twice, a missing source or a function without docstring.
    """

    def decorate(function: Function) -> Function:
        made = Method(name, version, function, _several(source), _several(verified))
        if not made.explanation or not made.sources:
            raise ValueError(f"method {name} needs a docstring and a source: the documentation prints them")
        known = _registered.get(name)
        if known is not None and known.place != made.place:
            raise ValueError(f"method {name} is {known.place} and {made.place}")
        _registered[name] = made
        return function

    return decorate


def all_methods() -> list[Method]:
    """Every registered method whose module has been imported, by name."""
    return [_registered[name] for name in sorted(_registered)]


def _several(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
