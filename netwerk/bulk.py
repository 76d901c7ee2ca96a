"""Rows by the hundred thousand: PostgreSQL's COPY."""

from collections.abc import Sequence

from django.db import connection, models
from psycopg.types.json import Jsonb


def copy_in(rows: Sequence[models.Model]) -> None:
    """Writes new rows of one model, and gives them their ids, in order.

    Columns are written as they stand: `save` is not called, so who makes the rows fills every column
    (the database those that it generates).
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not field.generated]
    names = [(field.attname, isinstance(field, models.JSONField)) for field in fields]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [meta.db_table, len(rows)],
        )
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = pk
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(
                    [Jsonb(getattr(row, name)) if json else getattr(row, name) for name, json in names]
                )
