"""The verifier's modules in a browser, without an office: a page whose addresses are answered from files."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import jiangang

ORIGIN = "http://localhost:9"
"""Never asked: every address is answered from files. Browsers hold it to be safe, as they do https."""
PACKAGE = Path(jiangang.__path__[0])
MODULES = PACKAGE / "port/certificates/static/certificates/verifier"
TYPES = {".js": "text/javascript", ".html": "text/html", ".wasm": "application/wasm"}


@contextmanager
def module_page(browser: Any) -> Iterator[Any]:
    """A page from which `/verifier/…js` can be imported."""
    context = browser.new_context()

    def answer(route: Any) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/verifier/")
        path = MODULES / name
        if name and path.is_file():
            route.fulfill(path=str(path), content_type=TYPES[path.suffix])
        else:
            route.fulfill(body="<!doctype html><title>t</title>", content_type="text/html")

    context.route("**/*", answer)
    page = context.new_page()
    page.goto(f"{ORIGIN}/")
    try:
        yield page
    finally:
        context.close()


def bundle_of(ring: Any, *, ended: dict[str, Any] | None = None) -> dict[str, Any]:
    """What an office with this ring of keys publishes; ended: the end of its key for codes."""
    from jiangang.methods.papers.cose import key_id_of

    rows = [
        {
            "purpose": purpose,
            "key_id": key_id_of(raw).hex(),
            "fingerprint": sha256(raw).hexdigest(),
            "certificate": b64encode(raw).decode(),
            "ended": ended if purpose == "code" else None,
        }
        for purpose in ("root", "issuing", "seal", "stamp", "code")
        for raw in [getattr(ring, purpose)]
    ]
    return {
        "form": "papers.keys/1",
        "office": {"code": "370100", "name_zh": "青岛检验检疫局", "name_en": "Qingdao Bureau"},
        "dated": "2026-03-02T01:30:00+00:00",
        "keys": rows,
        "lists": [b64encode(each).decode() for each in ring.lists],
    }
