"""A seed ceremony and a draw by files alone, as an office would hold it; no database is opened."""

import json
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jiangang.config.cli import ENTRIES, needs_database
from jiangang.integrity.assignment.commands import cli

HOLDERS = ("科长", "discipline", "trade body")


def ask(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan with an order for units, promises and shares of three holders, and the closed ceremony."""
    order = ("order", "--kind", "units", "--office", "ZJG", "--day", "2011-06-30", "--subject", "ZJG2011-17")
    done = ask(
        *order, "--count", 5, "--units", "1-900", "--exclude", "10-19=gone", "--out", tmp_path / "order.json"
    )
    assert done.exit_code == 0, done.output
    named = [word for holder in HOLDERS for word in ("--holder", holder)]
    plan = ("seed-plan", "--office", "ZJG", "--purpose", "test", *named, "--threshold", 2)
    done = ask(*plan, "--order", tmp_path / "order.json", "--out", tmp_path / "plan.json")
    assert done.exit_code == 0, done.output
    for place, holder in enumerate(HOLDERS):
        done = ask("seed-share", tmp_path / "plan.json", "--as", holder, "--into", tmp_path / str(place))
        assert done.exit_code == 0, done.output
    promises = sorted(tmp_path.glob("*/promise-*.json"))
    done = ask("seed-close", tmp_path / "plan.json", *promises, "--out", tmp_path / "ceremony.json")
    assert done.exit_code == 0, done.output
    return tmp_path


def shares(folder: Path, *numbers: int) -> list[Path]:
    return [path for number in numbers for path in sorted(folder.glob(f"*/share-?-{number}-*.json"))]


def opened(folder: Path, *numbers: int) -> str:
    done = ask(
        "seed-open", folder / "ceremony.json", *shares(folder, *numbers), "--out", folder / "opening.json"
    )
    assert done.exit_code == 0, done.output
    return json.loads((folder / "opening.json").read_text())["seed"]


def test_shares_are_sealed_and_made_once(folder):
    found = shares(folder, 1, 2, 3)
    assert len(found) == 9
    assert {stat.S_IMODE(path.stat().st_mode) for path in found} == {0o600}
    before = found[0].read_bytes()
    done = ask("seed-share", folder / "plan.json", "--as", HOLDERS[0], "--into", folder / "0")
    assert (done.exit_code, found[0].read_bytes()) == (2, before)


def test_any_two_open_the_same_seed_and_the_draw_is_verified_by_anyone(folder):
    assert opened(folder, 1, 2) == opened(folder, 3, 2) == opened(folder, 1, 2, 3)
    proof = folder / "proof.json"
    made = ask("make", folder / "order.json", "--opening", folder / "opening.json", "--out", proof)
    assert made.exit_code == 0
    root = json.loads((folder / "ceremony.json").read_text())["root"]
    for document in (proof, folder / "opening.json"):
        assert ask("verify", document, "--root", root).exit_code == 0
        assert ask("verify", document, "--root", "00" * 32).exit_code == 1
    said = json.loads(ask("verify", proof, "--json").stdout)
    drawn = json.loads(proof.read_text())["result"]
    assert (said["holds"], said["result"]) == (True, drawn)
    assert len(set(drawn)) == 5 and not set(drawn) & set(range(10, 20))
    proof.write_text(proof.read_text().replace(f" {drawn[0]}", " 10", 1))
    assert ask("verify", proof).exit_code == 1


def test_one_holder_alone_opens_nothing(folder):
    done = ask("seed-open", folder / "ceremony.json", *shares(folder, 3))
    assert done.exit_code == 1
    assert "科长" in done.output and not (folder / "opening.json").exists()


def test_a_changed_share_is_found_on_receipt_and_at_the_opening(folder):
    (path,) = folder.glob("0/share-1-2-*.json")
    receipt = ("seed-check", folder / "plan.json", next(folder.glob("0/promise-*.json")), path)
    assert ask(*receipt).exit_code == 0
    seed = opened(folder, 1, 3)
    document = json.loads(path.read_text())
    path.write_text(json.dumps({**document, "value": "00" * 32}))
    assert ask(*receipt).exit_code == 1
    done = ask(
        "seed-open", folder / "ceremony.json", *shares(folder, 1, 2, 3), "--out", folder / "opening.json"
    )
    assert done.exit_code == 0
    assert "discipline" in done.stderr
    assert json.loads((folder / "opening.json").read_text())["seed"] == seed


def test_ids_come_from_a_file_in_any_order(tmp_path):
    base = (
        "order",
        "--kind",
        "items",
        "--office",
        "ZJG",
        "--day",
        "2011-06-30",
        "--subject",
        "x",
        "--count",
        1,
    )
    texts = []
    for rows in ("b,\na,\nc,on leave\n", "c,on leave\na,\nb,\n"):
        (tmp_path / "pool.csv").write_text(f"id,reason\n{rows}", encoding="utf-8-sig")
        texts.append(ask(*base, "--subject", "x", "--count", 1, "--pool", tmp_path / "pool.csv").stdout)
    assert texts[0] == texts[1]
    assert json.loads(texts[0])["excluded"] == {"c": ["on leave"]}


@pytest.mark.parametrize(
    "words",
    [
        ("--kind", "units"), ("--kind", "units", "--units", "9-1"), ("--kind", "units", "--units", "x"),
        ("--kind", "items"), ("--kind", "items", "--pool", os.devnull),
        ("--kind", "items", "--pool", "none.csv"),
        ("--kind", "units", "--units", "1-9", "--exclude", "3"), ("--kind", "lots"),
        ("--kind", "units", "--units", "1-9", "--exclude", "12=gone"),
    ],
)  # fmt: skip
def test_what_cannot_be_ordered_ends_with_two(words):
    done = ask("order", "--office", "ZJG", "--day", "2011-06-30", "--subject", "x", "--count", 1, *words)
    assert done.exit_code == 2
    assert done.stderr and "Traceback" not in done.output


def test_no_command_of_a_ceremony_opens_the_database():
    for name in cli.commands:
        assert needs_database(ENTRIES["draw"], [name]) == (name in ("proof", "commit"))


def test_a_plan_that_cannot_be_held_is_refused():
    plan = ("seed-plan", "--office", "ZJG", "--purpose", "x", "--holder", "a")
    assert ask(*plan, "--threshold", 2).exit_code == 2
    assert ask(*plan, "--holder", "a", "--threshold", 2).exit_code == 2
    done = ask(*plan, "--holder", "b", "--threshold", 2, "--beacon-source", "drand")
    assert done.exit_code == 2
    assert "beacon" in done.stderr
