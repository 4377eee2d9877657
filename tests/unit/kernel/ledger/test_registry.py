"""Forms: names, versions, and one meaning per name."""

import pytest

from jiangang.kernel.ledger import registry
from jiangang.kernel.ledger.registry import Form


def form(name: str, *columns: str) -> Form:
    return Form(name, model="trial.Thing", columns=columns or ("a",))


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_FORMS", {})


@pytest.mark.parametrize(
    "name", ["thing/1", "trial.thing", "trial.thing/0", "Trial.thing/1", "trial.thing/x", ""]
)
def test_a_form_is_named_room_noun_version(name: str) -> None:
    with pytest.raises(ValueError, match="named"):
        form(name)


def test_columns_are_named_once() -> None:
    with pytest.raises(ValueError, match="once"):
        form("trial.thing/1", "a", "a")


def test_a_changed_form_is_a_new_version() -> None:
    registry.register(form("trial.thing/9"))
    registry.register(form("trial.thing/9"))
    with pytest.raises(ValueError, match="new version"):
        registry.register(form("trial.thing/9", "a", "b"))
    newest = registry.register(form("trial.thing/10", "a", "b"))
    weights = registry.register(form("trial.thing.weights/1", "c"))
    assert registry.current_forms("trial.thing") == (newest, weights)
    assert [len(versions) for versions in registry.families()] == [2, 1]
