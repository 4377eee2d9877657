"""Both languages whole; every key that is asked for exists, and no key is left over."""

from pathlib import Path

import pytest

from jiangang.config.reference.gathering import room_modules
from jiangang.kernel.figures import all_figures
from jiangang.kernel.ledger.wording import keys_of_act
from jiangang.kernel.permissions import Permission
from jiangang.kernel.workflow.synchronising import all_workflows
from jiangang.methods.texts import Catalogue, placeholders
from jiangang.ui.wording import catalogue
from tests.architecture.acts import known_acts
from tests.architecture.keys import Uses, uses
from tests.architecture.source import PACKAGE, Module, modules, nothing, relative, templates


def derived() -> set[str]:
    """Keys that are asked for by way of a declaration: permissions, states, acts, figures."""
    room_modules()
    found = {permission.text_key for permission in Permission.all()}
    for workflow in all_workflows():
        found |= {workflow.state_key(state) for state in workflow.states}
        found |= {workflow.act_key(act) for act in workflow.acts}
    for figure in all_figures():
        found |= {f"{figure.text_key}.{part}" for part in ("title", "definition", "period")}
    return found


def data_files() -> list[Path]:
    """TOML data of the rooms, without the texts themselves."""
    return [path for path in sorted(PACKAGE.rglob("*.toml")) if path.parent.name not in {"texts", "wording"}]


@pytest.fixture(scope="module")
def used() -> Uses:
    found = uses(modules(), {relative(path): path.read_text() for path in templates()}, data_files())
    found.whole |= derived() | {keys_of_act(code)[0] for code in known_acts().codes}
    return found


def test_both_languages_have_every_key() -> None:
    assert catalogue().missing() == []


def test_both_languages_have_the_same_placeholders() -> None:
    assert catalogue().placeholder_mismatches() == []


def test_every_key_asked_for_exists(used: Uses) -> None:
    known = catalogue().keys("en")
    wanted = {**used.asked, **dict.fromkeys(derived(), "declared")}
    nothing(f"{place}: {key}" for key, place in wanted.items() if key not in known)


def test_no_key_is_left_over(used: Uses) -> None:
    nothing(used.unused(catalogue().keys("en")))


def test_a_missing_language_and_placeholder_are_found() -> None:
    made = Catalogue(["en", "zh-hans"])
    made.add("room", "en", {"a": "{n} things", "b": "more"})
    made.add("room", "zh-hans", {"a": "{m} 件"})
    assert made.missing() == [("zh-hans", "room.b")]
    assert [key for _, key, _, _ in made.placeholder_mismatches()] == ["room.a"]
    assert placeholders("{n} things") == {"n"}


def test_an_unused_and_an_unknown_key_are_found() -> None:
    code = 'text("room.known")\nFinding("room.finding.bad")\nACTS = ("add",)\ntext(f"room.act.{act}")\n'
    found = uses([Module.of(code)], {"page.html": '{% text "room.shown" %}'}, [])
    assert found.asked.keys() == {
        "room.known", "room.finding.bad.message", "room.finding.bad.mend", "room.shown",
    }  # fmt: skip
    keys = ["room.known", "room.finding.bad.mend", "room.act.add", "room.act.gone", "room.shown", "room.left"]
    assert found.unused(keys) == ["room.act.gone", "room.left"]
