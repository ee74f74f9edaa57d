import json
from typing import Any

import pytest

from tests.foundation.keys.transit_service import TOKEN, transit
from tieline.foundation.errors import Invalid, Refused, Unavailable
from tieline.foundation.keys.wrapping import current_wrapping, is_configured, new_entry, wrapping_named

SECRET = bytes(range(32))


def test_without_keys_the_one_derived_from_the_secret_key_wraps(settings: Any) -> None:
    settings.TIELINE_KEYS = settings.TIELINE_KMS_URL = ""
    wrapping = current_wrapping()
    wrapped = wrapping.wrap(SECRET, "data key a")
    assert (wrapping.name, is_configured()) == ("secret-key", False)
    assert wrapping.unwrap(wrapped, "data key a") == SECRET


def test_the_first_key_wraps_and_all_unwrap(settings: Any) -> None:
    old, new = new_entry(), new_entry()
    settings.TIELINE_KEYS = old
    wrapped = current_wrapping().wrap(SECRET, "data key a")
    settings.TIELINE_KEYS = f"{new};{old}"
    assert current_wrapping().name == new.split(":")[0]
    assert wrapping_named(old.split(":")[0]).unwrap(wrapped, "data key a") == SECRET


def test_what_was_wrapped_for_one_thing_does_not_unwrap_for_another(settings: Any) -> None:
    settings.TIELINE_KEYS = new_entry()
    wrapped = current_wrapping().wrap(SECRET, "data key a")
    with pytest.raises(Unavailable, match="TIELINE_KEYS"):
        current_wrapping().unwrap(wrapped, "data key b")


def test_another_key_of_the_same_name_says_which_one_is_wrong(settings: Any) -> None:
    name = new_entry().split(":")[0]
    settings.TIELINE_KEYS = f"{name}:{new_entry().split(':')[1]}"
    wrapped = current_wrapping().wrap(SECRET, "data key a")
    settings.TIELINE_KEYS = f"{name}:{new_entry().split(':')[1]}"
    with pytest.raises(Unavailable, match=name):
        current_wrapping().unwrap(wrapped, "data key a")


def test_a_key_that_is_not_given_any_more_is_asked_for_by_name(settings: Any) -> None:
    settings.TIELINE_KEYS = new_entry()
    with pytest.raises(Unavailable, match="'20200101-abcd' is not given"):
        wrapping_named("20200101-abcd")


@pytest.mark.parametrize(
    "entry", ["only-a-name", "a:dG9vIHNob3J0", "Ä:" + "A" * 43 + "=", "secret-key:" + "A" * 43 + "="]
)
def test_an_entry_that_is_no_key_is_named_by_its_place_and_never_told(settings: Any, entry: str) -> None:
    settings.TIELINE_KEYS = f"{new_entry()};{entry}"
    with pytest.raises(Invalid, match="Entry 2") as refused:
        current_wrapping()
    assert entry.partition(":")[2] not in str(refused.value) or not entry.partition(":")[2]


def test_a_key_service_wraps_and_unwraps_and_never_sees_the_value_of_a_field(settings: Any) -> None:
    with transit() as service:
        settings.TIELINE_KMS_URL, settings.TIELINE_KMS_TOKEN = service.url, TOKEN
        wrapped = current_wrapping().wrap(SECRET, "data key a")
        service.rotate()
        assert current_wrapping().name == "vault:transit/tieline"
        assert current_wrapping().unwrap(wrapped, "data key a") == SECRET
        assert wrapped.startswith("vault:v1:")
        assert current_wrapping().wrap(SECRET, "data key a").startswith("vault:v2:")
    assert {request.path for request in service.asked} == {"/v1/transit/encrypt/tieline", "/v1/transit/decrypt/tieline"}
    assert set(json.loads(service.asked[0].body)) == {"plaintext", "associated_data"}


def test_what_a_key_service_wrapped_is_bound_too(settings: Any) -> None:
    with transit() as service:
        settings.TIELINE_KMS_URL, settings.TIELINE_KMS_TOKEN = service.url, TOKEN
        wrapped = current_wrapping().wrap(SECRET, "data key a")
        with pytest.raises(Unavailable, match="message authentication failed"):
            current_wrapping().unwrap(wrapped, "data key b")


def test_a_key_service_that_refuses_or_is_sealed_says_so_without_the_token(settings: Any) -> None:
    with transit() as service:
        settings.TIELINE_KMS_URL, settings.TIELINE_KMS_TOKEN = service.url, "hvs.wrong"
        with pytest.raises(Unavailable, match="403 permission denied") as refused:
            current_wrapping().wrap(SECRET, "data key a")
        settings.TIELINE_KMS_TOKEN, service.sealed = TOKEN, True
        with pytest.raises(Unavailable, match="Vault is sealed"):
            current_wrapping().wrap(SECRET, "data key a")
    assert "hvs.wrong" not in str(refused.value)
    with pytest.raises(Unavailable, match="does not answer"):
        current_wrapping().wrap(SECRET, "data key a")


def test_a_key_service_is_reached_through_the_guard_of_outgoing_addresses(settings: Any) -> None:
    settings.TIELINE_OUTGOING_ALLOW = ""
    with transit() as service:
        settings.TIELINE_KMS_URL, settings.TIELINE_KMS_TOKEN = service.url, TOKEN
        with pytest.raises(Refused, match="may not be reached"):
            current_wrapping().wrap(SECRET, "data key a")
        settings.TIELINE_KMS_URL = "http://169.254.169.254/transit/tieline"
        with pytest.raises(Refused):
            current_wrapping().wrap(SECRET, "data key a")
    assert not service.asked


@pytest.mark.parametrize(
    "url", ["vault.example.com/transit/key", "https://vault.example.com", "https://u:p@host/transit/key"]
)
def test_an_address_that_names_no_key_is_refused(settings: Any, url: str) -> None:
    settings.TIELINE_KMS_URL = url
    with pytest.raises(Invalid, match="names no key"):
        current_wrapping()
