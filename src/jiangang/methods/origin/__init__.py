"""Preferential origin: whether a good is originating under an agreement, and what duty that saves.

Agreements, product rules, tariffs and rates are dated data; the engine reads them and writes out every step.
What no data says is a finding, never a guess.
"""

from jiangang.methods.origin.agreements import get_edition, load_agreements, read_agreement
from jiangang.methods.origin.certificate_numbers import read_certificate_number
from jiangang.methods.origin.conditions import parse_condition
from jiangang.methods.origin.content import build_down, build_up, foreign_percent
from jiangang.methods.origin.determination import determine_origin
from jiangang.methods.origin.duties import parse_duty, reckon_duty
from jiangang.methods.origin.goods import read_case
from jiangang.methods.origin.japanese_tariff import read_cell, survey_tariff
from jiangang.methods.origin.product_rules import read_rule_set
from jiangang.methods.origin.requirements import weigh_issue, weigh_operations, weigh_transport
from jiangang.methods.origin.saving_lines import read_saving_lines
from jiangang.methods.origin.savings import compute_savings, estimate_at_flat_rate
from jiangang.methods.origin.uk_rules import read_uk_rule_set

__all__ = [
    "build_down",
    "build_up",
    "compute_savings",
    "determine_origin",
    "estimate_at_flat_rate",
    "foreign_percent",
    "get_edition",
    "load_agreements",
    "parse_condition",
    "parse_duty",
    "read_agreement",
    "read_case",
    "read_cell",
    "read_certificate_number",
    "read_rule_set",
    "read_saving_lines",
    "read_uk_rule_set",
    "reckon_duty",
    "survey_tariff",
    "weigh_issue",
    "weigh_operations",
    "weigh_transport",
]
