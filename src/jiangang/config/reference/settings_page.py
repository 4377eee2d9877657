"""Reference page of the settings: environment variables of a process, and settings of an office."""

import re

from jiangang.config import environment
from jiangang.config.reference import markdown
from jiangang.kernel.office.settings_list import SETTINGS
from jiangang.ui.wording import text_in

LINE = re.compile(r"^([A-Z][A-Z_]+) {2,}(\S.*)$", re.MULTILINE)


def variables() -> dict[str, str]:
    """Environment variable → what it does, as `config/environment.py` documents it."""
    return dict(LINE.findall(environment.__doc__ or ""))


def render() -> str:
    """Both kinds of setting."""
    office = markdown.table(
        ("Setting", "English", "中文", "Kind", "Before anybody sets it"),
        [
            (
                markdown.code(setting.key),
                text_in("en", f"office.setting.{setting.key}"),
                text_in("zh-hans", f"office.setting.{setting.key}"),
                setting.kind + (f": {', '.join(setting.choices)}" if setting.choices else ""),
                markdown.code(setting.default),
            )
            for setting in SETTINGS
        ],
    )
    process = markdown.table(
        ("Variable", "Meaning"), [(markdown.code(name), words) for name, words in variables().items()]
    )
    return markdown.page(
        "Settings",
        "## Of a process\n\nEnvironment variables, read when a process starts.",
        process,
        "## Of an office\n\nDated values, changed on the settings screen; every change stands in the ledger.",
        office,
    )
