-- What 0002 checks, no more and no less; the office's settings are asked only where a rule can be broken.

CREATE OR REPLACE FUNCTION workflow_check_steps() RETURNS trigger
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

    -- OFFSET keeps the planner from asking each rule about each step; two hands of one person are few.
    SELECT two.* INTO wrong
      FROM (SELECT step.*, other.hand AS other_hand
              FROM new_steps AS step
              JOIN workflow_step AS other
                ON other."case" = step."case" AND other.person_id = step.person_id AND other.hand <> step.hand
             WHERE step.hand <> '' AND other.hand <> '' OFFSET 0) AS two
      JOIN workflow_separationrule AS rule
        ON rule.hand_a = least(two.hand COLLATE "C", two.other_hand COLLATE "C")
       AND rule.hand_b = greatest(two.hand COLLATE "C", two.other_hand COLLATE "C")
     WHERE rule.profile = workflow_profile(workflow_day(two.at))
       AND workflow_day(two.at) BETWEEN rule.valid_from AND coalesce(rule.valid_until, 'infinity')
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'case %: person % has lent the hand % and may not lend the hand %',
            wrong."case", wrong.person_id, wrong.other_hand, wrong.hand USING ERRCODE = 'restrict_violation';
    END IF;

    -- Who makes the step has lent a hand by it, so that one hand is never lacking.
    SELECT step.*, rule.hands AS due INTO wrong
      FROM new_steps AS step
      JOIN workflow_handrule AS rule ON rule.hand = step.hand
     WHERE step.kind = 'move' AND step.hand <> '' AND (rule.hands > 1 OR step.person_id IS NULL)
       AND rule.profile = workflow_profile(workflow_day(step.at))
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

CREATE OR REPLACE FUNCTION workflow_require_step() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off SET jit = off AS $$
DECLARE
    key text;
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state = workflow_initial(TG_ARGV[0]) THEN
        RETURN NULL;
    END IF;
    IF TG_ARGV[1] = 'id' THEN  -- as most tables have it: nothing to plan anew for each row
        key := NEW.id::text;
    ELSE
        EXECUTE format('SELECT ($1).%I::text', TG_ARGV[1]) INTO key USING NEW;
    END IF;
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
