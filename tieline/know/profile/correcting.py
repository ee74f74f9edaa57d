"""Correction at a customer's request: which fields can be corrected, how a value is read, and whose systems differ."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings

from tieline.foundation.access.projection import Projection
from tieline.foundation.access.writing import demand_to_write_field
from tieline.foundation.days import local_day
from tieline.foundation.errors import Invalid
from tieline.foundation.privacy.rights import Asked, Right
from tieline.foundation.standards.dates import read_date
from tieline.foundation.standards.emails import read_email
from tieline.foundation.standards.genders import read_gender
from tieline.foundation.standards.phones import read_number
from tieline.foundation.warehouse.current import warehouse
from tieline.know.profile.customer_tables import CATEGORY_OF
from tieline.know.profile.definitions import FIELDS
from tieline.know.profile.exporting import TITLES
from tieline.know.profile.origins import told_origins
from tieline.know.profile.queries.customer import current_id, customer_row
from tieline.know.profile.survivorship import OLDEST_BIRTH
from tieline.know.profile.tables import CUSTOMER, FIELD_ORIGIN, SOURCE

CORRECTION = "correction"
PROOFS = ("document", "letter", "records")
"""What a correction stands on: a document that was seen, a signed letter, or the operator's own records."""


def _text(said: str, today: date) -> str | None:  # noqa: ARG001 - every reader is called alike
    return said.strip() or None


def _gender(said: str, today: date) -> str | None:  # noqa: ARG001 - as above
    return read_gender(said)


def _birth(said: str, today: date) -> str | None:
    day = read_date(said.strip())
    return day.isoformat() if day and OLDEST_BIRTH <= day <= today else None


def _phone(said: str, today: date) -> str | None:  # noqa: ARG001 - as above
    number = read_number(said, settings.TIELINE_COUNTRY)
    return number.e164 if number else None


def _email(said: str, today: date) -> str | None:  # noqa: ARG001 - as above
    email = read_email(said)
    return email.address if email else None


READERS: dict[str, Callable[[str, date], str | None]] = {
    "name": _text,
    "gender": _gender,
    "birth_date": _birth,
    "phone": _phone,
    "email": _email,
    "address": _text,
    "city": _text,
    "district": _text,
    "postal_code": _text,
    "language": _text,
}
"""How what a field should say is read, as the profile shows it; None for what it cannot be. Other fields are not the
customer's to say: who is in charge, and the household, which is what systems say of several people."""


def _check(customer_id: str, asked: Mapping[str, Any], now: datetime) -> Asked:
    field, proof = asked.get("field", ""), asked.get("proof", "")
    if field not in READERS:
        raise Invalid(f"'{field}' cannot be corrected", where="asked.field", do=f"Give one of {', '.join(READERS)}")
    if proof not in PROOFS:
        raise Invalid("The proof is missing", where="asked.proof", do=f"Give one of {', '.join(PROOFS)}")
    value = READERS[field](str(asked.get("should_be", "")), local_day(now))
    if value is None:
        raise Invalid(
            "The field cannot say that",
            where="asked.should_be",
            do="Write it in full, as on the proof; a day as 1990-05-01",
        )
    says = customer_row(warehouse(), customer_id, columns=[field])[field]
    if str(says) == value:
        raise Invalid("The field says that already", where="asked.should_be", do="Look at the customer's page")
    return {"field": field, "says": "" if says is None else str(says), "should_be": value, "proof": proof}


def _grant(customer_id: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    zh, en = TITLES[asked["field"]]
    notes = [{"zh": f"已更正：{zh}", "en": f"Corrected: {en.lower()}"}]
    if told := systems_that_differ(customer_id, asked["field"], asked["should_be"]):
        zh, en = "、".join(told), ", ".join(told)
        notes.append({"zh": f"须通知这些系统的负责人：{zh}", "en": f"To be told to the keepers of: {en}"})
    return {"notes": notes}


def systems_that_differ(customer_id: str, field: str, value: str) -> list[str]:
    """The systems whose keepers have to be told, as their records say something else of the field."""
    at = warehouse()
    row = customer_row(at, customer_id)
    found = at.rows(FIELD_ORIGIN, limit=1, customer_id=row["customer_id"])
    if not found:
        return []
    sources = {source["number"]: source for source in at.rows(SOURCE)}
    said: list[tuple[str | None, str]] = []
    for origin in told_origins(row, found[0], sources):
        if origin["field"] == field:
            others = [line.split(": ", 1) for line in (origin["others"] or "").splitlines()]
            said += [(origin["system"], origin["value"]), *((system, text) for system, text in others)]
    return sorted({system for system, text in said if system and text != value})


def _categories(asked: Mapping[str, Any]) -> Sequence[str]:
    return [CATEGORY_OF[each] for each in FIELDS if each == asked["field"] and CATEGORY_OF[each] != "none"]


def _demand(seen: Projection, customer_id: str, asked: Mapping[str, Any]) -> None:
    demand_to_write_field(seen, current_id(seen, customer_id), CUSTOMER, asked["field"])


CORRECTING = Right(_check, _grant, _categories, _demand)
