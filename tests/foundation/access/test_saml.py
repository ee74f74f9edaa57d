"""Signing on at a SAML provider on loopback: who comes in, and every way in that must stay shut."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
import yaml
from django.utils import timezone
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Saml

from tests.foundation.access.conftest import Browser
from tests.foundation.access.signing_on import is_in
from tests.saml_provider import SamlIdp, make_key, saml_provider
from tieline.foundation.access.models import User
from tieline.foundation.access.sign_on_models import SignOnRequest

PLACE = "/api/session/sign-on/group"
MALLORY = make_key()
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


@pytest.fixture
def idp(wang: User, tmp_path: Path, settings: Any) -> Iterator[SamlIdp]:
    with saml_provider() as found:
        found.attributes = {"uid": ["chen"], "displayName": ["陈静"], "memberOf": ["crm-agents", "others"]}
        said = {
            "key": "group",
            "kind": "saml",
            "name": {"zh": "集团", "en": "Group"},
            "entity_id": found.entity_id,
            "sign_on_url": f"{found.url}/sso",
            "certificates": [found.certificate],
            "claims": {"login": "uid", "name": "displayName", "email": "mail", "groups": "memberOf"},
            "roles": {"crm-agents": ["agent"]},
        }
        file = tmp_path / "sign_on.yaml"
        file.write_text(yaml.safe_dump({"providers": [said]}))
        settings.TIELINE_SIGN_ON = str(file)
        yield found


def leave(browser: Browser, path: str = "/") -> dict[str, str]:
    """The form that the provider makes the browser send back."""
    away = browser.get(PLACE, {"next": path})
    assert away.status_code == 303, away.content
    return dict(requests.get(away["Location"], timeout=10).json())


def come_back(form: dict[str, str]) -> Any:
    """A form from another site: browsers send no session cookie along."""
    return Browser().post(f"{PLACE}/acs", urlencode(form), "application/x-www-form-urlencoded")


def sign_on(browser: Browser, path: str = "/") -> str:
    """Where the browser ends up."""
    answer = come_back(leave(browser, path))
    assert "Location" in answer, answer.content
    place = answer["Location"]
    return str(browser.get(place)["Location"]) if place.startswith("/api/") else str(place)


def test_who_comes_for_the_first_time_becomes_a_user(idp: SamlIdp) -> None:
    browser = Browser()
    assert sign_on(browser, "/tasks") == "/tasks"
    user = browser.get("/api/session").json()["user"]
    assert (user["login"], user["name"], user["roles"]) == ("chen", "陈静", ["agent"])
    assert sign_on(Browser()) == "/"


def test_without_an_attribute_for_it_the_name_id_is_the_login(idp: SamlIdp) -> None:
    del idp.attributes["uid"]
    browser = Browser()
    sign_on(browser)
    assert browser.get("/api/session").json()["user"]["login"] == "u-1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"signed_by": MALLORY},
        {"unsigned": True},
        {"algorithm": Saml.RSA_SHA1, "digest": Saml.SHA1},
        {"afterwards": {"u-1": "u-2"}},
        {"afterwards": {"chen": "wang"}},
        {"issuer": "https://evil.example/idp"},
        {"audience": "https://another.example/metadata"},
        {"recipient": "https://another.example/acs"},
        {"in_response_to": "_another"},
        {"later": timedelta(minutes=-20)},
        {"later": timedelta(minutes=20)},
        {"status": "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"},
        {"name": ""},
    ],
    ids=" ".join,
)
def test_an_answer_of_others_for_others_or_out_of_time_is_refused(idp: SamlIdp, wrong: dict[str, Any]) -> None:
    idp.wrong = wrong
    browser = Browser()
    assert sign_on(browser) == "/?sign_on=refused"
    assert not is_in(browser)
    assert not User.objects.exclude(login="wang").exists()


def test_an_assertion_wrapped_around_a_signed_one_is_refused(idp: SamlIdp) -> None:
    browser = Browser()
    form = leave(browser)
    xml = base64.b64decode(form["SAMLResponse"]).decode()
    begin, end = xml.index("<saml:Assertion"), xml.index("</samlp:Response>")
    signed = xml[begin:end]
    unsigned = signed[: signed.index("<ds:Signature")] + signed[signed.index("</ds:Signature>") + 15 :]
    forged = unsigned.replace('ID="_a', 'ID="_evil').replace("u-1", "u-2").replace("chen", "wang")
    for order in (forged + signed, signed + forged):
        form["SAMLResponse"] = base64.b64encode((xml[:begin] + order + xml[end:]).encode()).decode()
        assert come_back(form)["Location"] == "/?sign_on=refused"


def test_an_answer_is_good_once(idp: SamlIdp) -> None:
    browser = Browser()
    form = leave(browser)
    place = come_back(form)["Location"]
    assert come_back(form)["Location"] == "/?sign_on=late"
    assert browser.get(place)["Location"] == "/"
    assert come_back(form)["Location"] == "/?sign_on=late"
    assert browser.get(place)["Location"] == "/?sign_on=late"


def test_an_answer_serves_only_the_browser_that_asked(idp: SamlIdp) -> None:
    browser, thief = Browser(), Browser()
    place = come_back(leave(browser))["Location"]
    leave(thief)
    assert thief.get(place)["Location"] == "/?sign_on=late"
    assert not is_in(thief)


def test_an_answer_to_one_request_does_not_serve_another(idp: SamlIdp) -> None:
    first, second = leave(Browser()), leave(Browser())
    assert come_back(first | {"RelayState": second["RelayState"]})["Location"] == "/?sign_on=refused"


def test_an_answer_that_nobody_asked_for_or_that_comes_late_is_refused(idp: SamlIdp) -> None:
    form = leave(Browser())
    assert come_back(form | {"RelayState": "https://evil.example/"})["Location"] == "/?sign_on=late"
    SignOnRequest.objects.update(began_at=timezone.now() - timedelta(minutes=11))
    assert come_back(form)["Location"] == "/?sign_on=late"


def test_fetching_a_session_before_the_answer_is_refused(idp: SamlIdp) -> None:
    browser = Browser()
    state = leave(browser)["RelayState"]
    assert browser.get(f"{PLACE}/finish", {"state": state})["Location"] == "/?sign_on=refused"


@pytest.mark.parametrize("text", ["", "nonsense", "<x/>", BOMB, "x" * 600_000])
def test_nonsense_is_refused(idp: SamlIdp, text: str) -> None:
    form = leave(Browser()) | {"SAMLResponse": base64.b64encode(text.encode()).decode() if text else ""}
    answer = come_back(form)
    assert (answer.status_code, answer.get("Location")) in [(401, None), (302, "/?sign_on=refused")]


def test_the_way_back_leads_to_this_site_only(idp: SamlIdp) -> None:
    assert sign_on(Browser(), "//evil.example") == "/"


def test_the_site_describes_itself_to_the_provider(idp: SamlIdp) -> None:
    said = Browser().get(f"{PLACE}/metadata")
    assert f"http://testserver{PLACE}/acs".encode() in said.content
    assert Browser().get(f"{PLACE}/callback").status_code == 404
