"""What goes out of the routes of the register."""

from ninja import Schema

from tieline.foundation.access.roles import Level, Purpose
from tieline.foundation.packs.kinds import Text
from tieline.foundation.privacy.register import ActivityKind, Subjects
from tieline.foundation.privacy.register_definitions import Basis


class BasisOut(Schema):
    """A purpose of an activity with its legal basis; both are null where nobody said it."""

    purpose: Purpose
    basis: Basis | None
    law: Text | None


class RecipientOut(Schema):
    """A role that sees something of an activity, and its categories at the highest level that any purpose gives."""

    role: str
    name: Text
    levels: dict[str, Level]


class ActivityOut(Schema):
    """
    An activity of the register.

    ``kept`` says how long, rule by rule; ``endless`` names what no retention rule is about.
    """

    key: str
    kind: ActivityKind
    name: Text
    says: Text
    origin: Text
    subjects: Subjects
    categories: list[str]
    bases: list[BasisOut]
    recipients: list[RecipientOut]
    receives: list[Text]
    kept: list[Text]
    endless: list[Text]


class ControllerOut(Schema):
    """Who answers for the processing."""

    name: Text
    address: Text
    contact: str
    officer: str
    abroad: Text | None


class RegisterOut(Schema):
    """The whole register. ``missing`` counts activities for which a legal basis is missing."""

    controller: ControllerOut | None
    items: list[ActivityOut]
    total: int
    missing: int
    measures: list[Text]
    categories: dict[str, Text]
