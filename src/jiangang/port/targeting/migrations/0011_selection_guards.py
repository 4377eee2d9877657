"""What is selected, overridden, let go and audited is never changed; the database keeps the hands apart
itself.
"""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from jiangang.kernel.ledger.sql import append_only

OVERRIDE = """
CREATE FUNCTION targeting_check_override() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    decision public.targeting_decision%ROWTYPE;
    lanes text[] := ARRAY['green', 'yellow', 'red'];
    lowers boolean := array_position(lanes, NEW.to_lane::text) < array_position(lanes, NEW.from_lane::text);
BEGIN
    SELECT * INTO decision FROM public.targeting_decision WHERE id = NEW.decision_id;
    IF decision.lane = 'held' OR NEW.from_lane = 'held' THEN
        RAISE EXCEPTION 'decision %: a closed gate is not overridden', NEW.decision_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF decision.is_random AND NEW.to_lane <> 'red' THEN
        RAISE EXCEPTION 'decision %: a unit of the random stream is not overridden', NEW.decision_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF lowers AND NOT NEW.needs_second AND (NEW.from_lane = 'red' OR jsonb_path_exists(
        decision.reasons, '$[*] ? (@.nature == "alert" && @.touches == true)')) THEN
        RAISE EXCEPTION 'decision %: high risk is lowered by two people', NEW.decision_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER override_checked BEFORE INSERT ON targeting_override
    FOR EACH ROW EXECUTE FUNCTION targeting_check_override();
ALTER TABLE targeting_override ENABLE ALWAYS TRIGGER override_checked;
"""

ANSWER = """
CREATE FUNCTION targeting_check_answer() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked public.targeting_override%ROWTYPE;
BEGIN
    SELECT * INTO asked FROM public.targeting_override WHERE id = NEW.override_id;
    PERFORM pg_advisory_xact_lock(hashtextextended('targeting.override:' || asked.decision_id, 0));
    IF NEW.is_granted AND asked.needs_second AND NEW.answered_by = asked.asked_by THEN
        RAISE EXCEPTION 'override %: another person answers', NEW.override_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.is_granted AND EXISTS (
        SELECT FROM public.targeting_overrideanswer answer JOIN public.targeting_override other ON other.id =
        answer.override_id WHERE other.decision_id = asked.decision_id AND answer.is_granted) THEN
        RAISE EXCEPTION 'decision %: one override is in force already', asked.decision_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER override_answer_checked BEFORE INSERT ON targeting_overrideanswer
    FOR EACH ROW EXECUTE FUNCTION targeting_check_answer();
ALTER TABLE targeting_overrideanswer ENABLE ALWAYS TRIGGER override_answer_checked;
"""

TIMEOUT = """
CREATE FUNCTION targeting_check_timeout() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.targeting_decision WHERE id = NEW.decision_id
               AND (is_random OR lane = 'held' OR streams @> '["mandatory"]'::jsonb)) THEN
        RAISE EXCEPTION 'decision %: neither a random unit nor a binding check runs out', NEW.decision_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER timeout_checked BEFORE INSERT ON targeting_timeoutrelease
    FOR EACH ROW EXECUTE FUNCTION targeting_check_timeout();
ALTER TABLE targeting_timeoutrelease ENABLE ALWAYS TRIGGER timeout_checked;
"""

AUDIT = """
CREATE FUNCTION targeting_check_audit() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.targeting_audititem WHERE id = NEW.item_id
               AND NEW.audited_by IN (acted_by, second_hand)) THEN
        RAISE EXCEPTION 'item %: who acted does not audit', NEW.item_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_checked BEFORE INSERT ON targeting_auditresult
    FOR EACH ROW EXECUTE FUNCTION targeting_check_audit();
ALTER TABLE targeting_auditresult ENABLE ALWAYS TRIGGER audit_checked;
"""


def check(sql: str, table: str, trigger: str, function: str) -> RunSQL:
    """A trigger of our own with its way back."""
    return RunSQL(sql, f"DROP TRIGGER IF EXISTS {trigger} ON {table}; DROP FUNCTION IF EXISTS {function}();")


class Migration(migrations.Migration):
    """Triggers of selection, overrides and audit."""

    dependencies = [("targeting", "0010_selecting"), ("ledger", "0002_guards")]
    operations = [
        append_only("targeting_threshold"),
        append_only("targeting_override"),
        append_only("targeting_overrideanswer"),
        append_only("targeting_timeoutrelease"),
        append_only("targeting_auditsample"),
        append_only("targeting_audititem"),
        append_only("targeting_auditresult"),
        check(OVERRIDE, "targeting_override", "override_checked", "targeting_check_override"),
        check(ANSWER, "targeting_overrideanswer", "override_answer_checked", "targeting_check_answer"),
        check(TIMEOUT, "targeting_timeoutrelease", "timeout_checked", "targeting_check_timeout"),
        check(AUDIT, "targeting_auditresult", "audit_checked", "targeting_check_audit"),
    ]
