"""Commands of ranking, allocation and vectors as a person uses them."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from jiangang.config.calculations.rank import cli as rank
from jiangang.config.calculations.sample_allocation import allocate
from jiangang.config.calculations.vector import cli as vector

COUNTS = "group,total,events\nA,60,18\nB,2000,540\nC,10,9\n"
CONSIGNMENTS = "group,units,sampled,found\na,100,50,2\nb,500,0,0\nc,20,100,30\n"
READINGS = "hours,concentration,temperature\n0,60,23\n2,50,22\n4,45,22\n24,40,21\n"


def ask(command: click.Command, *words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)


@pytest.fixture
def file(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "file.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_ranking_in_json(file) -> None:
    done = ask(rank, file(COUNTS), "--json")
    said = json.loads(done.stdout)
    assert done.return_value == 0
    assert [each["group"] for each in said["rows"]] == ["A", "B", "C"]
    assert [each["suppressed"] for each in said["rows"]] == [False, False, True]
    assert said["method"] == "ranking.places"
    assert not said["supported"]
    firsts = [each["probability_first"] for each in said["rows"][:2]]
    assert sum(firsts) == pytest.approx(1)


def test_a_seed_gives_the_same_simulation_each_time(file) -> None:
    path = file(COUNTS)
    one, two, three = (ask(rank, path, "--json", "--rng-seed", seed).stdout for seed in (3, 3, 4))
    assert one == two != three
    said = json.loads(one)
    assert (said["rng_seed"], said["rank_method"]) == (3, "simulation")
    assert said["rows"][0]["monte_carlo_error"] > 0


def test_a_ranking_for_people_is_a_table_in_their_language(file) -> None:
    done = ask(rank, file(COUNTS), "--language", "zh")
    assert done.stdout.startswith("A检出18/60")
    assert done.stdout.splitlines()[-1].split()[:4] == ["C", "–", "9", "10"]


def test_rows_of_strata_are_standardised(file) -> None:
    text = "group,stratum,total,events\nA,log,100,40\nA,box,50,1\nB,log,20,9\nB,box,500,12\n"
    rows = json.loads(ask(rank, file(text), "--json").stdout)["rows"]
    assert sum(each["expected"] for each in rows) == pytest.approx(62)
    assert {each["group"]: each["events"] for each in rows} == {"A": 41, "B": 21}


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("group,total,events\n", (), 2),
        ("", (), 2),
        ("group,events\nA,3\nB,4\n", (), 2),
        ("group,total,events\nA,x,3\nB,5,4\n", (), 2),
        (COUNTS, ("--level", "95"), 2),
        (COUNTS, ("--minimum-n", "5000"), 1),
    ],
)
def test_bad_input_is_two_and_no_answer_one(file, text: str, words: tuple[str, ...], code: int) -> None:
    done = ask(rank, file(text), "--json", *words)
    assert done.return_value == code
    assert all({"message", "mend"} <= each.keys() for each in json.loads(done.stdout)["findings"])


def test_an_allocation_in_json_and_as_a_table(file) -> None:
    path = file(CONSIGNMENTS)
    said = json.loads(ask(allocate, path, "--budget", 60, "--json").stdout)
    assert said["opened"] == sum(each["allocated"] for each in said["rows"]) == 60
    assert said["plans"]["best"]["leakage"] <= min(each["leakage"] for each in said["plans"].values())
    assert ask(allocate, path, "--budget", 60, "--language", "zh").stdout.startswith("按本方案在3批货物中")


@pytest.mark.parametrize(
    "words", [("--prior", "1"), ("--prior", "a,b"), ("--level", "1/0"), ("--level", "2")]
)
def test_a_wrong_option_of_an_allocation_is_two(file, words: tuple[str, ...]) -> None:
    assert ask(allocate, file(CONSIGNMENTS), "--budget", 5, *words).return_value == 2


def test_densities_in_a_batch(file) -> None:
    text = "index,count,unit,effort,devices,periods\nbreteau,12,house,100,,\nfly-cage,9,cage-day,,3,2\n"
    text += "fly-cage,9,trap-night,5,,\ndip,1,dip,,,\ndip,1,dip,5,5,\n"
    done = ask(vector, "density", "--batch", file(text))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("density") for line in lines] == [12.0, 1.5, None, None, None]
    codes = [line["findings"][0]["code"].rpartition(".")[2] for line in lines[2:]]
    assert codes == ["unit_of_other_index", "effort_not_given", "effort_twice"]
    assert done.return_value == 1


def test_ships_fleas_and_anomaly(file) -> None:
    ship = ask(vector, "ship", "--inspected", 3300, "--infested", 693, "--json")
    assert json.loads(ship.stdout)["carriage_rate"] == 0.21
    flea = ask(vector, "flea", "--fleas", 12, "--rodents", 30, "--json")
    assert json.loads(flea.stdout)["flea_index"] == 0.4
    rows = [f"{year},7,{40 + year % 3},100,lamp-night" for year in range(2006, 2011)]
    text = "\n".join(["year,month,count,effort,unit", *rows, "2011,7,90,100,lamp-night"])
    words = ("anomaly", file(text), "--index", "mosquito-lamp-night", "--year", 2011, "--json")
    assert json.loads(ask(vector, *words).stdout)["rows"][0]["verdict"] == "above"


def test_a_treatment_that_fails_its_schedule_is_one_and_still_shows_its_numbers(file) -> None:
    path = file(READINGS)
    passed = ask(vector, "treatment", path, "--schedule", "ispm15-mb", "--json")
    assert (passed.return_value, json.loads(passed.stdout)["complies"]) == (0, True)
    failed = ask(vector, "treatment", path, "--schedule", "ispm28-pt23", "--on", "2018-03-01", "--json")
    said = json.loads(failed.stdout)
    assert (failed.return_value, said["complies"], said["ct"]) == (1, False, passed_ct(passed))
    without = file("hours,concentration\n0,60\n24,40\n")
    assert ask(vector, "treatment", without, "--schedule", "ispm15-mb").return_value == 2


def passed_ct(done: Result) -> float:
    return float(json.loads(done.stdout)["ct"])
