"""
Breaking the glass: in an emergency users take a role by themselves, for a reason and for a few hours.

Which role, for holders of which roles and for how long, is said by the role (``RoleDefinition.emergency``). It ends by
itself, everything that was looked at or done meanwhile is in the log as ever, and somebody else reviews it.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tieline.foundation.access.asking import asking_address
from tieline.foundation.access.audit_models import LookedAt
from tieline.foundation.access.changes import record_change
from tieline.foundation.access.emergency_models import Emergency
from tieline.foundation.access.models import Change, RoleGrant, User
from tieline.foundation.access.roles import RoleDefinition, all_roles
from tieline.foundation.errors import Invalid, NotFound, Refused

STATES = ("open", "justified", "unjustified")
SHORTEST_REASON = 10
"""So many characters of reason are the least that somebody can review."""

log = structlog.get_logger()


def list_takeable(user: User) -> list[RoleDefinition]:
    """The roles that a user may take in an emergency and does not hold already, by key."""
    held = set(user.roles)
    known = sorted(all_roles().values(), key=lambda role: role.key)
    return [role for role in known if role.emergency and role.key not in held and held & set(role.emergency.holders_of)]


def find_current(user: User, now: datetime) -> Emergency | None:
    """The emergency of a user that is going on, or None."""
    return Emergency.objects.filter(user=user.login, ended=None, began__lte=now, until__gt=now).first()


def begin_emergency(user: User, *, role: str, reason: str, now: datetime) -> Emergency:
    """
    The role, held by the user until its hours are over; others are told by the log and by what waits for review.

    Refused for a role that nobody with the user's roles may take, and while another emergency goes on.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(
            f"Say in {SHORTEST_REASON} characters or more what the emergency is",
            where="reason",
            do="Name what happened and what you have to see or do",
        )
    with transaction.atomic():
        list(User.objects.select_for_update().filter(pk=user.pk).values_list("pk"))
        chosen = next((each for each in list_takeable(user) if each.key == role), None)
        if chosen is None or chosen.emergency is None:
            raise Refused(
                f"You may not take the role '{role}' in an emergency",
                where="role",
                do="Choose one that is offered to you, or ask an administrator",
            )
        if find_current(user, now):
            raise Refused("Another emergency of yours goes on", where="role", do="End it first")
        until = now + timedelta(hours=chosen.emergency.hours)
        fields = {"role": role, "began": now, "until": until}
        begun = Emergency.objects.create(user=user.login, reason=reason.strip(), address=asking_address(), **fields)
        RoleGrant.objects.update_or_create(user=user, role=role, defaults={"until": until})
        record_change(
            "begin_emergency", "emergency", begun.pk, by=user.login, after=fields, reason=begun.reason, now=now
        )
    log.warning("emergency access began", user=user.login, role=role, until=until.isoformat())
    return begun


def end_emergency(number: int, *, by: User, now: datetime) -> Emergency:
    """The emergency, ended now by its user or by somebody who manages users; the second time nothing changes."""
    with transaction.atomic():
        row = _locked(number)
        if by.login != row.user and "users.manage" not in by.permissions:
            raise Refused("Only the user or an administrator ends an emergency", do="Ask an administrator")
        if row.ended is None and row.until > now:
            row.ended = now
            row.save(update_fields=["ended"])
            RoleGrant.objects.filter(user__login=row.user, role=row.role, until__isnull=False).delete()
            record_change("end_emergency", "emergency", row.pk, by=by.login, after={"ended": now}, now=now)
    return row


def review_emergency(number: int, *, state: str, remark: str, by: str, now: datetime) -> Emergency:
    """The emergency, found justified or not; Refused for one's own, one that goes on, and one that was reviewed."""
    if state not in STATES[1:]:
        raise Invalid(f"'{state}' is no outcome of a review", where="state", do="Say justified or unjustified")
    if not remark.strip():
        raise Invalid("A review needs a remark", where="remark", do="Say what you asked and what you found")
    with transaction.atomic():
        row = _locked(number)
        if row.user == by:
            raise Refused("Nobody reviews their own emergency", do="Ask another administrator")
        if row.state != "open":
            raise Refused(f"{row.reviewed_by} reviewed this already", do="Look at the list of emergencies")
        if row.ended is None and row.until > now:
            raise Refused("The emergency goes on", do="End it, or wait until it ends")
        row.state, row.remark, row.reviewed_by, row.reviewed_at = state, remark.strip(), by, now
        row.save(update_fields=["state", "remark", "reviewed_by", "reviewed_at"])
        said = {"state": state, "user": row.user, "role": row.role}
        record_change(
            "review_emergency",
            "emergency",
            row.pk,
            by=by,
            before={"state": "open"},
            after=said,
            reason=row.remark,
            now=now,
        )
    return row


def list_emergencies(state: str = "") -> QuerySet[Emergency]:
    """
    Emergencies, the newest first, of one state where given.

    By the looks and the change log each has how many different ``customers`` its user was shown meanwhile, and how
    many ``changes`` the user made; null for none.
    """
    span = {"at__gte": OuterRef("began"), "at__lte": OuterRef("end")}
    looks = LookedAt.objects.filter(look__user=OuterRef("user"), **{f"look__{name}": at for name, at in span.items()})
    made = Change.objects.filter(user=OuterRef("user"), **span).exclude(object_kind="emergency")
    customers = looks.values("look__user").annotate(count=Count("customer_id", distinct=True)).values("count")
    changes = made.order_by().values("user").annotate(count=Count("pk")).values("count")
    found = Emergency.objects.annotate(end=Coalesce("ended", "until")).order_by("-began", "-pk")
    found = found.annotate(customers=Subquery(customers), changes=Subquery(changes))
    return found.filter(state=state) if state else found


def count_emergencies() -> dict[str, int]:
    """How many emergencies are in each state."""
    counts = dict(Emergency.objects.values_list("state").annotate(Count("pk")))
    return {state: counts.get(state, 0) for state in STATES}


def forget_ended_grants(now: datetime) -> int:
    """How many grants of roles, over by now, were removed; they give nothing any more."""
    removed, _ = RoleGrant.objects.filter(until__lte=now).delete()
    return removed


def _locked(number: int) -> Emergency:
    row = Emergency.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no emergency {number}", do="Look at the list of emergencies")
    return row
