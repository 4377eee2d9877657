"""What a batch does, in its order: states moved with their steps, and the entries of the ledger about
them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from types import SimpleNamespace
from typing import Any

from django.db import connection

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor
from jiangang.rehearsal.loading.tables import Table, table

STEP = "workflow.Step"


@dataclass(slots=True)
class _Waiting:
    words: dict[str, Any]
    covered: list[ledger.Covered]
    steps: list[SimpleNamespace]


@dataclass(slots=True)
class Journal:
    """Steps and entries that wait for `flush`. Rows are digested as they are when they are entered."""

    waiting: list[_Waiting] = field(default_factory=list)
    states: dict[int, list[str]] = field(default_factory=dict)

    def move(
        self, place: Table, row: Any, act: str, *, case: str, actor: Actor, at: datetime, opinion: str = ""
    ) -> SimpleNamespace:
        """Move a row along its workflow and return the step."""
        known = place.model.WORKFLOW
        transition = known.transition(row.state, act)
        words = {"act": act, "hand": transition.hands, "source": row.state, "target": transition.target}
        row.state = transition.target
        return self._step("move", place, row, words, case=case, actor=actor, at=at, opinion=opinion)

    def sign(
        self, place: Table, row: Any, hand: str, *, case: str, actor: Actor, at: datetime
    ) -> SimpleNamespace:
        """Lend a hand to a row's present state and return the step."""
        words = {"act": "sign", "hand": hand, "source": row.state, "target": row.state}
        return self._step("sign", place, row, words, case=case, actor=actor, at=at)

    def _step(
        self, kind: str, place: Table, row: Any, words: dict[str, str], *, actor: Actor, **given: Any
    ) -> SimpleNamespace:
        return table(STEP).new(
            kind=kind,
            **words,
            subject_table=place.name,
            subject_id=str(row.id),
            workflow=place.model.WORKFLOW.name,
            person_id=actor.person_id,
            actor=actor.key,
            post=actor.post,
            **given,
        )

    def enter(
        self,
        act: str,
        *,
        subject: str,
        case: str,
        rows: Sequence[tuple[Table, Any]],
        steps: Sequence[SimpleNamespace] = (),
        facts: Mapping[str, Any] | None = None,
        actor: Actor,
        at: datetime,
    ) -> None:
        """Put an entry of the ledger in its place, covering these rows as they are now."""
        words = {"act": act, "subject": subject, "case": case, "facts": facts, "actor": actor, "at": at}
        self.waiting.append(_Waiting(words, [place.cover(row) for place, row in rows], list(steps)))

    def passed(self, consignment_id: int, state: str) -> None:
        """Note a state that a written consignment has come to; `write_states` takes it there."""
        self.states.setdefault(consignment_id, []).append(state)

    def write_states(self) -> None:
        """Take the written consignments through their states, one after another as the table allows."""
        with connection.cursor() as cursor:
            for reached in zip_longest(*self.states.values()):
                by_state: dict[str, list[int]] = {}
                for consignment_id, state in zip(self.states, reached, strict=True):
                    if state is not None:
                        by_state.setdefault(state, []).append(consignment_id)
                for state, ids in by_state.items():
                    cursor.execute(
                        "UPDATE declarations_consignment SET state = %s WHERE id = ANY(%s)", [state, ids]
                    )
        self.states.clear()

    def flush(self) -> None:
        """Write the steps, then the entries, both in their order."""
        self._write_steps()
        steps = table(STEP)
        ledger.record_many(
            ledger.Act(**each.words, rows=[*each.covered, *map(steps.cover, each.steps)])
            for each in self.waiting
        )
        self.waiting.clear()

    def _write_steps(self) -> None:
        steps = table(STEP)
        if not steps.rows:
            return
        written = list(steps.rows)
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(id), 0) FROM workflow_step")
            last = cursor.fetchone()[0]
            steps.write()
            cursor.execute(
                "SELECT id, recorded_at FROM workflow_step WHERE id > %s "
                "AND transaction_id = pg_current_xact_id()::text::bigint ORDER BY id",
                [last],
            )
            for row, (key, recorded_at) in zip(written, cursor.fetchall(), strict=True):
                row.id, row.recorded_at = key, recorded_at
