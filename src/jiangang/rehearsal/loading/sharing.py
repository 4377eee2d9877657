"""Batches of a load shared out among processes: while one files, the other goes on with what it has filed.

Notices are filed in the order of the batches, whoever's they are, so that numbers follow the days.
"""

import gc
import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from multiprocessing.context import ForkContext
from multiprocessing.process import BaseProcess
from queue import Empty
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connections

from jiangang.rehearsal.loading.script import DayScript, day_script
from jiangang.rehearsal.loading.working import file_days, go_on, open_days


@dataclass(frozen=True, slots=True)
class Batch:
    """Some days with their numbers of arrivals; after the day `finished` some cases are left on the way."""

    seed: str
    days: tuple[tuple[date, int], ...]
    zone: ZoneInfo
    finished: date

    def scripts(self) -> list[DayScript]:
        """The scripts of the days."""
        return [
            day_script(self.seed, day, count, self.zone, unfinished=day > self.finished)
            for day, count in self.days
        ]


class Turn:
    """Whose batch is filed next; a process that fails lets nobody wait for it."""

    def __init__(self, context: ForkContext) -> None:
        self._next = context.Value("q", 0, lock=False)
        self._changed = context.Condition()

    def wait(self, index: int) -> None:
        """Wait for a batch's turn; raises InterruptedError when another process has failed."""
        with self._changed:
            self._changed.wait_for(lambda: self._next.value in (index, FAILED))
            if self._next.value == FAILED:
                raise InterruptedError

    def pass_on(self, index: int) -> None:
        """Let the batch of an index be filed next."""
        with self._changed:
            self._next.value = index
            self._changed.notify_all()


FAILED = -1


def load_one(batch: Batch, known_importers: set[int]) -> int:
    """Load a batch in this process; how many consignments there were."""
    days = open_days(batch.scripts())
    file_days(days)
    go_on(days, known_importers)
    return sum(len(day.cases) for day in days)


def share_out(batches: Sequence[Batch], known_importers: set[int], processes: int) -> Iterator[int]:
    """Load batches by several processes; gives the number of consignments of each as it is done.

    The first one is loaded here, because it says who files for the first time.
    """
    if not batches:
        return
    yield load_one(batches[0], known_importers)
    rest = batches[1:]
    if processes == 1 or len(rest) < processes:
        for batch in rest:
            yield load_one(batch, known_importers)
        return
    yield from _by_processes(rest, known_importers, processes)


def _by_processes(batches: Sequence[Batch], known_importers: set[int], processes: int) -> Iterator[int]:
    context = multiprocessing.get_context("fork")
    told, turn = context.Queue(), Turn(context)
    connections.close_all()
    gc.freeze()  # what was imported stays for good and is shared; looking through it would copy it
    workers = [
        context.Process(
            target=_work, args=(batches, range(place, len(batches), processes), known_importers, turn, told)
        )
        for place in range(processes)
    ]
    for worker in workers:
        worker.start()
    try:
        for _ in batches:
            answer = _answer(told, workers)
            if isinstance(answer, BaseException):
                raise answer
            yield answer
    finally:
        turn.pass_on(FAILED)
        for worker in workers:
            worker.join()


def _answer(told: Any, workers: Sequence[BaseProcess]) -> Any:
    """What a process tells next; raises RuntimeError when one was killed and will tell nothing."""
    while True:
        try:
            return told.get(timeout=1)
        except Empty:
            if any(worker.exitcode for worker in workers):
                raise RuntimeError("a process of the load was killed; what it had committed stays") from None


def _work(
    batches: Sequence[Batch], mine: Sequence[int], known_importers: set[int], turn: Turn, told: Any
) -> None:
    connections.close_all()
    try:
        for index in mine:
            days = open_days(batches[index].scripts())
            turn.wait(index)
            file_days(days)
            turn.pass_on(index + 1)
            go_on(days, known_importers)
            told.put(sum(len(day.cases) for day in days))
    except InterruptedError:
        return
    except Exception as failure:
        turn.pass_on(FAILED)
        told.put(failure)
    finally:
        connections.close_all()
