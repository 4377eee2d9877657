"""The verifier that anyone may keep on a phone: its page in two languages, its manifest, its service worker.

What it does is in `static/certificates/verifier`: plain modules, which give the same verdicts as
`methods.papers`. Nobody is counted, and no cookie is set: the language is in the address.
"""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from csp.constants import WASM_UNSAFE_EVAL
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from jiangang import ui
from jiangang.kernel.office.api import all_settings, local_day
from jiangang.kernel.permissions import public_page
from jiangang.kernel.texts import text
from jiangang.methods.papers import NAMES, State
from jiangang.port.certificates.registry import all_kinds

FOLDER = Path(__file__).parent / "static" / "certificates" / "verifier"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
STATIC = "certificates/verifier/"
DECODER = "ui/vendor/zxing/"
DECODER_FOLDER = Path(ui.__file__).parent / "static" / DECODER
WORKER = "worker.js"
VERDICTS = (
    *(str(state) for state in State),
    "valid_offline", "ended_without_details", "cannot_check_old", "unknown_unnamed", "broken_unnamed",
)  # fmt: skip
OWN = (
    "certificates.verifier.kept_today", "certificates.verifier.kept_days", "certificates.verifier.no_list",
    "certificates.verifier.nothing_kept", "certificates.verifier.not_safe",
    "certificates.verifier.kept_done", "certificates.verifier.checked_offline",
    "certificates.verifier.checked_offline_today",
    "certificates.verifier.checked_offline_no_list", "certificates.verifier.from_office",
    "certificates.verifier.cannot_title", "certificates.verifier.number_offline",
    "certificates.verifier.pdf_offline", "certificates.verifier.seal_unchecked",
    "certificates.verifier.went_wrong", "certificates.verifier.busy", "certificates.verifier.busy_file",
    "certificates.verifier.busy_keep", "certificates.verifier.camera_start",
    "certificates.verifier.camera_stop", "certificates.verifier.camera_starting",
    "certificates.verifier.camera_hint", "certificates.verifier.camera_denied",
    "certificates.verifier.camera_missing",
)  # fmt: skip
FINDINGS = (
    "certificates.finding.file_too_large", "certificates.finding.file_of_no_kind",
    "certificates.finding.file_mislabelled", "certificates.finding.no_code_seen",
    "certificates.finding.codes_differ", "certificates.finding.question_empty",
    "permissions.finding.too_often", "papers.finding.key_ended", "papers.finding.proof_elsewhere",
    "papers.finding.paper_malformed",
    "papers.finding.seal_wrong",
    "papers.finding.seal_unknown",
    "methods.papers.finding.qr_malformed", "methods.papers.finding.code_malformed",
    "methods.papers.finding.key_unknown", "methods.papers.finding.signature_wrong",
    "methods.papers.finding.credential_malformed",
)  # fmt: skip
PLACEHOLDERS = (
    "number", "on", "reason", "successor", "days", "fault", "key", "megabytes", "count", "called", "found",
    "limit", "at", "since", "how",
)  # fmt: skip


@require_safe
@public_page("whoever holds a paper of the office may verify it, with and without network")
@csp_update({"script-src": [WASM_UNSAFE_EVAL]})
def page(request: HttpRequest, language: str = "") -> HttpResponse:
    """The verifier's page; without a language in the address, in the browser's."""
    if language and language not in LANGUAGES:
        raise Http404
    code = LANGUAGES.get(language) or (translation.get_language() or "zh-hans")
    code = "en" if code.startswith("en") else "zh-hans"
    with translation.override(code):
        office = all_settings(local_day(request.now))  # type: ignore[attr-defined]  # set by middleware
        context = {
            "lang": "en" if code == "en" else "zh-Hans",
            "other": "zh" if code == "en" else "en",
            "office_name": office["name_en"] if code == "en" else office["name_zh"],
            "words": {
                "language": code,
                "decoder": settings.STATIC_URL + DECODER,
                "words": _words(),
                "kinds": {kind.code: kind.title(code) for kind in all_kinds().values()},
            },
            "modules": [name for name in _modules() if name != WORKER],
        }
        response = render(request, "certificates/verifier.html", context)
    response["Content-Language"] = code
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@public_page("a phone asks how the verifier is to be installed")
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest (W3C Web Application Manifest)."""
    icons = [
        {
            "src": f"{settings.STATIC_URL}{STATIC}icon-{size}.png",
            "sizes": f"{size}x{size}",
            "type": "image/png",
        }
        for size in (192, 512)
    ]
    said = {
        "id": reverse("certificates:verifier"),
        "name": text("certificates.verifier.app_name"),
        "short_name": text("certificates.verifier.app_short"),
        "description": text("certificates.verifier.lead"),
        "start_url": reverse("certificates:verifier"),
        "scope": reverse("certificates:verifier"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#123a5a",
        "icons": [*icons, {**icons[1], "purpose": "maskable"}],
    }
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@public_page("the verifier works without network")
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the list of what it keeps and a name for this edition of it."""
    scope = reverse("certificates:verifier")
    constants = {
        "VERSION": _edition(),
        "SCOPE": scope,
        "SHELL": [
            *(scope + rest for rest in ("", *(f"{name}/" for name in LANGUAGES), "manifest.webmanifest")),
            *(settings.STATIC_URL + STATIC + name for name in _files() if name != WORKER),
        ],
        "DATA": [reverse("papers:keys"), reverse("certificates:status")],
        "DECODER": settings.STATIC_URL + DECODER,
    }
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in constants.items())
    body = head + (FOLDER / WORKER).read_text(encoding="utf-8")
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _words() -> dict[str, str]:
    """The sentences that the page may say, with their placeholders left in."""
    keys = [f"methods.papers.verdict.{name}" for name in VERDICTS]
    keys += [f"certificates.verify.{state}" for state in State]
    keys += [f"certificates.field.{name}" for name in NAMES]
    keys += [f"{code}.{part}" for code in FINDINGS for part in ("message", "mend")]
    blanks: dict[str, Any] = {name: f"{{{name}}}" for name in PLACEHOLDERS}
    return {key: text(key, **blanks) for key in (*keys, *OWN)}


@cache
def _files() -> tuple[str, ...]:
    return tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_file()))


def _modules() -> list[str]:
    return [name for name in _files() if name.endswith(".js")]


@cache
def _edition() -> str:
    """A name that changes with every file that the worker keeps."""
    found = sha256()
    for path in (*(FOLDER / name for name in _files()), *sorted(DECODER_FOLDER.iterdir())):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]
