"""`jiangang target screen`: decisions, draws, capacity; bad rows told by number and the rest decided."""

import json
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangang.methods.chance.stream import Stream
from jiangang.methods.targeting.criteria import Lane
from jiangang.methods.targeting.drawing import limit
from jiangang.port.targeting.commands import cli
from jiangang.port.targeting.screening.choosing import Rows, Streams, choose
from jiangang.port.targeting.screening.lines import read_records
from tests.unit.port.targeting.screened import (
    HEADING,
    POLICY,
    RULES,
    SEED,
    decisions,
    findings,
    rows,
    screen,
    write,
    write_policy,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With the policy."""
    return write_policy(tmp_path)


def test_a_good_file_is_decided_whole(folder: Path) -> None:
    """Exit 0, no findings, capacity met exactly, mandatory and closed gates as the policy says."""
    lines = rows(10_000)
    done = screen(folder, write(folder, lines), "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    made = decisions(folder)
    assert made.height == 10_000 and not (folder / "out.csv.findings.csv").exists()
    assert made["number"].to_list() == [line.split(",")[0] for line in lines]
    inspected = made.filter(pl.col("stream").is_not_null())
    assert inspected.height == said["checked"] == said["capacity"] == 1000
    assert set(inspected["lane"]) == {"red"} and made.filter(pl.col("lane") == "red").height == 1000
    assert made.filter(pl.col("reasons").str.contains("logs"))["stream"].str.contains("mandatory").all()
    closed = made.filter(pl.col("lane") == "not_admissible")
    assert set(closed["reasons"].str.contains("fruit")) == {True}
    assert closed["propensity"].sum() == 0 and closed["stream"].is_null().all()


def test_the_random_stream_is_recomputed_from_the_seed(folder: Path) -> None:
    """From the published stream, row by row, without the program that drew it."""
    screen(folder, write(folder, rows(3000)))
    made = decisions(folder)
    stream = Stream(bytes.fromhex(SEED), "targeting.screen/1 random")
    share = int(Fraction(1, 20) * (1 << 64))
    for stated, lane in zip(made["stream"].fill_null(""), made["lane"], strict=True):
        drawn = int.from_bytes(stream.take(8), "big") < share
        assert ("random" in stated) is (drawn and lane != "not_admissible")


def test_rates_of_campaigns_and_propensities_hold(folder: Path) -> None:
    """Shares of 10,000 within four standard errors; the propensities add up to the inspections."""
    screen(folder, write(folder, rows(10_000)))
    made = decisions(folder)
    wine = made.filter(pl.col("reasons").str.contains("wine").fill_null(False))
    taken = wine["stream"].str.contains("mandatory").fill_null(False).mean()
    assert abs(taken - 0.3) < 4 * (0.21 / wine.height) ** 0.5
    spread = float((made["propensity"] * (1 - made["propensity"])).sum()) ** 0.5
    assert abs(made["propensity"].sum() - 1000) < 4 * spread


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_same_seed_and_file_give_the_same_bytes(folder: Path, kind: str, form: str) -> None:
    """Whatever the size of the batches; another seed gives others."""
    path = write(folder, [*rows(5000), "N1,1,2,twice", "short"] if kind == "csv" else rows(5000))
    if kind == "parquet":
        path = folder / "in.parquet"
        pl.read_csv(folder / "in.csv", schema_overrides={"hs": pl.String}).write_parquet(path)
    made = []
    for size in ("7", "333", "100000"):
        screen(folder, path, "--batch-rows", size, out=f"out.{form}")
        made.append((folder / f"out.{form}").read_bytes())
    assert made[0] == made[1] == made[2]


def test_csv_and_parquet_say_the_same(folder: Path) -> None:
    """The same rows in either form."""
    screen(folder, write(folder, rows(2000)))
    pl.read_csv(folder / "in.csv", schema_overrides={"hs": pl.String}).write_parquet(folder / "in.parquet")
    screen(folder, "in.parquet", out="other.parquet")
    assert decisions(folder).equals(decisions(folder, "other.parquet"))


def test_malformed_rows_are_told_by_number_and_the_rest_is_decided(folder: Path) -> None:
    """A tenth of the rows broken in every way, and duplicates: exit 1."""
    lines = rows(1000)
    broken = {
        0: ("N0,44", "row_fields"),
        10: ("N10,44,1,x,y", "row_fields"),
        20: ('N20,"44,1,x', "row_quotes"),
        30: ('N30,4"4,1,"', "row_quotes"),
        40: (",44,1,x", "row_number_missing"),
        50: ("N50,44,much,x", "row_value_number"),
        60: ("N60,44,inf,x", "row_value_number"),
        70: ("N3,44,1,x", "row_number_twice"),
        80: ("N80", "row_fields"),
    }
    broken |= {place: (f"N{place},44", "row_fields") for place in range(100, 1000, 10)}
    for place, (text, _) in broken.items():
        lines[place] = text
    done = screen(folder, write(folder, lines))
    assert done.exit_code == 1
    told = {(int(one["row"]), one["code"]) for one in findings(folder)}
    assert told == {(place + 2, code) for place, (_, code) in broken.items()}
    assert all(one["message"] and one["mend"] for one in findings(folder))
    made = decisions(folder)
    assert made.height == 1000 - len(broken)
    assert made["number"].n_unique() == made.height


def test_bad_rows_do_not_move_the_draws_of_others(folder: Path) -> None:
    """A row's draw belongs to its place in the file."""
    lines = rows(2000)
    screen(folder, write(folder, lines), capacity="1")
    whole = dict(zip(*decisions(folder).select("number", "stream"), strict=True))
    lines[0] = "broken"
    screen(folder, write(folder, lines), capacity="1")
    rest = dict(zip(*decisions(folder).select("number", "stream"), strict=True))
    assert rest == {number: stream for number, stream in whole.items() if number != "N0"}


def test_mixed_encodings_are_told(folder: Path) -> None:
    """Rows in GB 18030 within a file in UTF-8, and a row in neither."""
    lines = [*rows(50)]
    raw = (
        "\n".join([HEADING, *lines]).encode()
        + "\nG1,44,1,冷冻水产\n".encode("gb18030")
        + b"G2,44,1,\xff\xff\n"
    )
    (folder / "in.csv").write_bytes(raw)
    assert screen(folder, "in.csv").exit_code == 1
    assert [(one["row"], one["code"]) for one in findings(folder)] == [
        ("52", "row_encoding"), ("53", "row_encoding"),
    ]  # fmt: skip
    assert "GB 18030" in findings(folder)[0]["message"]
    assert decisions(folder).height == 50


def test_a_missing_column_is_unknown_for_every_row(folder: Path) -> None:
    """Told once for the heading; everything is decided, exit 1."""
    (folder / "in.csv").write_text("number,hs\nA,4403\nB,01\n", encoding="utf-8")
    assert screen(folder, "in.csv").exit_code == 1
    assert [(one["row"], one["column"]) for one in findings(folder)] == [("1", "mass")]
    assert decisions(folder)["reasons"].to_list() == ["logs", None]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_quoted_fields_over_lines_are_one_row(folder: Path, ending: str) -> None:
    """A line break within quotation marks, doubled marks, a byte order mark, blank lines."""
    text = ending.join(
        [HEADING, 'A,4403,1,"two', 'lines, ""so"""', "", 'B,"01",1,', 'C,44,1,"open', "D,02,950,x", ""]
    )
    (folder / "in.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    screen(folder, "in.csv")
    assert decisions(folder)["number"].to_list() == ["A", "B", "D"]
    assert [(one["row"], one["code"]) for one in findings(folder)] == [("5", "row_quotes")]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("none.csv", None), ("empty.csv", b""), ("heading.csv", b"a,a\n1,2\n"),
        ("wide.csv", "number,hs".encode("utf-16")),
        ("other.csv", b"id,hs\n1,2\n"), ("rows.parquet", b"PAR1 no"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(folder: Path, name: str, raw: bytes | None) -> None:
    """Exit 2, a sentence and no traceback, no decisions."""
    if raw is not None:
        (folder / name).write_bytes(raw)
    done = screen(folder, name)
    assert done.exit_code == 2 and done.stderr.strip() and not (folder / "out.csv").exists()


def test_what_cannot_be_written_or_is_torn_is_said(folder: Path) -> None:
    """A folder that is not there; a Parquet file that was damaged after it was written; columns of lists."""
    path = write(folder, rows(30))
    done = screen(folder, path, out="nowhere/out.csv")
    assert done.exit_code == 2 and done.stderr.strip()
    (folder / "few.csv").write_text("number\nA\n", encoding="utf-8")
    assert screen(folder, "few.csv", out="nowhere/out.csv").exit_code == 2
    frame = pl.read_csv(path, schema_overrides={"hs": pl.String})
    frame.with_columns(hs=pl.concat_list("hs")).write_parquet(folder / "lists.parquet")
    assert screen(folder, "lists.parquet").exit_code == 2
    frame.write_parquet(folder / "torn.parquet", compression="uncompressed")
    raw = bytearray((folder / "torn.parquet").read_bytes())
    raw[4:60] = b"\xff" * 56
    (folder / "torn.parquet").write_bytes(raw)
    assert screen(folder, "torn.parquet").exit_code == 2
    assert not (folder / "out.csv").exists() and not list(folder.glob(".screen-*"))


def test_a_bad_policy_is_refused_with_its_lines(folder: Path) -> None:
    """All faults, each with the line of its table."""
    (folder / "policy.toml").write_text(POLICY + RULES.replace('"0.3"', '"3"'), encoding="utf-8")
    done = screen(folder, write(folder, rows(3)))
    line = (POLICY + RULES).splitlines().index("[[campaign]]") + 1
    assert done.exit_code == 2 and done.stderr.startswith(f"{line}\t")


def test_columns_are_mapped(folder: Path) -> None:
    """Other headings, in any order; a map that names what is not there is refused."""
    (folder / "in.csv").write_text("税号,报检号\n4403,A\n01,B\n", encoding="utf-8")
    (folder / "map.toml").write_text('[columns]\n"报检号" = "number"\n"税号" = "hs"\n', encoding="utf-8")
    screen(folder, "in.csv", "--map", str(folder / "map.toml"))
    assert decisions(folder)["reasons"].to_list() == ["logs", None]
    (folder / "map.toml").write_text('[columns]\n"号" = "number"\n', encoding="utf-8")
    assert screen(folder, "in.csv", "--map", str(folder / "map.toml")).exit_code == 2


def test_the_module_needs_no_django() -> None:
    """Neither the command nor what it runs imports it."""
    code = (
        "import sys; import jiangang.port.targeting.commands, jiangang.port.targeting.screening.running; "
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def some(lanes: list[int], mandatory: list[bool], admissible: list[bool], draws: list[int]) -> Rows:
    """Rows of a choice."""
    bound = np.array(mandatory, np.bool_)
    none = np.zeros(len(lanes), np.float32)
    return Rows(
        np.array(lanes, np.uint8),
        bound,
        bound,
        np.array(admissible, np.bool_),
        none,
        np.array(draws, np.uint64),
    )


CASES = st.lists(
    st.tuples(st.sampled_from([0, 1, 2]), st.booleans(), st.booleans(), st.integers(0, (1 << 64) - 1)),
    max_size=40,
)
SHARES = st.sampled_from([Fraction(0), Fraction(1, 20), Fraction(1, 3), Fraction(1)])


@settings(max_examples=200, deadline=None)
@given(cases=CASES, capacity=SHARES, share=SHARES)
def test_a_choice_keeps_its_order(cases: list[Any], capacity: Fraction, share: Fraction) -> None:
    """Random and mandatory always; then red before others, by draw; never more than the capacity allows."""
    given_rows = some(*([list(one) for one in zip(*cases, strict=True)] or [[], [], [], []]))
    made = choose(given_rows, capacity, share)
    for place, (lane, mandatory, admissible, drawn) in enumerate(cases):
        stream = Streams(int(made.streams[place]))
        assert (Streams.RANDOM in stream) is (admissible and bool(share == 1 or drawn < int(limit(share))))
        assert (Streams.MANDATORY in stream) is (admissible and mandatory)
        assert not stream or admissible
        if Streams.EXPLOIT in stream:
            assert lane == Lane.RED
    chosen, places = int(np.count_nonzero(made.streams)), int(capacity * len(cases))
    bound = int(np.count_nonzero(made.streams & 3))
    admissible = sum(one[2] for one in cases)
    assert chosen == max(bound, min(places, admissible))
    waiting = [place for place, one in enumerate(cases) if one[0] == 2 and one[2] and not made.streams[place]]
    if waiting:
        assert not np.any(made.streams == Streams.EXPLORE)
        last = max((cases[p][3] for p in range(len(cases)) if made.streams[p] == Streams.EXPLOIT), default=0)
        assert last <= min(cases[place][3] for place in waiting)


def test_propensities_are_the_shares_of_many_seeds() -> None:
    """The same rows drawn 3,000 times: each is inspected as often as its propensity says."""
    rng = np.random.default_rng(5)
    lanes, mandatory = [2] * 10 + [0] * 30, [True] * 2 + [False] * 38
    often, said = np.zeros(40), np.zeros(40)
    for _ in range(3000):
        draws = rng.integers(0, 1 << 64, 40, np.uint64).tolist()
        made = choose(some(lanes, mandatory, [True] * 40, draws), Fraction(1, 5), Fraction(1, 10))
        often += made.streams != 0
        said += made.propensities()
    assert np.abs(often - said).max() < 4 * np.sqrt(3000 * 0.25)
    assert abs(often[2:].sum() - said[2:].sum()) < 0.02 * said[2:].sum()


LINES = st.lists(
    st.sampled_from(
        ["a,b", "a", 'a,"b"', '"a', 'b",c', '"x,y",z', "", "a,b,c", 'a"b,c', "é,ü", '"a\n', "\r"]
    ),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(lines=LINES, size=st.integers(1, 60))
def test_records_do_not_depend_on_the_chunks(lines: list[str], size: int, tmp_path_factory: Any) -> None:
    """The same good records and the same faults, wherever the file is cut."""
    path = tmp_path_factory.getbasetemp() / "records.csv"
    path.write_bytes("\n".join(["h,h", *lines]).encode())

    def read(chunk: int) -> tuple[bytes, list[int], list[Any]]:
        parts = [records for records, _ in read_records(path, 4, 2, chunk)]
        text = b"".join(part.text for part in parts)
        good = [int(row) for part in parts for row in part.rows]
        return b"".join(text.split(b"\n")), good, sorted(one[:2] for part in parts for one in part.bad)

    assert read(size) == read(1_000_000)


def test_the_day_is_asked_of_the_root(folder: Path) -> None:
    """Without --on and without a clock there is no day."""
    told = ["screen", str(write(folder, rows(2))), "--policy", str(folder / "policy.toml"), "--capacity", "1"]
    told += ["--seed", SEED, "--out", str(folder / "out.csv")]
    assert CliRunner().invoke(cli, told).exit_code == 2
    assert CliRunner().invoke(cli, told, obj=lambda: date(2026, 3, 2)).exit_code == 0
