"""The new ledgers are ended, never changed; previews are not worth a write-ahead log."""

from django.db import migrations

GUARD = """
CREATE TRIGGER targets_explanation_guard BEFORE UPDATE ON targets_explanation
    FOR EACH ROW EXECUTE FUNCTION targets_ledger_guard();
CREATE TRIGGER targets_attachment_guard BEFORE UPDATE ON targets_attachment
    FOR EACH ROW EXECUTE FUNCTION targets_ledger_guard();
"""
NO_GUARD = """
DROP TRIGGER targets_explanation_guard ON targets_explanation;
DROP TRIGGER targets_attachment_guard ON targets_attachment;
"""
UNLOGGED = "ALTER TABLE targets_stagedrow SET UNLOGGED;"
LOGGED = "ALTER TABLE targets_stagedrow SET LOGGED;"


class Migration(migrations.Migration):
    dependencies = [("targets", "0004_logging")]

    operations = [
        migrations.RunSQL(GUARD, NO_GUARD),
        migrations.RunSQL(UNLOGGED, LOGGED),
    ]
