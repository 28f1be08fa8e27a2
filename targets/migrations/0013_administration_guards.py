"""The administration's log is only appended to, and nobody becomes a superuser by serving.

People's names are written down whenever they change, by whatever door: what somebody recorded
keeps the name of then.
"""

from django.conf import settings
from django.db import migrations, models

LOG = """
CREATE FUNCTION targets_log_stamp() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $stamp$
BEGIN
    NEW.action_time := clock_timestamp();
    RETURN NEW;
END
$stamp$;
CREATE TRIGGER targets_log_stamp BEFORE INSERT ON django_admin_log
    FOR EACH ROW EXECUTE FUNCTION targets_log_stamp();
CREATE FUNCTION targets_log_guard() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $guard$
BEGIN
    RAISE EXCEPTION 'lines of % are never changed or taken away', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$guard$;
CREATE TRIGGER targets_log_guard BEFORE UPDATE ON django_admin_log
    FOR EACH ROW EXECUTE FUNCTION targets_log_guard();
"""
NO_LOG = """
DROP TRIGGER targets_log_guard ON django_admin_log;
DROP TRIGGER targets_log_stamp ON django_admin_log;
DROP FUNCTION targets_log_guard();
DROP FUNCTION targets_log_stamp();
"""
SUPERUSERS = """
CREATE FUNCTION targets_superuser_guard() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $guard$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.is_superuser THEN
            RETURN NEW;
        END IF;
    END IF;
    IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'only the owner of the tables makes a superuser: manage.py createsuperuser'
        USING ERRCODE = 'insufficient_privilege';
END
$guard$;
CREATE TRIGGER targets_superuser_guard BEFORE INSERT OR UPDATE ON auth_user
    FOR EACH ROW WHEN (NEW.is_superuser) EXECUTE FUNCTION targets_superuser_guard();
"""
NO_SUPERUSERS = """
DROP TRIGGER targets_superuser_guard ON auth_user;
DROP FUNCTION targets_superuser_guard();
"""
NAMES = """
CREATE FUNCTION targets_name_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $name$
DECLARE
    said text := coalesce(nullif(NEW.last_name || NEW.first_name, ''), NEW.username);
    since timestamptz := clock_timestamp();
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF said = coalesce(nullif(OLD.last_name || OLD.first_name, ''), OLD.username) THEN
            RETURN NEW;
        END IF;
    ELSE
        -- Loaded history is older than its people
        since := '0001-01-02 00:00:00+00';
    END IF;
    EXECUTE format(
        'INSERT INTO %I.targets_personname (person_id, name, since) VALUES ($1, $2, $3)',
        TG_TABLE_SCHEMA
    ) USING NEW.id, said, since;
    RETURN NEW;
END
$name$;
CREATE TRIGGER targets_name_written AFTER INSERT OR UPDATE ON auth_user
    FOR EACH ROW EXECUTE FUNCTION targets_name_written();
INSERT INTO targets_personname (person_id, name, since)
SELECT id, coalesce(nullif(last_name || first_name, ''), username), '0001-01-02 00:00:00+00' FROM auth_user;
"""
NO_NAMES = """
DROP TRIGGER targets_name_written ON auth_user;
DROP FUNCTION targets_name_written();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("targets", "0012_ledger_stamps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(LOG + SUPERUSERS, NO_SUPERUSERS + NO_LOG),
        migrations.CreateModel(
            name="PersonName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=310)),
                ("since", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT,
                        related_name="names",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-since"], name="personname_then")],
            },
        ),
        migrations.RunSQL(NAMES, NO_NAMES),
    ]
