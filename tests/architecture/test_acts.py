"""Every act that enters the ledger has words in both languages: of entry, permission or workflow."""

from collections.abc import Iterable

from jiangang.kernel.ledger.wording import keys_of_act
from jiangang.kernel.workflow.synchronising import all_workflows
from jiangang.ui.wording import catalogue
from tests.architecture.acts import FAMILIES, acts_of, known_acts
from tests.architecture.source import Module, nothing

LANGUAGES = ("en", "zh-hans")


def wordless(codes: Iterable[str]) -> list[str]:
    """Acts without words, with the language. The words of a workflow count for its own room's acts alone: the
    last part of a code means another thing elsewhere (`people.grant.add` adds no person).
    """
    moving = {(each.name.partition(".")[0], act) for each in all_workflows() for act in each.acts}
    found = []
    for code in sorted(codes):
        room, last = code.partition(".")[0], code.rpartition(".")[2]
        entry, permission, act = keys_of_act(code)
        keys = [entry, permission, *([act] if (room, last) in moving or code.count(".") == 1 else [])]
        for language in LANGUAGES:
            if not any(catalogue().has(language, key) for key in keys):
                found.append(f"{language}: {code}")
    return found


def test_every_act_has_words_in_both_languages() -> None:
    assert len(known_acts().codes) > 100
    nothing(wordless(known_acts().codes))


def test_every_entry_is_followed_to_its_act() -> None:
    """And no line of `FAMILIES` is left over."""
    nothing(known_acts().unknown)
    nothing(sorted(FAMILIES.keys() - known_acts().met))


def test_an_act_without_words_and_one_that_cannot_be_followed_are_found() -> None:
    code = (
        'ledger.append(act="example.thing.go", subject="x")\n'
        'ledger.Act(act="example.thing.stay" if ok else "example.thing.leave", subject="x")\n'
        'ledger.append(act=made_up(), subject="x")\n'
        'other.append(act="example.thing.no")\n'
    )
    found = acts_of([Module.of(code)], {})
    assert found.codes == {"example.thing.go", "example.thing.stay", "example.thing.leave"}
    assert found.unknown == ("src/jiangang/port/example/views.py:3: made_up()",)
    assert wordless(["example.thing.go"]) == ["en: example.thing.go", "zh-hans: example.thing.go"]
    assert wordless(["people.nothing.add"]) == ["en: people.nothing.add", "zh-hans: people.nothing.add"]
