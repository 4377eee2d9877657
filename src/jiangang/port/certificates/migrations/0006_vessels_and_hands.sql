-- A certificate is made by the hands that the legal profile gives to its kind: those, and no others. A hand that
-- stands in workflow_kindhand is lent to the kinds named there only; and who signs alone is who drafted alone.

CREATE FUNCTION certificates_check_hands() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wrong record;
BEGIN
    SELECT step.* INTO wrong FROM workflow_step AS step
     WHERE step.subject_table = 'certificates_certificate' AND step.subject_id = NEW.id::text
       AND step.hand IN ('draft', 'review', 'sign', 'attend')
       AND (step.hand = 'attend') IS DISTINCT FROM EXISTS (
           SELECT FROM workflow_kindhand AS given
            WHERE given.profile = workflow_profile(workflow_day(step.at))
              AND given.workflow = 'certificates.certificate' AND given.kind = NEW.kind AND given.hand = 'attend'
              AND workflow_day(step.at) BETWEEN given.valid_from AND coalesce(given.valid_until, 'infinity'))
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'certificate %: the hand % is not one of the kind %', NEW.id, wrong.hand, NEW.kind
            USING ERRCODE = 'restrict_violation';
    END IF;

    SELECT signed.* INTO wrong FROM workflow_step AS signed
     WHERE signed.subject_table = 'certificates_certificate' AND signed.subject_id = NEW.id::text
       AND signed.act = 'sign_alone'
       AND signed.person_id IS DISTINCT FROM (
           SELECT drafted.person_id FROM workflow_step AS drafted
            WHERE drafted.subject_table = 'certificates_certificate' AND drafted.subject_id = NEW.id::text
              AND drafted.act = 'draft_alone' AND drafted.id < signed.id ORDER BY drafted.id DESC LIMIT 1)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'certificate %: who signs alone is who drafted alone', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER certificates_hands_of_kind AFTER INSERT OR UPDATE ON certificates_certificate
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION certificates_check_hands();
ALTER TABLE certificates_certificate ENABLE ALWAYS TRIGGER certificates_hands_of_kind;
