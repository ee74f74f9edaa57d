"""Routes of SCIM 2.0 under ``/scim/v2``: for programs with a service key of the scope ``scim``."""

import json
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import ValidationError
from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    Context,
    ETag,
    Filter,
    Group,
    InvalidSyntaxException,
    ListResponse,
    Patch,
    PatchOp,
    Resource,
    ResourceType,
    SearchRequest,
    ServiceProviderConfig,
    Sort,
    User,
)

from tieline.foundation.access import scim
from tieline.foundation.access.endpoint import Machine, allow_machine, caller_of
from tieline.foundation.access.keys import recognise_key_for

scim_router = Router()
BY_KEY = allow_machine(recognise_key_for("scim"))

Kind = Literal["Users", "Groups"]
RESOURCES: dict[str, Any] = {"Users": User, "Groups": Group}
PATCHES: dict[str, Any] = {"Users": PatchOp[User[Any]], "Groups": PatchOp[Group]}
MOST = 200


@scim_router.get("/ServiceProviderConfig", auth=BY_KEY)
def get_service_provider_config(request: HttpRequest) -> HttpResponse:
    """What of SCIM is spoken here."""
    scheme = AuthenticationScheme(type="oauthbearertoken", name="Service key", description="A key of scope scim.")
    said = ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=MOST),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=False),
        authentication_schemes=[scheme],
    )
    return _answer(said.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))


@scim_router.get("/ResourceTypes", auth=BY_KEY)
def list_resource_types(request: HttpRequest) -> HttpResponse:
    """Users and groups."""
    return _list([ResourceType.from_resource(each) for each in RESOURCES.values()], ResourceType, {})


@scim_router.get("/Schemas", auth=BY_KEY)
def list_schemas(request: HttpRequest) -> HttpResponse:
    """What users and groups are made of."""
    schemas = [each.to_schema() for each in RESOURCES.values()]
    return _list(schemas, type(schemas[0]), {})


@scim_router.get("/{kind}", auth=BY_KEY)
def list_resources(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Users or groups that fit ``filter``, from ``startIndex``, at most ``count``."""
    asked = {name: request.GET[name] for name in ("filter", "startIndex", "count") if name in request.GET}
    found = scim.list_users(asked.get("filter", "")) if kind == "Users" else scim.list_groups()
    return _list(list(found), RESOURCES[kind], asked)


@scim_router.post("/{kind}", auth=BY_KEY)
def create_resource(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Create a user or a group."""
    said = _said(request, RESOURCES[kind], Context.RESOURCE_CREATION_REQUEST)
    if isinstance(said, User):
        made: Resource[Any] = scim.user_shown(scim.create_user(said, by=_by(request)))
    else:
        made = scim.group_shown(scim.create_group(said, by=_by(request)))
    return _answer(made.model_dump(scim_ctx=Context.RESOURCE_CREATION_RESPONSE), 201)


@scim_router.get("/{kind}/{key}", auth=BY_KEY)
def get_resource(request: HttpRequest, kind: Kind, key: str) -> HttpResponse:
    """One user or group."""
    return _answer(_shown(kind, key).model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))


@scim_router.put("/{kind}/{key}", auth=BY_KEY)
def replace_resource(request: HttpRequest, kind: Kind, key: str) -> HttpResponse:
    """Replace what the directory says of a user or a group."""
    _shown(kind, key)
    said = _said(request, RESOURCES[kind], Context.RESOURCE_REPLACEMENT_REQUEST)
    return _changed(request, kind, key, said)


@scim_router.patch("/{kind}/{key}", auth=BY_KEY)
def patch_resource(request: HttpRequest, kind: Kind, key: str) -> HttpResponse:
    """Change parts of a user or a group: all operations, or none."""
    resource = _shown(kind, key)
    patch = _said(request, PATCHES[kind], Context.RESOURCE_PATCH_REQUEST)
    patch.patch(resource)
    return _changed(request, kind, key, resource)


@scim_router.delete("/{kind}/{key}", auth=BY_KEY)
def remove_resource(request: HttpRequest, kind: Kind, key: str) -> HttpResponse:
    """Lock a user and end its sessions, or forget a group."""
    if kind == "Users":
        scim.remove_user(scim.get_user(key), by=_by(request), now=timezone.now())
    else:
        scim.remove_group(scim.get_group(key), by=_by(request))
    return HttpResponse(status=204)


def _shown(kind: Kind, key: str) -> Resource[Any]:
    return scim.user_shown(scim.get_user(key)) if kind == "Users" else scim.group_shown(scim.get_group(key))


def _changed(request: HttpRequest, kind: Kind, key: str, said: Any) -> HttpResponse:
    if kind == "Users":
        shown: Resource[Any] = scim.user_shown(scim.change_user(scim.get_user(key), said, by=_by(request)))
    else:
        shown = scim.group_shown(scim.change_group(scim.get_group(key), said, by=_by(request)))
    return _answer(shown.model_dump(scim_ctx=Context.RESOURCE_REPLACEMENT_RESPONSE))


def _said(request: HttpRequest, shape: Any, context: Context) -> Any:
    """The body in its shape; InvalidSyntaxException (400) for what is none."""
    try:
        return shape.model_validate(json.loads(request.body), scim_ctx=context)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidSyntaxException(detail=f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (ValueError, TypeError) as error:
        raise InvalidSyntaxException(detail="The body is not JSON of this shape") from error


def _list(found: list[Any], shape: Any, asked: dict[str, str]) -> HttpResponse:
    try:
        search = SearchRequest[shape].model_validate(asked)
    except ValidationError as error:
        raise InvalidSyntaxException(detail=str(error.errors()[0]["msg"])) from error
    fitting = [each for each in found if search.filter is None or search.filter.match(each)]
    start, most = max(1, search.start_index or 1), MOST if search.count is None else min(max(0, search.count), MOST)
    page = fitting[start - 1 : start - 1 + most]
    said = ListResponse[shape](total_results=len(fitting), start_index=start, items_per_page=len(page), resources=page)
    return _answer(said.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))


def _by(request: HttpRequest) -> str:
    caller = caller_of(request)
    return f"scim {caller.name}" if isinstance(caller, Machine) else ""


def _answer(body: dict[str, Any], status: int = 200) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type="application/scim+json")
