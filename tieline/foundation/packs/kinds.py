"""What a capability says about its kind of definition: the folder, the shape, and the check against the others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from tieline.foundation.packs.documents import Document

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=120)]
"""The name of a definition: snake_case, with dots where the kind has levels (``billing.customers``)."""

PlainKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""A key without dots, for what becomes the name of a column or a name in conditions."""


class Part(BaseModel):
    """A part of a definition: unknown fields are refused, and nobody changes it after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """Words shown to people, in Chinese and in English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, language: str) -> str:
        """The words in ``zh``, ``zh-CN`` and the like, or else in English."""
        return self.zh if language.startswith("zh") else self.en


class Declared(Part):
    """A whole definition: a part with a key."""

    key: Key
    name: Text


S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True)
class Kind(Generic[S]):
    """
    A kind of definition: ``shape`` needs a field ``key``; files lie in ``folder`` of a pack.

    ``check`` is called once with all definitions of the kind and all others; it raises Invalid where
    one does not fit the rest, with ``where=definitions.where(item, "when")``. ``publishing`` is what a user needs to
    publish or take back one from the screen, beside ``definitions.publish``.
    """

    name: str
    folder: str
    shape: type[S]
    check: "Callable[[list[S], Definitions], None] | None" = None
    publishing: str = "definitions.publish"


@dataclass(frozen=True)
class Read:
    """A definition that was read and fits its shape, with the place it was read from."""

    kind: str
    key: str
    shape: BaseModel
    document: Document
    pack: str

    @property
    def body(self) -> dict[str, Any]:
        """The definition as written, in JSON's types."""
        body: dict[str, Any] = self.document.body
        return body

    @property
    def file(self) -> Path:
        """The file it was read from."""
        return self.document.file


@dataclass(frozen=True)
class Definitions:
    """All definitions of a pack and of those it extends, for the check of each kind."""

    items: Sequence[Read] = field(default_factory=tuple)

    def of(self, kind: Kind[S]) -> list[S]:
        """The definitions of a kind, ordered by key."""
        found = [item.shape for item in self.items if item.kind == kind.name]
        return [shape for shape in found if isinstance(shape, kind.shape)]

    def keys(self, kind: str) -> list[str]:
        """The keys of a kind by its name, ordered: for kinds of a later floor, or of none."""
        return [item.key for item in self.items if item.kind == kind]

    def bodies(self, kind: str) -> dict[str, dict[str, Any]]:
        """The bodies of a kind by its name, per key, as written."""
        return {item.key: item.body for item in self.items if item.kind == kind}

    def where(self, shape: BaseModel, *path: str | int) -> str:
        """File, line and field of a place in a definition, for the ``where`` of an error."""
        for item in self.items:
            if item.shape is shape:
                return item.document.where(path)
        return f"{type(shape).__name__} {getattr(shape, 'key', '')}".strip()


def ordered(items: Iterable[Read]) -> list[Read]:
    """The definitions by kind and key."""
    return sorted(items, key=lambda item: (item.kind, item.key))
