"""What an expression may name: fields of the row, and lists of facts with columns, labelled in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tieline.foundation.expressions.types import Type


@dataclass(frozen=True)
class FieldType:
    """
    Type and labels of a field or column.

    ``unit`` is shown behind a number (``{"zh": "分钟", "en": "min"}``), ``values`` names codes
    (``{"mnp query": {"zh": "携号转网查询", "en": "number-portability query"}}``); with ``all_values`` there are no
    other codes, so that a condition may not ask for one.
    """

    type: Type
    zh: str = ""
    en: str = ""
    unit: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    all_values: bool = False

    def label(self, language: str, name: str) -> str:
        """The label in ``zh`` or ``en``; the name in words where none was given."""
        return (self.zh if language == "zh" else self.en) or name.replace("_", " ")


@dataclass(frozen=True)
class ListType:
    """A list of facts: its columns and labels, and which column says when a fact happened (empty: none does)."""

    columns: Mapping[str, FieldType]
    zh: str = ""
    en: str = ""
    when: str = ""

    def label(self, language: str, name: str) -> str:
        """The label in ``zh`` or ``en``; the name in words where none was given."""
        return (self.zh if language == "zh" else self.en) or name.replace("_", " ")


@dataclass(frozen=True)
class Scope:
    """Everything an expression may name. A field's name may hold dots: ``tags.high_value``."""

    fields: Mapping[str, FieldType] = field(default_factory=dict)
    lists: Mapping[str, ListType] = field(default_factory=dict)

    def with_fields(self, more: Mapping[str, FieldType]) -> "Scope":
        """The same scope with further fields; a field of the same name is replaced."""
        return replace(self, fields={**self.fields, **more})
