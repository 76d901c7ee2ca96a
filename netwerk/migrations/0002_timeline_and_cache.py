from django.core.management import call_command
from django.db import migrations

from netwerk.timeline import sql


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("netwerk", "0001_initial")]

    operations = [
        migrations.RunSQL(sql.create(2), sql.DROP),
        migrations.RunPython(create_cache_table, migrations.RunPython.noop),
    ]
