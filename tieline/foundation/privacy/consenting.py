"""
What holds of all that a customer said: a pure function of statements at an instant.

- A statement is about a *cell*: a purpose, a channel and a topic; a channel or topic left open is all of them. It
  *covers* a question whose purpose, channel and topic are in its cell. A question without a topic is about messages in
  general, which only statements about all topics cover.
- A yes is *in force* once it was said, until it expires, and where who said it was of age or a guardian said it; for
  service nobody needs to be of age.
- A no (or a withdrawal) *stands* until it is lifted by a later yes in force, said of a cell that lies within its own,
  by a person for whom the no was said. So a wide yes lifts no narrow no, and persons who became one customer keep the
  no of each until they say otherwise as one.
- A no that stands decides, the newest of them; else the newest yes in force; else nothing holds, which is a refusal for
  every purpose but service: what a contract needs is told to everybody who does not object.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

CONSENT_PURPOSES = ("service", "marketing", "analysis")
"""The purposes about which customers are asked, as roles know them too."""

WITHOUT_CONSENT = "service"
"""The purpose for which a customer is contacted who said nothing."""

CHANNELS = ("call", "sms", "email", "app")
"""The channels that lead to a customer."""

ALL = ""
"""In the place of a channel or a topic: all of them."""

YES = "yes"

Verdict = Literal["yes", "no", "expired", "minor", "unknown", "restricted", "objected"]
"""
What holds: a yes; a no that stands; a yes that expired; a yes that a guardian has to say, or nothing yet of somebody
who is not of age; nothing at all.
"""


@dataclass(frozen=True)
class Question:
    """Whether a customer may be contacted for a purpose, in a channel, about a topic (empty: in general)."""

    purpose: str
    channel: str
    topic: str = ALL


@dataclass(frozen=True)
class Statement:
    """
    What was said of one customer. ``persons`` are those for whom it was said and who are that customer now.

    Instants are in UTC without a zone, as the warehouse has them. ``key`` is unique.
    """

    key: str
    purpose: str
    channel: str
    topic: str
    said: str
    at: datetime
    persons: frozenset[str]
    by_guardian: bool = False
    expires_at: datetime | None = None

    def covers(self, question: Question) -> bool:
        """Whether the question lies in its cell."""
        return (
            self.purpose == question.purpose
            and self.channel in (ALL, question.channel)
            and self.topic in (ALL, question.topic)
        )

    def lies_within(self, other: "Statement") -> bool:
        """Whether its cell lies within that of the other."""
        return (
            self.purpose == other.purpose and other.channel in (ALL, self.channel) and other.topic in (ALL, self.topic)
        )


@dataclass(frozen=True)
class Holding:
    """What holds for a question, whether it allows contact, and the statement from which that follows, if any."""

    verdict: Verdict
    allowed: bool
    statement: Statement | None = None


def holding(
    statements: Sequence[Statement], question: Question, at: datetime, of_age_from: datetime | None = None
) -> Holding:
    """
    What holds for one customer at an instant. ``of_age_from`` is when they came or come of age; None: long ago.

    ``statements`` are those of all persons who are this customer now; of a yes only where the person who was in front
    is among them.
    """
    said = [each for each in statements if each.at <= at and each.covers(question)]
    yeses = [each for each in said if each.said == YES]
    able = [each for each in yeses if _could_say_yes(each, of_age_from)]
    in_force = [each for each in able if each.expires_at is None or each.expires_at > at]
    standing = [each for each in said if each.said != YES and not _is_lifted(each, in_force)]
    lapsed = [each for each in able if each not in in_force]
    is_minor = question.purpose != WITHOUT_CONSENT and of_age_from is not None and at < of_age_from
    for verdict, found in (("no", standing), ("yes", in_force), ("expired", lapsed), ("minor", yeses)):
        if found:
            return _held(verdict, question, max(found, key=lambda each: (each.at, each.key)))  # type: ignore[arg-type]  # the words of Verdict
    return _held("minor" if is_minor else "unknown", question, None)


def comes_of_age(birth: date, years: int) -> date:
    """The birthday on which somebody has lived so many years; who was born on 29 February has it on the 28th."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return birth.replace(year=birth.year + years, day=28)


def binding_cells(channels: Collection[str], topics: Collection[str]) -> list[tuple[str, str]]:
    """Every pair of a channel and a topic that a statement about these is made for; all where none are named."""
    return [(channel, topic) for channel in sorted(channels) or [ALL] for topic in sorted(topics) or [ALL]]


def _held(verdict: Verdict, question: Question, statement: Statement | None) -> Holding:
    allowed = verdict == YES or (question.purpose == WITHOUT_CONSENT and verdict != "no")
    return Holding(verdict, allowed, statement)


def _could_say_yes(statement: Statement, of_age_from: datetime | None) -> bool:
    is_of_age = of_age_from is None or statement.at >= of_age_from
    return is_of_age or statement.by_guardian or statement.purpose == WITHOUT_CONSENT


def _is_lifted(no: Statement, yeses: Sequence[Statement]) -> bool:
    return any(yes.at > no.at and yes.lies_within(no) and not yes.persons.isdisjoint(no.persons) for yes in yeses)
