"""Published definitions as if they had just been read, and a draft held against all of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from tieline.foundation.errors import Invalid
from tieline.foundation.packs.documents import document_of
from tieline.foundation.packs.kinds import Definitions, Kind, Read, ordered
from tieline.foundation.packs.mistakes import all_in_one, mistakes
from tieline.foundation.packs.models import Definition
from tieline.foundation.packs.reading import mistakes_together

LOCAL = "local"
"""What stands in the place of a pack's key for a definition that was made on the screen."""


def read_body(kind: Kind[Any], body: Mapping[str, Any], pack: str = LOCAL) -> Read:
    """A body as a definition of its kind; Invalid with every mistake, each with its field."""
    name = f"{kind.name} {body.get('key') or ''}".strip()
    document = document_of(dict(body), name)
    try:
        shape = kind.shape.model_validate(document.body)
    except ValidationError as error:
        raise all_in_one(mistakes(document, kind.shape, error), what="The definition", where=name) from error
    return Read(kind.name, shape.key, shape, document, pack)


def published_reads(kinds: Sequence[Kind[Any]], *, pack: str | None = None) -> list[Read]:
    """The published definitions of these kinds, of all packs or of one."""
    by_name = {kind.name: kind for kind in kinds}
    rows = Definition.objects.filter(kind__in=by_name, state=Definition.State.PUBLISHED)
    if pack is not None:
        rows = rows.filter(pack=pack)
    return ordered(read_body(by_name[row.kind], row.body, row.pack) for row in rows)


def find_mistakes(kind: Kind[Any], body: Mapping[str, Any], kinds: Sequence[Kind[Any]]) -> list[Invalid]:
    """Everything that keeps a draft from being published: of itself, else of it together with all that is published."""
    document = document_of(dict(body), f"{kind.name} {body.get('key') or ''}".strip())
    try:
        shape = kind.shape.model_validate(document.body)
    except ValidationError as error:
        return mistakes(document, kind.shape, error)
    return mistakes_beside(kinds, with_=Read(kind.name, shape.key, shape, document, LOCAL))


def mistakes_beside(
    kinds: Sequence[Kind[Any]], *, with_: Read | None = None, without: tuple[str, str] | None = None
) -> list[Invalid]:
    """What would be wrong with the published definitions, with one more or changed, or without one."""
    items = {(item.kind, item.key): item for item in published_reads(kinds)}
    if with_ is not None:
        items[with_.kind, with_.key] = with_
    if without is not None:
        items.pop(without, None)
    return mistakes_together(Definitions(ordered(items.values())), kinds)
