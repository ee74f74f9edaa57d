"""
Shapes of the customers API: what a search hit, the 360° head and a timeline entry look like as JSON.

Shapes that go out are plain pydantic models: ninja's ``Schema`` asks every field of every row through a getter
for Django objects, which made a third of the time of a page.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import BaseModel, BeforeValidator


def _with_zone(value: object) -> object:
    """An instant of the warehouse (naive, UTC) with its zone, so that JSON says which instant is meant."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


Instant = Annotated[datetime, BeforeValidator(_with_zone)]


class CustomerFilter(Schema):
    """Which customers to list, and in which order; an empty text does not filter."""

    city: str = ""
    plan: str = ""
    manager: str = ""
    active: bool | None = None
    sort: Literal["name", "-monthly_fee", "customer_since", "-customer_since", "contract_end"] = "name"


class Match(BaseModel):
    """Why a customer was found: the kind of value that matched and the value as people write it."""

    kind: str
    shown: str


class CustomerHit(BaseModel):
    """One customer in a list: enough to recognise the person."""

    customer_id: str
    customer_number: str | None
    name: str | None
    phone: str | None
    email: str | None
    city: str | None
    plan: str | None
    line_count: int | None
    monthly_fee: float | None
    is_active: bool | None
    customer_since: date | None
    contract_end: date | None
    manager: str | None
    matched: list[Match]


class CustomerPage(BaseModel):
    """Some of the customers that were asked for; a search that finds very many stops counting (``total_is_exact``)."""

    items: list[CustomerHit]
    total: int
    total_is_exact: bool


class Customer(BaseModel):
    """All fields of the profile as of the day of the last run."""

    customer_id: str
    customer_number: str | None
    name: str | None
    gender: str | None
    birth_date: date | None
    age: int | None
    phone: str | None
    email: str | None
    address: str | None
    city: str | None
    district: str | None
    postal_code: str | None
    area_population: int | None
    language: str | None
    manager: str | None
    household_id: str | None
    household_size: int | None
    is_active: bool | None
    customer_since: date | None
    ended_on: date | None
    tenure_months: int | None
    account_count: int | None
    line_count: int | None
    plan: str | None
    monthly_fee: float | None
    contract_end: date | None
    contract_days_left: int | None
    payment_method: str | None
    balance: float | None
    last_bill_amount: float | None
    average_bill_3m: float | None
    voice_minutes_30d: float | None
    average_voice_minutes_3m: float | None
    data_mb_30d: float | None
    average_data_mb_3m: float | None
    dropped_calls_30d: int | None
    roaming_mb_30d: float | None
    complaint_count_90d: int | None
    last_contact_at: Instant | None
    last_contact_channel: str | None
    nps: float | None


class OtherValue(BaseModel):
    """What another system holds for the same field."""

    system: str
    value: str


class FieldOrigin(BaseModel):
    """Where the value of one field came from, its age on the day of the run, if it is verified, who says otherwise."""

    field: str
    system: str
    source: str | None
    observed_at: Instant | None
    age_days: int | None
    verified: bool
    others: list[OtherValue]


class ContactPoint(BaseModel):
    """A phone number, e-mail or address through which the customer can be reached."""

    medium: str
    value: str
    systems: list[str]
    observed_at: Instant | None
    is_main: bool


class HouseholdMember(BaseModel):
    """Another customer of the same household."""

    customer_id: str
    name: str | None
    phone: str | None
    plan: str | None
    is_active: bool | None


class Account(BaseModel):
    """A billing account."""

    account_ref: str
    account_type: str | None
    status: str | None
    opened_on: date | None
    closed_on: date | None
    payment_method: str | None
    balance: float | None


class Line(BaseModel):
    """A line or other product with its contract."""

    product_ref: str
    account_ref: str | None
    phone: str | None
    product_type: str | None
    offering: str | None
    status: str | None
    started_on: date | None
    ended_on: date | None
    end_reason: str | None
    contract_start: date | None
    contract_end: date | None
    contract_days_left: int | None
    monthly_fee: float | None
    data_allowance_mb: float | None
    voice_allowance_minutes: float | None
    device: str | None
    device_5g: bool | None
    plan_5g: bool | None


class Bill(BaseModel):
    """A bill, with what has been paid of it."""

    bill_ref: str
    account_ref: str | None
    month: date
    issued_on: date | None
    due_on: date | None
    amount: float | None
    overage_amount: float | None
    roaming_amount: float | None
    paid_amount: float | None
    paid_at: Instant | None
    days_late: int | None


class UsageMonth(BaseModel):
    """Use of all lines together in one month."""

    month: date
    voice_minutes: float | None
    data_mb: float | None
    sms: int | None
    roaming_mb: float | None
    dropped_calls: int | None


class UsageDay(BaseModel):
    """Use of all lines together on one day."""

    day: date
    voice_minutes: float | None
    data_mb: float | None
    sms: int | None
    roaming_mb: float | None
    dropped_calls: int | None


class Usage(BaseModel):
    """Use of a customer by month and by day, oldest first."""

    months: list[UsageMonth]
    days: list[UsageDay]


class TimelineEntry(BaseModel):
    """One contact, order or payment. ``is_pending`` marks what was just recorded and the next run will land."""

    entry_id: str
    entry: str
    at: Instant
    system: str | None
    channel: str | None
    direction: str | None
    kind: str | None
    reason: str | None
    is_complaint: bool | None
    resolved: bool | None
    duration_seconds: int | None
    text: str | None
    language: str | None
    rating: float | None
    response: str | None
    handled_by: str | None
    item: str | None
    category: str | None
    amount: float | None
    status: str | None
    is_pending: bool


class Timeline(BaseModel):
    """Entries newest first; ``next`` is what to send as ``before`` for older ones, null at the end."""

    items: list[TimelineEntry]
    next: str | None


class Characteristic(BaseModel):
    """A further property that a source declares."""

    name: str
    text: str | None
    number: float | None
    system: str | None


class Customer360(BaseModel):
    """The head of the 360° page: who the customer is, what they hold, pay and use, and the newest contacts."""

    as_of: date | None
    customer: Customer
    origins: list[FieldOrigin]
    contact_points: list[ContactPoint]
    household: list[HouseholdMember]
    accounts: list[Account]
    lines: list[Line]
    bills: list[Bill]
    usage: Usage
    characteristics: list[Characteristic]
    timeline: Timeline
