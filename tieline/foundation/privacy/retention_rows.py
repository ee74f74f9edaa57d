"""Old rows of the operational database: how many there are, and a batch of them."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, DateField, Min, Model, Q, QuerySet
from django.db.models.functions import TruncMonth

from tieline.foundation.days import local_day, operator_zone
from tieline.foundation.privacy.retention_keeping import Letting, MonthOfRows, Old, Survey

NOBODY = Q(pk__in=[])


def is_old(model: type[Model], name: str, before: date) -> Q:
    """That a date or an instant of a row lies before a day of the operator."""
    if is_instant(model, name):
        return Q(**{f"{name}__lt": datetime.combine(before, time(), tzinfo=operator_zone())})
    return Q(**{f"{name}__lt": before})


def is_instant(model: type[Model], name: str) -> bool:
    """Whether a field holds an instant, and no day."""
    field = model._meta.get_field(name)
    return isinstance(field, DateField) and field.get_internal_type() == "DateTimeField"


def of_held(old: Old, name: str = "customer_id") -> Q:
    """That a field of a row names a customer under a legal hold, by the id or a former one."""
    return Q(**{f"{name}__in": sorted({each for subject in old.held for each in subject.customers})})


def survey_rows(rows: QuerySet[Any], old: Old, held: Q = NOBODY) -> Survey:
    """The survey of some rows; ``held`` is true of those that stay for a legal hold."""
    past = is_old(rows.model, old.dated, old.before)
    zone = operator_zone() if is_instant(rows.model, old.dated) else None
    dated = rows.filter(**{f"{old.dated}__isnull": False})
    months = (
        dated.order_by()
        .annotate(month_of_rows=TruncMonth(old.dated, tzinfo=zone))
        .values("month_of_rows")
        .annotate(
            all_rows=Count("pk"),
            past_rows=Count("pk", filter=past),
            held_rows=Count("pk", filter=past & held),
            first=Min(old.dated),
        )
        .order_by("month_of_rows")
    )
    found = list(months)
    return Survey(
        rows=rows.count(),
        goes=sum(each["past_rows"] - each["held_rows"] for each in found),
        held=sum(each["held_rows"] for each in found),
        undated=rows.filter(**{f"{old.dated}__isnull": True}).count(),
        oldest=_day(found[0]["first"]) if found else None,
        months=tuple(
            MonthOfRows(_day(each["month_of_rows"]), each["all_rows"], each["past_rows"] - each["held_rows"])
            for each in found
        ),
    )


def old_rows(rows: QuerySet[Any], letting: Letting, held: Q = NOBODY) -> list[Any]:
    """The keys of the next batch of old rows, the oldest first, without those that stay for a legal hold."""
    old = letting.old
    found = rows.filter(is_old(rows.model, old.dated, old.before)).exclude(held).order_by(old.dated, "pk")
    return list(found.values_list("pk", flat=True)[: letting.limit])


def _day(value: date | datetime) -> date:
    return local_day(value) if isinstance(value, datetime) else value
