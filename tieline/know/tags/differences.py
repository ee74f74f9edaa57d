"""Which values of which tags differ between two states of the same customers."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

_BEFORE, _AFTER = "before_", "after_"


def side_by_side(before: ir.Table, after: ir.Table, tags: Sequence[str]) -> ir.Table:
    """
    One row per customer with a tag whose value differs: ``customer_id``, ``before_<tag>`` and ``after_<tag>`` of all.

    Who is in one of the tables only is there with the values of the other null, and ``was`` or ``is_there`` false.
    """
    old = before.select("customer_id", **{_BEFORE + key: before[key] for key in tags})
    new = after.select(new_id="customer_id", **{_AFTER + key: after[key] for key in tags})
    both = old.outer_join(new, old.customer_id == new.new_id)
    both = both.mutate(
        customer_id=both.customer_id.coalesce(both.new_id),
        was=both.customer_id.notnull(),
        is_there=both.new_id.notnull(),
    ).drop("new_id")
    differs = [~both[_BEFORE + key].identical_to(both[_AFTER + key]) for key in tags]
    return both.filter(ibis.or_(both.was != both.is_there, *differs))


def differences(beside: ir.Table, tags: Sequence[str]) -> ir.Table:
    """
    One row per customer and tag with another value: ``customer_id, tag, before, after, stayed``; values as texts.

    ``stayed`` is whether the customer was there before and is there now.
    """
    parts = [_of_tag(beside, key) for key in tags]
    return ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]


def _of_tag(beside: ir.Table, key: str) -> ir.Table:
    old, new = beside[_BEFORE + key], beside[_AFTER + key]
    return beside.filter(~old.identical_to(new)).select(
        customer_id=beside.customer_id,
        tag=ibis.literal(key),
        before=old.cast("string"),
        after=new.cast("string"),
        stayed=beside.was & beside.is_there,
    )
