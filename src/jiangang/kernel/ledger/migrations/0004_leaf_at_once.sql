-- The same leaf, byte for byte, written out in one expression: an entry costs less than half of what it did.
-- octet_length counts bytes of the server's encoding, which therefore has to be UTF-8.
DO $encoding$ BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'the ledger needs a database in UTF8, not %', current_setting('server_encoding');
    END IF;
END $encoding$;

CREATE OR REPLACE FUNCTION ledger_complete_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    sequence_text text;
    at_text text;
    recorded_text text;
    commitment_text text;
    rows_text text;
BEGIN
    IF NEW.sequence IS NOT NULL OR NEW.recorded_at IS NOT NULL OR NEW.leaf_hash IS NOT NULL THEN
        RAISE EXCEPTION 'sequence, recorded_at and leaf_hash of a ledger entry are given by the database'
            USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.sequence := nextval('ledger_next');
    SELECT recorded_at INTO NEW.recorded_at FROM ledger_head WHERE id = 1;
    sequence_text := NEW.sequence::text;
    at_text := to_char(timezone('UTC', NEW.at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    recorded_text := to_char(timezone('UTC', NEW.recorded_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    commitment_text := coalesce(encode(NEW.personal_commitment, 'hex'), '');
    rows_text := encode(NEW.rows_digest, 'hex');
    NEW.leaf_hash := sha256('\x00'::bytea || convert_to(
        '14:ledger.entry/1,'
        || octet_length(sequence_text) || ':' || sequence_text || ','
        || octet_length(at_text) || ':' || at_text || ','
        || octet_length(recorded_text) || ':' || recorded_text || ','
        || octet_length(NEW.actor) || ':' || NEW.actor || ','
        || octet_length(NEW.post) || ':' || NEW.post || ','
        || octet_length(NEW.act) || ':' || NEW.act || ','
        || octet_length(NEW.subject) || ':' || NEW.subject || ','
        || octet_length(NEW."case") || ':' || NEW."case" || ','
        || octet_length(NEW.facts_json) || ':' || NEW.facts_json || ','
        || octet_length(commitment_text) || ':' || commitment_text || ','
        || octet_length(rows_text) || ':' || rows_text || ',',
        'UTF8'));
    RETURN NEW;
END $$;
