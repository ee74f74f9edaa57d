"""
Fields of models whose values are sealed in the database, and their blind indexes.

``SealedTextField(row=["id"])`` reads and writes plain text and stores sealed text, bound to table, column and the
named fields of the row, which must never change once the row is written. Nulls and empty texts stay what they are.
The value is opened when it is first read, so that lists which do not show it do not open it.

A sealed field can neither be searched nor sorted by: such a question is refused. A ``BlindIndexField`` beside it
answers whether a value is there.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from tieline.foundation.errors import Invalid
from tieline.foundation.keys.blind import blind_index, blind_indexes
from tieline.foundation.keys.envelope import open_text, seal_text


class Stored(str):
    """Text as it stands in the database: sealed."""

    __slots__ = ()


class _Opening(DeferredAttribute):
    """Opens the value of an instance when it is first read."""

    field: "SealedTextField"

    def __get__(self, instance: models.Model | None, owner: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, owner)
        if isinstance(value, Stored):
            value = instance.__dict__[self.field.attname] = self.field.opened(instance, value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.TextField):  # type: ignore[type-arg] # its parameters exist for the checker only
    """Text, sealed; see the module."""

    descriptor_class = _Opening

    def __init__(self, *args: Any, row: Sequence[str] = (), **kwargs: Any) -> None:
        self.row = tuple(row)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """As Django asks, for migrations."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "row": list(self.row)} if self.row else kwargs

    def belongs_to(self, instance: models.Model) -> str:
        """Table and column, and the fields of the row that the value is bound to."""
        return "\x1f".join([self.place, *(str(getattr(instance, name)) for name in self.row)])

    @property
    def place(self) -> str:
        """``table.column``."""
        return f"{self.model._meta.db_table}.{self.column}"

    def opened(self, instance: models.Model, stored: str) -> Any:
        """The value of the row."""
        return self.read(open_text(stored, self.belongs_to(instance)))

    def read(self, text: str) -> Any:
        """The value that was written."""
        return text

    def written(self, value: Any) -> str:
        """The value as text; empty for what stays empty."""
        return str(value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:  # noqa: ARG002 - as Django calls it
        """What Django hands to the instance: still sealed."""
        return Stored(value) if value else self.empty(value)

    def empty(self, value: str | None) -> Any:
        """What is read where nothing is stored, or an empty text."""
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002, FBT001 - as Django calls it
        """The value sealed for the row that is being written."""
        return self.sealed(model_instance, getattr(model_instance, self.attname))

    def sealed(self, instance: models.Model, value: Any) -> Stored | None:
        """The value as it is stored in this row."""
        text = "" if value is None else self.written(value)
        empty = None if value is None else Stored("")
        return Stored(seal_text(text, self.belongs_to(instance))) if text else empty

    def get_prep_value(self, value: Any) -> Any:
        """Only what was sealed for its row, or is empty; Invalid for what ``update`` and ``filter`` would else give."""
        if value is None or isinstance(value, Stored):
            return None if value is None else str(value)
        if not self.written(value):
            return ""
        raise Invalid(
            f"{self.place} is sealed: a value is bound to its row",
            do="Save the instance, or seal it with sealed_for; to search, ask a blind index",
        )

    def get_lookup(self, lookup_name: str) -> Any:
        """Whether it is null, and under which key it stands; everything else is refused."""
        if lookup_name not in ("isnull", "exact", SealedWith.lookup_name):  # exact only takes what is empty
            raise Invalid(f"{self.place} is sealed and cannot be searched", do="Ask a blind index beside it")
        return super().get_lookup(lookup_name)


class SealedWith(models.Lookup):
    """``field__sealed_with=<beginning>``: how the stored text begins, which names its key."""

    lookup_name = "sealed_with"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """``LIKE``: what names a key has no wildcards."""
        sql, params = self.process_lhs(compiler, connection)
        return f"{sql} LIKE %s", [*params, f"{self.rhs}%"]


SealedTextField.register_lookup(SealedWith)


class SealedJSONField(SealedTextField):
    """A value of JSON, sealed; an empty object is stored as an empty text."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def empty(self, value: str | None) -> Any:
        """None where nothing is stored, an empty object for an empty text."""
        return None if value is None else {}

    def read(self, text: str) -> Any:
        """The value that was written."""
        return json.loads(text)

    def written(self, value: Any) -> str:
        """JSON; nothing for an empty object."""
        if value == {}:
            return ""
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


class BlindIndexField(models.CharField):  # type: ignore[type-arg] # as above
    """
    The blind index of another field of the row (``of``), kept up with every save; empty for an empty value.

    Without ``of`` the code that writes the row gives an index of its own, and its key is kept as long as the row.
    """

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": 50, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        """As Django asks, for migrations."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of} if self.of else kwargs

    @property
    def place(self) -> str:
        """What the index is made for: the same value has another index elsewhere."""
        return f"{self.model._meta.db_table}.{self.of or self.column}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 - as Django calls it
        """The index of the value that is being written."""
        if self.of:
            value = getattr(model_instance, self.of)
            setattr(model_instance, self.attname, blind_index(value, self.place) if value else "")
        return super().pre_save(model_instance, add)


def sealed_for(instance: models.Model, name: str, value: Any) -> Stored | None:
    """The value sealed for the row of the instance, for ``update`` of this one row."""
    field = instance._meta.get_field(name)
    if not isinstance(field, SealedTextField):
        raise Invalid(f"{instance.__class__.__name__}.{name} is no sealed field")
    return field.sealed(instance, value)


def indexes_of(model: type[models.Model], name: str, value: str) -> list[str]:
    """The indexes under which rows with this value may stand: ``filter(<name>__in=…)``."""
    field = model._meta.get_field(name)
    if not isinstance(field, BlindIndexField):
        raise Invalid(f"{model.__name__}.{name} is no blind index")
    return blind_indexes(value, field.place)
