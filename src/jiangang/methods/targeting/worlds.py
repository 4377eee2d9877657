"""Worlds with known truth: declarations whose labels are drawn anew, so that strategies can be compared.

The calendar and the columns come from a real file; its labels are dropped. The log-odds of each consignment
are a sum of effects of its origin, chapter (HS2), importer and seller and of some of their crossings. In
`drift`, 30 % of the effects are drawn anew every quarter; in `emerging`, two origins that were clean become
35 % illicit from day 300. The truth is a frame of its own. Strategies live elsewhere and know none of this.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.targeting.keys import make_keys, mix
from jiangang.methods.targeting.measures import find_auc

if TYPE_CHECKING:
    import polars as pl

WORLDS = ("static", "drift", "emerging")
SPREADS = {"origin": 0.5, "code": 0.5, "importer": 0.7, "seller": 0.5}
CROSSED = {
    ("origin", "code"): 1.1,
    ("importer", "origin"): 0.5,
    ("importer", "code"): 0.5,
    ("seller", "code"): 0.5,
}
ILLICIT = {"static": 0.039, "drift": 0.039, "emerging": 0.059}
QUARTER, REPLACED = 91, 0.30
NEW_FROM, NEW_RATE, NEW_ORIGINS = 300, 0.35, 2
NEW_SHARES = (0.008, 0.04)
AUC_FROM, AUC_TO, AUC_AIM = 0.87, 0.90, 0.885
ROLES = {
    "origin": ("origin",),
    "code": ("hs", "commodity", "tariff code"),
    "importer": ("importer", "consignee"),
    "seller": ("seller", "exporter", "consignor"),
    "date": ("date",),
}
LABELS = ("fraud", "illicit", "label", "outcome")


@dataclass(frozen=True)
class World:
    """A world: `declarations` is what strategies may see (with the label `illicit`), `truth` is not.

    truth: identifier, `probability`, `illicit`, `new_danger` (arrivals of the origins that became dangerous,
    from that day); bayes_auc: area under the curve of the true probability; new_origins: their codes.
    """

    declarations: "pl.DataFrame"
    truth: "pl.DataFrame"
    bayes_auc: float
    new_origins: tuple[str, ...]


def find_roles(columns: list[str]) -> dict[str, str]:
    """Which column is origin, code, importer, seller and date, by words in their names; missing ones lack."""
    found = {}
    for role, words in ROLES.items():
        names = [name for name in columns if any(word in name.lower() for word in words)]
        exact = [name for name in names if "indicator" not in name.lower()]
        if exact:
            found[role] = exact[0]
    return found


@method(
    "targeting.world",
    source="the project's own protocol after Mai and others, TKDE 2022, section 5 (labels drawn anew)",
    verified="area under the curve of the true probability between .87 and .90, share of illicit as stated",
)
def make_world(frame: "pl.DataFrame", world: str, rng_seed: int, roles: dict[str, str]) -> World:
    """Declarations of `frame` with labels drawn from known effects.

    frame: sorted or not, its first column the identifier; world: `static`, `drift` or `emerging`; roles:
    names of the columns `origin`, `code`, `importer`, `seller`, `date`, as `find_roles` gives them. Raises
    Refused for another world, or a role without column.
    """
    check_request(frame, world, roles)
    chance = np.random.Generator(np.random.PCG64(rng_seed))
    frame = _dated(frame, roles["date"])
    days = _days(frame, roles["date"])
    effects = sum_effects(frame, roles, days if world == "drift" else np.zeros_like(days), chance)
    new = np.zeros(len(days), bool)
    origins: tuple[str, ...] = ()
    if world == "emerging":
        new, clean, origins = choose_new(frame, roles["origin"], days, chance)
        effects = np.where(clean, effects.min() - 1, effects)
    odds, auc = scale_to(effects, new, ILLICIT[world])
    probability = np.where(new, NEW_RATE, _sigmoid(odds))
    illicit = chance.random(len(days)) < probability
    return _told(frame, probability, illicit, new, auc, origins)


def check_request(frame: "pl.DataFrame", world: str, roles: dict[str, str]) -> None:
    """Raise Refused for an unknown world or a role that no column plays."""
    found = []
    if world not in WORLDS:
        params = {"world": world, "known": ", ".join(WORLDS)}
        found.append(Finding("methods.targeting.finding.world_unknown", field="world", params=params))
    for role in ROLES:
        if roles.get(role) not in frame.columns:
            found.append(Finding("methods.targeting.finding.role_lacking", field=role, params={"role": role}))
    if found:
        raise Refused(found)


def sum_effects(
    frame: "pl.DataFrame", roles: dict[str, str], days: NDArray[np.int64], chance: np.random.Generator
) -> NDArray[np.float64]:
    """The sum of all effects for each row; each effect is drawn anew with chance .3 at every quarter."""
    keys = {role: make_keys(frame[roles[role]], 2 if role == "code" else 0) for role in SPREADS}
    groups = [(keys[role], spread) for role, spread in SPREADS.items()]
    groups += [(mix(keys[one], keys[two]), spread) for (one, two), spread in CROSSED.items()]
    quarter = days // QUARTER
    total = np.zeros(len(days))
    for group, spread in groups:
        _, place = np.unique(group, return_inverse=True)
        drawn = chance.normal(0, spread, place.max() + 1)
        for each in range(int(quarter.max()) + 1):
            if each:
                anew = chance.random(len(drawn)) < REPLACED
                drawn = np.where(anew, chance.normal(0, spread, len(drawn)), drawn)
            rows = quarter == each
            total[rows] += drawn[place[rows]]
    return total


def choose_new(
    frame: "pl.DataFrame", origin: str, days: NDArray[np.int64], chance: np.random.Generator
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], tuple[str, ...]]:
    """Rows of the new danger, all rows of its origins, and the two origins, each .8 to 4 % of arrivals."""
    import polars as pl

    counts = frame[origin].cast(pl.String).drop_nulls().value_counts().sort("count", origin)
    shares = counts["count"].to_numpy() / len(frame)
    fitting = counts[origin].to_numpy()[(shares >= NEW_SHARES[0]) & (shares <= NEW_SHARES[1])]
    if len(fitting) < NEW_ORIGINS:
        fitting = counts[origin].to_numpy()
    chosen = tuple(sorted(str(each) for each in chance.choice(fitting, NEW_ORIGINS, replace=False)))
    clean = frame[origin].cast(pl.String).is_in(list(chosen)).fill_null(value=False).to_numpy()
    return clean & (days >= NEW_FROM), clean, chosen


def scale_to(
    effects: NDArray[np.float64], new: NDArray[np.bool_], share: float
) -> tuple[NDArray[np.float64], float]:
    """Log-odds whose mean probability is the share wanted and whose expected area under the curve is .885."""
    standard = effects / (effects[~new].std() or 1.0)
    low, high = 0.2, 6.0
    odds, auc = standard, 0.5
    for _ in range(30):
        middle = (low + high) / 2
        odds = middle * standard + _intercept(middle * standard, new, share)
        auc = _expected_auc(np.where(new, NEW_RATE, _sigmoid(odds)))
        low, high = (middle, high) if auc < AUC_AIM else (low, middle)
    return odds, auc


def _intercept(odds: NDArray[np.float64], new: NDArray[np.bool_], share: float) -> float:
    low, high = -20.0, 10.0
    for _ in range(50):
        middle = (low + high) / 2
        mean = float(np.where(new, NEW_RATE, _sigmoid(odds + middle)).mean())
        low, high = (middle, high) if mean < share else (low, middle)
    return (low + high) / 2


def _expected_auc(probability: NDArray[np.float64]) -> float:
    """Area under the curve of the probability itself, averaged over the labels it would give."""
    order = np.sort(probability)
    ones, zeros = order.sum(), (1 - order).sum()
    below = np.cumsum(1 - order) - (1 - order) / 2
    return float((order * below).sum() / (ones * zeros))


def _sigmoid(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-odds)))


def _dated(frame: "pl.DataFrame", date: str) -> "pl.DataFrame":
    return frame.sort(date, maintain_order=True)


def _days(frame: "pl.DataFrame", date: str) -> NDArray[np.int64]:
    from jiangang.methods.targeting.reading_days import as_days

    days = as_days(frame[date])
    return np.asarray(days - days.min())


def _told(
    frame: "pl.DataFrame",
    probability: NDArray[np.float64],
    illicit: NDArray[np.bool_],
    new: NDArray[np.bool_],
    auc: float,
    origins: tuple[str, ...],
) -> World:
    import polars as pl

    labels = [name for name in frame.columns[1:] if any(word in name.lower() for word in LABELS)]
    declarations = frame.drop(labels).with_columns(pl.Series("illicit", illicit.astype(np.int8)))
    truth = pl.DataFrame(
        {
            frame.columns[0]: frame[frame.columns[0]],
            "probability": probability,
            "illicit": illicit.astype(np.int8),
            "new_danger": new.astype(np.int8),
        }
    )
    return World(declarations, truth, auc, origins)


def measure_world(world: World) -> dict[str, Any]:
    """What a world is like: rows, share of illicit, drawn area under the curve of the true probability."""
    labels = world.truth["illicit"].to_numpy().astype(bool)
    return {
        "rows": len(labels),
        "illicit_share": float(labels.mean()),
        "bayes_auc": world.bayes_auc,
        "bayes_auc_drawn": find_auc(world.truth["probability"].to_numpy(), labels),
        "new_danger_rows": int(world.truth["new_danger"].sum()),
    }
