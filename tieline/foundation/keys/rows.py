"""Which rows are sealed, with which key: found by how their sealed texts begin, so that work may stop at any moment."""

from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from tieline.foundation.keys.envelope import sealed_with
from tieline.foundation.keys.fields import BlindIndexField, SealedTextField
from tieline.foundation.keys.models import DataKey

Purpose = DataKey.Purpose


def sealed_models() -> list[type[models.Model]]:
    """Every model with a sealed field or a blind index, in the order of installation."""
    return [model for model in apps.get_models() if _sealed(model) or _indexes(model)]


def rows_under(model: type[models.Model], key_id: str) -> models.QuerySet[Any]:
    """The rows of a model of which anything is sealed or indexed with a key."""
    found = Q(pk__in=[])
    for sealed in _sealed(model):
        found |= Q(**{f"{sealed.name}__sealed_with": sealed_with(key_id)})
    for index in _indexes(model):
        found |= Q(**{f"{index.name}__startswith": f"{key_id}."})
    return _all(model).filter(found)


def rows_not_under(model: type[models.Model], current: dict[str, str]) -> models.QuerySet[Any]:
    """The rows of which anything stands under another key than the current one of its purpose, and can be made anew."""
    found = Q(pk__in=[])
    for sealed in _sealed(model):
        name = sealed.name
        under = Q(**{f"{name}__sealed_with": sealed_with(current[Purpose.FIELDS])})
        anything = Q(**{f"{name}__sealed_with": sealed_with("")[:3]})
        found |= anything & ~under
    for index in _indexes(model):
        if index.of:
            found |= ~Q(**{index.name: ""}) & ~Q(**{f"{index.name}__startswith": f"{current[Purpose.INDEX]}."})
    return _all(model).filter(found)


def seal_batch_anew(model: type[models.Model], current: dict[str, str], most: int) -> int:
    """How many rows, at most ``most``, were sealed with the current keys in one transaction; 0 when none is left."""
    names = [field.name for field in (*_sealed(model), *_indexes(model)) if getattr(field, "of", True)]
    with transaction.atomic():
        rows = list(rows_not_under(model, current).select_for_update().order_by("pk")[:most])
        for row in rows:
            row.save(update_fields=names)
    return len(rows)


def _sealed(model: type[models.Model]) -> list[SealedTextField]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, SealedTextField)]


def _indexes(model: type[models.Model]) -> list[BlindIndexField]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, BlindIndexField)]


def _all(model: type[models.Model]) -> models.QuerySet[Any]:
    return model._base_manager.all()
