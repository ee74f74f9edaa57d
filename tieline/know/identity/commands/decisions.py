"""
What people decide about persons: one, or apart. A decision holds in every later run, until it is withdrawn.

Each command may be given twice; the second time nothing happens. None of them touches the warehouse: what
follows from a decision is derived by ``commands.touch``.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import product
from typing import Any

from django.db import transaction

from tieline.foundation.access.changes import record_change
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.foundation.warehouse.current import warehouse
from tieline.know.identity.consistency import check_decided, ends_of
from tieline.know.identity.models import Decision
from tieline.know.identity.pairing import Pair, Person, pair_of
from tieline.know.identity.queries import get_pair, get_party, is_known

MOST_PAIRS = 2_000
"""A split that would need more decisions than this parts people who were joined by mistake of a whole source."""

SAME, APART = Decision.Verdict.SAME, Decision.Verdict.APART


def confirm_pair(pair_id: str, *, by: str, now: datetime, why: str = "") -> list[Pair]:
    """The two persons of a compared pair are one; the pair, or nothing where that was said before."""
    pair = get_pair(warehouse(), pair_id)
    return _decide([pair], SAME, "confirm_pair", ("pair", pair_id), by=by, now=now, why=why)


def refuse_pair(pair_id: str, *, by: str, now: datetime, why: str = "") -> list[Pair]:
    """The two persons of a compared pair are apart; the pair, or nothing where that was said before."""
    pair = get_pair(warehouse(), pair_id)
    return _decide([pair], APART, "refuse_pair", ("pair", pair_id), by=by, now=now, why=why)


def join_persons(persons: Sequence[Person], *, by: str, now: datetime, why: str) -> list[Pair]:
    """
    These persons are one, whether they were ever compared or not; the pairs of the first with each other one.

    Only one word per further person is kept: withdrawing it takes just that person out again.
    """
    chosen = sorted(set(persons))
    if len(chosen) < 2:
        raise Invalid("One person cannot be joined", where="persons", do="Choose two persons or more")
    for person in chosen:
        if not is_known(warehouse(), person):
            raise NotFound(f"No source knows {person}", where="persons", do="Search for the person again")
    pairs = [pair_of(chosen[0], other) for other in chosen[1:]]
    return _decide(pairs, SAME, "join_persons", ("pair", pairs[0].pair_id), by=by, now=now, why=_said(why))


def split_party(party_id: str, persons: Sequence[Person], *, by: str, now: datetime, why: str) -> list[Pair]:
    """
    The chosen persons of a party are apart from each of the others; the pairs that were not apart before.

    Every pair across the cut is decided, not only those that tie: a smaller set would hold today, and let a later
    change of weights or a new record join the two sides again. Within each side the policy goes on as before.
    """
    members = set(get_party(warehouse(), party_id))
    chosen = set(persons)
    if not chosen or not chosen <= members:
        strangers = ", ".join(map(str, sorted(chosen - members))) or "nobody was chosen"
        raise Invalid("Only persons of the party can be split off", where=strangers, do="Load the party again")
    if chosen == members:
        raise Invalid("Somebody must stay", where="persons", do="Choose some of the persons, not all")
    if len(chosen) * len(members - chosen) > MOST_PAIRS:
        raise Refused(
            f"This split would need {len(chosen) * len(members - chosen)} decisions",
            where=party_id,
            do="Mend the source or the match policy that joined so many persons",
        )
    pairs = [pair_of(one, other) for one, other in product(sorted(chosen), sorted(members - chosen))]
    return _decide(pairs, APART, "split_party", ("party", party_id), by=by, now=now, why=_said(why))


@transaction.atomic
def withdraw_decisions(pair_ids: Iterable[str], *, by: str, now: datetime, why: str = "") -> list[Pair]:
    """Nothing is said of these pairs any more, and the policy decides again; the pairs of which something was."""
    held = list(Decision.objects.select_for_update().filter(pk__in=list(pair_ids)).order_by("pk"))
    if not held:
        return []
    Decision.objects.filter(pk__in=[each.pk for each in held]).delete()
    before = {"decisions": [_told(each) for each in held]}
    kind = ("pair", held[0].pk)
    record_change("withdraw_decisions", *kind, by=by, before=before, reason=why, now=now)
    return [ends_of(each) for each in held]


@transaction.atomic
def _decide(
    pairs: Sequence[Pair],
    verdict: Decision.Verdict,
    command: str,
    on: tuple[str, str],
    *,
    by: str,
    now: datetime,
    why: str,
) -> list[Pair]:
    """Write the verdict on those pairs that do not have it, check that all decisions agree, and log it."""
    former = Decision.objects.select_for_update().in_bulk([pair.pair_id for pair in pairs])
    new = [pair for pair in pairs if pair.pair_id not in former or former[pair.pair_id].verdict != verdict]
    if not new:
        return []
    before = [_told(former[pair.pair_id]) for pair in new if pair.pair_id in former]
    Decision.objects.filter(pk__in=[pair.pair_id for pair in new]).delete()
    said = [_decision(pair, verdict, by=by, now=now, why=why) for pair in new]
    Decision.objects.bulk_create(said)
    check_decided(new)
    after = {"decisions": [_told(each) for each in said]}
    record_change(
        command, *on, by=by, before={"decisions": before} if before else None, after=after, reason=why, now=now
    )
    return new


def _decision(pair: Pair, verdict: Decision.Verdict, *, by: str, now: datetime, why: str) -> Decision:
    return Decision(
        pair_id=pair.pair_id,
        system=pair.one.system,
        party_ref=pair.one.party_ref,
        other_system=pair.other.system,
        other_party_ref=pair.other.party_ref,
        verdict=verdict,
        why=why,
        decided_at=now,
        decided_by=by,
    )


def _told(decision: Decision) -> dict[str, Any]:
    pair = ends_of(decision)
    return {"verdict": str(decision.verdict), "pair": f"{pair}", "why": decision.why, "by": decision.decided_by}


def _said(why: str) -> str:
    if not why.strip():
        raise Invalid("Say why: others will have to understand it", where="why", do="Write a short reason")
    return why.strip()
