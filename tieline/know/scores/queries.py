"""Models with their cards, and scores with their reasons."""

from tieline.foundation.access.projection import Projection
from tieline.foundation.access.sight import Sight
from tieline.foundation.packs.queries import get_published, published
from tieline.foundation.warehouse.connection import Row
from tieline.know.profile import facts
from tieline.know.profile.tables import CUSTOMER
from tieline.know.profile.withheld import expression_is_seen
from tieline.know.scores import stored_models
from tieline.know.scores.definitions import KIND, ModelDefinition
from tieline.know.scores.fitted import Fitted
from tieline.know.scores.reasons import REASONS_SHOWN, Contribution, strongest
from tieline.know.scores.shapes import (
    Band,
    CustomerScore,
    CustomerScores,
    FeatureCard,
    ModelCard,
    ModelList,
    ModelSummary,
    Reason,
)
from tieline.know.scores.tables import CUSTOMER_SCORE, SCORE_REASON, feature_table

_BANDS: tuple[tuple[float, Band], ...] = ((98.0, "very_high"), (90.0, "high"), (70.0, "raised"))
_held: dict[str, tuple[str, Fitted]] = {}
"""The model last read per key, with its version; replaced whole, so threads need no lock."""


def list_models() -> ModelList:
    """Every published model definition, ordered by key, with the figures of its current version."""
    definitions = published(KIND.name, ModelDefinition)
    items = [ModelSummary.model_validate(_card(each).model_dump()) for each in definitions]
    return ModelList(items=items, total=len(items))


def get_model(key: str) -> ModelCard:
    """The card of one model, or NotFound."""
    return _card(get_published(KIND.name, key, ModelDefinition))


def get_customer_scores(seen: Projection, customer_id: str) -> CustomerScores:
    """
    Scores of a customer, one per model; NotFound for an unknown customer.

    Empty for one who has left, and for readers who see no scores. A reason that rests on something a reader does not
    see is told without its value.
    """
    seen.row(CUSTOMER, columns=("customer_id",), customer_id=customer_id)
    definitions = {each.key: each for each in published(KIND.name, ModelDefinition)}
    rows = seen.rows(CUSTOMER_SCORE, customer_id=customer_id, order_by=("model",))
    told = [row for row in rows if row["model"] in definitions and row["probability"] is not None]
    items = [_score(seen, definitions[row["model"]], row) for row in told]
    return CustomerScores(customer_id=customer_id, items=items, total=len(items))


def band_of(percentile: float) -> Band:
    """``very_high`` for the highest 2 % of customers, ``high`` for the next 8 %, ``raised`` for the next 20 %."""
    return next((band for least, band in _BANDS if percentile >= least), "low")


def _card(definition: ModelDefinition) -> ModelCard:
    current = stored_models.find_current(definition.key) or {}
    version = current.get("version")
    stored = stored_models.read_version(definition.key, version)[1]["card"] if version else {}
    bare = {
        "key": definition.key,
        "name": definition.name.model_dump(),
        "kind": definition.kind,
        "horizon_days": definition.horizon_days,
        "never": list(definition.never),
        "features": [
            FeatureCard(key=each.key, name=each.name, value=each.value, categorical=each.categorical).model_dump()
            for each in definition.features
        ],
    }
    state = {"trained": bool(version), "reason": current.get("reason"), "scored": current.get("scored", 0)}
    return ModelCard.model_validate(bare | stored | state | {"version": version})


def _score(seen: Projection, definition: ModelDefinition, row: Row) -> CustomerScore:
    current = stored_models.find_current(definition.key) or {}
    return CustomerScore(
        model=definition.key,
        name=definition.name,
        horizon_days=definition.horizon_days,
        probability=row["probability"],
        percentile=row["percentile"],
        band=band_of(row["percentile"]),
        as_of=current.get("as_of"),
        reasons=_reasons(seen, definition, row["customer_id"], current.get("version")),
    )


def _reasons(seen: Projection, definition: ModelDefinition, customer_id: str, version: str | None) -> list[Reason]:
    published_ones = seen.rows(SCORE_REASON, customer_id=customer_id, model=definition.key, order_by=("rank",))
    found = [Contribution(row["feature"], row["contribution"], row["value"], row["text"]) for row in published_ones]
    if not found and version:
        found = _reasons_on_demand(seen, definition, customer_id, version)
    features = {each.key: each for each in definition.features}
    known = _seen_features(definition, seen.sight)
    return [
        Reason(
            feature=each.feature,
            name=features[each.feature].name,
            number=each.number if each.feature in known else None,
            text=each.text if each.feature in known else None,
            unit=features[each.feature].unit,
            contribution=each.amount,
            direction="raises" if each.amount > 0 else "lowers",
        )
        for each in found
        if each.feature in features
    ]


def _seen_features(definition: ModelDefinition, sight: Sight) -> set[str]:
    """The features all of whose facts the reader sees."""
    if sight.sees_all:
        return {each.key for each in definition.features}
    scope = facts.scope()
    return {each.key for each in definition.features if expression_is_seen(each.value, scope, sight)}


def _reasons_on_demand(
    seen: Projection, definition: ModelDefinition, customer_id: str, version: str
) -> list[Contribution]:
    table = feature_table(definition)
    if not set(table.column_names) <= set(seen.everything.table(table).columns):
        return []  # the definition has changed since the last run
    rows = seen.rows(table, customer_id=customer_id)
    if not rows:
        return []
    model = _model(definition.key, version)
    return strongest(model, rows, REASONS_SHOWN)[0]


def _model(key: str, version: str) -> Fitted:
    held = _held.get(key)
    if held is None or held[0] != version:
        held = (version, Fitted.read(*stored_models.read_version(key, version)))
        _held[key] = held
    return held[1]
