from django.db import migrations


class Migration(migrations.Migration):
    # It reads more once more: the worker writes every book of matches anew, as after 0011.

    dependencies = [("netwerk", "0019_merged_contacts")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO netwerk_vocabulary (owner_id, version, unread_at)
            SELECT DISTINCT owner_id, 0, now() FROM netwerk_need
            ON CONFLICT (owner_id) DO UPDATE SET unread_at = now();
            """,
            migrations.RunSQL.noop,
        ),
    ]
