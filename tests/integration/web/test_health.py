"""What machines ask: alive, ready, numbers."""

from typing import Any

from django.test import Client

from jiangang.config.warming import list_templates, warm


def test_alive(demo_db: Any) -> None:
    assert Client().get("/healthz").content == b"ok\n"


def test_ready_when_every_migration_has_run(demo_db: Any) -> None:
    assert Client().get("/readyz").json() == {"ready": True, "missing": []}


def test_metrics_for_this_machine(demo_db: Any) -> None:
    text = Client().get("/metrics").content.decode()
    assert "jiangang_ledger_entries" in text
    assert "jiangang_jobs_waiting" in text


def test_metrics_are_hidden_from_others(demo_db: Any) -> None:
    assert Client(REMOTE_ADDR="203.0.113.5").get("/metrics").status_code == 404


def test_a_forwarded_request_is_not_of_this_machine(demo_db: Any) -> None:
    assert Client().get("/metrics", headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 404


def test_the_token_opens_metrics(demo_db: Any, settings: Any) -> None:
    headers = {"Authorization": f"Bearer {settings.METRICS_TOKEN}"}
    assert Client(REMOTE_ADDR="203.0.113.5").get("/metrics", headers=headers).status_code == 200


def test_a_server_process_is_warm_without_asking_the_database(
    django_assert_num_queries: Any, demo_db: Any
) -> None:
    with django_assert_num_queries(0):
        warm()
    assert {"layouts/desk.html", "ui/components/table.html", "declarations/list.html"} <= set(
        list_templates()
    )
