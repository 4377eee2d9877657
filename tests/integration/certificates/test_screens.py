"""The screens of certificates: desk, portal, the public's question, the command line."""

from typing import Any

import pytest

from tests.integration.certificates.test_certifying import act, issued
from tests.support import cases

pytestmark = pytest.mark.django_db


def test_from_draft_to_paper_at_the_desk(released: Any) -> None:
    drafter = cases.client_of("drafter", *cases.CERTIFIER)
    form = drafter.get(f"/desk/certificates/draft/?consignment={released.number}").content.decode()
    assert released.number in form
    words = {"consignment": released.number, "kind": "inspection_certificate", "request_key": "k"}
    made = drafter.post("/desk/certificates/draft/", words)
    assert made.status_code == 302
    page = made["Location"]
    assert drafter.get(f"{page}pdf/").content.startswith(b"%PDF"), "a draft is looked at"
    for who, name in (("reviewer", "review"), ("signatory", "sign"), ("signatory", "issue")):
        client = cases.client_of(who, *cases.CERTIFIER)
        assert client.get(f"{page}{name}/").status_code == 200
        assert client.post(f"{page}{name}/", {}).status_code == 302
    shown = drafter.get(page).content.decode()
    assert "370100-2" in shown
    assert "Person signatory" in shown


def test_a_hand_that_stays_apart_is_told_before_the_button(released: Any) -> None:
    drafter = cases.client_of("drafter", *cases.CERTIFIER)
    words = {"consignment": released.number, "kind": "inspection_certificate"}
    page = drafter.post("/desk/certificates/draft/", words)["Location"]
    shown = drafter.get(page).content.decode()
    assert "You cannot do this act" in shown
    assert drafter.get(f"{page}review/").status_code == 403


def test_the_firm_sees_its_own(released: Any) -> None:
    certificate = issued(released)
    owner = cases.client_of("owner", "certificates.certificate.receive", firm=released.importer)
    assert certificate.number in owner.get("/portal/certificates/").content.decode()
    page = f"/portal/certificates/{certificate.pk}/"
    assert owner.post(f"{page}pdf/")["Location"] == f"{page}pdf/"
    assert owner.get(f"{page}pdf/").content == bytes(certificate.paper.content)
    stranger = cases.client_of("stranger", "certificates.certificate.receive", firm=cases.firm_of("另一家"))
    assert certificate.number not in stranger.get("/portal/certificates/").content.decode()
    assert stranger.get(page).status_code == 404
    assert stranger.get(f"{page}pdf/").status_code == 404
    assert stranger.post(f"{page}pdf/").status_code == 404


def test_the_public_asks(released: Any, client: Any) -> None:
    certificate = issued(released)
    asked = {"n": certificate.number, "c": certificate.signed.digest[:16]}
    page = client.get("/verify/", asked, headers={"accept-language": "en"}).content.decode()
    assert "It is in force" in page
    assert "鲜甜樱桃" in page
    wrong = client.get("/verify/", asked | {"c": "0000"}, headers={"accept-language": "en"}).content.decode()
    assert "has issued no certificate with this number and this code" in wrong
    act("withdraw", "signatory", certificate_id=certificate.pk, reason="错证")
    ended = client.get("/verify/", asked, headers={"accept-language": "zh-hans"}).content.decode()
    assert "已撤销" in ended
    assert "错证" in ended
    answer = client.get("/api/certificates/verify", {"number": asked["n"], "code": asked["c"]}).json()
    assert (answer["state"], answer["reason"]) == ("withdrawn", "错证")


def test_the_print_view_shows_every_page_with_its_code(released: Any) -> None:
    from base64 import b64decode

    from jiangang.kernel.papers import api as papers

    certificate = issued(released)
    desk, at = cases.client_of("drafter", *cases.CERTIFIER), f"/desk/certificates/{certificate.pk}/"
    desk.post(f"{at}life/printing/", {"copies": 1, "printer": "P1"})
    page = desk.get(f"{at}print/")
    (shown,) = page.content.decode().split("data:image/png;base64,")[1:]
    picture = papers.grey_of(b64decode(shown.partition('"')[0]))
    assert papers.read_codes(picture) == [certificate.signed.qr_text]


def test_the_command_line_shows_verifies_and_issues(released: Any, tmp_path: Any) -> None:
    import json
    from pathlib import Path

    from click.testing import CliRunner

    from jiangang.port.certificates.commands import cli

    certificate = issued(released)
    run = CliRunner().invoke
    shown = run(cli, ["show", certificate.number])
    assert shown.exit_code == 0, shown.output
    assert certificate.signed.digest in shown.output
    path = Path(run(cli, ["show", "--latest", "--pdf"]).output.strip())
    assert path.read_bytes() == bytes(certificate.paper.content)
    assert run(cli, ["show", "nothing"]).exit_code == 2
    assert run(cli, ["show"]).exit_code == 2
    for words in ([certificate.number], [certificate.number, certificate.signed.digest[:16]], [str(path)]):
        assert run(cli, ["verify", *words]).exit_code == 0, words
    assert run(cli, ["verify", certificate.number, "0" * 16]).exit_code == 1
    bundle = str(tmp_path / "bundle")
    code = certificate.signed.qr_text
    assert run(cli, ["verify", code, "--offline", "--bundle", bundle]).exit_code == 2, "no bundle yet"
    assert run(cli, ["bundle", "--to", bundle]).exit_code == 0
    asked = run(cli, ["verify", code, "--offline", "--bundle", bundle, "--json"])
    said = json.loads(asked.output)
    assert (asked.exit_code, said["state"], said["list_days"]) == (0, "valid", 0)
    assert said["fields"]["number"] == certificate.number
    broken = run(cli, ["verify", code[:-2] + "AA", "--offline", "--bundle", bundle])
    assert (broken.exit_code, broken.output.split(":")[0]) == (1, "broken")
    assert run(cli, ["verify", "HTTPS://X/C/!", "--json"]).exit_code == 2
    junk = tmp_path / "junk.bin"
    junk.write_bytes(bytes(range(256)))
    assert run(cli, ["verify", str(junk)]).exit_code == 2


def test_chinese_pages(released: Any) -> None:
    certificate = issued(released)
    desk = cases.client_of("drafter", *cases.CERTIFIER, language="zh-hans")
    assert "审签栏" in desk.get(f"/desk/certificates/{certificate.pk}/").content.decode()
    assert "已签发" in desk.get("/desk/certificates/").content.decode()
