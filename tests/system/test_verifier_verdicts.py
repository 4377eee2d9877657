"""The browser's modules give the verdicts of `methods.papers`, on the same papers, keys, lists, moments."""

import random
from base64 import b32decode, b32encode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from jiangang.methods.papers import End, StatusList, cbor, claims_of, encode, sign_code, sign_status
from jiangang.methods.papers.cose import key_id_of, signature_of
from jiangang.methods.papers.fields import NAMES
from tests.support.papers import AT, make_office, trial_office, trial_record
from tests.support.verifiers import bundle_of, module_page

BASE = "https://ciq.example"
HEAD = "HTTPS://CIQ.EXAMPLE/C/"
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
LIST = StatusList(
    "370100",
    NOW - timedelta(days=3),
    11,
    frozenset({3, 4, 5}),
    {3: End(date(2026, 3, 3), "误签"), 4: End(date(2026, 3, 4), "更正", "370100-2026-000009-9")},
)
IN_PAGE = """async (vectors) => {
  const { knownFrom } = await import("/verifier/keys.js");
  const { verifyCode, sentenceName } = await import("/verifier/verdict.js");
  const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const answers = [];
  for (const vector of vectors) {
    try {
      const known = await knownFrom(vector.bundle, vector.status && bytes(vector.status));
      const { state, number, on, reason, successor, list_days, fields, ...rest } =
        await verifyCode(vector.text, known, new Date(vector.at));
      const sentence = sentenceName({ state, number, on, list_days, ...rest });
      answers.push({ state, number, on, reason, successor, list_days, fields, sentence });
    } catch (fault) {
      answers.push({ refused: fault.code || String(fault) });
    }
  }
  return answers;
}"""


@pytest.fixture(scope="module")
def ask(browser: Any) -> Iterator[Any]:
    with module_page(browser) as page:
        yield lambda vectors: page.evaluate(IN_PAGE, vectors)


def text_of(index: int | None = 1, *, office: Any = None, signed_at: datetime = AT, **changes: Any) -> str:
    ring = (office or trial_office()).ring
    record = encode(trial_record(1, status_index=index, **changes))
    claims = claims_of(record, signed_at=int(signed_at.timestamp()))
    return sign_code(claims, base=BASE, key=ring.code_key, key_id=key_id_of(ring.code))


def status_of(found: StatusList | None = LIST, **words: Any) -> bytes | None:
    ring = trial_office().ring
    return sign_status(found, key=ring.code_key, key_id=key_id_of(ring.code), **words) if found else None


def vector(text: str, *, status: bytes | None = b"", at: datetime = NOW, **words: Any) -> dict[str, Any]:
    raw = status_of() if status == b"" else status
    bundle = words.get("bundle") or bundle_of(trial_office().ring, **words)
    kept = b64encode(raw).decode() if raw else None
    return {"text": text, "bundle": bundle, "status": kept, "at": at.isoformat()}


def of_python(asked: dict[str, Any]) -> dict[str, Any]:
    """What the house itself says, with nothing but the same bundle and list."""
    from base64 import b64decode

    from jiangang.kernel.papers import api as papers
    from jiangang.methods.findings import Refused
    from jiangang.methods.papers import judge

    try:
        status = b64decode(asked["status"]) if asked["status"] else None
        read = papers.read_qr_code(asked["text"], papers.known_from(asked["bundle"], status))
    except Refused as refusal:
        return {"refused": refusal.findings[0].code}
    verdict = judge(read.seen, at=datetime.fromisoformat(asked["at"]))
    said = {name: verdict.as_dict()[name] for name in ("state", "number", "on", "reason", "successor")}
    sentence = verdict.sentence.key.rpartition(".")[2]
    return {**said, "list_days": verdict.list_days, "fields": dict(read.fields), "sentence": sentence}


def compare(ask: Any, vectors: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The answers, once both give the same."""
    answers = dict(zip(vectors, ask(list(vectors.values())), strict=True))
    assert answers == {name: of_python(each) for name, each in vectors.items()}
    return answers


def test_every_state_is_said_alike(ask: Any) -> None:
    vectors = {
        "valid": vector(text_of()),
        "withdrawn": vector(text_of(3)),
        "replaced": vector(text_of(4)),
        "ended_without_details": vector(text_of(5)),
        "bits_alone": vector(text_of(3), status=status_of(details=False)),
        "expired": vector(text_of(valid_until="2026-03-04")),
        "last_day": vector(text_of(valid_until="2026-03-05")),
        "withdrawn_and_expired": vector(text_of(3, valid_until="2026-03-04")),
        "unknown": vector(text_of(office=make_office())),
        "no_list": vector(text_of(), status=None),
        "newer_than_list": vector(text_of(11)),
        "no_place": vector(text_of(None)),
        "list_of_30_days": vector(text_of(), at=LIST.dated + timedelta(days=30)),
        "list_of_31_days": vector(text_of(), at=LIST.dated + timedelta(days=31)),
        "end_in_old_list": vector(text_of(3), at=LIST.dated + timedelta(days=400)),
        "clock_before_list": vector(text_of(), at=LIST.dated - timedelta(days=9)),
        "list_of_none": vector(
            text_of(0), status=status_of(replace(LIST, size=0, ended=frozenset(), ends={}))
        ),
    }
    states = {name: each["state"] for name, each in compare(ask, vectors).items()}
    assert set(states.values()) == {"valid", "withdrawn", "replaced", "expired", "unknown", "cannot_check"}
    assert states["valid"] == states["list_of_30_days"] == states["last_day"] == "valid"


def test_keys_that_ended_are_judged_alike(ask: Any) -> None:
    since = AT + timedelta(days=1)
    ends = {how: {"how": how, "since": since.isoformat()} for how in ("retired", "compromised")}
    early, late = text_of(), text_of(signed_at=since)
    vectors = {
        f"{how} {name}": vector(text, ended=end, status=None)
        for how, end in ends.items()
        for name, text in (("early", early), ("late", late))
    }
    states = {name: each["state"] for name, each in compare(ask, vectors).items()}
    assert states.pop("retired early") == "cannot_check"
    assert set(states.values()) == {"unknown"}
    stranger = bundle_of(trial_office().ring)
    stranger["keys"][0] = bundle_of(make_office().ring)["keys"][0]
    refused = compare(ask, {"another root": vector(early, bundle=stranger, status=None)})
    assert refused["another root"] == {"refused": "papers.finding.bundle_malformed"}


@pytest.mark.slow
def test_no_changed_letter_passes_and_both_say_why(ask: Any) -> None:
    text = text_of()
    vectors = {}
    for place, letter in enumerate(text):
        other = next(each for each in "7AQZ" if each != letter)
        vectors[f"{place}"] = vector(text[:place] + other + text[place + 1 :])
    shapes = {
        "lower": text.lower(),
        "padded": text + "=" * (-len(text.partition("/C/")[2]) % 8),
        "cut": text[:-1],
        "longer": text + "A",
        "spaced": f"{text} ",
        "line": f"{text}\n",
        "empty": "",
        "wide": text.replace("2", "２"),
        "other host": text.replace("CIQ.EXAMPLE", "EVIL.EXAMPLE"),
        "short": HEAD + "AA",
        "huge": HEAD + "A" * 3000,
    }
    vectors |= {name: vector(each) for name, each in shapes.items()}
    answers = compare(ask, vectors)
    assert not [name for name, each in answers.items() if each.get("state") == "valid"]


def spelt(payload: bytes, *, high: bool = False) -> str:
    """A code whose payload is these bytes, signed by the office's own key."""
    ring = trial_office().ring
    protected = cbor.write({1: -7, 4: key_id_of(ring.code)})
    signed = cbor.write(["Signature1", protected, HEAD.encode(), payload])
    signature = signature_of(signed, ring.code_key)
    if high:
        s = ORDER - int.from_bytes(signature[32:], "big")
        signature = signature[:32] + s.to_bytes(32, "big")
    message = b"\xd2" + cbor.write([protected, {}, payload, signature])
    return HEAD + b32encode(message).decode().rstrip("=")


def test_what_the_office_would_not_write_is_refused_alike(ask: Any) -> None:
    text = text_of()
    body = text.partition("/C/")[2]
    message = b32decode(body + "=" * (-len(body) % 8))
    payload = cbor.read(message[1:])[2]
    said = cbor.read(payload)
    changed = {
        "good": said,
        "more": {**said, 7: 1},
        "fewer": {1: "370100"},
        "no map": [1, 2],
        "text": "x",
        "true": {**said, 6: True},
        "before 1970": {**said, 6: -1},
        "late": {**said, 6: 2**60},
        "digest": {**said, -65538: bytes(31)},
        "fields": {**said, -65537: ["a"] * 7},
        "number": {**said, 2: 7},
        "null place": {**said, -65539: None},
        "far place": {**said, -65539: 2**63},
    }
    raw = {name: cbor.write(each) for name, each in changed.items()}
    raw |= {
        "float": b"\xfb" + bytes(8),
        "long form": b"\x18\x01",
        "indefinite": b"\x9f\xff",
        "rest": payload + b"\0",
    }
    raw |= {
        "twice": b"\xa2\x01\x01\x01\x02",
        "order": b"\xa2\x02\x01\x01\x02",
        "no utf-8": b"\x61\xff",
        "deep": b"\x81" * 60,
    }
    vectors = {name: vector(spelt(each)) for name, each in raw.items()}
    vectors["high s"] = vector(spelt(payload, high=True))
    chance = random.Random(5)
    for number in range(150):
        bent = bytearray(payload)
        bent[chance.randrange(len(bent))] = chance.randrange(256)
        vectors[f"bent {number}"] = vector(spelt(bytes(bent)))
    answers = compare(ask, vectors)
    assert answers["good"]["state"] == "valid"
    assert answers["good"]["fields"].keys() == set(NAMES)
    assert answers["high s"] == {**answers["high s"], "state": "broken"}
    assert len([each for each in answers.values() if "refused" in each]) > 20


def test_a_list_with_any_byte_changed_is_refused_alike(ask: Any) -> None:
    good = status_of() or b""
    text = text_of(3)
    vectors = {}
    for place in range(len(good)):
        bent = bytearray(good)
        bent[place] ^= 1
        vectors[f"{place}"] = vector(text, status=bytes(bent))
    vectors["cut"] = vector(text, status=good[:-1])
    answers = compare(ask, vectors)
    assert all("refused" in each for each in answers.values())
