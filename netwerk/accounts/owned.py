"""What it means to own a row: the base of every owned model, and the constraint that keeps owners apart."""

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models.constraints import BaseConstraint

from netwerk.accounts.models import User


class OwnedQuerySet(models.QuerySet[Any]):
    """Every question starts with its owner."""

    def of(self, user: User | AnonymousUser) -> Self:
        """Only the rows that `user` owns: the user of a request, who has signed in to come this far."""
        return self.filter(owner=user)


OwnedManager = models.Manager.from_queryset(OwnedQuerySet)


class Owned(models.Model):
    """A row that belongs to one user, and that nobody else can see or reach."""

    # No index of its own: every owned table has one that begins with the owner.
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        abstract = True


class SameOwner(BaseConstraint):
    """A reference between owned rows, as a composite foreign key of the database.

    `(owner_id, FIELD_id)` must be an `(owner_id, id)` of the table referred to, so that no code, however
    wrong, can tie one user's row to another's. Use it beside a ForeignKey with `db_constraint=False`; the
    other model needs a UniqueConstraint on owner and id. `also` names further columns that both tables share
    and that follow the referred row when it changes (a day that is kept in two tables, say). With `outlives`
    a row stays when the one it refers to goes, and the reference becomes NULL.
    """

    def __init__(
        self, *, field: str, to: str, name: str, also: tuple[str, ...] = (), outlives: bool = False
    ) -> None:
        super().__init__(name=name)
        self.field, self.to, self.also, self.outlives = field, to, tuple(also), outlives

    def _clause(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        target = model._meta.apps.get_model(self.to)
        ours = ["owner_id", f"{self.field}_id", *self.also]
        theirs = ["owner_id", "id", *self.also]
        leave = f"ON DELETE SET NULL ({editor.quote_name(f'{self.field}_id')}) " if self.outlives else ""
        return (
            f"FOREIGN KEY ({_names(ours, editor)}) "
            f"REFERENCES {editor.quote_name(target._meta.db_table)} ({_names(theirs, editor)}) "
            f"{'ON UPDATE CASCADE ' if self.also else ''}{leave}DEFERRABLE INITIALLY DEFERRED"
        )

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: Any) -> str:
        assert model is not None  # noqa: S101  # the schema editor always says which table it makes
        return f"CONSTRAINT {schema_editor.quote_name(self.name)} {self._clause(model, schema_editor)}"

    def create_sql(self, model: type[models.Model] | None, schema_editor: Any) -> Any:
        assert model is not None  # noqa: S101
        return Statement(
            "ALTER TABLE %(table)s ADD %(clause)s",
            table=schema_editor.quote_name(model._meta.db_table),
            clause=self.constraint_sql(model, schema_editor),
        )

    def remove_sql(self, model: type[models.Model] | None, schema_editor: Any) -> Any:
        assert model is not None  # noqa: S101
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=schema_editor.quote_name(model._meta.db_table),
            name=schema_editor.quote_name(self.name),
        )

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: forms offer the owner's rows only, and the database has the last word."""

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        extra = ({"also": self.also} if self.also else {}) | ({"outlives": True} if self.outlives else {})
        return path, args, kwargs | {"field": self.field, "to": self.to} | extra

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameOwner) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.field, self.to, self.also, self.outlives))


def _names(columns: list[str], editor: BaseDatabaseSchemaEditor) -> str:
    return ", ".join(editor.quote_name(column) for column in columns)
