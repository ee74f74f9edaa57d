"""Scores of all active customers by one model, and the reasons of the highest two per cent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
from django.utils import timezone

from tieline.foundation.days import local_day
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.profile.restraints import all_restraints, not_profiled
from tieline.know.profile.tables import CUSTOMER
from tieline.know.scores.definitions import ModelDefinition
from tieline.know.scores.examples import Floats
from tieline.know.scores.fitted import Fitted
from tieline.know.scores.history import feature_rows, typed
from tieline.know.scores.reasons import strongest
from tieline.know.scores.tables import CUSTOMER_SCORE, SCORE_REASON, feature_table

CHUNK = 50_000
SHARE_WITH_REASONS = 0.02


@dataclass(frozen=True)
class Scored:
    """Rows for ``scores.customer_score`` and ``scores.score_reason``."""

    scores: pa.Table
    reasons: pa.Table


def nothing_scored() -> Scored:
    """No rows, in the declared columns."""
    schemas = (CUSTOMER_SCORE.ibis_schema.to_pyarrow(), SCORE_REASON.ibis_schema.to_pyarrow())
    return Scored(*(schema.empty_table() for schema in schemas))


def publish_features(warehouse: Warehouse, definition: ModelDefinition, as_of: date) -> int:
    """Publish the features of every active customer as of the run who may be scored; the count of customers."""
    active = warehouse.table(CUSTOMER).filter(lambda customers: customers.is_active).select("customer_id")
    if held := not_profiled(all_restraints(warehouse, local_day(timezone.now()))):
        active = active.anti_join(ibis.memtable({"customer_id": held}), "customer_id")
    rows = feature_rows(warehouse, definition, as_of, past=False).semi_join(active, "customer_id")
    return warehouse.publish(feature_table(definition), rows)


def score_published(warehouse: Warehouse, definition: ModelDefinition, model: Fitted) -> Scored:
    """The scores of the customers whose features are published, by customer, read in chunks."""
    customers, households, log_odds = [], [], []
    for chunk in _chunks(warehouse, definition):
        customers.append(chunk["customer_id"].to_numpy(dtype=object))
        households.append(chunk["household"].to_numpy(dtype=object))
        log_odds.append(model.log_odds(typed(definition, chunk), households[-1]))
    if not customers:
        return nothing_scored()
    names, odds = np.concatenate(customers), np.concatenate(log_odds)
    top = highest(names, odds)
    return Scored(
        _scores(definition.key, names, model.calibration.probability(odds)), _reasons(warehouse, definition, model, top)
    )


def percentiles(probability: Floats) -> Floats:
    """The share of rows at or below each probability, 0–100."""
    return np.searchsorted(np.sort(probability), probability, side="right") / len(probability) * 100


def highest(customers: np.ndarray, log_odds: Floats, share: float = SHARE_WITH_REASONS) -> set[str]:
    """The customers of the highest share, at least one; of equal ones the first by id."""
    order = np.lexsort((customers.astype(str), -np.round(log_odds, 9)))
    return set(customers[order[: int(np.ceil(share * len(customers)))]])


def _chunks(warehouse: Warehouse, definition: ModelDefinition) -> Iterator[pd.DataFrame]:
    rows = warehouse.table(feature_table(definition)).order_by("customer_id")
    with warehouse.ibis.to_pyarrow_batches(rows, chunk_size=CHUNK) as batches:
        for batch in batches:
            yield batch.to_pandas()


def _scores(model: str, customers: np.ndarray, probability: Floats) -> pa.Table:
    said = np.round(probability, 6)
    columns = {
        "customer_id": customers,
        "model": [model] * len(customers),
        "probability": said,
        "percentile": np.round(percentiles(said), 6),
    }
    return pa.table(columns, schema=CUSTOMER_SCORE.ibis_schema.to_pyarrow())


def _reasons(warehouse: Warehouse, definition: ModelDefinition, model: Fitted, customers: set[str]) -> pa.Table:
    rows = [
        {str(name): value for name, value in row.items()}
        for chunk in _chunks(warehouse, definition)
        for row in chunk[chunk["customer_id"].isin(customers)].to_dict("records")
    ]
    made = [
        {
            "customer_id": row["customer_id"],
            "model": definition.key,
            "rank": rank,
            "feature": each.feature,
            "value": each.number,
            "text": each.text,
            "contribution": each.amount,
        }
        for row, found in zip(rows, strongest(model, rows), strict=True)
        for rank, each in enumerate(found, start=1)
    ]
    return pa.Table.from_pylist(made, schema=SCORE_REASON.ibis_schema.to_pyarrow())
