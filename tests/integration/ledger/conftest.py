"""Actors and business rows for the ledger's tests; models are imported once Django is ready."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def clerk() -> Any:
    """Somebody who appends."""
    from jiangang.kernel.permissions import Actor

    return Actor.system("trial", on=AT.date())


@pytest.fixture
def keys_folder(tmp_path: Path, settings: Any) -> Path:
    """A folder for the checkpoint key of one test."""
    settings.KEYS_DIR = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def settle(committed_db: Any, clerk: Any) -> Iterator[Callable[..., Any]]:
    """A function that saves a business row and appends its entry, in one committed transaction."""
    from django.db import transaction

    from jiangang.kernel.ledger import api as ledger
    from jiangang.kernel.office.models import OfficeSetting

    def save(number: int, **words: Any) -> Any:
        with transaction.atomic():
            row = OfficeSetting.objects.create(
                key=f"trial.{number}",
                value={"名": "苹果", "n": number},
                valid_from=date(2026, 1, 1),
                recorded_by="x",
            )
            return ledger.append(
                **{
                    "actor": clerk,
                    "at": AT,
                    "act": "trial.save",
                    "subject": f"setting:{number}",
                    "rows": [row],
                }
                | words
            )

    yield save
