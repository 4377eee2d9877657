"""Each ban of pyproject.toml has an example that ruff refuses: clocks, signals, model forms, settings."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import REPOSITORY

RUFF = Path(sys.executable).parent / "ruff"


def codes(text: str, path: str) -> set[str]:
    """Codes that ruff gives to a text, as if it stood at that path of the repository."""
    words = [str(RUFF), "check", "--no-cache", "--output-format", "concise", "--stdin-filename", path, "-"]
    done = subprocess.run(words, input=text, capture_output=True, text=True, cwd=REPOSITORY)
    return {line.split(": ")[1].split()[0] for line in done.stdout.splitlines() if line.count(": ") >= 1}


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n",
        "from datetime import datetime\n\nNOW = datetime.today()\n",
        "from datetime import date\n\nTODAY = date.today()\n",
        "from django.utils import timezone\n\nNOW = timezone.now()\n",
        "from django.db.models import signals\n\nSIGNAL = signals.post_save\n",
        "from django.dispatch import receiver\n\nRECEIVER = receiver\n",
        "from django.forms import ModelForm\n\nFORM = ModelForm\n",
        "from django.contrib.auth.models import User\n\nUSER = User\n",
        "from jiangang.config import settings\n\nSETTINGS = settings\n",
    ],
)
def test_a_banned_name_is_found(text: str) -> None:
    assert "TID251" in codes(text, "src/jiangang/port/example/operations.py")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("print(1)\n", "T201"),
        ("from datetime import datetime\n\nNOW = datetime(2026, 1, 1)\n", "DTZ001"),
        ("import random\n\nLOT = random.random()\n", "S311"),
        ("def act(a, b, c, d, e, f, g):\n    return a\n", "PLR0917"),
    ],
)
def test_a_banned_habit_is_found(text: str, code: str) -> None:
    assert code in codes(text, "src/jiangang/port/example/operations.py")


def test_the_composition_root_may_import_itself() -> None:
    text = "from jiangang.config import settings\n\nSETTINGS = settings\n"
    assert codes(text, "src/jiangang/config/example.py") == set()
