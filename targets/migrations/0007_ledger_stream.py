"""Indexes of the ledger of everything: newest first, page by page."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('targets', '0006_allowance'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='actual',
            name='actual_recorded',
        ),
        migrations.RemoveIndex(
            model_name='check',
            name='check_recorded',
        ),
        migrations.AddIndex(
            model_name='actual',
            index=models.Index(fields=['-recorded_at', '-id'], name='actual_recorded'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['-recorded_at', '-id'], name='attachment_recorded'),
        ),
        migrations.AddIndex(
            model_name='check',
            index=models.Index(fields=['-recorded_at', '-id'], name='check_recorded'),
        ),
        migrations.AddIndex(
            model_name='closing',
            index=models.Index(fields=['-recorded_at', '-id'], name='closing_recorded'),
        ),
        migrations.AddIndex(
            model_name='explanation',
            index=models.Index(fields=['-recorded_at', '-id'], name='explanation_recorded'),
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(fields=['-recorded_at', '-id'], name='import_recorded'),
        ),
        migrations.AddIndex(
            model_name='target',
            index=models.Index(fields=['-recorded_at', '-id'], name='target_recorded'),
        ),
        migrations.AddIndex(
            model_name='urging',
            index=models.Index(fields=['-recorded_at', '-id'], name='urging_recorded'),
        ),
    ]
