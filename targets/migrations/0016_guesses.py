"""Guesses at passwords are counted; not worth a write-ahead log."""

from django.db import migrations, models

UNLOGGED = "ALTER TABLE targets_guess SET UNLOGGED;"
LOGGED = "ALTER TABLE targets_guess SET LOGGED;"


class Migration(migrations.Migration):
    dependencies = [("targets", "0015_display_links")]

    operations = [
        migrations.CreateModel(
            name="Guess",
            fields=[
                ("key", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("used", models.PositiveIntegerField()),
                ("since", models.DateTimeField()),
                ("due", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "guess",
                "verbose_name_plural": "guesses",
                "indexes": [models.Index(fields=["since"], name="guess_since")],
            },
        ),
        migrations.RunSQL(UNLOGGED, LOGGED),
    ]
