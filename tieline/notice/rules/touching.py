"""``touch_rules``: the rules of customers of whom something changed, asked anew as a run would ask them."""

from collections.abc import Sequence
from datetime import date

from tieline.foundation.expressions.checker import Typed
from tieline.foundation.jobs.evaluations import settled
from tieline.foundation.packs.queries import published_stamp
from tieline.foundation.warehouse.staging import Staging
from tieline.know.profile.touched import Followed, Touched
from tieline.know.tags.conditions import condition, published_scope
from tieline.notice.rules.alerting import settle_alerts
from tieline.notice.rules.commands import under_way
from tieline.notice.rules.definitions import KIND, RuleDefinition
from tieline.notice.rules.matching import conditions_of, matches, shares_of
from tieline.notice.rules.queries import list_rules
from tieline.notice.rules.tables import MATCH

KEY = ["rule", "customer_id"]

BEFORE, AFTER = "touched_matches", "touched_matches_now"


def touch_rules(area: Staging, touched: Touched, as_of: date) -> Followed:
    """
    Ask the rules that read what changed of the touched customers; clear the alerts that ended, raise those that began.

    Matches and alerts are then those that a run gives. Only rules that everybody was asked for as they are published
    now are asked. Within the caller's transaction of the warehouse, before its end: a repetition raises nothing twice.
    """
    at = area.warehouse
    rules = _asked(touched)
    if not rules:
        return Followed(touched)
    keys = [rule.key for rule in rules]
    published = at.table(MATCH)
    recipe = (published_stamp(), as_of, tuple(keys), touched.customers.get_name())
    theirs = published.filter(published.rule.isin(keys)).semi_join(touched.customers, "customer_id")
    before = area.keep_known(BEFORE, recipe, lambda: theirs)
    holds = under_way(area, rules, before, as_of, touched, recipe)
    named = (recipe, holds.get_name())
    after = area.keep_known(AFTER, named, lambda: matches(holds, shares_of(rules), before, as_of))
    gone, come = before.anti_join(after, KEY).select(*KEY), after.anti_join(before, KEY)
    moved = gone.union(come.select(*KEY)).to_pyarrow().to_pylist()
    if moved:
        at.remove(MATCH, area.keep(gone))
        at.append(MATCH, area.keep(come))
        among = sorted({row["customer_id"] for row in moved})
        of = {row["rule"] for row in moved}
        settle_alerts(at, [rule for rule in rules if rule.key in of], as_of, _unwatched, among)
    customers = tuple(sorted({row["customer_id"] for row in moved}))
    return Followed(touched, tuple(keys), len(moved), customers)


def _asked(touched: Touched) -> Sequence[RuleDefinition]:
    """The rules whose answer may differ: of whose conditions, for raising or for clearing, something changed."""
    known, scope = settled(KIND.name), published_scope(with_tags=True)
    rules = [rule for rule in list_rules() if rule.key in known]

    def conditions(rule: RuleDefinition) -> list[Typed]:
        return [condition(text, scope) for text in conditions_of([rule]).values()]

    return [rule for rule in rules if any(touched.met_by(each.names) for each in conditions(rule))]


def _unwatched(share: float, doing: str) -> None:
    """Progress of a settling that takes milliseconds."""
