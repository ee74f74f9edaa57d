"""What is published now."""

from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from tieline.foundation.asked_often import Question
from tieline.foundation.errors import Invalid, NotFound
from tieline.foundation.packs.models import Application, Definition

S = TypeVar("S", bound=BaseModel)

_NEWEST = Question(lambda: Application.objects.order_by("-id").only("stamp")[:1])

_read: dict[tuple[str, type[BaseModel]], tuple[UUID, tuple[BaseModel, ...]]] = {}
"""Shapes by kind, with the stamp of the application they belong to; replaced whole, so threads need no lock."""


def published(kind: str, shape: type[S]) -> list[S]:
    """
    The published definitions of a kind, ordered by key.

    They are parsed once per applied pack: a call costs one small query while nothing was applied since.
    """
    stamp = published_stamp()
    held = _read.get((kind, shape))
    if held is None or stamp is None or held[0] != stamp:
        rows = Definition.objects.filter(kind=kind, state=Definition.State.PUBLISHED).order_by("key")
        shapes = tuple(_shaped(row, shape) for row in rows)
        if stamp is None:
            return list(shapes)
        held = (stamp, shapes)
        _read[kind, shape] = held
    return [item for item in held[1] if isinstance(item, shape)]


def get_published(kind: str, key: str, shape: type[S]) -> S:
    """The published definition with this key, or NotFound."""
    for item in published(kind, shape):
        if getattr(item, "key", None) == key:
            return item
    raise NotFound(f"There is no published {kind} '{key}'", do="Look at the list of definitions")


def published_versions(kind: str) -> dict[str, int]:
    """The version of each published definition of a kind, by key."""
    rows = Definition.objects.filter(kind=kind, state=Definition.State.PUBLISHED)
    return dict(rows.values_list("key", "version"))


def published_ids(kind: str) -> dict[str, int]:
    """The row of each published definition of a kind, by key: for rows that keep the version they began with."""
    rows = Definition.objects.filter(kind=kind, state=Definition.State.PUBLISHED)
    return dict(rows.values_list("key", "id"))


def get_definition(kind: str, key: str) -> Definition:
    """The newest version of a definition, published or retired; NotFound where there never was one."""
    row = Definition.objects.filter(kind=kind, key=key).order_by("-version").first()
    if row is None:
        raise NotFound(f"There is no {kind} '{key}'", do="Look at the list of definitions")
    return row


def get_version(kind: str, key: str, version: int) -> Definition:
    """One version of a definition, or NotFound."""
    row = Definition.objects.filter(kind=kind, key=key, version=version).first()
    if row is None:
        raise NotFound(f"There is no version {version} of {kind} '{key}'", do="Look at its versions")
    return row


def list_versions(kind: str, key: str) -> list[Definition]:
    """All versions of a definition, the newest first."""
    return list(Definition.objects.filter(kind=kind, key=key).order_by("-version"))


def find_application() -> Application | None:
    """The newest application of a pack, or None before the first."""
    return Application.objects.order_by("-id").first()


def published_stamp() -> UUID | None:
    """What changes whenever a pack is applied; None before the first."""
    newest = _NEWEST.first()
    return newest.stamp if newest else None


def _shaped(row: Definition, shape: type[S]) -> S:
    try:
        return shape.model_validate(row.body)
    except ValidationError as error:
        first: Any = error.errors(include_url=False)[0]
        raise Invalid(
            f"The published {row.kind} '{row.key}' no longer fits: {first['msg']}",
            where=f"pack {row.pack}, field {'.'.join(str(step) for step in first['loc'])}",
            do="Apply the pack again",
        ) from error
