"""What Django cannot say: the calendar in the row, and rows that are ended but never changed."""

from django.db import migrations

CALENDAR = """
ALTER TABLE targets_actual
    ADD CONSTRAINT actual_calendar_of_series
    FOREIGN KEY (series_id, calendar) REFERENCES targets_series (id, calendar)
    DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT actual_period_end_exists CHECK (
        extract(day FROM period_end + 1) = 1
        AND CASE calendar
            WHEN 'monthly' THEN true
            WHEN 'once' THEN true
            WHEN 'monthly_jan_feb' THEN extract(month FROM period_end) <> 1
            WHEN 'quarterly' THEN extract(month FROM period_end) IN (3, 6, 9, 12)
            WHEN 'half_yearly' THEN extract(month FROM period_end) IN (6, 12)
            WHEN 'annual' THEN extract(month FROM period_end) = 12
            ELSE false
        END
    );
"""
NO_CALENDAR = """
ALTER TABLE targets_actual
    DROP CONSTRAINT actual_calendar_of_series,
    DROP CONSTRAINT actual_period_end_exists;
"""

# The serving role may update superseded_at alone; the trigger adds that an ended row stays
# ended. It compares whole rows so that the owner's hand is stopped as well.
GUARD = """
CREATE FUNCTION targets_ledger_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
DECLARE
    reopened record;
BEGIN
    reopened := NEW;
    reopened.superseded_at := NULL;
    IF OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL
       OR reopened IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'rows of % are ended, never changed', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$guard$;
CREATE TRIGGER targets_actual_guard BEFORE UPDATE ON targets_actual
    FOR EACH ROW EXECUTE FUNCTION targets_ledger_guard();
CREATE TRIGGER targets_target_guard BEFORE UPDATE ON targets_target
    FOR EACH ROW EXECUTE FUNCTION targets_ledger_guard();
CREATE TRIGGER targets_margins_guard BEFORE UPDATE ON targets_margins
    FOR EACH ROW EXECUTE FUNCTION targets_ledger_guard();
"""
NO_GUARD = """
DROP TRIGGER targets_actual_guard ON targets_actual;
DROP TRIGGER targets_target_guard ON targets_target;
DROP TRIGGER targets_margins_guard ON targets_margins;
DROP FUNCTION targets_ledger_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("targets", "0001_tables")]

    operations = [
        migrations.RunSQL(CALENDAR, NO_CALENDAR),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
