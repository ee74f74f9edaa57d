"""What later happened to customers: the outcomes that a rehearsal holds alerts against."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
import pandas as pd

from tieline.foundation.packs.kinds import Text
from tieline.foundation.warehouse.connection import Readable
from tieline.know.profile import facts
from tieline.know.profile.picks import local_date


@dataclass(frozen=True)
class Outcome:
    """Something that happens to customers: ``happened`` gives ``customer_id, day``, each day once."""

    key: str
    name: Text
    happened: Callable[[ir.Table, ir.Table, date], ir.Table]


def left(lines: ir.Table, contacts: ir.Table, until: date) -> ir.Table:  # noqa: ARG001 - as every outcome
    """The days on which a line of a customer ended and none was left; an end without a date is no line at all."""
    ended_some_day = (lines.status == "ended").fill_null(ibis.literal(value=False)) & lines.ended_on.isnull()
    held = lines.filter(~ended_some_day)
    ends = held.filter(held.ended_on <= until).select("customer_id", day="ended_on").distinct()
    others = held.select(other_id="customer_id", began="started_on", ended="ended_on")
    beside = [
        ends.customer_id == others.other_id,
        others.began.isnull() | (others.began <= ends.day),
        others.ended.isnull() | (others.ended > ends.day),
    ]
    return ends.anti_join(others, beside)


def complained(lines: ir.Table, contacts: ir.Table, until: date) -> ir.Table:  # noqa: ARG001 - as every outcome
    """The operator's days on which a customer complained."""
    made = contacts.filter(contacts.is_complaint)
    return (
        made.select("customer_id", day=local_date(made["at"], until)).filter(lambda rows: rows.day <= until).distinct()
    )


OUTCOMES = {
    outcome.key: outcome
    for outcome in (
        Outcome("left", Text(zh="离网", en="Left"), left),
        Outcome("complaint", Text(zh="投诉", en="Complained"), complained),
    )
}


def events_of(at: Readable, outcome: Outcome, until: date) -> pd.DataFrame:
    """``customer_id`` and ``day`` (an ordinal) of what happened up to a day, in that order."""
    lines, contacts = at.table(facts.LISTS["lines"]), at.table(facts.LISTS["contacts"])
    found = at.ibis.to_pyarrow(outcome.happened(lines, contacts, until)).to_pydict()
    days = [day.toordinal() for day in found["day"]]
    rows = pd.DataFrame({"customer_id": found["customer_id"], "day": days}).astype({"customer_id": str, "day": "int64"})
    return rows.sort_values(["customer_id", "day"])
