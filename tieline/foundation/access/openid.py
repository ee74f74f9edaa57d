"""
OpenID Connect: the authorization code flow with PKCE, and every check of the ID token.

Checked are the issuer (of the discovery document, of the answer by RFC 9207 and of the token), the signature by a key
of the provider and an algorithm of the list, audience and authorized party, time and nonce.
"""

import base64
import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import requests
from django.http import HttpRequest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tieline.foundation.access.providers import OpenIdProvider, check_address, find_provider_secret
from tieline.foundation.access.sign_on_models import SignOnRequest
from tieline.foundation.access.single_sign_on import (
    Identity,
    SignOnRefused,
    begin_sign_on,
    identity_from,
    take_request,
)

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Public-key signatures only: never 'none', and no HMAC, whose key a client secret would be."""

LEEWAY = timedelta(minutes=1)
SECONDS = 10
MOST_BYTES = 1_000_000


def address_to_begin(
    request: HttpRequest, provider: OpenIdProvider, *, back_to: str, next_path: str, now: datetime
) -> str:
    """The address at the provider to which the browser is sent."""
    nonce = secrets.token_urlsafe(32)
    about = _discover(provider)
    state, verifier = begin_sign_on(request, provider.key, nonce=nonce, next_path=next_path, now=now)
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back_to,
        "scope": " ".join(provider.scopes),
        "state": state,
        "nonce": nonce,
        "code_challenge": digest,
        "code_challenge_method": "S256",
    }
    place = str(about["authorization_endpoint"])
    return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"


def identity_in_answer(
    request: HttpRequest, provider: OpenIdProvider, *, back_to: str, now: datetime
) -> tuple[Identity, str]:
    """Whom the provider's answer names, and where the user wanted to go; else SignOnRefused."""
    told = request.GET
    sent = take_request(request, provider.key, told.get("state", ""), now)
    if told.get("error"):
        raise SignOnRefused("refused", f"The provider did not sign the user on: {told['error'][:80]}")
    about = _discover(provider)
    promised = about.get("authorization_response_iss_parameter_supported") is True
    if (promised or "iss" in told) and told.get("iss") != provider.issuer:
        raise SignOnRefused("refused", "The answer is of another issuer")
    token = _fetch_token(provider, about, sent, told.get("code", ""), back_to)
    claims = _claims(provider, about, token, sent.nonce, now)
    return identity_from(provider, str(claims["sub"]), claims), sent.next_path


def _discover(provider: OpenIdProvider) -> dict[str, Any]:
    """The provider's own description, which must be of the issuer that we were told of."""
    about = _ask("GET", f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if about.get("issuer") != provider.issuer:
        raise SignOnRefused("refused", "The provider's description is of another issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        try:
            check_address(str(about.get(name)))
        except ValueError as error:
            raise SignOnRefused("refused", f"The provider's {name} is not a sealed address") from error
    return about


def _fetch_token(provider: OpenIdProvider, about: dict[str, Any], sent: SignOnRequest, code: str, back_to: str) -> str:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_to,
        "code_verifier": sent.verifier,
        "client_id": provider.client_id,
    }
    login = (provider.client_id, find_provider_secret(provider.client_secret)) if provider.client_secret else None
    answer = _ask("POST", str(about["token_endpoint"]), form, login)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise SignOnRefused("refused", "The provider gave no ID token")
    return token


def _claims(provider: OpenIdProvider, about: dict[str, Any], token: str, nonce: str, now: datetime) -> dict[str, Any]:
    """What the ID token says, once signature, issuer, audience, time and nonce are right."""
    moment = int(now.timestamp())
    rules = jwt.JWTClaimsRegistry(
        now=moment,
        leeway=int(LEEWAY.total_seconds()),
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        keys = KeySet.import_key_set(_ask("GET", str(about["jwks_uri"])))  # type: ignore[arg-type] # checked by it
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        rules.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise SignOnRefused("refused", f"The ID token is not good: {type(error).__name__}") from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != provider.client_id:
        raise SignOnRefused("refused", "The ID token is for another party")
    return dict(claims)


def _ask(
    method: str, address: str, form: dict[str, str] | None = None, login: tuple[str, str] | None = None
) -> dict[str, Any]:
    """The JSON object at an address of the provider; redirects are not followed, large answers not read."""
    try:
        with requests.request(
            method, address, data=form, auth=login, timeout=SECONDS, allow_redirects=False, stream=True
        ) as answer:
            body = answer.raw.read(MOST_BYTES + 1, decode_content=True)
            status = answer.status_code
        found = json.loads(body) if len(body) <= MOST_BYTES else None
    except (requests.RequestException, OSError, ValueError) as error:
        raise SignOnRefused("unavailable", f"The provider does not answer: {type(error).__name__}") from error
    if status != 200 or not isinstance(found, dict):
        raise SignOnRefused("refused" if status < 500 else "unavailable", f"The provider answered {status}")
    return found
