"""Named as ENGINE in the settings.

With `server_side_binding` the values of a statement are sent beside it, so that PostgreSQL can keep its plan;
of those one statement can have no more than 16 bits can count. Django doesn't know that limit of PostgreSQL,
and would run into it where it makes or deletes rows by the ten thousand.
"""

from collections.abc import Collection
from typing import Any

from django.db.backends.postgresql import base, features, operations

MOST_VALUES = 2**16 - 1  # of one statement; see "Message Formats" in PostgreSQL's manual, Bind


class DatabaseFeatures(features.DatabaseFeatures):
    max_query_params = MOST_VALUES


class DatabaseOperations(operations.DatabaseOperations):
    def bulk_batch_size(self, fields: Collection[Any], objs: Collection[Any]) -> int:
        """How many objects fit into one statement that has a value for each of `fields`."""
        return min(len(objs), MOST_VALUES // max(1, len(fields)))


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
