"""``/api/definitions``: one definition of any kind with its versions; checking, publishing and taking back a draft."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from tieline.foundation.access.endpoint import allow, demand, user_of
from tieline.foundation.errors import Invalid, NotFound, Refused, TielineError
from tieline.foundation.language import Spoken, SpokenPlace
from tieline.foundation.packs.commands import publish_definition, retire_definition
from tieline.foundation.packs.kinds import Kind
from tieline.foundation.packs.mistakes import did_you_mean
from tieline.foundation.packs.models import Definition
from tieline.foundation.packs.published import LOCAL, find_mistakes
from tieline.foundation.packs.queries import get_definition as get_newest
from tieline.foundation.packs.queries import get_version, list_versions
from tieline.foundation.packs.versions import differences
from tieline.know.segments.definitions import KIND as SEGMENTS
from tieline.know.segments.uses import uses_of
from tieline.pipeline import KINDS

definitions_router = Router(tags=["definitions"])


class VersionShape(Schema):
    """One version: who published it, when and why. ``pack`` is ``local`` for one made on the screen."""

    version: int
    state: str
    pack: str
    by: str
    reason: str
    at: datetime


class DefinitionShape(Schema):
    """A definition: its newest version as written, and all its versions, the newest first."""

    kind: str
    key: str
    version: int
    state: str
    body: dict[str, Any]
    is_local: bool
    over: str
    versions: list[VersionShape]


class DifferenceShape(Schema):
    """A field that differs; null on the side where it is not there."""

    field: str
    before: Any = None
    after: Any = None


class DifferencePage(Schema):
    """What differs between two versions."""

    items: list[DifferenceShape]


class MistakeShape(Schema):
    """What is wrong with a draft: the field, what, and what to do, in the reader's language."""

    field: str
    what: Spoken
    where: SpokenPlace
    do: Spoken


class DraftIn(Schema):
    """A definition that is not published yet."""

    body: dict[str, Any]


class DraftCheck(Schema):
    """Everything that keeps a draft from being published, and what it would change of the published version."""

    mistakes: list[MistakeShape]
    version: int
    differences: list[DifferenceShape]


class PublishIn(Schema):
    """A definition to be published, and why."""

    body: dict[str, Any]
    reason: str = Field(min_length=1, max_length=300)


class RetireIn(Schema):
    """Why a definition is taken back."""

    reason: str = Field(min_length=1, max_length=300)


class RetireAnswer(Schema):
    """What holds after a definition was taken back: what its pack says, or nothing."""

    now: DefinitionShape | None


@definitions_router.post("/{kind}/check", auth=allow("definitions.read"), response=DraftCheck, summary="Check a draft")
def check_draft(request: HttpRequest, kind: str, draft: DraftIn) -> DraftCheck:
    """Holds a draft against its shape and all that is published, as publishing will; nothing is written."""
    known = _kind(kind)
    mistakes = find_mistakes(known, draft.body, KINDS)
    former = Definition.objects.filter(kind=kind, key=str(draft.body.get("key", ""))).order_by("-version").first()
    return DraftCheck(
        mistakes=[_mistake(each) for each in mistakes],
        version=former.version + 1 if former else 1,
        differences=_differences(former.body, draft.body) if former else [],
    )


@definitions_router.get("/{kind}/{key}", auth=allow("definitions.read"), response=DefinitionShape, summary="One")
def get_definition(request: HttpRequest, kind: str, key: str) -> DefinitionShape:
    """The newest version of a definition, and all its versions; 404 where there never was one."""
    return _shape(get_newest(_kind(kind).name, key))


@definitions_router.get(
    "/{kind}/{key}/differences", auth=allow("definitions.read"), response=DifferencePage, summary="Between versions"
)
def list_differences(request: HttpRequest, kind: str, key: str, before: int, after: int) -> DifferencePage:
    """Field by field what changed from one version to another."""
    versions = [get_version(_kind(kind).name, key, number).body for number in (before, after)]
    return DifferencePage(items=_differences(*versions))


@definitions_router.post(
    "/{kind}", auth=allow("definitions.publish"), response={201: DefinitionShape}, summary="Publish"
)
def publish(request: HttpRequest, kind: str, wanted: PublishIn) -> Status[DefinitionShape]:
    """Publishes a definition as its next version; the former one is retired. 422 names every mistake."""
    known = _writable(request, kind)
    row = publish_definition(known, wanted.body, KINDS, by=user_of(request).login, reason=wanted.reason)
    return Status(201, _shape(row))


@definitions_router.post(
    "/{kind}/{key}/retire", auth=allow("definitions.publish"), response=RetireAnswer, summary="Take back"
)
def retire(request: HttpRequest, kind: str, key: str, wanted: RetireIn) -> RetireAnswer:
    """Takes back a definition that was made on the screen; what the pack says of the key holds again."""
    known, login = _writable(request, kind), user_of(request).login
    try:
        row = retire_definition(known, key, KINDS, by=login, reason=wanted.reason)
    except Invalid as error:
        raise _still_used(kind, key, error) from error
    return RetireAnswer(now=_shape(row) if row else None)


def _still_used(kind: str, key: str, error: Invalid) -> TielineError:
    """What to say where the rest does not fit without a definition: who uses it, where that is known."""
    users = uses_of(key) if kind == SEGMENTS.name else []
    if not users:
        return error
    named = ", ".join(f"{each.kind} {each.key}" for each in users)
    return Refused(f"The segment '{key}' is used by {named}", do="Change those first, then take it back")


def _kind(name: str) -> Kind[Any]:
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise NotFound(f"'{name}' is not a kind of definition", do=did_you_mean(name, [kind.name for kind in KINDS]))


def _writable(request: HttpRequest, name: str) -> Kind[Any]:
    """The kind, which the user may publish; a connection names secrets, so it takes more than a tag."""
    kind = _kind(name)
    demand(user_of(request), kind.publishing)
    return kind


def _shape(row: Definition) -> DefinitionShape:
    return DefinitionShape(
        kind=row.kind,
        key=row.key,
        version=row.version,
        state=row.state,
        body=row.body,
        is_local=row.pack == LOCAL,
        over=row.over,
        versions=[
            VersionShape(
                version=each.version,
                state=each.state,
                pack=each.pack,
                by=each.applied_by,
                reason=each.reason,
                at=each.applied_at,
            )
            for each in list_versions(row.kind, row.key)
        ],
    )


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[DifferenceShape]:
    found = differences(before, after)
    return [DifferenceShape(field=each.field, before=each.before, after=each.after) for each in found]


def _mistake(error: Invalid) -> MistakeShape:
    field = error.where.rpartition(", field ")[2] if ", field " in error.where else ""
    return MistakeShape(field=field, what=error.what, where=error.where, do=error.do)
