"""The settings that an office has, with their kinds and first values. Pure data; adding one changes nothing
else.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key, the kind of value that the screen asks for, and the value before anybody sets
    it; a text may have a pattern that all of it must fit.
    """

    key: str
    kind: str  # text, zone, choice, number, flag
    default: Any
    choices: tuple[str, ...] = ()
    pattern: str = ""


SECTION = r"\s*[A-Za-z0-9_-]{1,40}\s*[:：]\s*[0-9*][0-9*\s,，、]*"
"""One section and the goods that it inspects, as in `plants: 06, 44`."""

SHARE = r"\s*(0(\.[0-9]{1,6})?|1(\.0{1,6})?|[0-9]{1,3}/[1-9][0-9]{0,3})\s*"
"""A part of the whole: `0.2`, `1/5`."""

WEIGHT = r"\s*[0-9]{1,12}\s*=\s*(?=[0-9.]*[1-9])[0-9]{1,6}(\.[0-9]{1,6})?\s*"
"""The weight of a finding by the beginning of a commodity code, above 0, as in `0106=5`."""

SETTINGS: tuple[Setting, ...] = (
    Setting("name_en", "text", "Inspection and Quarantine Office"),
    Setting("name_zh", "text", "检验检疫局"),
    Setting("code", "text", "000000"),
    Setting("time_zone", "zone", "Asia/Shanghai"),
    Setting("legal_profile", "choice", "chinese", ("chinese", "single_officer")),
    Setting("currency", "text", "CNY"),
    Setting("language", "choice", "zh-hans", ("zh-hans", "en")),
    Setting("demo", "flag", False),
    Setting("demo_password", "text", ""),
    Setting("demo_day", "text", ""),
    Setting("mfa_for_signing_posts", "flag", True),
    Setting("upload_limit_mb", "number", 20),
    Setting("email_channel", "flag", False),
    Setting("webhook_url", "text", ""),
    Setting("random_share", "text", "0.05"),
    Setting("inspection_sections", "text", "", pattern=f"({SECTION}([;；]{SECTION})*)?"),
    Setting("exploring_share", "text", "0.2", pattern=SHARE),
    Setting("finding_values", "text", "", pattern=f"({WEIGHT}(,{WEIGHT})*)?"),
    Setting("decision_hours", "number", 48),
    Setting("audit_share", "text", "0.1"),
    Setting("inspector_qualification", "text", "field_inspection"),
    Setting("inspector_daily_cap", "number", 0),
    Setting("policy_backtest_days", "number", 90),
    Setting("policy_shadow_days", "number", 7),
    Setting("inspector_hours_red", "text", "3"),
    Setting("inspector_hours_yellow", "text", "0.5"),
    Setting("trader_hours_red", "text", "8"),
    Setting("trader_hours_yellow", "text", "1"),
    Setting("hub_address", "text", ""),
    Setting("hub_country", "text", ""),
    Setting("hub_partners", "text", ""),
    Setting("register_cosignatures", "number", 0),
    Setting("public_address", "text", "http://127.0.0.1:8000"),
    Setting("time_stamp_address", "text", ""),
)

BY_KEY: dict[str, Setting] = {setting.key: setting for setting in SETTINGS}
