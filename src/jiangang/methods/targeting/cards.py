"""The model card: data window, metrics with intervals, calibration table and plot, drift of each feature.

All metrics are of the held-out rows, by a blend that was fitted on the other half of them. The plot is a
plain SVG that is read without a script.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.register import method
from jiangang.methods.targeting.measures import (
    find_auc,
    find_auc_error,
    find_log_loss,
    find_precision,
    find_share_interval,
    find_stability_index,
)
from jiangang.methods.targeting.store import Features

Floats = NDArray[np.float64]
Z = 1.959963984540054
BINS = 10
TENTHS = np.linspace(0, 1, BINS + 1)[1:-1]
SHARES = (0.01, 0.05, 0.10)
STEADY, MOVED = 0.1, 0.25
SIDE, MARGIN = 320, 40


@method(
    "targeting.card",
    source="Mitchell and others, Model Cards for Model Reporting, FAT* 2019",
    verified="metrics recomputed from the same rows",
)
def write_card(
    features: Features,
    labels: NDArray[Any],
    ages: Floats,
    held: NDArray[np.int64],
    probabilities: Floats,
) -> dict[str, Any]:
    """What a model was fitted and measured on, as plain JSON values.

    held: places of the held-out rows; probabilities: of those rows. Ages are in days before the fitting.
    """
    truths = np.asarray(labels[held], bool)
    newer = ages < np.median(ages)
    return {
        "window": {
            "rows": len(labels),
            "findings": int(labels.sum()),
            "oldest_days": float(ages.max()),
            "newest_days": float(ages.min()),
            "held_out_rows": len(held),
            "held_out_findings": int(truths.sum()),
        },
        "metrics": measure(probabilities, truths),
        "calibration": calibrate_table(probabilities, truths),
        "drift": measure_drift(features.values[~newer], features.values[newer], features.names),
    }


def measure(probabilities: Floats, labels: NDArray[np.bool_]) -> dict[str, Any]:
    """Area under the curve, precision at 1, 5 and 10 %, log-loss, base rate, with 95 % intervals."""
    ones = int(labels.sum())
    auc = find_auc(probabilities, labels)
    error = find_auc_error(auc, ones, len(labels) - ones)
    found: dict[str, Any] = {
        "auc": _told(auc, max(0.0, auc - Z * error), min(1.0, auc + Z * error)),
        "base_rate": _share(ones, len(labels)),
        "log_loss": _number(find_log_loss(probabilities, labels)),
    }
    for share in SHARES:
        count = math.floor(share * len(labels) + 1e-9)
        precision = find_precision(probabilities, labels, share)
        hits = 0 if math.isnan(precision) else round(precision * count)
        found[f"precision_at_{share:.0%}"] = _share(hits, count)
    return found


def calibrate_table(probabilities: Floats, labels: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Up to ten bins of equal size by probability: mean probability, share found with its interval."""
    order = np.argsort(probabilities, kind="stable")
    table = []
    for rows in np.array_split(order, BINS):
        if len(rows):
            share = _share(int(labels[rows].sum()), len(rows))
            table.append({"rows": len(rows), "expected": float(probabilities[rows].mean()), **share})
    return table


def measure_drift(
    before: NDArray[np.float32], after: NDArray[np.float32], names: Sequence[str]
) -> list[dict[str, Any]]:
    """The stability index of each feature between older and newer rows, largest first.

    Bins are the tenths of the older rows; unknown values are a bin of their own.
    """
    found = []
    for place, name in enumerate(names):
        old, new = before[:, place], after[:, place]
        known = old[~np.isnan(old)]
        edges = np.asarray(np.unique(np.quantile(known, TENTHS)) if len(known) else [], float)
        index = find_stability_index(_binned(old, edges), _binned(new, edges))
        state = "moved" if index > MOVED else "steady" if index < STEADY else "watch"
        found.append({"feature": name, "index": _number(index), "state": state})
    return sorted(found, key=lambda each: (-(each["index"] or 0.0), each["feature"]))


def draw_calibration(table: Sequence[dict[str, Any]], expected: str, found: str) -> str:
    """The calibration table as an SVG: mean probability across, share found upwards, with its interval.

    expected, found: words of the two axes.
    """
    top = max([0.05, *(max(row["expected"], row["high"]) for row in table)])

    def place(share: float, *, up: bool) -> float:
        return float(round(MARGIN + SIDE * (1 - share / top if up else share / top), 1))

    size, last = SIDE + 2 * MARGIN, MARGIN + SIDE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img">',
        f"<title>{_safe(expected)} / {_safe(found)}</title>",
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>',
        f'<line x1="{MARGIN}" y1="{last}" x2="{last}" y2="{MARGIN}" stroke="#888" stroke-dasharray="4"/>',
    ]
    for row in table:
        x = place(row["expected"], up=False)
        low, high = place(row["low"], up=True), place(row["high"], up=True)
        parts.append(f'<line x1="{x}" y1="{low}" x2="{x}" y2="{high}" stroke="#206bc4"/>')
        parts.append(f'<circle cx="{x}" cy="{place(row["share"], up=True)}" r="4" fill="#206bc4"/>')
    words = 'font-size="12" font-family="sans-serif" text-anchor="middle"'
    parts += [
        f'<text x="{size / 2}" y="{size - 8}" {words}>{_safe(expected)} 0 – {top:.0%}</text>',
        f'<text x="14" y="{size / 2}" {words} transform="rotate(-90 14 {size / 2})">{_safe(found)}</text>',
        "</svg>",
    ]
    return "".join(parts)


def _binned(values: NDArray[np.float32], edges: Floats) -> Floats:
    known = values[~np.isnan(values)]
    counts = np.bincount(np.searchsorted(edges, known, side="right"), minlength=len(edges) + 1)
    return np.asarray(np.r_[counts, len(values) - len(known)], float)


def _share(count: int, total: int) -> dict[str, Any]:
    low, high = find_share_interval(count, total)
    return {"share": count / total if total else None, "low": low, "high": high, "count": count, "of": total}


def _told(value: float, low: float, high: float) -> dict[str, Any]:
    return {"value": _number(value), "low": _number(low), "high": _number(high)}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
