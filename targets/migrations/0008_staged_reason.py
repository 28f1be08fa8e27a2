"""A reason may stand in the file itself, row by row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("targets", "0007_ledger_stream")]

    operations = [
        migrations.AddField(
            model_name="stagedrow",
            name="reason",
            field=models.CharField(blank=True, max_length=500),
        ),
    ]
