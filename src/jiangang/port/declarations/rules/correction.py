"""Rules about replacing a notice by a corrected one. Pure."""

from jiangang.methods.findings import Citation, Finding, Severity
from jiangang.methods.rules import rule
from jiangang.port.declarations.rules.facts import ALWAYS, IN_FORCE_ORDER_16, OFFICE, CorrectionFacts

AMENDMENT = Citation(
    "出入境检验检疫报检规定（国家出入境检验检疫局令第16号，1999）",
    article="更改（条款号未核）",
    verified=False,
)


@rule(applies_from=IN_FORCE_ORDER_16, citation=AMENDMENT)
def check_same_commodity(facts: CorrectionFacts) -> list[Finding]:
    """Before inspection the goods may be described better, but may not become a different commodity (HS
    heading).
    """
    before = {line.hs_code[:4] for line in facts.before.lines if line.hs_code}
    after = {line.hs_code[:4] for line in facts.after.lines if line.hs_code}
    if not before or not after or before & after:
        return []
    params = {"before": ", ".join(sorted(before)), "after": ", ".join(sorted(after))}
    return [Finding("declarations.finding.other_commodity", Severity.ERROR, "lines.1.hs_code", params)]


@rule(applies_from=ALWAYS, citation=OFFICE)
def check_something_changed(facts: CorrectionFacts) -> list[Finding]:
    """A correction says something else than the notice that it replaces."""
    if facts.before.digest != facts.after.digest:
        return []
    return [Finding("declarations.finding.nothing_changed", Severity.ERROR)]
