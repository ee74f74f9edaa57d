"""The same as ``consenting.holding`` for all customers at once, as a set-based function of tables."""

from datetime import datetime

import ibis
import ibis.expr.types as ir

from tieline.foundation.privacy.consenting import ALL, CHANNELS, WITHOUT_CONSENT, YES

SAID = {
    "customer_id": "string",
    "person": "string",
    "statement": "string",
    "purpose": "string",
    "channel": "string",
    "topic": "string",
    "said": "string",
    "by_guardian": "boolean",
    "at": "timestamp",
    "expires_at": "timestamp",
    "of_age_from": "timestamp",
}
"""
One row per statement and person for whom it was made and who is the customer now; of a yes, only where the person in
front is the customer too. A channel or topic left open is empty; ``of_age_from`` is the customer's.
"""

QUESTION = ["customer_id", "purpose", "channel", "topic"]


def holdings(said: ir.Table, at: datetime) -> ir.Table:
    """
    One row per customer, purpose, channel and topic: ``verdict, allowed, statement, since, until``.

    Only where the customer said something that covers the question; an empty topic is that about messages in general.
    """
    covering = _covering(_judged(said.filter(said["at"] <= at), at))
    standing = _newest(_standing(covering), "no")
    yes = _newest(covering.filter(covering.in_force), "yes")
    lapsed = _newest(covering.filter(covering.able & ~covering.in_force), "expired")
    unable = _newest(covering.filter(covering.is_yes), "minor")
    found = covering.select(*QUESTION).distinct()
    for each in (standing, yes, lapsed, unable):
        found = found.left_join(each, QUESTION).drop(*(f"{name}_right" for name in QUESTION))
    return _decided(found)


def _judged(said: ir.Table, at: datetime) -> ir.Table:
    """The statements with whether each is a yes, one that could be said, and one that is in force."""
    is_service = said.purpose == WITHOUT_CONSENT
    is_of_age = said.of_age_from.isnull() | (said["at"] >= said.of_age_from)
    rows = said.mutate(
        is_yes=said.said == YES,
        able=(said.said == YES) & (is_of_age | said.by_guardian | is_service),
    )
    return rows.mutate(in_force=rows.able & (rows.expires_at.isnull() | (rows.expires_at > at)))


def _covering(judged: ir.Table) -> ir.Table:
    """One row per statement, person and question that it covers; ``of_channel`` and ``of_topic`` are its own cell."""
    spoken = judged.select("customer_id", "purpose", "topic").distinct()
    general = judged.select("customer_id", "purpose", topic=ibis.literal(ALL)).distinct()
    asked = ibis.union(spoken, general, distinct=True)
    asked = asked.mutate(channel=ibis.array([ibis.literal(each) for each in CHANNELS]).unnest())
    of = judged.rename(of_channel="channel", of_topic="topic")
    joined = asked.inner_join(of, ["customer_id", "purpose"])
    in_channel = (joined.of_channel == ALL) | (joined.of_channel == joined.channel)
    return joined.filter(in_channel & ((joined.of_topic == ALL) | (joined.of_topic == joined.topic)))


def _standing(covering: ir.Table) -> ir.Table:
    """The rows of every no that no later yes in force lifts."""
    nos = covering.filter(~covering.is_yes)
    yeses = covering.filter(covering.in_force)
    by = yeses.select(*QUESTION, "person", yes_at="at", yes_channel="of_channel", yes_topic="of_topic")
    met = nos.inner_join(by, [*QUESTION, "person"])
    within = ((met.of_channel == ALL) | (met.of_channel == met.yes_channel)) & (
        (met.of_topic == ALL) | (met.of_topic == met.yes_topic)
    )
    lifted = met.filter(within & (met.yes_at > met["at"])).select(*QUESTION, "statement").distinct()
    return nos.anti_join(lifted, [*QUESTION, "statement"])


def _newest(rows: ir.Table, verdict: str) -> ir.Table:
    """Per question the newest of these statements: ``<verdict>_statement``, ``_at`` and ``_until``."""
    order = ibis.struct({"at": rows["at"], "statement": rows.statement})
    return rows.group_by(QUESTION).aggregate(
        **{
            f"{verdict}_statement": rows.statement.argmax(order),
            f"{verdict}_at": rows["at"].max(),
            f"{verdict}_until": ibis.struct({"until": rows.expires_at}).argmax(order)["until"],
        }
    )


def _decided(found: ir.Table) -> ir.Table:
    order = ("no", "yes", "expired", "minor")
    cases = [(found[f"{each}_statement"].notnull(), ibis.literal(each)) for each in order]
    rows = found.mutate(verdict=ibis.cases(*cases, else_=ibis.null("string")))
    allowed = (rows.verdict == YES) | ((rows.purpose == WITHOUT_CONSENT) & (rows.verdict != "no"))
    return rows.select(
        *QUESTION,
        "verdict",
        allowed=allowed,
        statement=ibis.coalesce(*(rows[f"{each}_statement"] for each in order)),
        since=ibis.coalesce(*(rows[f"{each}_at"] for each in order)),
        until=(rows.verdict == YES).ifelse(rows.yes_until, ibis.null("timestamp")),
    )
