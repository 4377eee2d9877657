"""The score: how likely a finding is, as a calibrated blend of decayed effects and of boosted trees.

Three kinds of parts are fitted: effects of values and crossings (`effects`), each with its own memory;
effects that wander, of the few groups that matter (`drifting`); and gradient-boosted trees on the as-of
features of the store. Up to three windows of 28 days, each asked of parts fitted only on what is older, say
how far each part is to be believed and calibrate the blend; then the parts are fitted again on everything.
What a model was measured at stands on its card (`cards`). An office without a model selects by rules, the
random stream and coverage.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.targeting.drifting import fit_drifting
from jiangang.methods.targeting.effects import Effects, Group, Merged, choose_pairs, fit_effects
from jiangang.methods.targeting.keys import layout_as_dict, layout_of_dict
from jiangang.methods.targeting.packing import find_digest, pack, unpack
from jiangang.methods.targeting.store import Features, FeatureStore
from jiangang.methods.targeting.structures import choose_structures
from jiangang.methods.targeting.trees import Trees, fit_trees

Floats = NDArray[np.float64]
FORM = "jiangang.score/1"
LIVES = (40.0, 120.0, 1e9)
TREES_LIFE, PAIRS_LIFE = 240.0, 120.0
HELD_DAYS, WINDOWS, LEAST_LABELS, LEAST_FINDINGS = 28.0, 3, 100, 5
STEADY: dict[str, Any] = {"depth": 3, "pace": 0.04, "least": 60, "ridge": 20.0}
"""How the trees of a score are grown: they stand beside the effects and need not find everything."""
PRIOR_ROWS = 40.0
STEPS = 40
MODERATE = True
LOW, HIGH = 1e-4, 0.9999


@dataclass(frozen=True)
class Parts:
    """The fitted parts of a score: effects with their memories, trees, and effects that drift.

    A model that was kept before there were drifting effects has none.
    """

    effects: tuple[Effects, ...]
    trees: Trees
    drifting: Effects | None = None
    _merged: list[Merged] = field(default_factory=list, compare=False, repr=False)

    def odds(self, features: Features) -> Floats:
        """Log-odds by each part: parts by rows."""
        if not self._merged:
            self._merged.append(Merged(self.effects))
        found = [self._merged[0].odds(features.keys, moderate=MODERATE), self.trees.odds(features.values)]
        if self.drifting is not None:
            found.append(self.drifting.moderate(features.keys))
        return np.clip(np.vstack(found), -12, 12)


@dataclass(frozen=True)
class Blend:
    """How parts become one probability: weights of the parts, then slope and intercept (Platt)."""

    weights: tuple[float, ...]
    slope: float = 1.0
    intercept: float = 0.0

    def probabilities(self, odds: Floats) -> Floats:
        """Probabilities of rows from the log-odds of the parts."""
        # Part after part: a row has the same digits whatever rows stand beside it.
        blended = np.zeros(odds.shape[1])
        for weight, part in zip(self.weights, odds, strict=True):
            blended += weight * part
        return np.asarray(np.clip(_sigmoid(self.slope * blended + self.intercept), LOW, HIGH))


@dataclass(frozen=True)
class Model:
    """A score that can be applied, kept and described; made by `fit`."""

    parts: Parts
    blend: Blend
    details: dict[str, Any] = field(default_factory=dict)

    def score(self, features: Features) -> Floats:
        """Calibrated probability of a finding for each row, from 0 to 1."""
        return self.blend.probabilities(self.parts.odds(features))

    def card(self) -> dict[str, Any]:
        """What was measured when the model was fitted, as plain JSON values; see `cards`."""
        return dict(self.details)

    def as_bytes(self) -> bytes:
        """The model in the form `jiangang.model/1` (see `packing`); the digest stands at its end."""
        values: dict[str, Any] = {"form": FORM, "details": self.details, "blend": _blend_as_dict(self.blend)}
        arrays: dict[str, NDArray[Any]] = {}
        values["effects"] = [
            _effects_out(f"effects{place}", each, arrays) for place, each in enumerate(self.parts.effects)
        ]
        if self.parts.drifting is not None:
            values["drifting"] = _effects_out("drifting", self.parts.drifting, arrays)
        values["baseline"] = self.parts.trees.baseline
        for name in TREE_ARRAYS:
            arrays[f"trees.{name}"] = getattr(self.parts.trees, name)
        return pack(values, arrays)

    @property
    def digest(self) -> str:
        """Hexadecimal SHA-256 of the model's bytes."""
        return find_digest(self.as_bytes())

    @classmethod
    def of_bytes(cls, content: bytes, digest: str = "") -> "Model":
        """The model of such bytes; raises Refused when they are damaged or have another digest."""
        values, arrays = unpack(content, digest)
        if values.get("form") != FORM:
            raise Refused(Finding("methods.targeting.finding.model_unreadable", params={"reason": "form"}))
        held: Any = {name: arrays[f"trees.{name}"] for name in TREE_ARRAYS}
        trees = Trees(baseline=float(values["baseline"]), **held)
        drifting = _effects_in("drifting", values["drifting"], arrays) if "drifting" in values else None
        effects = tuple(
            _effects_in(f"effects{place}", each, arrays) for place, each in enumerate(values["effects"])
        )
        blend = values["blend"]
        weights = tuple(float(each) for each in blend["weights"])
        made = Blend(weights, float(blend["slope"]), float(blend["intercept"]))
        return cls(Parts(effects, trees, drifting), made, dict(values["details"]))


TREE_ARRAYS = ("features", "thresholds", "lefts", "rights", "missing_left", "leaves", "starts")


@method(
    "targeting.score",
    version="2",
    source=(
        "the project's own blend; measured in benchmarks/online.py",
        "Platt, Advances in Large Margin Classifiers (1999) 61–74: calibration by a logistic",
    ),
    verified="labels of later days change no score; calibrated within its intervals on a drawn world",
)
def fit(
    features: Features,
    labels: NDArray[Any],
    ages: Floats,
    rng_seed: int,
    units: NDArray[np.int64] | None = None,
) -> Model:
    """Fit a score to labelled rows.

    features: as-of features of each row at its own decision; labels: 0 or 1; ages: days from each row's
    decision to the day of fitting, at least 0; rng_seed: of the trees; units: the number of the consignment
    that each row is a line of, ascending from 0, None where each row is one. Of a consignment the greatest
    log-odds of its lines count, in each part. The consignments of the latest windows of 28 days are held out
    for blending, calibration and the card (`list_windows`). Raises Refused below 100 labels or 5 findings.
    """
    from jiangang.methods.targeting.cards import write_card

    starts = find_starts(np.arange(len(labels)) if units is None else units)
    whole, old = labels[starts], ages[starts]
    check_labels(whole)
    windows = list_windows(whole, old)
    asked = [ask_window(features, labels, ages, rng_seed, starts, window) for window in windows]
    later = np.concatenate([window.held for window in windows])
    odds = np.concatenate(asked, axis=1)
    blend = fit_blend(odds, whole[later], old[later])
    details = write_card(features.take(starts), whole, old, later, cross_fit(odds, whole[later], old[later]))
    return Model(fit_parts(features, labels, ages, rng_seed), blend, details)


@dataclass(frozen=True)
class Window:
    """Units that are held out, the units that are fitted on to ask them, and the age of its last day."""

    held: NDArray[np.int64]
    known: NDArray[np.bool_]
    age: float


def list_windows(labels: NDArray[Any], ages: Floats) -> list[Window]:
    """Windows of 28 days to be held out, the latest first, each asked only of what is older than itself.

    labels, ages: of the units. An older window is taken while half of all units are older still. Where the
    latest window or what is before it has fewer than 5 findings, or what is before it fewer than 100 units,
    every fourth unit is held out.
    """
    found: list[Window] = []
    for place in range(WINDOWS):
        youngest = HELD_DAYS * place
        known = ages >= youngest + HELD_DAYS
        held = np.flatnonzero((ages >= youngest) & ~known) if place else np.flatnonzero(~known)
        findings = min(labels[held].sum(), labels[known].sum())
        needed = max(LEAST_LABELS, len(ages) / 2 if place else 0)
        if findings < LEAST_FINDINGS or known.sum() < needed:
            break
        found.append(Window(held, known, youngest))
    if not found:
        fourth = np.arange(len(labels)) % 4 == 0
        found.append(Window(np.flatnonzero(fourth), ~fourth, 0.0))
    return found


def ask_window(
    features: Features,
    labels: NDArray[Any],
    ages: Floats,
    rng_seed: int,
    starts: NDArray[np.int64],
    window: Window,
) -> Floats:
    """Log-odds of the held-out units by each part, fitted without them as of the window's last day."""
    rows = np.flatnonzero(np.repeat(window.known, np.diff(np.r_[starts, len(labels)])))
    before = fit_parts(features.take(rows), labels[rows], ages[rows] - window.age, rng_seed)
    return np.asarray(np.maximum.reduceat(before.odds(features), starts, axis=1)[:, window.held])


def find_starts(units: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first row of each unit; units ascending."""
    return np.flatnonzero(np.r_[True, units[1:] != units[:-1]])[: len(units)]


def check_labels(labels: NDArray[Any]) -> None:
    """Raise Refused where there are too few labels, or findings among them, to fit a score."""
    count, findings = len(labels), int(labels.sum())
    if count < LEAST_LABELS or findings < LEAST_FINDINGS or findings == count:
        params = {
            "labels": count,
            "findings": findings,
            "least": LEAST_LABELS,
            "least_findings": LEAST_FINDINGS,
        }
        raise Refused(Finding("methods.targeting.finding.too_few_labels", params=params))


def fit_parts(features: Features, labels: NDArray[Any], ages: Floats, rng_seed: int) -> Parts:
    """Fit effects for each memory, the trees, and the effects that drift.

    The labels of an office are of what it had picked, by which the choice of groups for the drifting effects
    may be misled; the blend then gives them little weight.
    """
    keys = features.keys
    singles = [(group, group) for group in range(keys.shape[1])]
    weights = 0.5 ** (ages / PAIRS_LIFE)
    plain = fit_effects(keys, labels, weights, singles)
    pairs = [*singles, *choose_pairs(keys, labels, weights, plain.odds(keys), features.columns)]
    made = tuple(fit_effects(keys, labels, 0.5 ** (ages / life), pairs) for life in LIVES)
    boosted = fit_trees(features.values, labels, 0.5 ** (ages / TREES_LIFE), rng_seed, **STEADY)
    structure = choose_structures(keys, labels, ages, features.columns, 1)[0]
    return Parts(made, boosted, fit_drifting(keys, labels, ages, structure))


@method(
    "targeting.blend",
    source="Wolpert, Neural Networks 5 (1992) 241–259: stacked generalisation",
    verified="weights are not negative and sum to one; equal weights without rows",
)
def fit_blend(odds: Floats, labels: NDArray[Any], ages: Floats, life: float = 60.0) -> Blend:
    """Weights of parts on rows that no part has seen, then slope and intercept.

    odds: parts by rows; ages: days, older rows count less by the half-life. A prior worth 40 rows holds the
    weights near equal and the slope near one.
    """
    count = len(odds)
    counted = 0.5 ** (ages / life)
    weights = np.full(count, 1 / count)
    total = max(counted.sum(), 1e-9)
    for _ in range(STEPS):
        chance = _sigmoid(np.tensordot(weights, odds, 1))
        slope = (odds * (counted * (labels - chance))).sum(1) - PRIOR_ROWS * (weights - 1 / count)
        weights = weights * np.exp(np.clip(slope / (total * 0.5 + PRIOR_ROWS), -0.5, 0.5))
        weights /= weights.sum()
    slope_of, intercept = _platt(np.tensordot(weights, odds, 1), np.asarray(labels, float), counted)
    return Blend(tuple(float(each) for each in weights), slope_of, intercept)


def cross_fit(odds: Floats, labels: NDArray[Any], ages: Floats) -> Floats:
    """Probabilities of held-out rows, each half blended and calibrated on the other: fit for a card."""
    found = np.empty(len(labels))
    for half in (0, 1):
        here = np.arange(len(labels)) % 2 == half
        blend = fit_blend(odds[:, ~here], labels[~here], ages[~here])
        found[here] = blend.probabilities(odds[:, here])
    return found


def _platt(odds: Floats, labels: Floats, weights: Floats) -> tuple[float, float]:
    """Slope and intercept by Newton's method, with a prior of 40 rows around one and of 4 around zero."""
    slope, intercept = 1.0, 0.0
    for _ in range(STEPS):
        chance = _sigmoid(slope * odds + intercept)
        left, curve = weights * (labels - chance), weights * chance * (1 - chance)
        gradient = np.array(
            [(left * odds).sum() - PRIOR_ROWS * 0.1 * (slope - 1), left.sum() - 0.4 * intercept]
        )
        hessian = np.array(
            [[(curve * odds * odds).sum() + PRIOR_ROWS * 0.1, (curve * odds).sum()],
             [(curve * odds).sum(), curve.sum() + 0.4]]
        )  # fmt: skip
        step = np.clip(np.linalg.solve(hessian, gradient), -1, 1)
        slope, intercept = max(0.1, slope + float(step[0])), intercept + float(step[1])
    return slope, intercept


def _blend_as_dict(blend: Blend) -> dict[str, Any]:
    return {"weights": list(blend.weights), "slope": blend.slope, "intercept": blend.intercept}


def _effects_out(name: str, effects: Effects, arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    for place, group in enumerate(effects.groups):
        arrays[f"{name}.{place}.keys"] = group.keys
        arrays[f"{name}.{place}.effects"] = group.effects
        arrays[f"{name}.{place}.variances"] = group.variances
    return {
        "intercept": effects.intercept,
        "pairs": [list(group.pair) for group in effects.groups],
        "spreads": [group.spread for group in effects.groups],
    }


def _effects_in(name: str, values: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Effects:
    groups = [
        Group(
            (int(pair[0]), int(pair[1])),
            arrays[f"{name}.{place}.keys"],
            arrays[f"{name}.{place}.effects"],
            arrays[f"{name}.{place}.variances"],
            float(spread),
        )
        for place, (pair, spread) in enumerate(zip(values["pairs"], values["spreads"], strict=True))
    ]
    return Effects(float(values["intercept"]), tuple(groups))


def store_as_dict(store: FeatureStore) -> dict[str, Any]:
    """How a store takes columns, as plain JSON values: what a model needs to be asked again later."""
    return {
        "columns": layout_as_dict(store.layout),
        "crossings": [list(pair) for pair in store.crossings],
        "half_lives": list(store.half_lives),
        "strength": store.strength,
    }


def store_of_dict(values: dict[str, Any]) -> FeatureStore:
    """An empty store of such values."""
    crossings = [(int(one), int(two)) for one, two in values["crossings"]]
    layout = layout_of_dict(values["columns"])
    return FeatureStore(layout, crossings, values["half_lives"], values["strength"])


def _sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)))
