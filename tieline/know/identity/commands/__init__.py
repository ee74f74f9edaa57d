"""The writers of identity's tables: the stage of the pipeline, people's decisions, and what either touches."""

from tieline.know.identity.commands.arrivals import match_new_records
from tieline.know.identity.commands.decisions import (
    confirm_pair,
    join_persons,
    refuse_pair,
    split_party,
    withdraw_decisions,
)
from tieline.know.identity.commands.stage import refresh_identity
from tieline.know.identity.commands.touch import touch_persons

__all__ = [
    "confirm_pair",
    "join_persons",
    "match_new_records",
    "refresh_identity",
    "refuse_pair",
    "split_party",
    "touch_persons",
    "withdraw_decisions",
]
