-- The database's own part of the register: numbering, time, leaf hash, compact range, two hands. Owned by the
-- owner's role; the application's role can insert entries and nothing else. Frozen: a change is a new file.

ALTER TABLE register_entry
    ADD CONSTRAINT register_leaf_length CHECK (octet_length(leaf) BETWEEN 1 AND 65535),
    ADD CONSTRAINT register_leaf_hash_length CHECK (octet_length(leaf_hash) = 32),
    ADD CONSTRAINT register_at_is_a_day CHECK (at >= '0001-01-01 00:00+00' AND at < '10000-01-01 00:00+00');

INSERT INTO register_head (id, size, compact_range, recorded_at) VALUES (1, 0, '', clock_timestamp());

-- Counts within one statement only; every statement sets it to the head's size while it holds the head.
CREATE SEQUENCE register_next MINVALUE 0 START 0;
REVOKE ALL ON SEQUENCE register_next FROM PUBLIC;

CREATE FUNCTION register_open_statement() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    next bigint;
BEGIN
    -- Holds the head until commit: writers follow one another, so that a rollback leaves no gap. The clock of
    -- the log never runs backwards, even when the machine's clock is set back.
    UPDATE register_head SET recorded_at = greatest(recorded_at, clock_timestamp()) WHERE id = 1
    RETURNING size INTO next;
    PERFORM setval('register_next', next, false);
    RETURN NULL;
END $$;

-- What every leaf of the form register.entry/1 says first, behind its one byte of map head: at, form, kind.
CREATE FUNCTION register_leaf_beginning(kind text, at timestamptz) RETURNS bytea
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN '\x626174781b'::bytea
        || convert_to(to_char(timezone('UTC', at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'UTF8')
        || '\x64666f726d7072656769737465722e656e7472792f31646b696e64'::bytea
        || set_byte('\x00'::bytea, 0, 96 + octet_length(kind)) || convert_to(kind, 'UTF8');

CREATE FUNCTION register_complete_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    beginning bytea;
BEGIN
    IF NEW.index IS NOT NULL OR NEW.recorded_at IS NOT NULL OR NEW.leaf_hash IS NOT NULL THEN
        RAISE EXCEPTION 'index, recorded_at and leaf_hash of a register entry are given by the database'
            USING ERRCODE = 'restrict_violation';
    END IF;
    beginning := register_leaf_beginning(NEW.kind, NEW.at);
    IF substring(NEW.leaf FROM 2 FOR octet_length(beginning)) IS DISTINCT FROM beginning THEN
        RAISE EXCEPTION 'the leaf of a register entry says another kind or moment than its row'
            USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.index := nextval('register_next');
    SELECT recorded_at INTO NEW.recorded_at FROM register_head WHERE id = 1;
    NEW.leaf_hash := sha256('\x00'::bytea || NEW.leaf);
    RETURN NEW;
END $$;

CREATE FUNCTION register_close_statement() RETURNS trigger
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
    SELECT size, compact_range INTO next, packed FROM register_head WHERE id = 1;
    WHILE top * 32 < octet_length(packed) LOOP
        top := top + 1;
        stack[top] := substring(packed FROM top * 32 - 31 FOR 32);
    END LOOP;
    FOR added IN SELECT index, leaf_hash FROM new_entries ORDER BY index LOOP
        IF added.index <> next THEN
            RAISE EXCEPTION 'register index % where % was due', added.index, next
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
    UPDATE register_head SET size = next, compact_range = packed WHERE id = 1;
    RETURN NULL;
END $$;

CREATE FUNCTION register_two_hands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM register_proposal
                WHERE id = NEW.proposal_id AND proposed_by = NEW.confirmed_by) THEN
        RAISE EXCEPTION 'an act on the keys of the register needs a second person'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER register_1_open BEFORE INSERT ON register_entry
    FOR EACH STATEMENT EXECUTE FUNCTION register_open_statement();
CREATE TRIGGER register_2_complete BEFORE INSERT ON register_entry
    FOR EACH ROW EXECUTE FUNCTION register_complete_entry();
CREATE TRIGGER register_3_close AFTER INSERT ON register_entry
    REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION register_close_statement();
CREATE TRIGGER register_second_hand BEFORE INSERT ON register_confirmation
    FOR EACH ROW EXECUTE FUNCTION register_two_hands();
ALTER TABLE register_entry ENABLE ALWAYS TRIGGER register_1_open;
ALTER TABLE register_entry ENABLE ALWAYS TRIGGER register_2_complete;
ALTER TABLE register_entry ENABLE ALWAYS TRIGGER register_3_close;
ALTER TABLE register_confirmation ENABLE ALWAYS TRIGGER register_second_hand;
