from django.db import migrations


class Migration(migrations.Migration):
    # The thesaurus reads more by now, and weighs it otherwise: the worker writes every book of matches anew.

    dependencies = [("netwerk", "0010_own_words")]

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
