"""The ledger as a backup must bring it back: how many entries, and their root."""

import psycopg

from jiangang.methods.log.merkle import HASH_SIZE, CompactRange


def ledger_state(connection: psycopg.Connection) -> tuple[int, str]:
    """Size and root (hex) of the ledger as this transaction sees it; 0 and "" when it is empty."""
    row = connection.execute("SELECT size, compact_range FROM ledger_head WHERE id = 1").fetchone()
    if row is None or row[0] == 0:
        return 0, ""
    packed = bytes(row[1])
    hashes = [packed[place : place + HASH_SIZE] for place in range(0, len(packed), HASH_SIZE)]
    return row[0], CompactRange(row[0], hashes).root().hex()
