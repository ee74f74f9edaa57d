"""
Pairs of persons that are one party, by exact agreement of folded values.

A phone number alone never ties: a family shares one. Where both birth dates are known and differ in more
than a typing error, nothing but a cross-reference ties.

| rule | what agrees |
|---|---|
| cross-reference | a source names the other's id |
| phone and name | a number of either, and the whole name in any order |
| e-mail and name | the e-mail, and the whole name |
| phone and e-mail | both, and the names do not contradict |
| name and address | the whole name, street and house |
| phone and sound of the name | a number of either, and the name as it sounds |
| sound of the name and address | the name as it sounds, street and house |
| phone and birth date | both, and the names do not contradict |
| birth date and address | both, and the names do not contradict |
| e-mail | it, and the names do not contradict |
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.folding import is_chinese
from tieline.know.identity.observing import Observed

RULES = (
    "cross-reference",
    "phone and name",
    "e-mail and name",
    "phone and e-mail",
    "name and address",
    "phone and sound of the name",
    "sound of the name and address",
    "phone and birth date",
    "birth date and address",
    "e-mail",
)
"""The strongest first."""

LARGEST_BLOCK = 30
"""More persons with one value than this share a placeholder, not an identity."""


def match(area: Staging, seen: Observed) -> ir.Table:
    """``node, other, rule, evidence`` with ``node < other``: one row per pair and rule; ``rule`` is its rank from 1."""
    names = _known(seen.names, "value")
    sounds = _known(seen.names, "sound")
    free = [
        _agreeing(area, 2, seen.phones, names),
        _agreeing(area, 3, seen.emails, names),
        _agreeing(area, 5, names, seen.addresses),
        _agreeing(area, 6, seen.phones, sounds),
        _agreeing(area, 7, sounds, seen.addresses),
    ]
    careful = [
        _agreeing(area, 4, seen.phones, seen.emails),
        _agreeing(area, 8, seen.phones, seen.births),
        _agreeing(area, 9, seen.births, seen.addresses),
        _agreeing(area, 10, seen.emails),
    ]
    unlike = _unlike_names(area, area.keep(_all(careful)), seen.names)
    agreed = area.keep(_all([*free, _all(careful).anti_join(area.keep(unlike), ["node", "other"])]))
    apart = area.keep(_unlike_births(area, agreed, seen.births))
    return area.keep(_all([_referred(seen.references), agreed.anti_join(apart, ["node", "other"])]))


def _all(parts: Sequence[ir.Table]) -> ir.Table:
    return ibis.union(*parts, distinct=True)


def _known(names: ir.Table, column: str) -> ir.Table:
    return names.filter(names[column].notnull()).select("node", value=column).distinct()


def _referred(references: ir.Table) -> ir.Table:
    return references.select(
        node=ibis.least(references.node, references.other),
        other=ibis.greatest(references.node, references.other),
        rule=ibis.literal(1, "int64"),
        evidence=ibis.null("string"),
    )


def _agreeing(area: Staging, rank: int, *kinds: ir.Table) -> ir.Table:
    """Pairs that have a value in common of every kind."""
    key = kinds[0].select("node", key="value")
    for number, kind in enumerate(kinds[1:]):
        name = f"value{number}"
        joined = key.join(kind.select("node", **{name: "value"}), "node")
        key = joined.select("node", key=joined["key"] + " · " + joined[name])
    keyed = area.keep(key)
    sizes = keyed.group_by("key").agg(size=keyed.node.nunique())
    blocks = sizes.filter((sizes["size"] > 1) & (sizes["size"] <= LARGEST_BLOCK)).select("key")
    in_blocks = area.keep(keyed.semi_join(blocks, "key"))
    other = in_blocks.view().select("key", other="node")
    pairs = in_blocks.join(other, "key")
    return pairs.filter(pairs.node < pairs.other).select(
        "node", "other", rule=ibis.literal(rank, "int64"), evidence="key"
    )


def _unlike_names(area: Staging, pairs: ir.Table, names: ir.Table) -> ir.Table:
    """Pairs of which two whole names in one script sound differently; across scripts nobody can tell."""
    whole = names.filter(names["sound"].notnull())
    mine = whole.select("node", sound="sound", chinese=is_chinese(whole.plain))
    theirs = mine.select(other="node", other_sound="sound", other_chinese="chinese")
    # computed before it is filtered: the engine would else begin by joining on the script, which is no key
    both = area.keep(pairs.select("node", "other").distinct().join(mine, "node").join(theirs, "other"))
    differ = (both["sound"] != both["other_sound"]) & (both["chinese"] == both["other_chinese"])
    return both.filter(differ).select("node", "other").distinct()


def _unlike_births(area: Staging, pairs: ir.Table, births: ir.Table) -> ir.Table:
    """Pairs whose birth dates differ in more than one part, unless day and month only changed places."""
    theirs = births.select(other="node", other_birth="value")
    both = area.keep(pairs.select("node", "other").distinct().join(births, "node").join(theirs, "other"))
    one = [both["value"].substr(start, length) for start, length in ((0, 4), (5, 2), (8, 2))]
    other = [both["other_birth"].substr(start, length) for start, length in ((0, 4), (5, 2), (8, 2))]
    wrong = sum(((a != b).cast("int64") for a, b in zip(one, other, strict=True)), ibis.literal(0))
    swapped = (one[0] == other[0]) & (one[1] == other[2]) & (one[2] == other[1])
    return both.filter((wrong > 1) & ~swapped).select("node", "other").distinct()
