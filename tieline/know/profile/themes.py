"""The fields of a customer by theme, as people look for them when they write a condition."""

from tieline.know.profile.labels import Label

THEMES: dict[str, tuple[Label, tuple[str, ...]]] = {
    "person": (
        ("本人", "Person"),
        (
            "customer_number",
            "name",
            "gender",
            "birth_date",
            "age",
            "language",
            "phone",
            "email",
            "household_id",
            "household_size",
        ),
    ),
    "place": (("地区", "Place"), ("city", "district", "postal_code", "address", "area_population")),
    "relation": (
        ("在网与归属", "With us"),
        ("is_active", "tenure_months", "customer_since", "ended_on", "account_count", "manager", "sold_by"),
    ),
    "contract": (
        ("套餐与合约", "Plan and contract"),
        ("plan", "monthly_fee", "line_count", "contract_end", "contract_days_left"),
    ),
    "money": (
        ("账单与缴费", "Bills and payments"),
        ("last_bill_amount", "average_bill_3m", "balance", "payment_method"),
    ),
    "usage": (
        ("用量", "Use"),
        (
            "voice_minutes_30d",
            "average_voice_minutes_3m",
            "data_mb_30d",
            "average_data_mb_3m",
            "dropped_calls_30d",
            "roaming_mb_30d",
        ),
    ),
    "contact": (
        ("联系与满意度", "Contact and satisfaction"),
        ("complaint_count_90d", "last_contact_at", "last_contact_channel", "nps"),
    ),
}
"""Each theme with its name and its fields in order; every field of a customer is in one."""

PROPERTIES: Label = ("其他属性", "Further properties")
