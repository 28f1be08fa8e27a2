"""A file may say from which day a figure is released."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("targets", "0010_stored_summaries")]

    operations = [
        migrations.AddField(
            model_name="stagedrow",
            name="release_on",
            field=models.DateField(null=True),
        ),
    ]
