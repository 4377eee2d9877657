"""Rules about settings. Pure."""

import re
from typing import Any
from zoneinfo import available_timezones

from jiangang.kernel.office.settings_list import BY_KEY
from jiangang.methods.findings import Finding, Severity


def check_setting(key: str, value: Any) -> list[Finding]:
    """Findings on a value for a setting: unknown key, wrong kind, value outside the choices."""
    setting = BY_KEY.get(key)
    if setting is None:
        return [Finding("office.finding.setting_unknown", Severity.ERROR, "key", {"key": key})]
    if not _fits(setting.kind, setting.choices, value) or not _matches(setting.pattern, value):
        params = {"key": key, "value": str(value), "choices": ", ".join(setting.choices)}
        return [Finding("office.finding.setting_value", Severity.ERROR, "value", params)]
    return []


def _matches(pattern: str, value: Any) -> bool:
    return not pattern or re.fullmatch(pattern, value) is not None


def _fits(kind: str, choices: tuple[str, ...], value: Any) -> bool:
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if not isinstance(value, str):
        return False
    if kind == "choice":
        return value in choices
    return kind != "zone" or value in available_timezones()
