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

RANKS = {"no": 4, "yes": 3, "expired": 2, "minor": 1}
"""What decides before what: of the statements of a question that were not lifted the greatest, of equals the newest."""

QUESTION = ["customer_id", "purpose", "channel", "topic"]


def holdings(said: ir.Table, at: datetime) -> ir.Table:
    """
    One row per customer, purpose, channel and topic: ``verdict, allowed, statement, since, until``.

    Only where the customer said something that covers the question; an empty topic is that about messages in general.
    """
    covering = _covering(_judged(said.filter(said["at"] <= at), at))
    rows = covering.anti_join(_lifted(covering), [*QUESTION, "statement"])
    best = ibis.struct({name: rows[name] for name in ("rank", "at", "statement", "expires_at")}).max()
    found = rows.group_by(QUESTION).aggregate(best=best)
    found = found.mutate(rank=found.best["rank"])
    cases = [(found["rank"] == rank, verdict) for verdict, rank in RANKS.items()]
    told = found.mutate(verdict=ibis.cases(*cases, else_=ibis.null("string")))
    return told.select(
        *QUESTION,
        "verdict",
        allowed=(told.verdict == YES) | ((told.purpose == WITHOUT_CONSENT) & (told.verdict != "no")),
        statement=told.best["statement"],
        since=told.best["at"],
        until=(told.verdict == YES).ifelse(told.best["expires_at"], ibis.null("timestamp")),
    )


def _judged(said: ir.Table, at: datetime) -> ir.Table:
    """The statements with whether each is a yes, one that could be said, and one that is in force."""
    is_service = said.purpose == WITHOUT_CONSENT
    is_of_age = said.of_age_from.isnull() | (said["at"] >= said.of_age_from)
    rows = said.mutate(
        is_yes=said.said == YES,
        able=(said.said == YES) & (is_of_age | said.by_guardian | is_service),
    )
    rows = rows.mutate(in_force=rows.able & (rows.expires_at.isnull() | (rows.expires_at > at)))
    ranks = [(~rows.is_yes, RANKS["no"]), (rows.in_force, RANKS["yes"]), (rows.able, RANKS["expired"])]
    return rows.mutate(rank=ibis.cases(*ranks, else_=RANKS["minor"]))


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


def _lifted(covering: ir.Table) -> ir.Table:
    """``statement`` by question of every no that a later yes in force lifts."""
    nos = covering.filter(~covering.is_yes)
    yeses = covering.filter(covering.in_force)
    by = yeses.select(*QUESTION, "person", yes_at="at", yes_channel="of_channel", yes_topic="of_topic")
    met = nos.inner_join(by, [*QUESTION, "person"])
    within = ((met.of_channel == ALL) | (met.of_channel == met.yes_channel)) & (
        (met.of_topic == ALL) | (met.of_topic == met.yes_topic)
    )
    return met.filter(within & (met.yes_at > met["at"])).select(*QUESTION, "statement").distinct()
