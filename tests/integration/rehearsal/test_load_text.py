"""The load calculates digests from text that PostgreSQL would give; here PostgreSQL is asked."""

import json
from typing import Any

import pytest
from django.db import connection

from jiangang.rehearsal.loading.tables import jsonb


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value",
    [
        {"b": 1, "a": 2, "aa": [1, 2, {"z": None, "y": True}], "": "empty"},
        {"港": "张家港 “quoted”", "port": 'a "b" \\ c / \b\f\n\r\t \x01 \x7f \u2028'},
        [[], {}, "", 0, -12, 10**20, False],
        {"long key name": {"k": "v"}, "short": ["a", ["b", []]], "ké": 1, "kz": 2},
        "only text",
        None,
    ],
)
def test_text_of_json(value: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [json.dumps(value)])
        assert jsonb(value) == cursor.fetchone()[0]


def test_a_float_has_no_one_text() -> None:
    with pytest.raises(TypeError):
        jsonb({"share": 0.1})
