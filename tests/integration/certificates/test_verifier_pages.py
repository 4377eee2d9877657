"""The verifier's page, worker and manifest: languages, policy, and no trace of whoever asks."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.integration.certificates.test_certifying import issued
from tests.support import cases

pytestmark = pytest.mark.django_db
PAGES = ("/verify/app/", "/verify/app/zh/", "/verify/app/en/")


def policy_of(answer: Any) -> dict[str, str]:
    parts = answer.headers["Content-Security-Policy"].split(";")
    return dict(part.strip().partition(" ")[::2] for part in parts)


def test_only_the_verifier_may_run_compiled_code(client: Any) -> None:
    for path in PAGES:
        answer = client.get(path)
        scripts = policy_of(answer)["script-src"]
        assert "'wasm-unsafe-eval'" in scripts
        assert "'unsafe-eval'" not in scripts.replace("'wasm-unsafe-eval'", "")
        assert "'unsafe-inline'" not in scripts
        inline = re.findall(r"<script(?![^>]*(?:src=|application/json))", answer.content.decode())
        assert inline == []
    for path in ("/verify/", "/account/login/", "/C/AAAA"):
        assert "wasm" not in policy_of(client.get(path))["script-src"]


def test_nobody_gets_a_cookie(released: Any, client: Any) -> None:
    cases.set_office(public_address="http://testserver")
    certificate = issued(released)
    code = "/C/" + certificate.signed.qr_text.partition("/C/")[2]
    typed = f"/verify/?n={certificate.number}&c={certificate.signed.digest[:16]}&lang=en"
    for path in (*PAGES, "/verify/", typed, code, "/verify/keys", "/verify/status", "/verify/app/worker.js"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert not answer.cookies, path
    assert not client.cookies


def test_the_language_stands_in_the_address(released: Any, client: Any) -> None:
    words = {"en": "Is this paper valid?", "zh": "这份证单有效吗？"}
    for language, title in words.items():
        assert f"<h1>{title}</h1>" in client.get(f"/verify/app/{language}/").content.decode()
        asked = client.get("/verify/app/", headers={"accept-language": language}).content.decode()
        assert f"<h1>{title}</h1>" in asked
    assert client.get("/verify/app/fr/").status_code == 404
    typed = client.get("/verify/?lang=en&n=x", headers={"accept-language": "zh-hans"}).content.decode()
    assert "Certificate number" in typed
    assert "lang=zh-hans" in typed
    assert "csrfmiddlewaretoken" not in typed


def test_a_newer_decoder_is_another_edition(
    client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else phones would go on with the decoder that they keep."""
    from jiangang.port.certificates import verifier

    def edition() -> str:
        verifier._edition.cache_clear()
        return client.get("/verify/app/worker.js").content.decode().partition(";")[0]

    before = edition()
    assert edition() == before
    newer = shutil.copytree(verifier.DECODER_FOLDER, tmp_path / "zxing")
    (newer / "reader.js").write_bytes(b"// newer")
    monkeypatch.setattr(verifier, "DECODER_FOLDER", newer)
    assert edition() != before
    verifier._edition.cache_clear()


def test_the_worker_keeps_what_is_there(client: Any) -> None:
    from django.contrib.staticfiles import finders

    body = client.get("/verify/app/worker.js").content.decode()
    kept = re.findall(r'"(/[^"]*)"', body.partition("/* global")[0])
    assert {"/verify/keys", "/verify/status", "/verify/app/en/", "/verify/app/zh/"} <= set(kept)
    for path in kept:
        if path.startswith("/static/") and not path.endswith("/"):
            assert finders.find(path.removeprefix("/static/")), path
    assert finders.find("ui/vendor/zxing/zxing_reader.wasm")
    assert "vendor" not in "".join(each for each in kept if not each.endswith("/"))
    said = client.get("/verify/app/manifest.webmanifest")
    assert said.headers["Content-Type"] == "application/manifest+json"
    assert {each["sizes"] for each in said.json()["icons"]} == {"192x192", "512x512"}
    assert said.json()["scope"] == "/verify/app/"


def test_every_word_of_the_page_is_given_with_its_placeholders(client: Any) -> None:
    from jiangang.methods.texts import placeholders
    from jiangang.port.certificates.verifier import FOLDER

    for language in ("en", "zh"):
        page = client.get(f"/verify/app/{language}/")
        given = page.context["words"]["words"]
        assert "{number}" in given["methods.papers.verdict.valid"]
        assert placeholders(given["methods.papers.verdict.replaced"]) == {
            "number",
            "successor",
            "on",
            "reason",
        }
        asked = set(re.findall(r"certificates\.(?:verify|finding)\.[a-z_]+", _scripts(FOLDER)))
        names = re.findall(r'\bv\((?:days \? )?"([a-z_]+)"', _scripts(FOLDER))
        asked |= {f"certificates.verifier.{name}" for name in names}
        known = set(given) | {key.rpartition(".")[0] for key in given}
        assert asked - known == set()


def _scripts(folder: Any) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.js"))
