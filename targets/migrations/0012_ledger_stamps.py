"""Nobody but the tables' owner writes the past: a ledger's stamps are of the transaction at hand.

The common case is decided by the triggers' conditions and calls no function. A stamp may lie
ahead of the clock only by following, by a microsecond, what was recorded before the clock jumped
back. The owner, who loads history and restores, is exempt.
"""

from django.db import migrations

LEDGERS = (
    "targets_actual",
    "targets_target",
    "targets_margins",
    "targets_import",
    "targets_check",
    "targets_closing",
    "targets_explanation",
    "targets_attachment",
    "targets_urging",
    "targets_briefing",
)
ENDABLE = (
    "targets_actual",
    "targets_target",
    "targets_margins",
    "targets_explanation",
    "targets_attachment",
)

FUNCTIONS = """
CREATE FUNCTION targets_ledger_stamp() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $stamp$
DECLARE
    stamp timestamptz;
    follows boolean := false;
BEGIN
    IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')
    THEN
        RETURN NEW;
    END IF;
    IF TG_ARGV[0] = 'superseded_at' THEN
        stamp := NEW.superseded_at;
    ELSE
        stamp := NEW.recorded_at;
    END IF;
    IF stamp > clock_timestamp() THEN
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM %1$I.%2$I WHERE recorded_at = $1)'
            ' OR EXISTS (SELECT FROM %1$I.targets_actual WHERE recorded_at = $1)',
            TG_TABLE_SCHEMA, TG_TABLE_NAME
        ) INTO follows USING stamp - interval '1 microsecond';
    END IF;
    IF NOT follows THEN
        RAISE EXCEPTION '% of % is stamped by the clock of the transaction',
            TG_ARGV[0], TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$stamp$;
-- A path has no stamp of its own: it is written with its target
CREATE FUNCTION targets_pathpoint_stamp() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $stamp$
DECLARE
    is_new boolean;
BEGIN
    EXECUTE format(
        'SELECT recorded_at >= transaction_timestamp() FROM %I.targets_target WHERE id = $1',
        TG_TABLE_SCHEMA
    ) INTO is_new USING NEW.target_id;
    IF is_new IS NOT TRUE AND NOT pg_has_role(
        current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE'
    ) THEN
        RAISE EXCEPTION 'a path is written with its target'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$stamp$;
CREATE TRIGGER targets_pathpoint_stamp BEFORE INSERT ON targets_pathpoint
    FOR EACH ROW EXECUTE FUNCTION targets_pathpoint_stamp();
"""
_BOUNDS = "transaction_timestamp() AND greatest(clock_timestamp(), transaction_timestamp())"
_RECORDED = """
CREATE TRIGGER {table}_recorded BEFORE INSERT ON {table} FOR EACH ROW
    WHEN (NEW.recorded_at NOT BETWEEN {bounds})
    EXECUTE FUNCTION targets_ledger_stamp('recorded_at');
"""
_ENDED = """
CREATE TRIGGER {table}_ended BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW
    WHEN (NEW.superseded_at NOT BETWEEN {bounds})
    EXECUTE FUNCTION targets_ledger_stamp('superseded_at');
"""
TRIGGERS = "".join(
    [_RECORDED.format(table=table, bounds=_BOUNDS) for table in LEDGERS]
    + [_ENDED.format(table=table, bounds=_BOUNDS) for table in ENDABLE]
)
NO_TRIGGERS = "".join(
    [f"DROP TRIGGER {table}_recorded ON {table};" for table in LEDGERS]
    + [f"DROP TRIGGER {table}_ended ON {table};" for table in ENDABLE]
    + [
        "DROP TRIGGER targets_pathpoint_stamp ON targets_pathpoint;"
        "DROP FUNCTION targets_pathpoint_stamp();"
        "DROP FUNCTION targets_ledger_stamp();"
    ]
)


class Migration(migrations.Migration):
    dependencies = [("targets", "0011_staged_release")]

    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, NO_TRIGGERS)]
