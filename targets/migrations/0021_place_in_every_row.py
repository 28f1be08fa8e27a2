"""Every row of the big tables names the place of its series.

Rows that were ended, which nobody may touch, are filled in while their guard is off; what proves
it is the key to the series, by which a row can name no other place.
"""

import django.db.models.deletion
from django.db import migrations, models

OF_SERIES = (
    "targets_actual",
    "targets_attachment",
    "targets_check",
    "targets_draft",
    "targets_explanation",
    "targets_seriesversion",
    "targets_storedsummary",
    "targets_target",
)
TABLES = (*OF_SERIES, "targets_pathpoint")

NO_CALENDAR = "ALTER TABLE targets_actual DROP CONSTRAINT actual_calendar_of_series"
CALENDAR = """
ALTER TABLE targets_actual ADD CONSTRAINT actual_calendar_of_series
    FOREIGN KEY (series_id, calendar) REFERENCES targets_series (id, calendar)
    DEFERRABLE INITIALLY DEFERRED
"""
COLUMN = """
ALTER TABLE {table} ADD COLUMN place_id uuid;
ALTER TABLE {table} DISABLE TRIGGER USER;
UPDATE {table} r SET place_id = o.place_id FROM {owner} o WHERE o.id = r.{key};
ALTER TABLE {table} ENABLE TRIGGER USER;
ALTER TABLE {table} ALTER COLUMN place_id SET NOT NULL;
"""
NO_COLUMN = "ALTER TABLE {table} DROP COLUMN place_id"
# The key of figures takes the calendar with it: one look at the series for both
KEYS = """
ALTER TABLE targets_target ADD CONSTRAINT target_place_key UNIQUE (id, place_id);
ALTER TABLE targets_pathpoint ADD CONSTRAINT pathpoint_place_of_target
    FOREIGN KEY (target_id, place_id) REFERENCES targets_target (id, place_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE targets_actual ADD CONSTRAINT actual_calendar_and_place_of_series
    FOREIGN KEY (series_id, calendar, place_id) REFERENCES targets_series (id, calendar, place_id)
    DEFERRABLE INITIALLY DEFERRED;
""" + "".join(
    f"""
ALTER TABLE {table} ADD CONSTRAINT {table.removeprefix("targets_")}_place_of_series
    FOREIGN KEY (series_id, place_id) REFERENCES targets_series (id, place_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
    for table in OF_SERIES
    if table != "targets_actual"
)
NO_KEYS = (
    "ALTER TABLE targets_actual DROP CONSTRAINT actual_calendar_and_place_of_series;"
    "ALTER TABLE targets_pathpoint DROP CONSTRAINT pathpoint_place_of_target;"
    "ALTER TABLE targets_target DROP CONSTRAINT target_place_key;"
) + "".join(
    f"ALTER TABLE {table} DROP CONSTRAINT {table.removeprefix('targets_')}_place_of_series;"
    for table in OF_SERIES
    if table != "targets_actual"
)
FILLED = """
CREATE FUNCTION targets_row_place() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $place$
BEGIN
    IF TG_ARGV[0] = 'target_id' THEN
        EXECUTE format('SELECT place_id FROM %I.targets_target WHERE id = $1', TG_TABLE_SCHEMA)
            INTO NEW.place_id USING NEW.target_id;
    ELSE
        EXECUTE format('SELECT place_id FROM %I.targets_series WHERE id = $1', TG_TABLE_SCHEMA)
            INTO NEW.place_id USING NEW.series_id;
    END IF;
    RETURN NEW;
END
$place$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_place BEFORE INSERT ON {table} FOR EACH ROW
    WHEN (NEW.place_id IS NULL)
    EXECUTE FUNCTION targets_row_place('{"series_id" if table in OF_SERIES else "target_id"}');
"""
    for table in TABLES
)
NOT_FILLED = "".join(f"DROP TRIGGER {table}_place ON {table};" for table in TABLES) + (
    "DROP FUNCTION targets_row_place();"
)


def _column(table: str) -> migrations.RunSQL:
    owner, key = (
        ("target", "target_id") if table == "targets_pathpoint" else ("series", "series_id")
    )
    return migrations.RunSQL(
        COLUMN.format(table=table, owner=f"targets_{owner}", key=key),
        NO_COLUMN.format(table=table),
        state_operations=[
            migrations.AddField(
                model_name=table.removeprefix("targets_"),
                name="place",
                field=models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    editable=False,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="targets.unit",
                    verbose_name="place",
                ),
                preserve_default=False,
            )
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("targets", "0020_names_of_people_alone")]

    operations = [
        migrations.RunSQL(NO_CALENDAR, CALENDAR),
        migrations.RemoveConstraint(
            model_name="actual",
            name="actual_current_once",
        ),
        migrations.RemoveConstraint(
            model_name="attachment",
            name="attachment_once_per_slot",
        ),
        migrations.RemoveConstraint(
            model_name="check",
            name="check_decides_once",
        ),
        migrations.RemoveConstraint(
            model_name="draft",
            name="draft_once_per_slot",
        ),
        migrations.RemoveConstraint(
            model_name="explanation",
            name="explanation_current_once",
        ),
        migrations.RemoveConstraint(
            model_name="pathpoint",
            name="pathpoint_once",
        ),
        migrations.RemoveConstraint(
            model_name="series",
            name="series_calendar_key",
        ),
        migrations.RemoveConstraint(
            model_name="storedsummary",
            name="storedsummary_once",
        ),
        migrations.RemoveConstraint(
            model_name="target",
            name="target_current_once",
        ),
        # A point of a path takes the place of its target
        *map(_column, TABLES),
        migrations.AddConstraint(
            model_name="actual",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=("series", "period_end", "lane", "place"),
                include=(
                    "value",
                    "qualifier",
                    "declared",
                    "share_done",
                    "withdrawn",
                    "preliminary",
                    "release_on",
                ),
                name="actual_current_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=("series", "period_end", "sha256", "place"),
                name="attachment_once_per_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verdict", "commented"), _negated=True),
                fields=("entry", "place"),
                name="check_decides_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("series", "period_end", "place"), name="draft_once_per_slot"
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=("series", "period_end", "place"),
                name="explanation_current_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="pathpoint",
            constraint=models.UniqueConstraint(
                fields=("target", "period_end", "place"), name="pathpoint_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.UniqueConstraint(
                fields=("id", "calendar", "place"), name="series_calendar_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.UniqueConstraint(fields=("id", "place"), name="series_place_key"),
        ),
        migrations.AddConstraint(
            model_name="seriesversion",
            constraint=models.UniqueConstraint(fields=("series", "place"), name="version_once"),
        ),
        migrations.AddConstraint(
            model_name="storedsummary",
            constraint=models.UniqueConstraint(
                fields=("series", "year", "month_end", "tier", "with_pending", "place"),
                name="storedsummary_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=("series", "year", "tier", "effective_on", "place"),
                name="target_current_once",
            ),
        ),
        migrations.RunSQL(KEYS + FILLED, NOT_FILLED + NO_KEYS),
    ]
