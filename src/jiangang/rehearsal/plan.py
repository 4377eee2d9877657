"""The demo office and its goods as written in `data/`. Pure: reads the two files, nothing else."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Goods:
    """One kind of goods. Mass in kilograms, price in USD per kilogram; `infested` and `spread` are the
    truth's rates.
    """

    code: str
    hs: str
    words: str
    origins: tuple[str, ...]
    unit: str
    mass: tuple[int, int]
    price: Decimal
    units: tuple[int, int]
    checklist: str
    infested: Fraction
    spread: Fraction
    category: str
    taxon: str
    by_vessel: bool


@dataclass(frozen=True, slots=True)
class DemoFirm:
    """A firm of the trade with its people and what it imports; `share` weighs how much of the day is its."""

    number: str
    name_zh: str
    name_en: str
    administrators: tuple[tuple[str, str], ...]
    declarant: tuple[str, str]
    goods: tuple[str, ...]
    share: int


@cache
def office_data() -> Mapping[str, Any]:
    """The demo office's file as it stands."""
    with (DATA / "office.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def all_goods() -> dict[str, Goods]:
    """Every kind of goods by its code."""
    with (DATA / "goods.toml").open("rb") as stream:
        return {code: _goods(code, row) for code, row in tomllib.load(stream).items()}


@cache
def all_firms() -> tuple[DemoFirm, ...]:
    """The firms in the order of the file."""
    return tuple(
        DemoFirm(
            row["number"],
            row["name_zh"],
            row["name_en"],
            tuple((name, user) for name, user in row["administrators"]),
            (row["declarant"][0], row["declarant"][1]),
            tuple(row["goods"]),
            row["share"],
        )
        for row in office_data()["firm"]
    )


def _goods(code: str, row: Mapping[str, Any]) -> Goods:
    return Goods(
        code,
        row["hs"],
        row["words"],
        tuple(row["origins"]),
        row["unit"],
        (row["mass"][0], row["mass"][1]),
        Decimal(row["price"]),
        (row["units"][0], row["units"][1]),
        row["checklist"],
        Fraction(row["infested"]),
        Fraction(row["spread"]),
        row["category"],
        row["taxon"],
        bool(row.get("vessel")),
    )
