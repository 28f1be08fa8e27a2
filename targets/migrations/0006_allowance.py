"""Calls counted a minute, for throttling; not worth a write-ahead log."""

from django.db import migrations, models

UNLOGGED = "ALTER TABLE targets_allowance SET UNLOGGED;"
LOGGED = "ALTER TABLE targets_allowance SET LOGGED;"


class Migration(migrations.Migration):
    dependencies = [("targets", "0005_ledger_guards")]

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("minute", models.DateTimeField()),
                ("used", models.PositiveIntegerField()),
            ],
            options={"verbose_name": "allowance", "verbose_name_plural": "allowances"},
        ),
        migrations.RunSQL(UNLOGGED, LOGGED),
    ]
