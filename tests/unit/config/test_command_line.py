"""The root of the command line: languages, exit codes, and what needs a database."""

import subprocess
import sys
import time

import click
import pytest

from jiangang.config import cli, founding_command
from jiangang.config.refusals import print_findings
from jiangang.config.supervision.trouble import Trouble
from jiangang.methods.findings import Finding, Refused


@pytest.fixture
def answering(monkeypatch):
    """Let a command `try` do what a test wants."""

    def put(function) -> None:
        command = click.command("try")(function)
        monkeypatch.setattr(cli.root, "get_command", lambda ctx, name: command)

    return put


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("JIANGANG_LANGUAGE", "en")


def test_help_is_quick_and_imports_no_framework():
    began = time.monotonic()
    words = (
        "import sys; from jiangang.config.cli import call; call(['--help']); print('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("False")
    assert "run" in done.stdout
    assert time.monotonic() - began < 10


def test_a_database_without_an_office_is_told_with_two(answering, capsys):
    class UndefinedTable(Exception):
        """As psycopg names it."""

    def verify() -> None:
        raise RuntimeError("as Django says it") from UndefinedTable()

    answering(verify)
    assert cli.call(["try"]) == 2
    assert "There is no office" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["no-such-word"], ["--no-such-option"], ["--language", "xx", "run"]])
def test_bad_usage_is_two(arguments, capsys):
    assert cli.call(arguments) == 2
    assert "Usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("outcome", "code"),
    [(None, 0), (0, 0), (1, 1), (2, 2)],
)
def test_a_command_may_answer_its_code(answering, outcome, code):
    answering(lambda: outcome)
    assert cli.call(["try"]) == code


def test_a_refusal_is_one_and_says_what_to_do(answering, capsys):
    def refuse() -> None:
        raise Refused(Finding("founding.finding.office_exists"))

    answering(refuse)
    assert cli.call(["try"]) == 1
    said = capsys.readouterr().err
    assert "founding.finding" not in said
    assert said.count("\n") == 1


def test_trouble_is_a_sentence_with_its_code(answering, capsys):
    def fail() -> None:
        raise Trouble("run.port_taken", host="h", port=1, other=2)

    answering(fail)
    assert cli.call(["try"]) == 2
    assert "Port 1 of h is taken" in capsys.readouterr().err


def test_sentences_follow_the_language(monkeypatch):
    monkeypatch.setenv("JIANGANG_LANGUAGE", "zh-hans")
    assert "端口" in str(Trouble("run.port_taken", host="h", port=1, other=2))


def test_a_row_and_a_field_are_named(capsys):
    print_findings([Finding("founding.finding.name_missing", field="name_en", row=7)])
    assert capsys.readouterr().err.startswith("Row 7: [name_en] ")


def test_some_words_need_no_database():
    assert not cli.needs_database(cli.ENTRIES["draw"], ["verify", "proof.json"])
    assert cli.needs_database(cli.ENTRIES["draw"], ["proof", "12"])
    assert not cli.needs_database(cli.ENTRIES["run"], [])


def test_every_word_is_described_in_both_languages(monkeypatch):
    from jiangang.config.supervision.words import sentence

    for language in ("en", "zh-hans"):
        monkeypatch.setenv("JIANGANG_LANGUAGE", language)
        assert [name for name in cli.ENTRIES if sentence(f"cli.about.{name}").startswith("config.")] == []


def test_a_password_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(Trouble, match="No such file") as trouble:
        founding_command._password(tmp_path / "missing")
    assert trouble.value.exit_code == 2


def test_an_address_of_another_database_is_told_with_two(monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "mysql://somewhere")
    assert cli.call(["ledger", "verify"]) == 2
    assert "postgresql://" in capsys.readouterr().err
