"""The answer about a paper in words and as plain values: for the command line, the machine API, the pages."""

import json
from typing import Any

from django.utils import translation

from jiangang.kernel.texts import text
from jiangang.methods.findings import Refused
from jiangang.port.certificates.life import Life
from jiangang.port.certificates.verifying import Answer


def as_values(answer: Answer) -> dict[str, Any]:
    """The answer as plain JSON values, the sentence in both languages."""
    return {
        **answer.verdict.as_dict(),
        "sentence": {language: _sentence(answer, language) for language in ("en", "zh-hans")},
        "fields": answer.fields,
        "findings": [each.as_dict() for each in answer.findings],
        "chain": answer.chain.as_dict(),
        **(answer.life or Life()).as_dict(),
    }


def said(answer: Answer, *, as_json: bool) -> str:
    """The answer in plain words, or as JSON with the sentence in both languages."""
    if as_json:
        return json.dumps(as_values(answer), ensure_ascii=False)
    language = "zh-hans" if (translation.get_language() or "").startswith("zh") else "en"
    lines = [f"{answer.verdict.state}: {_sentence(answer, language)}"]
    lines += sentences_of(answer.life, language, with_chain=True)
    lines += [f"{name:<12} {value}" for name, value in answer.fields.items() if value]
    with translation.override(language):
        lines += [f"{text(each.message_key, **each.params)}" for each in answer.findings]
    return "\n".join(lines)


def sentences_of(life: Life | None, language: str, *, with_chain: bool = False) -> list[str]:
    """What befell a certificate, in plain sentences: a copy, an extension, what it replaces; and its chain,
    where nothing else shows that.
    """
    if life is None:
        return []
    found: list[tuple[str, dict[str, object]]] = []
    if life.copy is not None:
        found.append(("copy", {"number": life.copy}))
    if life.extended_on is not None:
        days = {"valid_until": life.valid_until, "on": life.extended_on, "before": life.extended_before}
        found.append(("extended", {key: str(value) for key, value in days.items()}))
    if life.replaces:
        found.append(("replaces", {"number": life.replaces}))
    if with_chain and len(life.chain) > 1:
        found.append(("chain", {"numbers": " → ".join(each.number for each in life.chain)}))
    with translation.override(language):
        return [str(text(f"certificates.life.{name}", **params)) for name, params in found]


def refused(refusal: Refused, *, as_json: bool) -> str:
    """Why something could not be read, in words or as JSON."""
    if as_json:
        return json.dumps({"state": "unreadable", "findings": [each.as_dict() for each in refusal.findings]})
    return "\n".join(f"unreadable: {line}" for line in reasons(refusal))


def reasons(refusal: Refused) -> list[str]:
    """Each finding in words, with what mends it."""
    return [
        f"{text(each.message_key, **each.params)} {text(each.mend_key, **each.params)}"
        for each in refusal.findings
    ]


def _sentence(answer: Answer, language: str) -> str:
    found = answer.verdict.sentence
    with translation.override(language):
        return str(text(found.key, **found.params))
