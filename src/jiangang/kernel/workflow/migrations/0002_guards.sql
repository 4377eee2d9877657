-- The database's own part of the workflow: no state moves outside the table, without a step, or by the wrong hand.

CREATE FUNCTION workflow_setting(wanted text, on_day date, otherwise text) RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN coalesce(
        (SELECT value #>> '{}' FROM office_officesetting
          WHERE key = wanted AND valid_from <= on_day ORDER BY valid_from DESC, id DESC LIMIT 1),
        otherwise);

-- The office's calendar day of a moment, as jiangang.kernel.office.api.local_day gives it.
CREATE FUNCTION workflow_day(moment timestamptz) RETURNS date
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN (timezone(workflow_setting('time_zone', timezone('UTC', moment)::date, 'Asia/Shanghai'), moment))::date;

CREATE FUNCTION workflow_profile(on_day date) RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN workflow_setting('legal_profile', on_day, 'chinese');

CREATE FUNCTION workflow_initial(name text) RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN (SELECT target FROM workflow_transition WHERE workflow = name AND source = '' AND act = '');

ALTER TABLE workflow_step
    ADD CONSTRAINT step_actor_is_person
        CHECK (CASE WHEN person_id IS NULL THEN actor NOT LIKE 'person:%' ELSE actor = 'person:' || person_id END);

-- `id + 0` below keeps the planner from walking the primary key: the few steps of one subject have their own index,
-- and a plan made for an empty table would otherwise serve a bulk load of hundreds of thousands. `kind || ''` does
-- the same for the index of moves.
CREATE FUNCTION workflow_complete_step() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- Two hands of one case follow one another; 1,024 queues for all cases keep the lock table small in bulk loads.
    PERFORM pg_advisory_xact_lock(1784112211, (hashtext(NEW."case") & 1023));
    NEW.id := nextval('workflow_step_id_seq');
    NEW.recorded_at := clock_timestamp();
    NEW.transaction_id := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;

CREATE FUNCTION workflow_check_steps() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
DECLARE
    wrong record;
BEGIN
    SELECT step.* INTO wrong FROM new_steps AS step
     WHERE NOT EXISTS (SELECT FROM workflow_guardedtable AS guarded
                        WHERE guarded."table" = step.subject_table AND guarded.workflow = step.workflow)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'table % has no workflow %', wrong.subject_table, wrong.workflow
            USING ERRCODE = 'restrict_violation';
    END IF;

    SELECT step.* INTO wrong FROM new_steps AS step
     WHERE NOT EXISTS (SELECT FROM workflow_transition AS allowed
                        WHERE allowed.workflow = step.workflow AND allowed.hand = step.hand AND allowed.act <> ''
                          AND (step.kind = 'sign' OR (allowed.act = step.act AND allowed.source = step.source
                                                     AND allowed.target = step.target)))
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'workflow % has no act % from % to % by the hand "%"',
            wrong.workflow, wrong.act, wrong.source, wrong.target, wrong.hand USING ERRCODE = 'restrict_violation';
    END IF;

    SELECT step.*, before.target AS stood INTO wrong
      FROM new_steps AS step
      LEFT JOIN LATERAL (SELECT earlier.target FROM workflow_step AS earlier
                          WHERE earlier.subject_table = step.subject_table AND earlier.subject_id = step.subject_id
                            AND earlier.kind = 'move' AND earlier.id + 0 < step.id
                          ORDER BY earlier.id + 0 DESC LIMIT 1) AS before ON true
     WHERE step.source <> coalesce(before.target, workflow_initial(step.workflow))
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'step % of % %: it stands at %, not at %', wrong.act, wrong.subject_table, wrong.subject_id,
            coalesce(wrong.stood, 'its beginning'), wrong.source USING ERRCODE = 'restrict_violation';
    END IF;

    SELECT step.*, other.hand AS other_hand INTO wrong
      FROM new_steps AS step
      JOIN workflow_step AS other
        ON other."case" = step."case" AND other.person_id = step.person_id AND other.hand <> step.hand
      JOIN workflow_separationrule AS rule
        ON rule.hand_a = least(step.hand COLLATE "C", other.hand COLLATE "C")
       AND rule.hand_b = greatest(step.hand COLLATE "C", other.hand COLLATE "C")
     WHERE step.hand <> '' AND rule.profile = workflow_profile(workflow_day(step.at))
       AND workflow_day(step.at) BETWEEN rule.valid_from AND coalesce(rule.valid_until, 'infinity')
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'case %: person % has lent the hand % and may not lend the hand %',
            wrong."case", wrong.person_id, wrong.other_hand, wrong.hand USING ERRCODE = 'restrict_violation';
    END IF;

    SELECT step.*, rule.hands AS due INTO wrong
      FROM new_steps AS step
      JOIN workflow_handrule AS rule ON rule.hand = step.hand
     WHERE step.kind = 'move' AND step.hand <> '' AND rule.profile = workflow_profile(workflow_day(step.at))
       AND workflow_day(step.at) BETWEEN rule.valid_from AND coalesce(rule.valid_until, 'infinity')
       AND rule.hands > (
           SELECT count(DISTINCT lent.person_id) FROM workflow_step AS lent
            WHERE lent.subject_table = step.subject_table AND lent.subject_id = step.subject_id
              AND lent.hand = step.hand AND lent.id + 0 <= step.id
              AND lent.id + 0 > coalesce((SELECT max(earlier.id + 0) FROM workflow_step AS earlier
                                       WHERE earlier.subject_table = step.subject_table
                                         AND earlier.subject_id = step.subject_id
                                         AND earlier.kind = 'move' AND earlier.id + 0 < step.id), 0))
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'case %: the act % needs % different hands', wrong."case", wrong.act, wrong.due
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION workflow_step_moved() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off SET jit = off AS $$
DECLARE
    guarded workflow_guardedtable%ROWTYPE;
    stands text;
BEGIN
    PERFORM FROM workflow_step AS later
      WHERE later.subject_table = NEW.subject_table AND later.subject_id = NEW.subject_id
        AND later.kind || '' = 'move' AND later.id + 0 > NEW.id LIMIT 1;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO guarded FROM workflow_guardedtable WHERE "table" = NEW.subject_table;
    EXECUTE format('SELECT state::text FROM %I WHERE %I = $1::%s',
                   guarded."table", guarded.key_column, guarded.key_type) INTO stands USING NEW.subject_id;
    IF stands IS DISTINCT FROM NEW.target THEN
        RAISE EXCEPTION 'step % of % % says %, the record says %', NEW.act, NEW.subject_table, NEW.subject_id,
            NEW.target, coalesce(stands, 'nothing') USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

-- On a guarded table; arguments: workflow, key column.
CREATE FUNCTION workflow_guard_state() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM workflow_transition
      WHERE workflow = TG_ARGV[0] AND source = OLD.state AND target = NEW.state AND act <> '';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'workflow %: nothing leads from % to %', TG_ARGV[0], OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION workflow_require_step() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off SET jit = off AS $$
DECLARE
    key text;
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state = workflow_initial(TG_ARGV[0]) THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT ($1).%I::text', TG_ARGV[1]) INTO key USING NEW;
    PERFORM FROM workflow_step
      WHERE subject_table = TG_TABLE_NAME::text AND subject_id = key AND kind || '' = 'move' AND target = NEW.state
        AND (TG_OP = 'INSERT' OR source = OLD.state)
        AND transaction_id = pg_current_xact_id()::text::bigint;
    IF NOT FOUND THEN
        RAISE EXCEPTION '% %: its state became % without a step by any hand', TG_TABLE_NAME, key, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER workflow_1_complete BEFORE INSERT ON workflow_step
    FOR EACH ROW EXECUTE FUNCTION workflow_complete_step();
CREATE TRIGGER workflow_2_check AFTER INSERT ON workflow_step
    REFERENCING NEW TABLE AS new_steps FOR EACH STATEMENT EXECUTE FUNCTION workflow_check_steps();
CREATE CONSTRAINT TRIGGER workflow_3_moved AFTER INSERT ON workflow_step DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind = 'move') EXECUTE FUNCTION workflow_step_moved();
ALTER TABLE workflow_step ENABLE ALWAYS TRIGGER workflow_1_complete;
ALTER TABLE workflow_step ENABLE ALWAYS TRIGGER workflow_2_check;
ALTER TABLE workflow_step ENABLE ALWAYS TRIGGER workflow_3_moved;
