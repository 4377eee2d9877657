"""Small values for the page templates in `ui/templates/pages/`."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """One part of `pages/record.html`: a component or text, with a heading of its own if wanted."""

    body: Any
    heading: str = ""
