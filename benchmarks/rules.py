"""200 rules over 54,000 declarations with every hit recorded, beside zen-engine's decision table.

Run: `python -m benchmarks.rules [ROWS] [RULES]`. Declarations from `SHARED_DATA/declarations-wco`, else made
up. Both sides get the same rules, and the rows in the form that they read: ours as columns, zen's as
dictionaries; what laying out the columns costs is told beside. zen's hits on the first rows are compared with
ours, and ours in a batch with ours one by one. Rates are declarations per second of processor time, the best
of several runs. Targets: 1,000,000 in a batch with the laying out of the columns counted in, and 1,000 times
zen.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from benchmarks.measuring import keep, machine
from benchmarks.policies import declarations, many_rules, show
from jiangang.methods.targeting.batch import compile_policy
from jiangang.methods.targeting.columns import Columns
from jiangang.methods.targeting.facts import ConsignmentFacts, Kind, LineFacts
from jiangang.methods.targeting.policy import Policy

ROWS, RULES, TARGET, TIMES = 54_000, 200, 1_000_000, 1_000
PEER_ROWS, SINGLE_ROWS, RUNS = 1_000, 1_000, 7
DAY = date(2026, 3, 2)


def per_second(rows: int, act: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """Rows per second of processor time, the best of several runs, and what came of the last."""
    best, made = float("inf"), None
    for _ in range(runs):
        began = time.process_time()
        made = act()
        best = min(best, time.process_time() - began)
    return rows / best, made


def one_by_one(policy: Policy, rows: list[dict[str, Any]]) -> np.ndarray:
    """Our own hits, asked for one declaration after another."""
    rules = policy.rules_on(DAY)
    hits = np.zeros((len(rules), len(rows)), np.bool_)
    for place, row in enumerate(rows):
        facts = _facts(policy, row)
        for number, rule in enumerate(rules):
            hits[number, place] = rule.touches(rule.ask(facts)[0])
    return hits


def _facts(policy: Policy, row: dict[str, Any]) -> ConsignmentFacts:
    from decimal import Decimal

    values = {
        name: Decimal(repr(row[name])) if fact.kind is Kind.NUMBER and row[name] is not None else row[name]
        for name, fact in policy.schema.items()
    }
    return ConsignmentFacts(row["number"], {}, (LineFacts(1, values),))


def peer_table(policy: Policy) -> str:
    """The same rules as a decision table that collects every hit."""
    facts = list(policy.schema)
    columns = [{"id": f"in-{name}", "name": name, "field": name} for name in facts]
    rules = []
    for rule in policy.rules:
        cells = {f"in-{name}": "" for name in facts}
        for one in rule.conditions:
            sign = {"at_least": ">=", "at_most": "<="}.get(one.operator)
            cells[f"in-{one.fact}"] = (
                f"{sign} {one.wanted[0]}" if sign else ", ".join(json.dumps(value) for value in one.wanted)
            )
        rules.append({"_id": rule.code, **cells, "out": json.dumps(rule.code)})
    table = {
        "hitPolicy": "collect",
        "inputs": columns,
        "outputs": [{"id": "out", "name": "rule", "field": "rule"}],
        "rules": rules,
    }
    nodes = [
        {"id": "begin", "type": "inputNode", "name": "begin"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": table},
        {"id": "end", "type": "outputNode", "name": "end"},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "begin", "targetId": "table"},
        {"id": "b", "type": "edge", "sourceId": "table", "targetId": "end"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def ask_peer(decision: Any, rows: list[dict[str, Any]], order: dict[str, int]) -> np.ndarray:
    """The peer's hits."""
    hits = np.zeros((len(order), len(rows)), np.bool_)
    for place, row in enumerate(rows):
        for hit in decision.evaluate(row)["result"] or []:
            hits[order[hit["rule"]], place] = True
    return hits


def measure(rows: int, rules: int) -> dict[str, Any]:
    """Our batch, our single mode and the peer, on the same declarations."""
    frame, source = declarations(rows)
    policy, _ = many_rules(frame, rules)
    compiled = compile_policy(policy, DAY)
    laid_out = Columns.of(frame, schema=policy.schema)
    whole, hits = per_second(
        rows, lambda: compiled.screen(Columns.of(frame, schema=policy.schema)).hits, RUNS
    )
    asked, _ = per_second(rows, lambda: compiled.screen(laid_out).touched, RUNS)
    some = frame.head(SINGLE_ROWS).to_dicts()
    single, alone = per_second(len(some), lambda: one_by_one(policy, some), 1)
    said: dict[str, Any] = {
        "source": source, "rows": rows, "rules": rules, "hits": int(hits.sum()),
        "batch_per_cpu_s": round(whole), "batch_columns_laid_out_per_cpu_s": round(asked),
        "single_per_cpu_s": round(single), "single_same_hits": bool((alone == hits[:, : len(some)]).all()),
        "target_met": whole >= TARGET,
    }  # fmt: skip
    try:
        import zen
    except ImportError:
        return said | {"peer": "zen-engine is not installed"}
    decision = zen.ZenEngine().create_decision(peer_table(policy))
    plain = [{name: row[name] for name in policy.schema} for row in frame.head(PEER_ROWS).to_dicts()]
    order = {rule.code: place for place, rule in enumerate(policy.rules)}
    rate, theirs = per_second(len(plain), lambda: ask_peer(decision, plain, order), 1)
    return said | {
        "peer_per_cpu_s": round(rate), "peer_hits": int(theirs.sum()),
        "peer_same_hits": bool((theirs == hits[:, : len(plain)]).all()),
        "times_peer": round(asked / rate), "times_peer_with_laying_out": round(whole / rate),
        "times_target_met": asked / rate >= TIMES,
    }  # fmt: skip


def run(rows: int = ROWS, rules: int = RULES) -> None:
    """Measure, print and keep."""
    figures = measure(rows, rules)
    show(figures)
    keep("rules", {"machine": machine(), **figures})


if __name__ == "__main__":
    run(*map(int, sys.argv[1:3]))
