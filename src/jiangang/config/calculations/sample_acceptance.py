"""`jiangang sample accept|plan|switch|continuous|variables|curve`: acceptance sampling on the command line.

Here options and files are read and handed to `jiangang.methods.sampling`; what is answered is theirs.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from jiangang.config.calculations.calling import Calculation, FileCalculation, read_rows
from jiangang.methods.answers import Answer
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.sampling.acceptance import (
    attributes,
    continuous,
    curves,
    skip_lots,
    two_points,
    variables,
)
from jiangang.methods.sampling.acceptance.editions import edition_in_force
from jiangang.methods.sampling.acceptance.faults import finding
from jiangang.methods.sampling.acceptance.lot_records import COLUMNS, follow_lots
from jiangang.methods.sampling.acceptance.stages import Stage, build_stages

USUAL_QUALITIES = "0.001,0.0025,0.005,0.01,0.02,0.03,0.05,0.075,0.1,0.15,0.2"
HALF = Fraction(1, 2)
NONE = frozenset({"-", "#", "null", "none", ""})
EDITIONS = "iso-2859-1:1999, ansi-z1.4, iso-2859-1:2026"


class FractionType(click.ParamType):
    """A number kept exactly as it was written: 0.05, 1/20."""

    name = "fraction"

    def convert(
        self, value: str | Fraction, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fraction:
        """The number; fails for what is none, with a hint for a percentage."""
        if isinstance(value, Fraction):
            return value
        try:
            return Fraction(value.strip())
        except (ValueError, ZeroDivisionError):
            self.fail(f"{value!r} is no fraction; write 5 % as 0.05 or 1/20", param, ctx)


class FractionsType(click.ParamType):
    """Several numbers parted by commas, each kept exactly."""

    name = "fractions"

    def __init__(self, count: int | None = None) -> None:
        self.count = count

    def convert(
        self, value: str | tuple[Fraction, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Fraction, ...]:
        """The numbers; fails for another count than wanted."""
        if isinstance(value, tuple):
            return value
        words = [word for word in value.replace("，", ",").split(",") if word.strip()]
        found = tuple(FRACTION.convert(word, param, ctx) for word in words)
        if self.count not in (None, len(found)):
            self.fail(f"{value!r}: {self.count} numbers parted by a comma are wanted", param, ctx)
        return found


class CountsType(click.ParamType):
    """Whole numbers parted by commas; a dash where there is none."""

    name = "counts"

    def convert(
        self, value: str | tuple[int | None, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int | None, ...]:
        """The numbers, None for a dash."""
        if isinstance(value, tuple):
            return value
        try:
            words = [word.strip().lower() for word in value.replace("，", ",").split(",")]
            return tuple(None if word in NONE else int(word) for word in words)
        except ValueError:
            self.fail(f"{value!r}: whole numbers parted by commas are wanted", param, ctx)


FRACTION, FRACTIONS, POINT, COUNTS = FractionType(), FractionsType(), FractionsType(2), CountsType()
LEVEL = click.option("--inspection-level", default="II", show_default=True, help="I, II, III, S-1 to S-4.")
SEVERITY = click.option(
    "--severity", type=click.Choice(attributes.SEVERITIES, case_sensitive=False), default="normal",
    show_default=True, help="Severity of inspection.",
)  # fmt: skip
TYPE = click.option(
    "--type", "kind", type=click.Choice(attributes.KINDS, case_sensitive=False), default="single",
    show_default=True, help="Number of samples.",
)  # fmt: skip
EDITION = click.option("--edition", help=f"Edition of the tables: {EDITIONS}.")
ROUNDING = click.option(
    "--rounding", type=click.Choice([each.value for each in curves.Rounding]), default="floor",
    show_default=True, help="How a fraction of the lot becomes units.",
)  # fmt: skip


@click.command("accept", cls=Calculation)
@click.option("--lot-size", type=int, required=True, help="Units in the lot.")
@LEVEL
@click.option("--aql", required=True, help="Acceptance quality limit, percent: 0.010 to 1000.")
@SEVERITY
@TYPE
@EDITION
@click.option("--as-at", type=click.DateTime(["%Y-%m-%d"]), help="Take the edition in force on that day.")
def accept(
    *,
    lot_size: int,
    inspection_level: str,
    aql: str,
    severity: str,
    kind: str,
    edition: str | None,
    as_at: datetime | None,
) -> Answer:
    """Sampling plan of ISO 2859-1 (GB/T 2828.1) for a lot, by inspection level and AQL."""
    chosen = _edition_of(edition, as_at.date() if as_at else None)
    return attributes.plan_acceptance(
        lot_size, inspection_level, aql, severity=severity, kind=kind, edition=chosen
    )


@click.command("plan", cls=Calculation)
@click.option("--producer", type=POINT, required=True, help="P,A: good quality and risk α: 0.01,0.05.")
@click.option("--consumer", type=POINT, required=True, help="P,B: bad quality and risk β: 0.05,0.10.")
@click.option("--lot-size", type=int, help="Units in the lot; without it, a long series.")
@ROUNDING
def plan(
    *,
    producer: tuple[Fraction, Fraction],
    consumer: tuple[Fraction, Fraction],
    lot_size: int | None,
    rounding: str,
) -> Answer:
    """Smallest single plan that meets a producer's and a consumer's point exactly."""
    good, notes = _producer(producer)
    answer = two_points.plan_by_risks(
        good, two_points.RiskPoint(*consumer), lot_size=lot_size, rounding=curves.Rounding(rounding)
    )
    return replace(answer, findings=(*answer.findings, *notes))


@click.command("switch", cls=FileCalculation, epilog=f"Columns: {', '.join(COLUMNS)}.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@LEVEL
@click.option("--aql", default="", help="For rows that leave it empty, percent.")
@TYPE
@EDITION
def switch(file: Path, inspection_level: str, aql: str, kind: str, edition: str | None) -> Answer:
    """Switching rules over a CSV of lots in their order, for each line and class of defect."""
    return follow_lots(
        read_rows(file), inspection_level=inspection_level, aql=aql, kind=kind, edition=edition
    )


@click.command("continuous", cls=Calculation)
@click.option(
    "--plan", "scheme", type=click.Choice([each.value for each in continuous.Scheme], case_sensitive=False),
    default="csp-1", show_default=True, help="Scheme.",
)  # fmt: skip
@click.option("--clearance", type=int, help="Conforming units in a row that end 100 % inspection (i).")
@click.option("--fraction", type=FRACTION, required=True, help="Share of units sampled then (f): 1/10.")
@click.option("--follow-up", type=int, help="Sampled units watched in CSP-2 and CSP-3 (k); i if not given.")
@click.option("--aoql", type=FRACTION, help="Instead of --clearance: the smallest i with this limit.")
@click.option("--at", type=FRACTIONS, default="", help="Fractions nonconforming to compute at: 0.01,0.02.")
@click.option("--removed", is_flag=True, help="Nonconforming units found are removed, not replaced.")
def continuous_sampling(
    *,
    scheme: str,
    clearance: int | None,
    fraction: Fraction,
    follow_up: int | None,
    aoql: Fraction | None,
    at: tuple[Fraction, ...],
    removed: bool,
) -> Answer:
    """Continuous sampling CSP-1, CSP-2, CSP-3: fraction inspected, outgoing quality and its limit."""
    chosen = continuous.Scheme(scheme)
    if (clearance is None) == (aoql is None):
        raise Refused(finding("clearance_or_limit", "clearance"))
    if clearance is None and aoql is not None:
        clearance = continuous.find_clearance(chosen, fraction, aoql, removed=removed)
    made = continuous.ContinuousPlan(chosen, clearance or 0, fraction, follow_up)
    return continuous.describe_continuous(made, at, removed=removed)


@click.command("variables", cls=Calculation)
@click.option("--producer", type=POINT, help="P,A: good quality and risk α: 0.01,0.05.")
@click.option("--consumer", type=POINT, help="P,B: bad quality and risk β: 0.05,0.10.")
@click.option("--sigma", type=click.Choice(["known", "unknown"]), default="unknown", show_default=True,
              help="Whether the standard deviation of the process is known.")  # fmt: skip
@click.option("--values", help="Measurements parted by commas, to decide on the lot.")
@click.option("--data", type=click.Path(path_type=Path, dir_okay=False), help="CSV with a column `value`.")
@click.option("--k", type=float, help="Acceptability constant; else from the two points.")
@click.option("--upper", type=float, help="Upper specification limit.")
@click.option("--lower", type=float, help="Lower specification limit.")
@click.option("--known-sigma", type=float, help="The known standard deviation; implies --sigma known.")
def variables_sampling(
    *,
    producer: tuple[Fraction, Fraction] | None,
    consumer: tuple[Fraction, Fraction] | None,
    sigma: str,
    values: str | None,
    data: Path | None,
    k: float | None,
    upper: float | None,
    lower: float | None,
    known_sigma: float | None,
) -> Answer:
    """Plans by variables (k method): n and k from two risk points, or the decision from measurements."""
    measured = _measurements(values, data)
    if k is not None and measured is None:
        raise Refused(finding("measurements_needed", "values"))
    if k is not None and measured is not None:
        return variables.judge_measurements(measured, k, upper=upper, lower=lower, sigma=known_sigma)
    if producer is None or consumer is None:
        raise Refused(finding("points_or_k", "producer"))
    good, notes = _producer(producer)
    bad, is_known = two_points.RiskPoint(*consumer), sigma == "known" or known_sigma is not None
    if measured is None:
        answer = variables.plan_by_variables(good, bad, sigma_known=is_known)
        return replace(answer, findings=(*answer.findings, *notes))
    made = variables.find_variables_plan(good, bad, sigma_known=is_known)
    if is_known and known_sigma is None:
        raise Refused(finding("sigma_needed", "known-sigma"))
    if len(measured) != made.sample_size:
        params = {"given": len(measured), "needed": made.sample_size}
        raise Refused(finding("measurements_differ", "values", params))
    return variables.judge_measurements(measured, made.k, upper=upper, lower=lower, sigma=known_sigma)


@click.command("curve", cls=Calculation)
@click.option("--lot-size", type=int, help="Units in the lot.")
@LEVEL
@click.option("--aql", help="Acceptance quality limit, percent; or give the three lists below.")
@SEVERITY
@TYPE
@EDITION
@click.option("--sample-size", type=COUNTS, help="Size of each sample: 80 or 50,50.")
@click.option("--accept", "accepts", type=COUNTS, help="Acceptance number of each stage, - for none.")
@click.option(
    "--reject", "rejects", type=COUNTS, help="Rejection numbers; one more than --accept for single."
)
@click.option("--at", type=FRACTIONS, default=USUAL_QUALITIES, help="Qualities as fractions.")
@click.option("--model", type=click.Choice([each.value for each in curves.Model]), help="Law of the count.")
@ROUNDING
@click.option("--skip-clearance", type=int, help="Skip-lot SkSP-2: lots accepted in a row (i).")
@click.option("--skip-fraction", type=FRACTION, help="Skip-lot SkSP-2: share of lots inspected (f).")
def curve(
    *,
    at: tuple[Fraction, ...],
    model: str | None,
    rounding: str,
    skip_clearance: int | None,
    skip_fraction: Fraction | None,
    **described: Any,
) -> Answer:
    """Operating characteristic, ASN, AOQ, ATI and AOQL of a plan; skip-lot figures with the last options."""
    stages, usual = _described(**described)
    law, lot_size = curves.Model(model) if model else usual, described["lot_size"]
    if skip_clearance is not None or skip_fraction is not None:
        skipping = skip_lots.SkipPlan(skip_clearance or 0, skip_fraction or Fraction(0))
        return skip_lots.describe_skip_lot(skipping, stages, at, model=law, lot_size=lot_size)
    return curves.draw_curve(stages, at, model=law, lot_size=lot_size, rounding=curves.Rounding(rounding))


def _described(
    *,
    lot_size: int | None,
    aql: str | None,
    sample_size: tuple[int | None, ...] | None,
    accepts: tuple[int | None, ...] | None,
    rejects: tuple[int | None, ...] | None,
    **words: Any,
) -> tuple[tuple[Stage, ...], curves.Model]:
    """The stages of the plan that the options describe, and the law that is usual for it."""
    if sample_size is not None and accepts is not None:
        usual = curves.Model.HYPERGEOMETRIC if lot_size else curves.Model.BINOMIAL
        return _stages(sample_size, accepts, rejects), usual
    if lot_size is None or aql is None:
        raise Refused(finding("plan_needed", "sample-size"))
    level = words.pop("inspection_level")
    made = attributes.get_acceptance_plan(lot_size, level, aql, **words)
    return made.stages, curves.Model.POISSON if made.counts_nonconformities else curves.Model.BINOMIAL


def _producer(given: tuple[Fraction, Fraction]) -> tuple[two_points.RiskPoint, tuple[Finding, ...]]:
    """The producer's point; a risk above one half is read as the probability of acceptance, and told."""
    quality, risk = given
    if not HALF < risk < 1:
        return two_points.RiskPoint(quality, risk), ()
    params = {"given": float(risk), "risk": float(1 - risk)}
    note = finding("risk_read_as_probability", "producer", params, severity=Severity.NOTE)
    return two_points.RiskPoint(quality, 1 - risk), (note,)


def _edition_of(name: str | None, day: date | None) -> str | None:
    if name is not None or day is None:
        return name
    return edition_in_force(day).name


def _stages(
    sizes: Sequence[int | None], accepts: Sequence[int | None], rejects: Sequence[int | None] | None
) -> tuple[Stage, ...]:
    if rejects is None and len(accepts) == 1 and accepts[0] is not None:
        rejects = (accepts[0] + 1,)
    whole = [each or 0 for each in sizes], [each or 0 for each in rejects or ()]
    return build_stages(whole[0], accepts, whole[1])


def _measurements(values: str | None, data: Path | None) -> tuple[float, ...] | None:
    words: list[tuple[int | None, str]] = []
    if values is not None:
        words = [(None, word) for word in values.replace("，", ",").split(",") if word.strip()]
    elif data is not None:
        words = [(row, cells.get("value", next(iter(cells.values())))) for row, cells in read_rows(data)]
    else:
        return None
    found, faults = [], []
    for row, word in words:
        try:
            found.append(float(word))
        except ValueError:
            faults.append(replace(finding("measurement_unreadable", "values", {"value": word}), row=row))
    if faults:
        raise Refused(faults)
    return tuple(found)


COMMANDS: tuple[click.Command, ...] = (accept, plan, switch, continuous_sampling, variables_sampling, curve)
