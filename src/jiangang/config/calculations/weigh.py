"""`jiangang weigh`: draught surveys, hydrostatic tables, logs, dry weight, tanks, containers. No database."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from jiangang.config.calculations.calling import Calculation, FileCalculation, code_of, report
from jiangang.config.calculations.weigh_files import read_audited, read_case_file
from jiangang.config.calculations.weigh_report import print_report
from jiangang.methods.answers import Answer
from jiangang.methods.findings import Refused
from jiangang.methods.weighing import (
    audit_table,
    find_dry_shortage,
    find_log_volume,
    find_net_mass,
    gauge_tanks,
    survey_by_draughts,
)

FILE = click.Path(path_type=Path, dir_okay=False)


class Number(click.ParamType):
    """A decimal number, kept exactly as it was written."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Read a number; what is none, or not finite, is a usage error."""
        if isinstance(value, Decimal):
            return value
        try:
            number = Decimal(str(value).strip())
        except ArithmeticError:
            number = Decimal("NaN")
        if not number.is_finite():
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


NUMBER = Number()
SUSPECTS = "jiangang.weigh.suspects"


class Reported(Calculation):
    """A calculation whose answer is printed as a report, step by step."""

    def invoke(self, ctx: click.Context) -> int:
        """Answer, print, and return the exit code."""
        if ctx.params["as_json"] or ctx.params.get("batch") is not None:
            return super().invoke(ctx)
        language = code_of(ctx.params.pop("language"))
        for name in ("as_json", "batch"):
            ctx.params.pop(name, None)
        try:
            answer: Answer = click.Command.invoke(self, ctx)
        except Refused as refusal:
            return report(refusal, language, as_json=False)
        print_report(answer, language)
        return 0


class ReportedFile(Reported):
    """The same for a case that stands in a file; it has no `--batch`."""

    batchable = False


class Audit(FileCalculation):
    """An audit: the exit code is 1 when something is suspect."""

    def invoke(self, ctx: click.Context) -> int:
        """Answer, print, and return the exit code."""
        return super().invoke(ctx) or int(ctx.meta.get(SUSPECTS, 0) > 0)


@click.group()
def cli() -> None:
    """Weigh: draught survey, tables' misprints, log volume, dry weight, tanks, containers."""


@cli.command("draught", cls=ReportedFile)
@click.argument("file", type=FILE)
@click.option(
    "--confidence", type=float, default=0.95, show_default=True, help="Of the interval, a fraction."
)
@click.option("--replicates", type=int, help="Also repeat the calculation so often with drawn errors.")
@click.option("--rng-seed", type=int, help="Seed of the replicates; needed with --replicates.")
def draught(file: Path, confidence: float, replicates: int | None, rng_seed: int | None) -> Answer:
    """Cargo by draught survey from FILE (TOML): displacement, corrections, constant, shortage, interval."""
    case = read_case_file(file)
    return survey_by_draughts(case, confidence=confidence, replicates=replicates, rng_seed=rng_seed)


@cli.command("audit", cls=Audit)
@click.argument("file", type=FILE)
@click.pass_context
def audit(ctx: click.Context, file: Path) -> Answer:
    """Look for misprints in a hydrostatic table: FILE is a CSV, or a survey file; exit code 1 if any."""
    answer = audit_table(read_audited(file))
    ctx.meta[SUSPECTS] = len(answer.values["suspects"])
    return answer


@cli.command("tank", cls=ReportedFile)
@click.argument("file", type=FILE)
def tank(file: Path) -> Answer:
    """Liquid in tanks from FILE (TOML): sounding or ullage, trim and list, volume, VCF, mass."""
    return gauge_tanks(read_case_file(file))


@cli.command("logs", cls=Reported)
@click.option("--diameter", type=NUMBER, required=True, help="Small-end diameter as graded, cm.")
@click.option("--length", type=NUMBER, required=True, help="Length as graded, m.")
@click.option("--count", type=int, default=1, show_default=True, help="Logs of this size.")
def logs(diameter: Decimal, length: Decimal, count: int) -> Answer:
    """Volume of logs by GB/T 4814."""
    return find_log_volume(diameter, length, count=count)


@cli.command("dry", cls=Reported)
@click.option("--bill", type=NUMBER, required=True, help="Wet mass of the bill of lading, t.")
@click.option("--bill-moisture", type=NUMBER, required=True, help="Its moisture, a fraction (7 % is 0.07).")
@click.option("--outturn", type=NUMBER, help="Wet mass that came out, t.")
@click.option("--outturn-moisture", type=NUMBER, help="Its moisture, a fraction.")
@click.option("--outturn-dry", type=NUMBER, help="Instead: dry mass that came out, t.")
@click.option("--tolerance", type=NUMBER, help="Of the contract, per mille.")
@click.option("--error", type=NUMBER, help="Half-width of the weighing method's error, per mille.")
@click.option("--price", type=NUMBER, help="Per dry tonne.")
@click.option("--currency", default="", help="Of the price, such as USD.")
def dry(bill: Decimal, bill_moisture: Decimal, **more: Any) -> Answer:
    """Shortage in dry weight, from wet masses and their moistures."""
    return find_dry_shortage(bill, bill_moisture, **more)


@cli.command("container", cls=Reported)
@click.option("--gross", type=NUMBER, required=True, help="Gross mass as weighed, kg.")
@click.option("--tare", type=NUMBER, required=True, help="Tare of the container, kg.")
@click.option(
    "--packing", type=NUMBER, default="0", show_default=True, help="Packages, pallets, lashing, kg."
)
@click.option("--declared", type=NUMBER, help="Net mass declared, kg.")
def container(gross: Decimal, tare: Decimal, packing: Decimal, declared: Decimal | None) -> Answer:
    """Net mass of the goods in a container."""
    return find_net_mass(gross, tare, packing=packing, declared=declared)
