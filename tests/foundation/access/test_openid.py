"""Signing on at an OpenID provider on loopback: every way in that must stay shut."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from webauthn.helpers import bytes_to_base64url as text

from tests.foundation.access.conftest import PASSWORD, Browser
from tests.foundation.access.signing_on import PLACE, declare, is_in, leave, sign_on
from tests.openid_provider import CLIENT, SECRET, Provider
from tieline.foundation.access.models import Change, User
from tieline.foundation.access.sign_on_models import SignOnRequest

NONE = b'{"alg":"none"}'
OTHER = RSAKey.generate_key(2048, {"kid": "one"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "another client"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"iat": 4_000_000_000},
        {"nbf": 4_000_000_000},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_for_others_of_others_or_out_of_time_is_refused(provider: Provider, wrong: dict[str, Any]) -> None:
    provider.bend = lambda claims: {k: v for k, v in (claims | wrong).items() if v is not None}
    browser = Browser()
    assert sign_on(browser) == "/?sign_on=refused"
    assert not is_in(browser)
    assert not User.objects.filter(login="chen").exists()


@pytest.mark.parametrize(
    "sign",
    [
        lambda claims: jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHER),
        lambda claims: jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"]),
        lambda claims: f"{text(NONE)}.{text(json.dumps(claims).encode())}.",
        lambda claims: "not.a.token",
        lambda claims: "",
    ],
    ids=["another key", "client secret as key", "no signature", "nonsense", "empty"],
)
def test_a_token_with_a_wrong_signature_is_refused(provider: Provider, sign: Any) -> None:
    provider.sign = sign
    browser = Browser()
    assert sign_on(browser) == "/?sign_on=refused"
    assert not is_in(browser)


def test_an_answer_is_good_once_in_the_browser_that_asked(provider: Provider) -> None:
    browser, thief = Browser(), Browser()
    answer = leave(browser)
    assert thief.get(answer)["Location"] == "/?sign_on=late"
    assert not is_in(thief)
    assert browser.get(answer)["Location"] == "/"
    assert browser.get(answer)["Location"] == "/?sign_on=late"


def test_an_answer_planted_in_another_browser_does_not_log_it_in_as_the_attacker(provider: Provider) -> None:
    attacker, victim = Browser(), Browser()
    answer = leave(attacker)
    leave(victim)
    assert victim.get(answer)["Location"] == "/?sign_on=late"
    assert not is_in(victim)


def test_an_answer_that_comes_late_is_refused(provider: Provider) -> None:
    browser = Browser()
    answer = leave(browser)
    SignOnRequest.objects.update(began_at=timezone.now() - timedelta(minutes=11))
    assert browser.get(answer)["Location"] == "/?sign_on=late"


def test_the_code_of_one_login_does_not_serve_another(provider: Provider) -> None:
    first, second = Browser(), Browser()
    stolen = parse_qs(urlsplit(leave(first)).query)["code"][0]
    state = parse_qs(urlsplit(leave(second)).query)["state"][0]
    answer = second.get(f"{PLACE}/callback", {"code": stolen, "state": state})
    assert answer["Location"] == "/?sign_on=refused"


def test_an_answer_of_another_issuer_is_refused(provider: Provider) -> None:
    provider.answer = {"iss": "https://evil.example"}
    assert sign_on(Browser()) == "/?sign_on=refused"
    provider.answer = {"iss": provider.url}
    assert sign_on(Browser()) == "/"


def test_an_issuer_that_promises_to_name_itself_must(provider: Provider) -> None:
    provider.about = {"authorization_response_iss_parameter_supported": True}
    assert sign_on(Browser()) == "/?sign_on=refused"


@pytest.mark.parametrize(
    "about", [{"issuer": "https://evil.example"}, {"token_endpoint": "http://192.0.2.1/token"}, {"jwks_uri": None}]
)
def test_a_description_of_another_issuer_or_with_open_addresses_is_refused(
    provider: Provider, about: dict[str, Any]
) -> None:
    provider.about = about
    assert Browser().get(PLACE)["Location"] == "/?sign_on=refused"


def test_a_provider_that_is_down_is_told(provider: Provider, tmp_path: Path, settings: Any) -> None:
    declare(provider, tmp_path, settings, issuer="http://127.0.0.1:9")
    assert Browser().get(PLACE)["Location"] == "/?sign_on=unavailable"


def test_what_the_provider_refuses_is_refused_and_not_repeated_to_the_page(provider: Provider) -> None:
    browser = Browser()
    state = parse_qs(urlsplit(leave(browser)).query)["state"][0]
    answer = browser.get(f"{PLACE}/callback", {"error": "<script>", "state": state})
    assert answer["Location"] == "/?sign_on=refused"


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/api/session/sign-on/corp",
        "http:evil.example",
        " //evil.example",
        "/\t/evil.example",
        "x",
    ],
)
def test_the_way_back_leads_to_this_site_only(provider: Provider, path: str) -> None:
    assert sign_on(Browser(), path) == "/"


def test_login_links_name_the_provider_and_no_secret(provider: Provider) -> None:
    answer = Browser().get("/api/session/sign-on")
    assert answer.json() == {"items": [{"key": "corp", "name_zh": "集团账号", "name_en": "Group login"}]}


def test_without_providers_there_are_none(browser: Browser) -> None:
    assert browser.get("/api/session/sign-on").json() == {"items": []}
    assert browser.get(PLACE).status_code == 404


@pytest.mark.parametrize("wrong", [{"issuer": "http://id.example.com"}, {"kind": "ldap"}, {"surprise": 1}])
def test_a_wrong_file_is_told_and_nobody_signs_on(
    provider: Provider, tmp_path: Path, settings: Any, wrong: dict[str, Any]
) -> None:
    declare(provider, tmp_path, settings, **wrong)
    answer = Browser().get("/api/session/sign-on")
    assert (answer.status_code, "TIELINE_SIGN_ON" in answer.json()["detail"]) == (503, True)
    assert Browser().get(PLACE).status_code == 503


def test_no_secret_code_or_token_is_in_the_log_or_the_change_log(
    provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    browser = Browser()
    answer = leave(browser)
    browser.get(answer)
    sign_on(Browser())
    told = parse_qs(urlsplit(answer).query)
    kept = json.dumps([*Change.objects.values()], default=str)
    kept += "".join(r.getMessage() for r in caplog.records if r.name.startswith("tieline"))
    assert not [each for each in (SECRET, PASSWORD, told["code"][0], told["state"][0]) if each in kept]
