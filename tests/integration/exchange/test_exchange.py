"""The exchange on PostgreSQL with the mock Hub: every state, every fault, and two offices."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiangang.methods.findings import Conflict, Forbidden, NotFound, Refused
from jiangang.methods.papers.sps import SpsCertificate, write_certificate
from jiangang.stand_ins.hub import Hub, Server
from tests.support import cases
from tests.support.certificates_of_others import garlic

SENDER = ("exchange.envelope.view", "exchange.envelope.send", "exchange.envelope.settle")
READER = ("exchange.envelope.view", "exchange.paper.draft", "exchange.paper.reject")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(Hub(tmp_path / "hub", ("CN", "NL"), delay=0.1)) as running:
        yield running


@pytest.fixture
def office() -> None:
    cases.set_office(hub_country="CN")


def hub_actor() -> Any:
    from jiangang.kernel.permissions import Actor

    return Actor.system("hub", on=cases.DAY, permissions=frozenset({"exchange.hub.exchange"}))


def client(server: Server, country: str, **words: Any) -> Any:
    from jiangang.port.exchange.client import HubClient, Place

    return HubClient(Place(server.address(country), country), **words)


def round_of(name: str, server: Server, country: str = "CN", at: datetime = cases.AT, **words: Any) -> Any:
    from jiangang.port.exchange import exchanging

    act = getattr(exchanging, name)
    return act(client(server, country, **words), actor=hub_actor(), clock=lambda: at)


def queue(record: SpsCertificate | None = None, to: str = "NL", **words: Any) -> Any:
    from jiangang.port.exchange import api

    return api.queue_certificate(
        record=record or garlic(),
        to_country=to,
        actor=cases.actor_of("sender", *SENDER),
        at=cases.AT,
        **words,
    )


def from_abroad(server: Server, content: str, number: str = "NL-1", status: int = 70) -> str:
    """An envelope of the Netherlands for us, its number at the Hub."""
    from jiangang.port.exchange.client import Header

    return str(client(server, "NL").deliver(Header("NL", "CN", 851, status, number), content).hub_number)


def text_of(record: SpsCertificate) -> str:
    return write_certificate(record).decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("office")
class TestSending:
    @pytest.mark.parametrize(
        ("told", "state"),
        [
            ("Delivered", "delivered"),
            ("DeliveredWithWarnings", "delivered_with_warnings"),
            ("DeliveredNotReadable", "delivered_not_readable"),
        ],
    )
    def test_an_envelope_arrives_in_every_way(self, server: Server, told: str, state: str) -> None:
        envelope = queue()
        assert round_of("push", server).sent == 1
        envelope.refresh_from_db()
        assert envelope.state == "pending_delivery"
        client(server, "NL").acknowledge(envelope.hub_number, told, "no consignee")
        assert round_of("refresh", server).moved == 1
        envelope.refresh_from_db()
        assert (envelope.state, envelope.settled_at) == (state, cases.AT)
        assert envelope.hub_message == ("" if told == "Delivered" else "no consignee")
        assert round_of("refresh", server).moved == 0

    def test_a_country_that_does_not_receive_fails_and_a_person_settles_it(self, server: Server) -> None:
        from jiangang.port.exchange.operations import settling

        envelope = queue(to="US")
        round_of("push", server)
        envelope.refresh_from_db()
        assert (envelope.state, envelope.tries.count()) == ("failed_delivery", 1)
        who = {"actor": cases.actor_of("sender", *SENDER), "at": cases.later(5)}
        settling.send_again(envelope_id=envelope.pk, **who)
        round_of("push", server, at=cases.later(5))
        with pytest.raises(Refused, match="reason_missing"):
            settling.give_up(envelope_id=envelope.pk, reason=" ", **who)
        settling.give_up(envelope_id=envelope.pk, reason="sent on paper", **who)
        envelope.refresh_from_db()
        assert (envelope.state, envelope.tries.count()) == ("given_up", 2)
        assert queue(to="US").pk != envelope.pk

    @pytest.mark.parametrize("fault", ["fault", "timeout", "lost"])
    def test_after_a_fault_it_is_sent_once(self, server: Server, fault: str) -> None:
        envelope = queue()
        server.hub.inject(fault, "DeliverEnvelope")
        done = round_of("push", server)
        assert (done.sent, done.failed) == (0, 1)
        assert round_of("push", server).sent == 0
        assert round_of("push", server, at=cases.later(60)).sent == 1
        envelope.refresh_from_db()
        assert (envelope.state, envelope.attempts) == ("pending_delivery", 2)
        assert len(server.hub.mailbox.all()) == 1

    def test_a_hub_that_is_silent_ends_on_the_dead_letter_list(self, server: Server) -> None:
        envelope = queue()
        server.hub.inject("fault", times=100)
        at = cases.AT
        waits = []
        for _ in range(8):
            round_of("push", server, at=at)
            envelope.refresh_from_db()
            waits.append((envelope.next_try_at - at) // timedelta(minutes=1))
            at = max(envelope.next_try_at, at + timedelta(minutes=10))
        assert waits == [1, 4, 16, 64, 256, 360, 360, 360]
        assert (envelope.state, envelope.tries.count()) == ("stuck", 8)
        assert round_of("push", server, at=at).failed == 0

    def test_a_worker_that_died_is_a_try_that_failed(self, server: Server) -> None:
        from jiangang.port.exchange.operations import sending

        envelope = queue()
        taken = sending.take_for_sending(envelope_id=envelope.pk, actor=hub_actor(), at=cases.AT)
        assert taken is not None
        client(server, "CN").deliver(taken.header, taken.content.decode())
        assert sending.take_for_sending(envelope_id=envelope.pk, actor=hub_actor(), at=cases.later(9)) is None
        round_of("push", server, at=cases.later(11))
        envelope.refresh_from_db()
        assert envelope.state == "pending_delivery"
        assert len(server.hub.mailbox.all()) == 1

    def test_what_may_not_be_sent(self) -> None:
        first = queue(request_key="k")
        assert queue(request_key="k").pk == first.pk
        with pytest.raises(Conflict):
            queue()
        for country in ("CN", "Holland", ""):
            with pytest.raises(Refused, match="receiver_wrong"):
                queue(to=country)
        with pytest.raises(Refused, match="missing"):
            queue(replace(garlic(), signatory=""))
        with pytest.raises(Forbidden):
            from jiangang.port.exchange import api

            api.queue_certificate(
                record=garlic(), to_country="NL", actor=cases.actor_of("reader", *READER), at=cases.AT
            )


@pytest.mark.django_db
@pytest.mark.usefixtures("office")
class TestReceiving:
    @pytest.mark.parametrize(
        ("content", "readable", "told"),
        [
            ("clean", True, "Delivered"),
            ("without consignee", True, "DeliveredWithWarnings"),
            ("base64", True, "Delivered"),
            ("<a>", False, "DeliveredNotReadable"),
            ("nothing but words", False, "DeliveredNotReadable"),
            ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', False, "DeliveredNotReadable"),
        ],
    )
    def test_whatever_comes_is_kept_and_answered(
        self, server: Server, content: str, readable: bool, told: str
    ) -> None:
        from base64 import b64encode

        from jiangang.port.exchange.models import IncomingPaper

        record = replace(garlic(), number="NL-1")
        made = {
            "clean": text_of(record),
            "without consignee": text_of(replace(record, consignee=None)),
            "base64": b64encode(write_certificate(record)).decode(),
        }
        number = from_abroad(server, made.get(content, content))
        done = round_of("pull", server)
        assert (done.taken, done.acknowledged, done.trouble) == (1, 1, "")
        paper = IncomingPaper.objects.get()
        assert (paper.is_readable, paper.acknowledged_as) == (readable, told)
        assert bytes(paper.content.xml)
        assert client(server, "NL").tracking(number).state == told
        assert round_of("pull", server).taken == 0

    def test_a_paper_twice_is_one_and_its_copy_names_it(self, server: Server) -> None:
        from jiangang.port.exchange.models import IncomingPaper

        content = text_of(replace(garlic(), number="NL-1"))
        from_abroad(server, content)
        server.hub.inject("fault", "AcknowledgeEnvelopeReceipt")
        assert round_of("pull", server).acknowledged == 0
        assert round_of("pull", server).acknowledged == 1
        from_abroad(server, content)
        round_of("pull", server)
        first, second = IncomingPaper.objects.order_by("pk")
        assert (first.repeats, second.repeats) == (None, first)

    def test_an_answer_that_is_too_large_is_not_taken_but_told(self, server: Server) -> None:
        from jiangang.port.exchange.models import IncomingPaper

        number = from_abroad(server, "<a>" + "x" * 200_000 + "</a>")
        from_abroad(server, text_of(replace(garlic(), number="NL-2")), "NL-2")
        assert round_of("pull", server, largest=100_000).taken == 2
        large = IncomingPaper.objects.get(hub_number=number)
        assert (large.is_readable, bytes(large.content.xml)) == (False, b"")
        assert client(server, "NL").tracking(number).state == "DeliveredNotReadable"
        assert IncomingPaper.objects.get(certificate_number="NL-2").is_readable

    def test_trouble_with_one_leaves_the_next(self, server: Server) -> None:
        for number in ("NL-1", "NL-2"):
            from_abroad(server, text_of(replace(garlic(), number=number)), number)
        server.hub.inject("fault", "PULLSingleImportEnvelope")
        done = round_of("pull", server)
        assert done.taken == 1 and done.trouble
        assert round_of("pull", server).taken == 1

    def test_a_header_that_cannot_be_kept_keeps_nothing_else_back(self, server: Server) -> None:
        from jiangang.stand_ins.hub_mailbox import Envelope

        from_abroad(server, text_of(replace(garlic(), number="NL-1")))
        server.hub.mailbox.deliver(Envelope("NL", "CN", 2**40, 70, "x" * 500, "<a/>"))
        done = round_of("pull", server)
        assert (done.taken, done.acknowledged) == (1, 1)
        assert "1 headers" in done.trouble

    def test_the_number_in_the_envelope_is_compared(self, server: Server) -> None:
        from jiangang.port.exchange.models import IncomingPaper

        from_abroad(server, text_of(replace(garlic(), number="other")))
        round_of("pull", server)
        assert [each["code"] for each in IncomingPaper.objects.get().findings] == [
            "exchange.finding.number_differs"
        ]

    def test_a_paper_becomes_a_draft_of_the_clerk(self, server: Server) -> None:
        from jiangang.port.declarations.models import Draft
        from jiangang.port.exchange.models import IncomingPaper
        from jiangang.port.exchange.operations import settling

        from_abroad(server, text_of(replace(garlic(), number="NL-1")))
        round_of("pull", server)
        paper = IncomingPaper.objects.get()
        clerk = cases.actor_of("clerk", *READER)
        key = settling.draft_notice(paper_id=paper.pk, actor=clerk, at=cases.AT)
        form = Draft.objects.get(request_key=key).form
        assert form["exporter_name"] == "Qingdao Demo"
        assert (form["line-1-hs_code"], form["line-1-net_mass"], form["line-1-origin"]) == (
            "070320",
            "25000",
            "CN",
        )
        with pytest.raises(Refused):
            settling.draft_notice(paper_id=paper.pk, actor=clerk, at=cases.AT)
        with pytest.raises(NotFound):
            settling.note_paper(paper_id=10**6, actor=clerk, at=cases.AT)


class TestTwoOffices:
    def test_a_certificate_goes_over_and_its_rejection_comes_back(
        self, committed_db: Any, template_name: str, server: Server
    ) -> None:
        """China's office sends, the Dutch one reads, drafts, rejects; China reads why. Two databases."""
        from jiangang.config.supervision import postgres
        from jiangang.port.exchange import queries
        from jiangang.port.exchange.models import IncomingPaper
        from jiangang.port.exchange.operations import settling
        from tests.support import database

        cases.set_office(hub_country="CN")
        sent = queue()
        assert round_of("push", server, "CN").sent == 1
        other = committed_db.databases.clone(template_name)
        try:
            with database.connected_to(committed_db.databases.url(postgres.APP, other)):
                cases.set_office(hub_country="NL")
                assert round_of("pull", server, "NL").taken == 1
                paper = IncomingPaper.objects.get()
                assert bytes(paper.content.xml).startswith(b"\n<rsm:SPSCertificate")
                clerk = cases.actor_of("clerk", *READER)
                settling.draft_notice(paper_id=paper.pk, actor=clerk, at=cases.AT)
                settling.reject_paper(
                    paper_id=paper.pk, reason="Live insects were found", actor=clerk, at=cases.AT
                )
                assert round_of("push", server, "NL").sent == 1
        finally:
            committed_db.databases.drop(other)
        assert round_of("refresh", server, "CN").moved == 1
        assert round_of("pull", server, "CN").taken == 1
        sent.refresh_from_db()
        assert sent.state == "delivered"
        found = queries.get_envelope(sent.pk, cases.actor_of("sender", *SENDER))
        assert found.answer is not None
        assert (found.answer.status_code, found.answer.reason) == (41, "Live insects were found")
        assert IncomingPaper.objects.get().kind == "response"


@pytest.mark.django_db
@pytest.mark.usefixtures("office")
class TestScreens:
    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_a_paper_is_shown_drafted_and_rejected(self, server: Server, language: str) -> None:
        from jiangang.port.exchange.models import Envelope, IncomingPaper

        content = text_of(
            replace(garlic(), number="NL-1", consignee=None, issuer="<script>alert(1)</script>")
        )
        from_abroad(server, content)
        from_abroad(server, "<a>", "NL-2")
        round_of("pull", server)
        paper = IncomingPaper.objects.get(certificate_number="NL-1")
        browser = cases.client_of("clerk", *READER, "declarations.notice.enter", language=language)
        assert "NL-2" in browser.get("/desk/exchange/").content.decode()
        page = browser.get(f"/desk/exchange/papers/{paper.pk}/").content.decode()
        assert "ConsigneeSPSParty/Name" in page and "<script>alert" not in page
        broken = IncomingPaper.objects.get(certificate_number="NL-2")
        assert browser.get(f"/desk/exchange/papers/{broken.pk}/").status_code == 200
        assert browser.post(f"/desk/exchange/papers/{broken.pk}/draft/").status_code == 422
        xml = browser.get(f"/desk/exchange/papers/{paper.pk}/xml/")
        assert xml["Content-Disposition"].startswith("attachment")
        answer = browser.post(f"/desk/exchange/papers/{paper.pk}/draft/")
        assert "Qingdao Demo" in browser.get(answer["Location"]).content.decode()
        reject = f"/desk/exchange/papers/{paper.pk}/reject/"
        assert browser.post(reject, {"reason": ""}).status_code == 422
        assert browser.post(reject, {"reason": "Wrong"}).status_code == 302
        assert browser.post(reject, {"reason": "Wrong"}).status_code == 422
        assert Envelope.objects.get().kind == "response"

    def test_the_dead_letter_list_is_acted_on(self, server: Server) -> None:
        envelope = queue(to="US")
        round_of("push", server)
        browser = cases.client_of("boss", *SENDER)
        assert (
            envelope.certificate_number
            in browser.get("/desk/exchange/envelopes/undelivered/").content.decode()
        )
        address = f"/desk/exchange/envelopes/{envelope.pk}/"
        assert "does not receive" in browser.get(address).content.decode()
        assert browser.post(f"{address}again/").status_code == 302
        assert browser.post(f"{address}again/").status_code == 422
        assert browser.get("/desk/exchange/envelopes/").status_code == 200
        assert browser.post(f"{address}give-up/", {"reason": "on paper"}).status_code == 302
        assert browser.get(f"{address}xml/").status_code == 200
        assert cases.client_of("other", "exchange.envelope.view").post(f"{address}again/").status_code == 403


@pytest.mark.django_db
class TestSetUp:
    def test_an_office_without_address_exchanges_nothing(self) -> None:
        from jiangang.port.exchange.keys import find_place

        assert find_place(cases.DAY) is None

    @pytest.mark.parametrize(
        ("address", "country", "code"),
        [
            ("http://hub.example/x", "CN", "address_insecure"),
            ("https://hub.example/x", "", "country_unset"),
            ("https://hub.example/x", "CN", "key_missing"),
        ],
    )
    def test_a_hub_without_protection_is_refused(self, address: str, country: str, code: str) -> None:
        from jiangang.port.exchange.keys import find_place

        cases.set_office(hub_address=address, hub_country=country)
        with pytest.raises(Refused, match=code):
            find_place(cases.DAY)

    def test_the_key_is_the_owners_alone(self, tmp_path: Path, settings: Any) -> None:
        from jiangang.port.exchange.keys import find_place

        settings.KEYS_DIR = tmp_path
        cases.set_office(hub_address="https://hub.example/x", hub_country="CN")
        key = tmp_path / "hub-client.pem"
        key.write_text("secret")
        key.chmod(0o640)
        with pytest.raises(Refused, match="key_readable"):
            find_place(cases.DAY)
        key.chmod(0o600)
        place = find_place(cases.DAY)
        assert place is not None and place.key == key

    def test_a_round_over_mutual_tls(self, tmp_path: Path, settings: Any) -> None:
        from datetime import UTC

        from jiangang.port.exchange.client import HubClient
        from jiangang.port.exchange.keys import find_place
        from jiangang.stand_ins.hub_keys import make_keys

        make_keys(tmp_path / "made", ("CN",), at=datetime.now(UTC))
        settings.KEYS_DIR = tmp_path
        (tmp_path / "made" / "CN.pem").rename(tmp_path / "hub-client.pem")
        (tmp_path / "hub-authority.pem").write_bytes((tmp_path / "made" / "ca.pem").read_bytes())
        with Server(Hub(tmp_path / "hub", ("CN", "NL")), keys=tmp_path / "made") as server:
            cases.set_office(hub_address=server.address("CN"), hub_country="CN")
            place = find_place(cases.DAY)
            assert place is not None and HubClient(place).waiting() == []
