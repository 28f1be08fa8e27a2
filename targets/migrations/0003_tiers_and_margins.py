"""The two tiers the product ships with, and its margins from the beginning of time."""

import datetime

from django.db import migrations
from django.utils import timezone

TIERS = (
    ("plan", "计划目标", "Plan target", "计划", "Plan", 10),
    ("stretch", "奋斗目标", "Stretch target", "奋斗", "Stretch", 20),
)
# Before any year that can be stated: they hold for every replay until revised
FIRST_DAY = datetime.date(1949, 1, 1)


def ship(apps, schema_editor):
    tier = apps.get_model("targets", "Tier")
    for code, name_zh, name_en, short_zh, short_en, order in TIERS:
        tier.objects.get_or_create(
            code=code,
            defaults={
                "name_zh": name_zh,
                "name_en": name_en,
                "short_zh": short_zh,
                "short_en": short_en,
                "order": order,
            },
        )
    margins = apps.get_model("targets", "Margins")
    if not margins.objects.exists():
        margins.objects.create(effective_on=FIRST_DAY, recorded_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("targets", "0002_ledger_guards")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
