"""
SAML 2.0: requests by redirect, answers by form. python3-saml checks signature, wrapping, audience, recipient and time.

The answer comes as a form from another site, to which browsers send no session cookie. So it is checked and kept with
the request that it answers, and the browser is sent on to fetch its session with the cookie that it has.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from tieline.foundation.access.endpoint import Machine
from tieline.foundation.access.providers import SamlProvider
from tieline.foundation.access.sign_on_models import SignOnRequest
from tieline.foundation.access.single_sign_on import (
    Identity,
    SignOnRefused,
    begin_sign_on,
    find_request,
    identity_from,
    take_request,
)
from tieline.foundation.keys.fields import sealed_for

MOST_CHARACTERS = 500_000
_BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-"


def recognise_answer(request: HttpRequest) -> Machine | None:
    """A form with an answer; whether it is signed by whom it should is the first thing that is checked of it."""
    return Machine("saml", frozenset()) if request.POST.get("SAMLResponse") else None


def address_to_begin(request: HttpRequest, provider: SamlProvider, *, here: str, next_path: str, now: datetime) -> str:
    """The address at the provider to which the browser is sent; ``here`` is that of its routes at this site."""
    asked = OneLogin_Saml2_Authn_Request(_settings(provider, here))
    state, _ = begin_sign_on(request, provider.key, nonce=asked.get_id(), next_path=next_path, now=now)
    place = provider.sign_on_url
    query = urlencode({"SAMLRequest": asked.get_request(), "RelayState": state})
    return f"{place}{'&' if '?' in place else '?'}{query}"


def keep_answer(request: HttpRequest, provider: SamlProvider, *, here: str, now: datetime) -> str:
    """The state of what the form answers, kept once with whom it names; else SignOnRefused."""
    answer, state = request.POST.get("SAMLResponse", ""), request.POST.get("RelayState", "")
    sent = find_request(provider.key, state, now)
    identity = _identity(provider, here, answer, sent.nonce)
    waiting = SignOnRequest.objects.filter(pk=sent.pk, outcome__isnull=True)
    if waiting.update(outcome=sealed_for(sent, "outcome", asdict(identity))) != 1:
        raise SignOnRefused("late", "This answer was used before")
    return state


def identity_kept(request: HttpRequest, provider: SamlProvider, state: str, now: datetime) -> tuple[Identity, str]:
    """Whom the answer named that was kept for this browser, and where the user wanted to go; else SignOnRefused."""
    sent = take_request(request, provider.key, state, now)
    if sent.outcome is None:
        raise SignOnRefused("refused", "The provider has not answered")
    return Identity(**{**sent.outcome, "groups": tuple(sent.outcome["groups"])}), sent.next_path


def metadata(provider: SamlProvider, here: str) -> bytes:
    """What the provider must know of this site, as XML."""
    return str(_settings(provider, here).get_sp_metadata()).encode()


def _identity(provider: SamlProvider, here: str, answer: str, request_id: str) -> Identity:
    if len(answer) > MOST_CHARACTERS:
        raise SignOnRefused("refused", "The answer is too large")
    parts = urlsplit(f"{here}/acs")
    arrived = {
        "https": "on" if parts.scheme == "https" else "off",
        "http_host": parts.netloc,
        "script_name": parts.path,
        "get_data": {},
        "post_data": {"SAMLResponse": answer},
    }
    auth = OneLogin_Saml2_Auth(arrived, _settings(provider, here))
    try:
        auth.process_response(request_id=request_id)
    except Exception as error:  # whatever the library raises over bytes from outside means: refused
        raise SignOnRefused("refused", f"The answer cannot be read: {type(error).__name__}") from error
    if auth.get_errors() or not auth.is_authenticated():
        raise SignOnRefused("refused", f"The answer is not good: {auth.get_last_error_reason()}")
    if auth.get_last_response_in_response_to() != request_id:
        raise SignOnRefused("refused", "The answer is to no request of ours")
    subject = str(auth.get_nameid() or "")
    told: dict[str, Any] = {provider.claims.login: subject} | auth.get_attributes()
    if not subject:
        raise SignOnRefused("refused", "The answer names nobody")
    return identity_from(provider, subject, told)


def _settings(provider: SamlProvider, here: str) -> OneLogin_Saml2_Settings:
    certificates = list(provider.certificates)
    return OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {
                "entityId": f"{here}/metadata",
                "assertionConsumerService": {"url": f"{here}/acs", "binding": f"{_BINDING}POST"},
                "NameIDFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
            },
            "idp": {
                "entityId": provider.entity_id,
                "singleSignOnService": {"url": provider.sign_on_url, "binding": f"{_BINDING}Redirect"},
                "x509cert": certificates[0],
                "x509certMulti": {"signing": certificates},
            },
            "security": {
                "wantAssertionsSigned": True,
                "wantNameId": True,
                "rejectDeprecatedAlgorithm": True,
                "rejectUnsolicitedResponsesWithInResponseTo": True,
                "requestedAuthnContext": False,
                "allowRepeatAttributeName": True,
                "allowSingleLabelDomains": True,
            },
        }
    )
