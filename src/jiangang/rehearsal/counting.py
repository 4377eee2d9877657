"""Counting what a day's consignments came to, from the tables of the departments; nothing is written."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection

from jiangang.kernel.office import api as office

UNDER_WAY = "under_way"
"""What an inspection without a conclusion counts as."""
QUERIES = {
    "notices": """SELECT n.source, count(*) FROM declarations_notice n
                  JOIN day c ON c.id = n.consignment_id WHERE n.version = 1 GROUP BY 1""",
    "findings": """SELECT f->>'severity', count(*) FROM declarations_notice n
                   JOIN day c ON c.id = n.consignment_id,
                   jsonb_array_elements(n.findings) f GROUP BY 1""",
    "states": "SELECT state, count(*) FROM day GROUP BY 1",
    "lanes": """SELECT t.lane, count(*) FROM targeting_decision t
                JOIN day c ON c.id = t.consignment_id GROUP BY 1""",
    "draws": "SELECT d.purpose, count(*) FROM assignment_draw d JOIN day c ON c.number = d.case GROUP BY 1",
    "inspections": """SELECT CASE WHEN i.state <> 'concluded' THEN NULL
                      WHEN (SELECT r.conforming FROM inspection_result r WHERE r.inspection_id = i.id
                            ORDER BY r.version DESC LIMIT 1) THEN 'conforming'
                      ELSE 'nonconforming' END, count(*)
                      FROM inspection_inspection i JOIN day c ON c.id = i.consignment_id GROUP BY 1""",
    "decisions": """SELECT e.outcome, count(*) FROM disposition_decision e
                    JOIN disposition_disposition d ON d.id = e.disposition_id
                    JOIN day c ON c.id = d.consignment_id GROUP BY 1""",
    "certificates": """SELECT s.state, count(*) FROM certificates_certificate s
                       JOIN day c ON c.id = s.consignment_id GROUP BY 1""",
}
RANDOM = """SELECT count(*) FILTER (WHERE t.is_random), count(*)
            FROM targeting_decision t JOIN day c ON c.id = t.consignment_id"""
DAY = "WITH day AS (SELECT * FROM declarations_consignment WHERE filed_at >= %s AND filed_at < %s) "


@dataclass(frozen=True, slots=True)
class DayCounts:
    """Counts of the consignments filed on a day, by what their department calls them."""

    notices: Counter[str]
    findings: Counter[str]
    states: Counter[str]
    lanes: Counter[str]
    draws: Counter[str]
    inspections: Counter[str]
    decisions: Counter[str]
    certificates: Counter[str]
    random: int
    decided: int


def count_day(day: date) -> DayCounts:
    """Count what became of the consignments filed on a day of the office's calendar."""
    zone = office.time_zone(day)
    start = datetime.combine(day, time(), zone)
    ends = [start, start + timedelta(days=1)]
    counts: dict[str, Counter[str]] = {}
    with connection.cursor() as cursor:
        for name, query in QUERIES.items():
            cursor.execute(DAY + query, ends)
            counts[name] = Counter({key or UNDER_WAY: count for key, count in cursor.fetchall()})
        cursor.execute(DAY + RANDOM, ends)
        random, decided = cursor.fetchone()
    return DayCounts(**counts, random=random, decided=decided)
