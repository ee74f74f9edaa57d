"""Routes of signing on from elsewhere. They answer browsers that come and go, by sending them on."""

from datetime import datetime
from urllib.parse import urlencode

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from ninja import Router, Schema

from tieline.foundation.access import openid, saml
from tieline.foundation.access.endpoint import allow_machine, anyone
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


@sign_on_router.get("/{key}", auth=anyone(), summary="Sign on from elsewhere", response={303: None})
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
        back_to = f"{_place(request, key)}/callback"
        identity, path = openid.identity_in_answer(request, provider, back_to=back_to, now=now)
        let_in(request, provider, identity, now)
    except SignOnRefused as refusal:
        return _refused(key, refusal)
    return HttpResponseRedirect(path)


@sign_on_router.post(
    "/{key}/acs", auth=allow_machine(saml.recognise_answer), summary="Take a SAML answer", response={303: None}
)
def receive_assertion(request: HttpRequest, key: Word) -> HttpResponse:
    """Check the form that a SAML provider made the browser send, and send it on to fetch its session."""
    provider, now = _saml_provider(key), timezone.now()
    try:
        state = saml.keep_answer(request, provider, here=_place(request, key), now=now)
    except SignOnRefused as refusal:
        return _refused(key, refusal)
    return _away(f"/api/session/sign-on/{key}/finish?{urlencode({'state': state})}")


@sign_on_router.get("/{key}/finish", auth=anyone(), summary="Come back from a SAML provider", response={302: None})
def finish_saml(request: HttpRequest, key: Word, state: Word) -> HttpResponse:
    """Let the user in whom the answer kept for this browser names, and go to the screen that was wanted."""
    provider, now = _saml_provider(key), timezone.now()
    try:
        identity, path = saml.identity_kept(request, provider, state, now)
        let_in(request, provider, identity, now)
    except SignOnRefused as refusal:
        return _refused(key, refusal)
    return HttpResponseRedirect(path)


@sign_on_router.get("/{key}/metadata", auth=anyone(), summary="Describe this site to a SAML provider")
def describe_site(request: HttpRequest, key: Word) -> HttpResponse:
    """Entity id and address of answers, as SAML metadata."""
    content = saml.metadata(_saml_provider(key), _place(request, key))
    return HttpResponse(content, content_type="application/samlmetadata+xml")


def _begin(request: HttpRequest, provider: OpenIdProvider | SamlProvider, next_path: str, now: datetime) -> str:
    if isinstance(provider, OpenIdProvider):
        back_to = f"{_place(request, provider.key)}/callback"
        return openid.address_to_begin(request, provider, back_to=back_to, next_path=next_path, now=now)
    here = _place(request, provider.key)
    return saml.address_to_begin(request, provider, here=here, next_path=next_path, now=now)


def _saml_provider(key: str) -> SamlProvider:
    provider = get_provider(key)
    if not isinstance(provider, SamlProvider):
        raise NotFound("There is no such way to sign on", do="Choose one on the login page")
    return provider


def _place(request: HttpRequest, key: str) -> str:
    """The address of the routes of a provider at this site, as the provider has it on its list."""
    return f"{site_of(request).origins[0]}/api/session/sign-on/{key}"


def _away(address: str) -> HttpResponse:
    """On by GET, whatever brought the browser here."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _refused(key: str, refusal: SignOnRefused) -> HttpResponse:
    """To the login page, which says why by a word of a closed list; the log says more."""
    log.warning("sign-on refused", provider=key, why=refusal.why, what=refusal.what)
    return HttpResponseRedirect(f"/?sign_on={refusal.why}")
