"""No model and no table with data of customers that erasing forgets."""

from fnmatch import fnmatchcase

from django.apps import apps

from tests.house.test_size_and_names import ROOT
from tieline.foundation.privacy.derived import NAMING
from tieline.know.ingest.tables import FORMER
from tieline.server.personal_data import PLACES
from tieline.server.reference import declared_tables, places_page

OF_NOBODY = {
    "access.ChangeAnchor": "hashes of the log",
    "access.ChangeHead": "the newest hash of the log",
    "access.Emergency": "a user's emergency",
    "access.Habit": "figures of users",
    "access.LogCheck": "what a check of the log found",
    "access.LoginAttempt": "users",
    "access.Passkey": "users",
    "access.RecoveryCode": "users",
    "access.RoleGrant": "users",
    "access.ScimGroup": "users",
    "access.ScimUser": "users",
    "access.SecondFactor": "users",
    "access.ServiceAccount": "programs",
    "access.ServiceKey": "programs",
    "access.SignOnIdentity": "users",
    "access.SignOnRequest": "users",
    "access.Team": "the operator's units",
    "access.UnusualAccess": "figures of a user's day",
    "access.User": "users",
    "access.UserSession": "users",
    "access.WatchedLook": "a number of a look",
    "identity.SeenLoad": "loads",
    "keys.DataKey": "sealed keys",
    "packs.Application": "packs",
    "packs.Definition": "definitions",
    "privacy.LettingGo": "counts of what retention let go",
    "rehearsal.Rehearsal": "figures of rules",
    "rules.Incident": "counts of groups",
    "privacy.Suppressed": "keyed hashes: what must stay so that nobody comes back",
}
"""Models that hold nothing of customers, and what they hold."""


def test_every_model_is_in_a_place_or_said_to_hold_nothing_of_customers() -> None:
    covered = {model._meta.label for place in PLACES for model in place.models}
    ours = {model._meta.label for model in apps.get_models() if model.__module__.startswith("tieline.")}
    assert not covered & set(OF_NOBODY)
    assert ours - covered - set(OF_NOBODY) == set(), "say in server/personal_data.py how a customer is erased there"


def test_the_page_of_places_is_the_declarations() -> None:
    written = (ROOT / "docs/reference/personal-data.md").read_text(encoding="utf-8")
    assert written == places_page(), "run 'tieline reference'"


def test_every_table_about_persons_is_in_a_place() -> None:
    patterns = [pattern for place in PLACES for pattern in place.tables]
    personal = [table for table in (*declared_tables(), *FORMER.values()) if table.is_personal]
    assert len(personal) > 30
    missing = [
        table.full_name for table in personal if not any(fnmatchcase(table.full_name, pattern) for pattern in patterns)
    ]
    assert not missing


def test_every_table_that_names_a_customer_is_found_by_the_name_of_the_column() -> None:
    others = {table.full_name: table.subject for table in declared_tables() if table.subject not in ("", *NAMING)}
    assert not others


def test_tables_without_a_subject_are_emptied_by_a_place_that_knows_them() -> None:
    """The place for what is derived finds rows by the customer's column, so it must not be the only one for others."""
    by_name = {place.key: place.tables for place in PLACES if place.key != "derived"}
    known = [pattern for tables in by_name.values() for pattern in tables]
    missing = [
        table.full_name
        for table in declared_tables()
        if table.is_personal
        and not table.subject
        and not any(fnmatchcase(table.full_name, pattern) for pattern in known)
    ]
    assert not missing
