"""Made declarations for the tests of features, score, selection and protocols."""

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiangang.methods.targeting.keys import Layout, read_layout

FIRST = date(2020, 1, 1)


def make_frame(count: int = 3000, days: int = 150, rng_seed: int = 1) -> pl.DataFrame:
    """Declarations sorted by date: number, date, code, origin, firm, broker, mass, label `found`."""
    chance = np.random.default_rng(rng_seed)
    at = np.sort(chance.integers(0, days, count))
    origin = chance.integers(0, 12, count)
    firm = chance.integers(0, 60, count)
    code = chance.integers(0, 40, count)
    bad_origin, bad_firm = chance.normal(0, 1, 12), chance.normal(0, 1, 60)
    odds = -2.2 + bad_origin[origin] + bad_firm[firm]
    found = chance.random(count) < 1 / (1 + np.exp(-odds))
    return pl.DataFrame(
        {
            "number": [f"N{place:06}" for place in range(count)],
            "date": [str(FIRST + timedelta(int(day))) for day in at],
            "hs": [f"{10 + each % 8}{each:02}10" for each in code],
            "origin": [f"C{each}" for each in origin],
            "importer": [f"F{each}" for each in firm],
            "seller": [f"S{each}" for each in (firm * 7 + code) % 90],
            "mass": np.round(chance.lognormal(3, 1, count), 1).astype(str),
            "found": found.astype(int).astype(str),
        }
    )


def layout_of(frame: pl.DataFrame) -> Layout:
    """How its columns are taken."""
    return read_layout(frame.drop("number"), ["date", "found"])


def labels_of(frame: pl.DataFrame) -> NDArray[np.float64]:
    """Its labels as numbers."""
    return frame["found"].cast(pl.Float64).to_numpy()
