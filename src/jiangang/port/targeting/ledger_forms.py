"""Named, versioned forms in which rows of this room enter the ledger."""

from jiangang.kernel.ledger.api import Form, register

register(
    Form(
        "targeting.policy/1",
        model="targeting.Policy",
        columns=("code", "version", "text", "digest", "reason", "proposed_at", "proposed_by"),
    )
)
register(
    Form(
        "targeting.activation/1",
        model="targeting.PolicyActivation",
        columns=("policy", "valid_from", "valid_until", "proposed_by", "activated_at", "activated_by"),
    )
)
register(
    Form(
        "targeting.decision/1",
        model="targeting.Decision",
        columns=(
            "consignment",
            "policy",
            "lane",
            "policy_lane",
            "is_random",
            "propensity",
            "draw",
            "facts",
            "reasons",
            "decided_at",
            "decided_by",
        ),
    )
)
register(
    Form(
        "targeting.outcome/1",
        model="targeting.Outcome",
        columns=("decision", "result", "reason", "replaces", "occurred_at", "recorded_by"),
    )
)
