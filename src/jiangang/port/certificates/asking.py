"""`jiangang certificate verify`: what was given is recognised and asked about; `telling` puts the answer into
words.

Offline nothing is asked but the files in a folder: `keys.json`, `status.cose` and `register.keys`, as the
office publishes them.
"""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from jiangang.kernel.papers import api as papers
from jiangang.kernel.register import api as register
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.papers import Seen, judge, read_register_keys
from jiangang.port.certificates import handed, queries, verifying
from jiangang.port.certificates.life import Life
from jiangang.port.certificates.verifying import Answer

KEYS_FILE, STATUS_FILE, REGISTER_FILE = "keys.json", "status.cose", "register.keys"
LARGEST_FILE = 64 * 1024 * 1024
LARGEST_BUNDLE = 16 * 1024 * 1024


def bundle_folder() -> Path:
    """Where the bundle lies when nobody says otherwise."""
    return Path(settings.VAR) / "papers" / "bundle"


def ask(what: str, code: str, *, at: datetime, bundle: Path, offline: bool) -> Answer:
    """The answer about a file, the text of a code, or a number (with its code, or for the office's own eyes).

    Raises Refused (`certificates.finding.unreadable`, or what the reader of codes says) for what cannot be
    read.
    """
    content = _file(what)
    if content is None and "/C/" not in papers.plain_code(what):
        if offline:
            raise Refused(Finding("certificates.finding.number_offline", params={"number": what}))
        return _ask_number(what, code, at)
    if content is not None and content.startswith(b"%PDF"):
        return _ask_pdf(content, at, bundle, offline=offline)
    words = what if content is None else _text(content)
    if words.startswith("ey"):
        return _ask_credential(words, at, bundle, offline=offline)
    return _ask_code(words.strip(), at, bundle, offline=offline)


def read_bundle(folder: Path) -> papers.Known:
    """What the files of a bundle say. Raises Refused when they are not there or cannot be used."""
    try:
        raw = (folder / KEYS_FILE).read_bytes()[:LARGEST_BUNDLE]
        said = json.loads(raw)
        path = folder / STATUS_FILE
        status = path.read_bytes()[:LARGEST_BUNDLE] if path.exists() else None
        path = folder / REGISTER_FILE
        register = read_register_keys(path.read_text()[:LARGEST_BUNDLE]) if path.exists() else None
    except (OSError, ValueError) as error:
        finding = Finding("certificates.finding.no_bundle", params={"folder": str(folder)})
        raise Refused(finding) from error
    return replace(papers.known_from(said, status), register=register)


def write_bundle(folder: Path, at: datetime) -> Path:
    """Write the office's own bundle; answers the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    words = json.dumps(papers.bundle(at), ensure_ascii=False, indent=1)
    (folder / KEYS_FILE).write_text(words + "\n", encoding="utf-8")
    (folder / STATUS_FILE).write_bytes(verifying.published_status(at))
    (folder / REGISTER_FILE).write_text(register.published_keys())
    return folder


def _ask_number(number: str, code: str, at: datetime) -> Answer:
    if code and queries.verify_paper(number, code).state == "unknown":
        return Answer(judge(Seen(number, known=False), at=at), {})
    return verifying.verify_number(number, at)


def _ask_pdf(content: bytes, at: datetime, bundle: Path, *, offline: bool) -> Answer:
    if not offline:
        return verifying.verify_file(content, at)
    return _judged(papers.read_pdf(content, read_bundle(bundle), at), at)


def _ask_code(words: str, at: datetime, bundle: Path, *, offline: bool) -> Answer:
    if not offline:
        return verifying.verify_code(words, at)
    return _judged(papers.read_qr_code(words, read_bundle(bundle)), at)


def _ask_credential(words: str, at: datetime, bundle: Path, *, offline: bool) -> Answer:
    if not offline:
        return verifying.verify_credential(words, at)
    return _judged(papers.read_credential(words, read_bundle(bundle)), at)


def _judged(read: papers.Read, at: datetime) -> Answer:
    record: Any = dict(read.record) if read.record is not None else None
    return Answer(judge(read.seen, at=at), dict(read.fields), record, read.findings, life=_told(record or {}))


def _told(record: dict[str, Any]) -> Life | None:
    """What a paper's own record says of its life, where the office is not asked."""
    copy, replaced = record.get("copy") or {}, record.get("replaces") or {}
    if not copy and not replaced:
        return None
    return Life(replaces=replaced.get("number", ""), copy=copy.get("number"))


def _file(what: str) -> bytes | None:
    path = Path(what)
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError):
        return None
    if len(content) > LARGEST_FILE:
        raise _unreadable(what)
    return content


def _text(content: bytes) -> str:
    """The text in a file: of a code or a credential, or what the code in a picture says."""
    if papers.is_picture(content):
        return handed.code_in_picture(content)
    try:
        return content.decode().strip()
    except UnicodeDecodeError as error:
        raise _unreadable("") from error


def _unreadable(what: str) -> Refused:
    return Refused(Finding("certificates.finding.unreadable", params={"what": what}))
