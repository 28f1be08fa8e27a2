"""What operators do by command has no person behind it: the log takes such lines."""

from django.db import migrations

# Django's own table; its model goes on asking for a person wherever the administration writes
OPTIONAL = "ALTER TABLE django_admin_log ALTER COLUMN user_id DROP NOT NULL;"


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("targets", "0017_token_revoked_by"),
    ]

    # Not made strict again on the way back: lines without a person are there by then
    operations = [migrations.RunSQL(OPTIONAL, migrations.RunSQL.noop)]
