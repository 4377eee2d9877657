"""`jiangang hub`: push, pull and status against the mock, and the mock itself as its own process."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jiangang.methods.papers.sps import write_certificate
from jiangang.stand_ins.hub import Hub, Server
from tests.support import cases
from tests.support.certificates_of_others import garlic


def run(*words: str) -> Any:
    from jiangang.port.exchange.commands import cli

    return CliRunner().invoke(cli, words)


@pytest.mark.django_db
def test_a_file_is_sent_and_the_state_is_told(tmp_path: Path) -> None:
    assert run("pull").exit_code == 2
    cases.client_of("sender", "exchange.envelope.send")
    file = tmp_path / "certificate.xml"
    file.write_bytes(write_certificate(garlic()))
    with Server(Hub(tmp_path / "hub", ("CN", "NL"))) as server:
        cases.set_office(hub_country="CN", hub_address=server.address("CN"))
        answer = run("push", "--file", str(file), "--to", "NL", "--by", "sender")
        assert answer.exit_code == 0, answer.output
        assert "sent" in answer.output
        assert run("pull").exit_code == 0
        status = run("status").output
        assert server.address("CN") in status and "pending_delivery         1" in status
        server.hub.inject("fault")
        assert run("pull").exit_code == 1
        assert run("push", "--file", str(file)).exit_code == 2


def test_the_mock_runs_by_itself_without_an_office(tmp_path: Path) -> None:
    from jiangang.port.exchange.client import Header, HubClient, Place

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = str(Path(sys.executable).parent / "jiangang")
    words = [program, "hub", "mock", "--port", str(port), "--folder", str(tmp_path / "hub")]
    with subprocess.Popen(
        [*words, "--fault", "fault:GetProfile"], stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            address = running.stdout.readline().split()[1]
            client = HubClient(Place(address, "CN"))
            sent = client.deliver(Header("CN", "NL", 851, 70, "1"), "<a/>")
            assert sent.state == "PendingDelivery"
        finally:
            running.terminate()
