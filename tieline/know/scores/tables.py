"""What scores writes."""

from tieline.foundation.warehouse.tables import Column, Table
from tieline.know.scores.definitions import ModelDefinition

CUSTOMER_SCORE = Table(
    "scores",
    "customer_score",
    "customer and model",
    ("customer_id", "model"),
    (
        Column("customer_id", "string", "The customer."),
        Column("model", "string", "Key of the model, such as churn.", category="none"),
        Column("probability", "float64", "Calibrated probability of the outcome within the model's horizon."),
        Column("percentile", "float64", "Share of scored customers at or below this probability, 0–100."),
    ),
    category="judgement",
    subject="customer_id",
)

SCORE_REASON = Table(
    "scores",
    "score_reason",
    "customer, model and rank, for the customers of the highest two per cent",
    ("customer_id", "model", "rank"),
    (
        Column("customer_id", "string", "The customer."),
        Column("model", "string", "Key of the model.", category="none"),
        Column("rank", "int64", "1 is the strongest reason.", category="none"),
        Column("feature", "string", "Key of the feature."),
        Column("value", "float64", "Its value for this customer, where it is a number."),
        Column("text", "string", "Its value for this customer, where it is a category."),
        Column("contribution", "float64", "What it adds to the log-odds, against the average customer (SHAP)."),
    ),
    category="judgement",
    subject="customer_id",
)


def feature_table(definition: ModelDefinition) -> Table:
    """``scores.<model>_feature``: what each score was computed from, one column per feature of the definition."""
    columns = (
        Column(feature.key, "string" if feature.categorical else "float64", f"{feature.name.en}.")
        for feature in definition.features
    )
    head = (
        Column("customer_id", "string", "The customer."),
        Column(
            "household", "string", "Household, or the customer where none is known; it decides which learners speak."
        ),
    )
    return Table(
        "scores",
        f"{definition.key}_feature",
        "scored customer",
        ("customer_id",),
        (*head, *columns),
        category="judgement",
        subject="customer_id",
    )
