"""A unit keeps every unit over it: what lies below another is told without walking the tree."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# The tree changes one at a time, so that whoever moves a unit sees what was put below it. A change
# goes down to the units below by the same trigger, one generation at a time.
KEPT = """
UPDATE targets_unit u SET above = w.above FROM (
    WITH RECURSIVE walked(id, above) AS (
        SELECT id, ARRAY[id] FROM targets_unit WHERE parent_id IS NULL
        UNION ALL
        SELECT c.id, w.above || c.id FROM targets_unit c JOIN walked w ON c.parent_id = w.id
    ) SELECT id, above FROM walked
) w WHERE u.id = w.id;
ALTER TABLE targets_unit ADD CONSTRAINT unit_is_its_own_last
    CHECK (above[cardinality(above)] IS NOT DISTINCT FROM id);
CREATE FUNCTION targets_unit_above() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $above$
DECLARE
    over uuid[];
BEGIN
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('targets.unit.above', 0));
    IF NEW.parent_id IS NOT NULL THEN
        EXECUTE format('SELECT above FROM %I.targets_unit WHERE id = $1', TG_TABLE_SCHEMA)
            INTO over USING NEW.parent_id;
        IF NEW.id = ANY (over) THEN
            RAISE EXCEPTION 'a unit cannot belong to a unit below it'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    NEW.above := coalesce(over, '{}') || NEW.id;
    RETURN NEW;
END
$above$;
CREATE FUNCTION targets_unit_below() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $below$
BEGIN
    EXECUTE format(
        'UPDATE %I.targets_unit SET above = $1 || id WHERE parent_id = $2'
        ' AND above IS DISTINCT FROM $1 || id', TG_TABLE_SCHEMA
    ) USING NEW.above, NEW.id;
    RETURN NULL;
END
$below$;
CREATE TRIGGER targets_unit_above BEFORE INSERT OR UPDATE OF parent_id, above ON targets_unit
    FOR EACH ROW EXECUTE FUNCTION targets_unit_above();
CREATE TRIGGER targets_unit_inserted AFTER INSERT ON targets_unit
    FOR EACH ROW EXECUTE FUNCTION targets_unit_below();
CREATE TRIGGER targets_unit_moved AFTER UPDATE OF parent_id, above ON targets_unit
    FOR EACH ROW WHEN (NEW.above IS DISTINCT FROM OLD.above)
    EXECUTE FUNCTION targets_unit_below();
"""
NOT_KEPT = """
DROP TRIGGER targets_unit_moved ON targets_unit;
DROP TRIGGER targets_unit_inserted ON targets_unit;
DROP TRIGGER targets_unit_above ON targets_unit;
DROP FUNCTION targets_unit_below();
DROP FUNCTION targets_unit_above();
ALTER TABLE targets_unit DROP CONSTRAINT unit_is_its_own_last;
"""


class Migration(migrations.Migration):
    dependencies = [("targets", "0018_operators_lines")]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="above",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, editable=False, size=None
            ),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.AddIndex(
            model_name="unit",
            index=django.contrib.postgres.indexes.GinIndex(fields=["above"], name="unit_above"),
        ),
    ]
