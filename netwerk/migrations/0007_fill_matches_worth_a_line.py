from django.db import migrations


class Migration(migrations.Migration):
    # Apart from 0006: a table with changed rows can't be altered in the same transaction.

    dependencies = [("netwerk", "0006_matches_worth_a_line")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE netwerk_match AS match SET offer_id = reading.offer_id FROM netwerk_reading AS reading
            WHERE match."where" = 'offer' AND reading."where" = 'offer' AND reading.owner_id = match.owner_id
              AND reading.contact_id = match.helper_id AND reading.text = match.text;
            UPDATE netwerk_need AS need SET least = 0.6 * COALESCE(
                (SELECT fit FROM netwerk_match AS match
                 WHERE match.owner_id = need.owner_id AND match.need_id = need.id
                 ORDER BY fit DESC OFFSET 1 LIMIT 1), 0);
            """,
            migrations.RunSQL.noop,
        ),
    ]
