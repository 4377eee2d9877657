"""The register as anybody reads it: the page that explains it, and the files of C2SP tlog-tiles.

Files are served as they lie on the disk. Nothing of the office's ledger is within reach here.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangang.kernel.permissions import public_page, throttled
from jiangang.kernel.register import proofs, public_keys, queries, showing, tiles
from jiangang.kernel.register.files import CHECKPOINT
from jiangang.methods.findings import Refused
from jiangang.methods.log import Bundle, parse_tile_path

PER_MINUTE = 3_000
FOR_EVER, A_MOMENT = "public, max-age=31536000, immutable", "public, max-age=5"
LARGEST = 2**63 - 1
OPEN = public_page("whoever holds a paper may check the register that it is entered in")
View = Callable[..., HttpResponse]


@require_safe
@OPEN
@throttled(name="register", per_minute=120)
def explain(request: HttpRequest) -> HttpResponse:
    """What the register is, and how to check it."""
    shown = showing.facts(request.now)
    address = request.build_absolute_uri(request.path).rstrip("/")
    context = showing.public_context(shown, address, public_keys.text())
    return render(request, "register/public.html", context)


@require_safe
@OPEN
@throttled(name="register_files", per_minute=PER_MINUTE)
def checkpoint(request: HttpRequest, number: int = 0) -> HttpResponse:
    """The newest checkpoint that is handed out, with its cosignatures."""
    found = tiles.folder_of(_origin(number)).find(CHECKPOINT)
    if found is None:
        raise Http404
    return _file(found, "text/plain; charset=utf-8", A_MOMENT)


@require_safe
@OPEN
@throttled(name="register_files", per_minute=PER_MINUTE)
def tile(request: HttpRequest, path: str, number: int = 0) -> HttpResponse:
    """A tile or an entry bundle."""
    folder = tiles.folder_of(_origin(number))
    try:
        asked = parse_tile_path(f"tile/{path}")
        found = folder.find_bundle(asked) if isinstance(asked, Bundle) else folder.find_tile(asked)
    except Refused as refused:
        raise Http404 from refused
    if found is None:
        raise Http404
    return _file(found, "application/octet-stream", FOR_EVER)


@require_safe
@OPEN
@throttled(name="register_files", per_minute=PER_MINUTE)
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys of the log and its witnesses."""
    return _file(public_keys.text().encode(), "text/plain; charset=utf-8", A_MOMENT)


@require_safe
@OPEN
@throttled(name="register_entries", per_minute=600)
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """What one entry says in public: its bytes, once a checkpoint that is handed out holds it."""
    return _file(_published(index), "application/cbor", FOR_EVER)


@require_safe
@OPEN
@throttled(name="register_entries", per_minute=600)
def proof(request: HttpRequest, index: int) -> HttpResponse:
    """The proof of one entry (C2SP tlog-proof)."""
    _published(index)
    found = proofs.proof_of(index)
    if found is None:
        raise Http404
    return _file(found.encode().encode(), "text/plain; charset=utf-8", A_MOMENT)


def _published(index: int) -> bytes:
    origin = queries.current_origin()
    released = queries.latest_release(origin) if origin else None
    found = queries.find_entry(index) if released is not None and index < released.size else None
    if found is None:
        raise Http404
    return bytes(found.leaf)


def _origin(number: int) -> int:
    """The origin of that number, or the one in use for 0."""
    if number:
        if number <= LARGEST and number in {origin.pk for origin in queries.list_origins()}:
            return number
        raise Http404
    origin = queries.current_origin()
    if origin is None:
        raise Http404
    return int(origin.pk)


def _file(content: bytes, kind: str, keep: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = keep
    response["X-Content-Type-Options"] = "nosniff"
    response["Access-Control-Allow-Origin"] = "*"
    return response
