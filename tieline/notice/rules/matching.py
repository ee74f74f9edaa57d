"""For whom each rule holds, since when, and whom it leaves alone to be measured against."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.episodes import episodes
from tieline.notice.rules.definitions import RuleDefinition

CLEARED = ".cleared"
_DIGITS = 8
_SPACE = 16**_DIGITS


def conditions_of(rules: Sequence[RuleDefinition]) -> dict[str, str]:
    """What is asked of all customers: ``<rule>``, and ``<rule>.cleared`` of those that clear otherwise."""
    asked = {rule.key: rule.asked for rule in rules}
    return asked | {rule.key + CLEARED: rule.cleared for rule in rules if rule.cleared is not None}


def shares_of(rules: Sequence[RuleDefinition]) -> dict[str, float]:
    """The share of customers whom each rule leaves alone, by its key."""
    return {rule.key: rule.hold_out for rule in rules}


def lasting(asked: ir.Table, rules: Sequence[RuleDefinition], before: ir.Table) -> ir.Table:
    """
    One row per customer with a boolean column per rule: whether its episode is under way.

    Without ``clear_when`` that is whether the rule holds. With it an episode begins where the rule holds and the other
    does not, and one of ``before`` goes on until the other holds; unknown clears nothing.

        asked  customer_id  r      r.cleared     before  rule  customer_id   →  customer_id  r
               a            true   false                 r     b                a            true
               b            false  false                                        b            true
               c            false  false                                        c            false
    """
    slow = [rule.key for rule in rules if rule.cleared is not None]
    quick = {rule.key: asked[rule.key] for rule in rules if rule.cleared is None}
    if not slow:
        return asked.select("customer_id", **quick)
    began = before.group_by(began_id="customer_id").aggregate(
        **{f"{key}.began": (before.rule == key).any() for key in slow}
    )
    joined = asked.left_join(began, asked.customer_id == began.began_id)
    goes_on = {key: _goes_on(joined, key) for key in slow}
    return joined.select(
        "customer_id", **{rule.key: joined[rule.key] for rule in rules if rule.key in quick}, **goes_on
    )


def _goes_on(joined: ir.Table, key: str) -> ir.Value:
    no = ibis.literal(value=False)
    under_way = joined[key].fill_null(no) | joined[f"{key}.began"].fill_null(no)
    return under_way & ~joined[key + CLEARED].fill_null(no)


def matches(holds: ir.Table, shares: Mapping[str, float], before: ir.Table, as_of: date) -> ir.Table:
    """
    One row per rule and customer for whom its column of ``holds`` is true: ``rule, customer_id, since, held_out``.

    ``shares`` has the rules with the share of customers whom each leaves alone: these rows raise no alert.
    """
    found = episodes(holds, list(shares), before, named="rule", key="customer_id", as_of=as_of)
    place = (found.rule + "/" + found.customer_id).hexdigest("md5").substr(0, _DIGITS)
    alone = [(found.rule == rule) & (place < _limit(share)) for rule, share in shares.items() if share]
    return found.mutate(held_out=ibis.or_(*alone) if alone else ibis.literal(value=False))


def is_held_out(rule: str, customer_id: str, share: float) -> bool:
    """Whether a rule leaves a customer alone: always the same customers, and others for each rule."""
    place = hashlib.md5(f"{rule}/{customer_id}".encode(), usedforsecurity=False).hexdigest()
    return place[:_DIGITS] < _limit(share)


def _limit(share: float) -> str:
    """The share as a number of hexadecimal digits; digits of one length sort as their numbers do."""
    return f"{int(share * _SPACE):0{_DIGITS}x}"


def in_peace_after(as_of: date, cool_down: timedelta) -> date:
    """The day after which an alert must have cleared for its customer to be left in peace still, on ``as_of``."""
    return as_of - cool_down
