"""
Which system is believed first, field by field.

Each field names classes of systems; a value of an earlier class wins over one of a later class, within a
class the one changed last wins. Systems that are not named come after those that are.
"""

DEFAULT: tuple[tuple[str, ...], ...] = (
    ("billing",),
    ("crm",),
    ("shop", "store"),
    ("app", "web"),
    ("call_centre", "care"),
)
"""Billing checks identity papers; in a shop somebody looks at them; the rest is typed by anybody."""

BY_FIELD: dict[str, tuple[tuple[str, ...], ...]] = {
    "email": (("app", "store"), ("billing", "crm"), ("shop",)),
    "language": (("app",), ("callcentre",), ("billing", "crm")),
    "address": (("billing", "crm"), ("store",), ("shop",)),
}
"""E-mail is confirmed by a code in the app and the store, and people choose their language there."""

UNNAMED = 9
"""The class of systems that no table names."""


def classes(field: str) -> tuple[tuple[str, ...], ...]:
    """The classes of systems for a field, most trusted first."""
    return BY_FIELD.get(field, DEFAULT)
