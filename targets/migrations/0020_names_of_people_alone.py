"""The function that writes names down with its owner's rights does so for people, for no other table.

Whoever may make a temporary table may put triggers on it. By such a table of theirs, and another
of the name that this function writes to, the serving role had code of its own run by the owner.
The right to use the function at all is taken away with the grants (see models/privileges.py).
"""

from django.db import migrations

ALONE = """
CREATE OR REPLACE FUNCTION targets_name_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $name$
DECLARE
    said text := coalesce(nullif(NEW.last_name || NEW.first_name, ''), NEW.username);
    since timestamptz := clock_timestamp();
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' OR TG_TABLE_NAME <> 'auth_user' THEN
        RAISE EXCEPTION 'names are written down for people alone'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF said = coalesce(nullif(OLD.last_name || OLD.first_name, ''), OLD.username) THEN
            RETURN NEW;
        END IF;
    ELSE
        -- Loaded history is older than its people
        since := '0001-01-02 00:00:00+00';
    END IF;
    INSERT INTO public.targets_personname (person_id, name, since) VALUES (NEW.id, said, since);
    RETURN NEW;
END
$name$;
REVOKE ALL ON FUNCTION targets_name_written() FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("targets", "0019_units_above")]

    # Not opened again on the way back: what wrote names before writes them still
    operations = [migrations.RunSQL(ALONE, migrations.RunSQL.noop)]
