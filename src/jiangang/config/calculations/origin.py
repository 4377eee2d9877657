"""`jiangang origin`: determinations of origin, tariff savings, and the data that they rest on."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from jiangang.config.calculations.calling import (
    LARGEST_BATCH,
    Calculation,
    FileCalculation,
    read_rows,
    unreadable,
)
from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.origin.agreements import Edition, get_edition, load_agreements, read_agreement
from jiangang.methods.origin.certificate_numbers import read_certificate_number
from jiangang.methods.origin.destinations import Rate, read_destinations, read_rate
from jiangang.methods.origin.determination import determine_origin
from jiangang.methods.origin.goods import read_case
from jiangang.methods.origin.japanese_tariff import Tariff, read_tariff, survey_tariff
from jiangang.methods.origin.product_rules import RuleSet, read_rule_set
from jiangang.methods.origin.quantities import exact
from jiangang.methods.origin.reading import Reader
from jiangang.methods.origin.saving_lines import read_saving_lines
from jiangang.methods.origin.savings import compute_savings, estimate_at_flat_rate

FILE = click.Path(path_type=Path, dir_okay=False)
ANSWER_IS_NO = "jiangang.origin.no"
Rows = Iterator[tuple[int, dict[str, Any]]]


class Deciding(FileCalculation):
    """A calculation that prints its whole answer also when that answer is no: then the exit code is 1."""

    def invoke(self, ctx: click.Context) -> int:
        """Answer, print, and return 0, or 1 where the callback said that the answer is no."""
        code = super().invoke(ctx)
        return code or int(bool(ctx.meta.get(ANSWER_IS_NO)))


@click.group("origin")
def cli() -> None:
    """Preferential origin: determinations, tariff savings, certificate numbers."""


@cli.command("determine", cls=Deciding)
@click.argument("file", type=FILE)
@click.option("--rules", type=FILE, help="Product-specific rules of the agreement, TOML or JSON.")
@click.option("--agreement-file", type=FILE, help="Another agreement, or another edition, as TOML or JSON.")
def determine(file: Path, rules: Path | None, agreement_file: Path | None) -> Answer:
    """Whether a good is originating: FILE holds the good and its bill of materials, as TOML or JSON.

    Exit code 0: originating; 1: not originating or not determined; 2: the file cannot be used.
    """
    case = read_case(_table(file))
    edition = get_edition(_agreements(agreement_file), case.agreement, case.day)
    answer = determine_origin(case, edition, _rules(rules))
    click.get_current_context().meta[ANSWER_IS_NO] = answer.values["originating"] is not True
    return answer


@cli.command("saving", cls=Deciding)
@click.argument("file", type=FILE)
@click.option("--rates", type=FILE, help="Rates of exchange: CSV currency,to,rate,from,until (or TOML).")
@click.option("--tariff", type=FILE, help="Flat file of the tariff of Japan, for lines without duties.")
@click.option("--preference", default="rcep_cn", show_default=True, help="Column of that tariff.")
@click.option("--report-currency", default="", help="Give the totals also in this currency.")
def saving(
    file: Path, rates: Path | None, tariff: Path | None, preference: str, report_currency: str
) -> Answer:
    """Duty saved, line by line: FILE is a CSV with one line a row, or TOML or JSON with [[lines]].

    Columns: certificate, certificate_state (valid, withdrawn), hs, destination, date, status (potential,
    claimed), mfn, preferential (or none), tariff_date, value, currency, basis (FOB, CIF), freight, insurance,
    quantity, unit, quantity_2, unit_2, quota (open, exhausted), rate, rate_date. Exit code 1: some rows were
    refused.
    """
    book = Reader({}) if file.suffix.lower() == ".csv" else Reader(_table(file))
    rows = read_rows(file) if file.suffix.lower() == ".csv" else _listed(book)
    listed, destinations = [read_rate(each) for each in book.parts("rates")], read_destinations(book)
    schedule = None if tariff is None else _tariff(tariff, preference)
    lines, refused = read_saving_lines(rows, schedule, preference)
    book.text("note", "")
    book.refuse_unknown()
    book.refuse_faults()
    answer = compute_savings(
        lines,
        rates=[*listed, *_rates(rates)],
        destinations=destinations,
        refused=refused,
        report_currency=report_currency.upper(),
    )
    click.get_current_context().meta[ANSWER_IS_NO] = bool(answer.values["refused_rows"])
    return answer


@cli.command("estimate", cls=Calculation)
@click.option("--value", required=True, help="Certified value.")
@click.option("--percent", required=True, help="Flat percentage of it, such as 5.")
@click.option("--currency", default="USD", show_default=True, help="Currency of the value.")
def estimate(value: str, percent: str, currency: str) -> Answer:
    """An estimate at one flat percentage, under its own name; it is never added to a saving."""
    amounts = [_amount(value, "value"), _amount(percent, "percent")]
    return estimate_at_flat_rate(amounts[0], amounts[1], currency.upper())


@cli.command("number", cls=Calculation)
@click.option("--number", required=True, help="Number of a certificate of origin, 16 signs.")
def number(number: str) -> Answer:
    """The parts of a certificate's number: kind, year, office, serial."""
    return read_certificate_number(number)


@cli.command("tariff", cls=FileCalculation)
@click.argument("file", type=FILE)
@click.option("--preference", default="rcep_cn", show_default=True, help="Column of the preference.")
def tariff(file: Path, preference: str) -> Answer:
    """What a tariff file holds, and every row that a person must read (flat file of the tariff of Japan)."""
    return survey_tariff(_tariff(file, preference), preference)


@cli.command("agreements", cls=FileCalculation)
@click.option("--agreement-file", type=FILE, help="Another agreement, as TOML or JSON.")
def agreements(agreement_file: Path | None) -> Answer:
    """The agreements that are loaded: dates, numbers, sources, and what was compared with the original."""
    editions = _agreements(agreement_file)
    values = {"editions": [_shown(each) for each in editions]}
    said = Said("methods.origin.sentence.agreements", {"count": len(editions)})
    return Answer("origin.agreements", "1", values, (), said)


def _shown(edition: Edition) -> dict[str, Any]:
    return {
        "agreement": edition.key,
        "name": edition.name,
        "form": edition.form,
        "from": edition.applies_from.isoformat(),
        "until": edition.applies_until.isoformat() if edition.applies_until else None,
        "parties": sorted(edition.parties),
        "general_rule": str(edition.general) if edition.general else None,
        "product_rules": edition.product_rules,
        "de_minimis": [
            f"{each.percent} % {each.basis}, HS {', '.join(map(str, each.chapters))}"
            for each in edition.tolerances
        ],
        "cumulation": edition.cumulation,
        "sources": {
            name: {"source": each.source, "verified": each.verified}
            for name, each in edition.citations.items()
        },
    }


def _agreements(path: Path | None) -> tuple[Edition, ...]:
    """The shipped frames; an agreement given by file takes the place of one with the same key."""
    own = () if path is None else read_agreement(_table(path))
    keys = {each.key for each in own}
    return (*own, *(each for each in load_agreements() if each.key not in keys))


def _rules(path: Path | None) -> RuleSet | None:
    return None if path is None else read_rule_set(_table(path))


def _tariff(path: Path, preference: str) -> Tariff:
    found = read_tariff(read_rows(path))
    if preference not in found.columns:
        params = {"column": preference, "known": ", ".join(found.columns)}
        raise Refused(Finding("methods.origin.finding.column_unknown", field="preference", params=params))
    return found


def _rates(path: Path | None) -> list[Rate]:
    if path is None:
        return []
    findings: list[Finding] = []
    if path.suffix.lower() == ".csv":
        parts = [Reader(row, "rates", findings, line) for line, row in read_rows(path)]
    else:
        book = Reader(_table(path), "", findings)
        parts = book.parts("rates")
        book.refuse_unknown()
    found = [read_rate(each) for each in parts]
    if findings:
        raise Refused(findings)
    return found


def _listed(book: Reader) -> Rows:
    """Lines of a TOML or JSON file, counted from 1."""
    return iter([(place, dict(part.table)) for place, part in enumerate(book.parts("lines"), 1)])


def _amount(text: str, field: str) -> Fraction:
    try:
        return exact(text)
    except ValueError as error:
        params = {"place": field, "given": text}
        raise Refused(Finding("methods.origin.finding.not_number", field=field, params=params)) from error


def _table(path: Path) -> Mapping[str, Any]:
    """A TOML or JSON file, its numbers exact; raises Refused when it cannot be read."""
    loads: Callable[[str], Any] = _json if path.suffix.lower() == ".json" else _toml
    try:
        if path.stat().st_size > LARGEST_BATCH:
            raise OSError(0, f"larger than {LARGEST_BATCH:,} bytes")
        found = loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(unreadable(path, error.strerror or "not readable")) from error
    except (ValueError, RecursionError) as error:
        reason = "not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise Refused(unreadable(path, reason)) from error
    if not isinstance(found, Mapping) or not found:
        raise Refused(unreadable(path, "empty" if not found else "no table"))
    return found


def _json(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


def _toml(text: str) -> Any:
    return tomllib.loads(text, parse_float=Decimal)
