"""Consent in packs: what messages are about, and the words with which customers are asked."""

from datetime import timedelta
from typing import Literal

from pydantic import Field

from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, PlainKey, Text
from tieline.foundation.packs.mistakes import did_you_mean

ConsentPurpose = Literal["service", "marketing", "analysis"]
Channel = Literal["call", "sms", "email", "app"]


class ConsentTopic(Declared):
    """What messages may be about, so that customers can agree to some and not to others."""

    key: PlainKey


class ConsentText(Declared):
    """
    The words that are shown or read out, and what a yes to them is a yes to.

    Without ``channels`` or ``topics`` it is for all of them; ``months`` is how long a yes holds.
    """

    key: PlainKey
    text: Text
    purpose: ConsentPurpose
    channels: tuple[Channel, ...] = ()
    topics: tuple[PlainKey, ...] = ()
    months: int | None = Field(default=None, ge=1, le=600)

    @property
    def holds_for(self) -> timedelta | None:
        """How long a yes holds, a month being 30 days; None without an end."""
        return None if self.months is None else timedelta(days=30 * self.months)


def check_texts(texts: list[ConsentText], definitions: Definitions) -> None:
    """Invalid for a text about a topic that does not exist."""
    known = {topic.key for topic in definitions.of(TOPICS)}
    for text in texts:
        for place, topic in enumerate(text.topics):
            if topic not in known:
                raise Invalid(
                    f"There is no consent topic '{topic}'",
                    where=definitions.where(text, "topics", place),
                    do=did_you_mean(topic, sorted(known)),
                )


TOPICS = Kind("consent_topic", "consent_topics", ConsentTopic)
TEXTS = Kind("consent_text", "consent_texts", ConsentText, check_texts)
