"""Verification of the whole ledger against its own tables and the business rows. Reads only."""

import time
from collections.abc import Iterable

from jiangang.kernel.ledger.examiners import examined
from jiangang.kernel.ledger.faults import Fault, Report
from jiangang.kernel.ledger.guards import guard_faults
from jiangang.kernel.ledger.log_audit import LogAudit
from jiangang.kernel.ledger.reading import one_moment
from jiangang.kernel.ledger.row_audit import audit_rows
from jiangang.methods.log.notes import VerifierKey


def verify(*, keys: Iterable[VerifierKey] = ()) -> Report:
    """Recompute everything and compare; the report lists every fault with its table and row.

    keys: public keys known from outside; without them the keys that the database itself names are trusted,
    which shows tampering with rows but not a whole second history: for that, pin a key or ask a witness.
    """
    begun = time.perf_counter()
    report = Report()
    with one_moment():
        LogAudit(report, keys).run()
        audit_rows(report)
        report.add(Fault(fault.table, "", fault.what) for fault in guard_faults())
        report.add(examined())
    report.seconds = time.perf_counter() - begun
    return report
