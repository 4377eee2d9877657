"""The command line: what it answers when nothing could be done."""

import json
from pathlib import Path

from click.testing import CliRunner

from jiangang.port.declarations.reading.maps import packaged_maps


def test_a_file_of_a_heading_alone_ends_with_two(office: None, tmp_path: Path) -> None:
    from jiangang.port.declarations.commands import cli
    from jiangang.port.declarations.models import ImportRun

    file = tmp_path / "heading.csv"
    file.write_text(",".join(packaged_maps()["standard"].columns) + "\n", encoding="utf-8")
    answer = CliRunner().invoke(cli, ["import", str(file), "--map", "standard", "--json"])
    assert answer.exit_code == 2
    told = json.loads(answer.stdout)
    assert told["findings"][-1]["code"] == "declarations.finding.file_no_rows"
    assert ImportRun.objects.count() == 0
