-- The database's own part of the ledger: numbering, time, leaf hash, compact range. Owned by the owner's role;
-- the application's role can insert entries and nothing else. Frozen: a change is a new file and a new form.

CREATE FUNCTION ledger_netstring(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN octet_length(convert_to(value, 'UTF8'))::text || ':' || value || ',';

CREATE FUNCTION ledger_moment(moment timestamptz) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN to_char(timezone('UTC', moment), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

CREATE FUNCTION ledger_leaf_1(entry ledger_entry) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN convert_to(
        ledger_netstring('ledger.entry/1')
        || ledger_netstring(entry.sequence::text)
        || ledger_netstring(ledger_moment(entry.at))
        || ledger_netstring(ledger_moment(entry.recorded_at))
        || ledger_netstring(entry.actor)
        || ledger_netstring(entry.post)
        || ledger_netstring(entry.act)
        || ledger_netstring(entry.subject)
        || ledger_netstring(entry."case")
        || ledger_netstring(entry.facts_json)
        || ledger_netstring(coalesce(encode(entry.personal_commitment, 'hex'), ''))
        || ledger_netstring(encode(entry.rows_digest, 'hex')),
        'UTF8');

ALTER TABLE ledger_entry
    ADD CONSTRAINT entry_facts_are_json CHECK (jsonb_typeof(facts_json::jsonb) = 'object'),
    ADD CONSTRAINT entry_at_is_a_day CHECK (at >= '0001-01-01 00:00+00' AND at < '10000-01-01 00:00+00'),
    ADD CONSTRAINT entry_rows_digest_length CHECK (octet_length(rows_digest) = 32),
    ADD CONSTRAINT entry_leaf_hash_length CHECK (octet_length(leaf_hash) = 32),
    ADD CONSTRAINT entry_commitment_length
        CHECK (personal_commitment IS NULL OR octet_length(personal_commitment) = 32),
    ADD CONSTRAINT entry_leaf_form_known CHECK (leaf_form = 'ledger.entry/1');
ALTER TABLE ledger_entryrow
    ADD CONSTRAINT entry_row_digest_length CHECK (octet_length(digest) = 32);
ALTER TABLE ledger_tile
    ADD CONSTRAINT tile_is_whole CHECK (octet_length(hashes) = 8192);

INSERT INTO ledger_head (id, size, compact_range, recorded_at, transaction_id, first_of_transaction)
VALUES (1, 0, '', clock_timestamp(), 0, 0);

-- Counts within one statement only; every statement sets it to the head's size while it holds the head.
CREATE SEQUENCE ledger_next MINVALUE 0 START 0;
REVOKE ALL ON SEQUENCE ledger_next FROM PUBLIC;

CREATE FUNCTION ledger_open_statement() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    this bigint := pg_current_xact_id()::text::bigint;
    next bigint;
BEGIN
    -- Takes the head until commit: appenders follow one another, so a rollback leaves no gap. The clock of the
    -- log never runs backwards, even when the machine's clock is set back.
    UPDATE ledger_head
       SET recorded_at = greatest(recorded_at, clock_timestamp()),
           first_of_transaction = CASE WHEN transaction_id = this THEN first_of_transaction ELSE size END,
           transaction_id = this
     WHERE id = 1
    RETURNING size INTO next;
    PERFORM setval('ledger_next', next, false);
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_complete_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.sequence IS NOT NULL OR NEW.recorded_at IS NOT NULL OR NEW.leaf_hash IS NOT NULL THEN
        RAISE EXCEPTION 'sequence, recorded_at and leaf_hash of a ledger entry are given by the database'
            USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.sequence := nextval('ledger_next');
    SELECT recorded_at INTO NEW.recorded_at FROM ledger_head WHERE id = 1;
    NEW.leaf_hash := sha256('\x00'::bytea || ledger_leaf_1(NEW));
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_close_statement() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    next bigint;
    packed bytea;
    stack bytea[] := '{}';
    top integer := 0;
    added record;
    subtree bytea;
    bits bigint;
BEGIN
    SELECT size, compact_range INTO next, packed FROM ledger_head WHERE id = 1;
    WHILE top * 32 < octet_length(packed) LOOP
        top := top + 1;
        stack[top] := substring(packed FROM top * 32 - 31 FOR 32);
    END LOOP;
    FOR added IN SELECT sequence, leaf_hash FROM new_entries ORDER BY sequence LOOP
        IF added.sequence <> next THEN
            RAISE EXCEPTION 'ledger sequence % where % was due', added.sequence, next
                USING ERRCODE = 'restrict_violation';
        END IF;
        subtree := added.leaf_hash;
        bits := next;
        WHILE bits & 1 = 1 LOOP
            subtree := sha256('\x01'::bytea || stack[top] || subtree);
            top := top - 1;
            bits := bits >> 1;
        END LOOP;
        top := top + 1;
        stack[top] := subtree;
        next := next + 1;
    END LOOP;
    packed := '';
    FOR bits IN 1..top LOOP
        packed := packed || stack[bits];
    END LOOP;
    UPDATE ledger_head SET size = next, compact_range = packed WHERE id = 1;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_check_entry_rows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    head ledger_head%ROWTYPE;
    earliest bigint;
BEGIN
    SELECT min(entry_id) INTO earliest FROM new_rows;
    SELECT * INTO head FROM ledger_head WHERE id = 1;
    IF earliest IS NOT NULL AND (head.transaction_id <> pg_current_xact_id()::text::bigint
                                 OR earliest < head.first_of_transaction) THEN
        RAISE EXCEPTION 'ledger entry % is of an earlier transaction and covers no further rows', earliest
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_1_open BEFORE INSERT ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_open_statement();
CREATE TRIGGER ledger_2_complete BEFORE INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_complete_entry();
CREATE TRIGGER ledger_3_close AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION ledger_close_statement();
CREATE TRIGGER ledger_rows_in_time AFTER INSERT ON ledger_entryrow
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_entry_rows();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_1_open;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_2_complete;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_3_close;
ALTER TABLE ledger_entryrow ENABLE ALWAYS TRIGGER ledger_rows_in_time;
