-- Tiles are derived: those without a root go, and the next checkpoint makes them again.
ALTER TABLE ledger_tile DISABLE TRIGGER append_only_rows;
DELETE FROM ledger_tile;
ALTER TABLE ledger_tile ENABLE ALWAYS TRIGGER append_only_rows;

-- A covered row belongs to an entry of its own transaction: between the first one and the head.
CREATE OR REPLACE FUNCTION ledger_check_entry_rows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    head ledger_head%ROWTYPE;
    earliest bigint;
    latest bigint;
BEGIN
    SELECT min(entry_id), max(entry_id) INTO earliest, latest FROM new_rows;
    SELECT * INTO head FROM ledger_head WHERE id = 1;
    IF head.transaction_id <> pg_current_xact_id()::text::bigint
       OR earliest < head.first_of_transaction OR latest >= head.size THEN
        RAISE EXCEPTION 'ledger entries % to % are not of this transaction and cover no further rows', earliest, latest
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
