"""What a template may not hold: script, style and handlers in the page itself, which the CSP would refuse."""

from collections.abc import Iterator
from html.parser import HTMLParser


class _Reader(HTMLParser):
    """Collects inline script, style and handlers with their lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        line = self.getpos()[0]
        self.faults += [f"{line}: attribute {name}" for name in names if name == "style" or _is_handler(name)]
        self.faults += [f"{line}: address javascript:" for _, value in attrs if _is_script_address(value)]
        if tag == "style":
            self.faults.append(f"{line}: element style")
        if tag == "script" and "src" not in names and dict(attrs).get("type") != "application/json":
            self.faults.append(f"{line}: script without src")


def _is_handler(name: str) -> bool:
    return name.startswith("on") or name.startswith("hx-on")


def _is_script_address(value: str | None) -> bool:
    return (value or "").strip().lower().startswith("javascript:")


def template_faults(text: str) -> Iterator[str]:
    """Line and name of everything inline in a template."""
    reader = _Reader()
    reader.feed(text)
    yield from reader.faults
