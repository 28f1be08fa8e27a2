"""What the role that serves may not do: rise, forget, or call somebody by another name."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from psycopg import errors, sql

from targets.checks import serving_role_can_write
from targets.models import PersonName

pytestmark = pytest.mark.django_db


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def log_line(person: User) -> LogEntry:
    return LogEntry.objects.create(
        user=person,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=str(person),
        action_flag=CHANGE,
        action_time=timezone.now().replace(year=2001),
    )


def test_the_log_is_only_appended_to(django_user_model: type[User], as_serving_role: str) -> None:
    line = log_line(django_user_model.objects.create_user("manager"))
    for statement in (
        "UPDATE django_admin_log SET change_message = ''",
        "DELETE FROM django_admin_log",
        "TRUNCATE django_admin_log",
    ):
        with pytest.raises(DatabaseError) as caught:
            run(statement)
        assert isinstance(caught.value.__cause__, errors.InsufficientPrivilege), statement
    line.refresh_from_db()
    assert line.action_time.year == timezone.now().year


def test_not_even_the_owner_changes_a_line(django_user_model: type[User]) -> None:
    log_line(django_user_model.objects.create_user("manager"))
    with pytest.raises(IntegrityError, match="never changed"):
        run("UPDATE django_admin_log SET change_message = ''")


def test_nobody_becomes_a_superuser_by_serving(
    django_user_model: type[User], as_serving_role: str
) -> None:
    person = django_user_model.objects.create_user("manager")
    person.is_superuser = True
    with pytest.raises(DatabaseError, match="createsuperuser"), transaction.atomic():
        person.save()
    with pytest.raises(DatabaseError, match="createsuperuser"), transaction.atomic():
        django_user_model.objects.create_superuser("root2", password="long-enough-42")
    assert not django_user_model.objects.filter(is_superuser=True).exists()


def test_a_superuser_still_logs_in_and_changes_the_password(
    admin_user: User, as_serving_role: str
) -> None:
    admin_user.set_password("another-long-one-42")
    admin_user.last_login = timezone.now()
    admin_user.save()
    assert User.objects.get(pk=admin_user.pk).check_password("another-long-one-42")


def test_the_owner_makes_superusers(db: None) -> None:
    call_command("createsuperuser", username="root2", email="", interactive=False, verbosity=0)
    assert User.objects.get().is_superuser


def test_what_migrations_bring_is_left_to_them(as_serving_role: str) -> None:
    for statement in (
        "DELETE FROM auth_user",
        "UPDATE auth_permission SET codename = 'x'",
        "INSERT INTO django_content_type (app_label, model) VALUES ('a', 'b')",
        "DELETE FROM django_migrations",
        "INSERT INTO targets_personname (person_id, name, since) VALUES (1, 'x', now())",
        "UPDATE targets_personname SET name = 'x'",
        "DELETE FROM targets_personname",
        "CREATE TABLE public.mine (id int)",
        "CREATE SCHEMA mine",
        "ALTER TABLE auth_user DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(DatabaseError) as caught:
            run(statement)
        assert isinstance(caught.value.__cause__, errors.InsufficientPrivilege), statement


def test_people_are_disabled_not_deleted(django_user_model: type[User]) -> None:
    person = django_user_model.objects.create_user("manager")
    line = log_line(person)
    with pytest.raises(ProtectedError):
        person.delete()
    assert LogEntry.objects.filter(pk=line.pk).exists()


def test_a_name_is_written_down_by_whatever_door_it_changes(
    django_user_model: type[User], as_serving_role: str
) -> None:
    person = django_user_model.objects.create_user("chen", last_name="陈", first_name="明")
    run(f"UPDATE auth_user SET first_name = '亮' WHERE id = {person.pk}")
    run(f"UPDATE auth_user SET email = 'x@example.org' WHERE id = {person.pk}")
    run(f"UPDATE auth_user SET first_name = '', last_name = '' WHERE id = {person.pk}")
    names = PersonName.objects.filter(person=person).order_by("since", "id")
    assert list(names.values_list("name", flat=True)) == ["陈明", "陈亮", "chen"]


def test_temporary_tables_are_looked_for(serving_role: str) -> None:
    database = sql.Identifier(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))
        cursor.execute(
            sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM {}").format(
                database, sql.Identifier(serving_role)
            )
        )
        cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(serving_role)))
        (message,) = serving_role_can_write(["default"])
        cursor.execute("RESET ROLE")
        assert message.id == "targets.E003"
        call_command("migrate", verbosity=0)
        cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(serving_role)))
        assert serving_role_can_write(["default"]) == []
        cursor.execute("RESET ROLE")


def test_a_temporary_table_runs_nothing_with_the_owners_rights(as_serving_role: str) -> None:
    """Whoever made a table may put a trigger on it, and its triggers run as whoever writes it."""
    statements = [
        "CREATE TEMP TABLE auth_user (id int, last_name text, first_name text, username text)",
        "CREATE TEMP TABLE targets_personname (person_id int, name text, since timestamptz)",
        "CREATE TEMP TABLE written_by AS SELECT current_user::text AS role WITH NO DATA",
        "GRANT ALL ON pg_temp.targets_personname, pg_temp.written_by TO PUBLIC",
        "CREATE FUNCTION pg_temp.climb() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO pg_temp.written_by VALUES (current_user); RETURN NEW; END $$",
        "CREATE TRIGGER climb BEFORE INSERT ON pg_temp.targets_personname"
        " FOR EACH ROW EXECUTE FUNCTION pg_temp.climb()",
    ]
    for statement in statements:
        run(statement)
    with pytest.raises(DatabaseError) as caught:
        run(
            "CREATE TRIGGER named AFTER INSERT ON pg_temp.auth_user"
            " FOR EACH ROW EXECUTE FUNCTION targets_name_written()"
        )
    assert isinstance(caught.value.__cause__, errors.InsufficientPrivilege)


def test_names_are_written_for_people_alone(db: None) -> None:
    """Also where the right to use the function was given back."""
    run("CREATE TEMP TABLE auth_user (id int, last_name text, first_name text, username text)")
    run(
        "CREATE TRIGGER named AFTER INSERT ON pg_temp.auth_user"
        " FOR EACH ROW EXECUTE FUNCTION targets_name_written()"
    )
    with pytest.raises(DatabaseError) as caught:
        run("INSERT INTO pg_temp.auth_user VALUES (1, '', '', 'x')")
    assert isinstance(caught.value.__cause__, errors.InsufficientPrivilege)


def test_nobody_who_serves_has_rights_of_another_by_a_function(as_serving_role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND has_function_privilege(oid, 'EXECUTE')"
            " AND pronamespace = 'public'::regnamespace"
        )
        assert cursor.fetchall() == []


def test_no_row_takes_the_key_of_another(as_serving_role: str) -> None:
    """What was recorded names its series and people by their keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attrelid::regclass, attname FROM pg_index JOIN pg_attribute"
            " ON attrelid = indrelid AND attnum = ANY (indkey)"
            " WHERE indisprimary AND attrelid IN (SELECT oid FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace)"
            " AND has_column_privilege(attrelid, attnum, 'UPDATE')"
        )
        assert cursor.fetchall() == []
    for table in ("auth_user", "targets_series", "targets_unit", "targets_indicator"):
        with pytest.raises(DatabaseError) as caught:
            run(f"UPDATE {table} SET id = id")
        assert isinstance(caught.value.__cause__, errors.InsufficientPrivilege), table
