"""Routes of signing on from elsewhere. They answer browsers that come and go, by sending them on."""

from datetime import datetime

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from ninja import Router, Schema

from tieline.foundation.access import openid
from tieline.foundation.access.endpoint import anyone
from tieline.foundation.access.passkeys import site_of
from tieline.foundation.access.providers import OpenIdProvider, SamlProvider, get_provider, list_providers
from tieline.foundation.access.shapes import Word
from tieline.foundation.access.single_sign_on import SignOnRefused, let_in
from tieline.foundation.errors import NotFound

log = structlog.get_logger("tieline.access")

sign_on_router = Router(tags=["session"])


class ProviderOut(Schema):
    """A provider on the login page."""

    key: str
    name_zh: str
    name_en: str


class Providers(Schema):
    """The providers, in the order of the file."""

    items: list[ProviderOut]


@sign_on_router.get("", auth=anyone(), response=Providers, summary="List ways to sign on from elsewhere")
def list_sign_on_providers(request: HttpRequest) -> Providers:
    """What the login page offers beside the password."""
    items = [ProviderOut(key=each.key, name_zh=each.name.zh, name_en=each.name.en) for each in list_providers()]
    return Providers(items=items)


@sign_on_router.get("/{key}", auth=anyone(), summary="Sign on from elsewhere", response={302: None})
def begin_sign_on(request: HttpRequest, key: Word, next: Word = "/") -> HttpResponse:  # noqa: A002 - the address says it
    """Send the browser to the provider; ``next`` is the screen to come back to."""
    provider, now = get_provider(key), timezone.now()
    try:
        return _away(_begin(request, provider, next, now))
    except SignOnRefused as refusal:
        return _refused(key, refusal)


@sign_on_router.get("/{key}/callback", auth=anyone(), summary="Come back from an OpenID provider", response={302: None})
def finish_openid(request: HttpRequest, key: Word) -> HttpResponse:
    """Check what the provider sent along, let the user in, and go to the screen that was wanted."""
    provider, now = get_provider(key), timezone.now()
    if not isinstance(provider, OpenIdProvider):
        raise NotFound("There is no such way to sign on", do="Choose one on the login page")
    try:
        back_to = _place(request, key, "callback")
        identity, path = openid.identity_in_answer(request, provider, back_to=back_to, now=now)
        let_in(request, provider, identity, now)
    except SignOnRefused as refusal:
        return _refused(key, refusal)
    return HttpResponseRedirect(path)


def _begin(request: HttpRequest, provider: OpenIdProvider | SamlProvider, next_path: str, now: datetime) -> str:
    if isinstance(provider, OpenIdProvider):
        back_to = _place(request, provider.key, "callback")
        return openid.address_to_begin(request, provider, back_to=back_to, next_path=next_path, now=now)
    raise NotFound("There is no such way to sign on", do="Choose one on the login page")


def _place(request: HttpRequest, key: str, step: str) -> str:
    """The address of a step at this site, as the provider has it on its list."""
    return f"{site_of(request).origins[0]}/api/session/sign-on/{key}/{step}"


def _away(address: str) -> HttpResponse:
    return HttpResponseRedirect(address)


def _refused(key: str, refusal: SignOnRefused) -> HttpResponse:
    """To the login page, which says why by a word of a closed list; the log says more."""
    log.warning("sign-on refused", provider=key, why=refusal.why, what=refusal.what)
    return HttpResponseRedirect(f"/?sign_on={refusal.why}")
