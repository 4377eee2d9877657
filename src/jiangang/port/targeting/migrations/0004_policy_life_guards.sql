-- What the database asks of a version before it decides, whoever asks: signatures, a back-test, a shadow period.

CREATE FUNCTION targeting_hands(wanted text, on_day date, otherwise integer) RETURNS integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN coalesce(
        (SELECT max(rule.hands) FROM workflow_handrule AS rule
          WHERE rule.hand = wanted AND rule.profile = workflow_profile(on_day)
            AND on_day BETWEEN rule.valid_from AND coalesce(rule.valid_until, 'infinity')),
        otherwise);

CREATE FUNCTION targeting_check_activation() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day date := workflow_day(NEW.activated_at);
    wanted integer := targeting_hands('sign_policy', day, 2);
    first_decided timestamptz;
    reach integer := workflow_setting('policy_backtest_days', day, '90')::integer;
    shadow integer := workflow_setting('policy_shadow_days', day, '7')::integer;
    version targeting_policy%ROWTYPE;
BEGIN
    SELECT * INTO version FROM targeting_policy WHERE id = NEW.policy_id;
    IF NEW.proposed_by IS DISTINCT FROM version.proposed_by THEN
        RAISE EXCEPTION 'version % was not proposed by %', NEW.policy_id, NEW.proposed_by
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF wanted > (SELECT count(DISTINCT signed_by) FROM targeting_policysignature
                  WHERE policy_id = NEW.policy_id AND digest = version.digest)
       OR NOT EXISTS (SELECT FROM targeting_policysignature
                       WHERE policy_id = NEW.policy_id AND signed_by = NEW.activated_by) THEN
        RAISE EXCEPTION 'version % needs % signatures, the activator''s among them', NEW.policy_id, wanted
            USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT min(decided_at) INTO first_decided FROM targeting_decision;
    IF first_decided IS NULL THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT FROM targeting_backtest AS test
                    WHERE test.policy_id = NEW.policy_id
                      AND (test.last_day - test.first_day + 1 >= reach
                           OR test.first_day <= workflow_day(first_decided))) THEN
        RAISE EXCEPTION 'version % needs a back-test over % days', NEW.policy_id, reach
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM targeting_shadowperiod AS period
                     LEFT JOIN targeting_shadowend AS ended ON ended.shadow_id = period.id
                    WHERE period.policy_id = NEW.policy_id
                      AND least(day, ended.last_day) - period.first_day >= shadow) THEN
        RAISE EXCEPTION 'version % needs a shadow period of % days', NEW.policy_id, shadow
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER policy_activation_earned BEFORE INSERT ON targeting_policyactivation
    FOR EACH ROW EXECUTE FUNCTION targeting_check_activation();
ALTER TABLE targeting_policyactivation ENABLE ALWAYS TRIGGER policy_activation_earned;

CREATE FUNCTION targeting_check_signature() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.digest IS DISTINCT FROM (SELECT digest FROM targeting_policy WHERE id = NEW.policy_id) THEN
        RAISE EXCEPTION 'version %: the signature is under another text', NEW.policy_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER policy_signature_of_the_text BEFORE INSERT ON targeting_policysignature
    FOR EACH ROW EXECUTE FUNCTION targeting_check_signature();
ALTER TABLE targeting_policysignature ENABLE ALWAYS TRIGGER policy_signature_of_the_text;

CREATE FUNCTION targeting_check_alert() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wanted integer := targeting_hands('sign_alert', workflow_day(NEW.started_at), 2);
BEGIN
    IF wanted > (SELECT count(DISTINCT signed_by) FROM targeting_alertsignature WHERE alert_id = NEW.alert_id) THEN
        RAISE EXCEPTION 'alert % needs % signatures', NEW.alert_id, wanted USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER alert_start_signed BEFORE INSERT ON targeting_alertstart
    FOR EACH ROW EXECUTE FUNCTION targeting_check_alert();
ALTER TABLE targeting_alertstart ENABLE ALWAYS TRIGGER alert_start_signed;

CREATE FUNCTION targeting_check_model() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.model_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM targeting_modelproposal WHERE model_id = NEW.model_id AND proposed_by = NEW.proposed_by) THEN
        RAISE EXCEPTION 'model % was not proposed by %', NEW.model_id, NEW.proposed_by
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER model_activation_proposed BEFORE INSERT ON targeting_modelactivation
    FOR EACH ROW EXECUTE FUNCTION targeting_check_model();
ALTER TABLE targeting_modelactivation ENABLE ALWAYS TRIGGER model_activation_proposed;
