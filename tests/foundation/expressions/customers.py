"""A small scope, and random customers for it, for the property tests."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tieline.foundation.expressions.scope import FieldType, ListType, Scope
from tieline.foundation.expressions.types import BOOLEAN, DATE, INSTANT, NUMBER, TEXT, Type

NOW = datetime(2026, 11, 22, 23, 59, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
SUMMER_ZONE_NOW = NOW.replace(tzinfo=ZoneInfo("Europe/Berlin"))

FIELDS = {
    "fee": FieldType(NUMBER, "月费", "monthly fee", {"zh": "元", "en": "yuan"}),
    "tags.level": FieldType(NUMBER, "等级", "level"),
    "plan": FieldType(TEXT, "套餐", "plan"),
    "city": FieldType(TEXT, "城市", "city"),
    "is_active": FieldType(BOOLEAN, "在网", "active"),
    "birth_date": FieldType(DATE, "出生日期", "birth date"),
    "contract_end": FieldType(DATE, "合约到期日", "contract end"),
    "seen_at": FieldType(INSTANT, "最近出现", "last seen"),
}
LISTS = {
    "contacts": ListType(
        {
            "reason": FieldType(TEXT, "原因", "reason"),
            "at": FieldType(INSTANT, "时间", "time"),
            "rating": FieldType(NUMBER, "评分", "rating"),
            "is_complaint": FieldType(BOOLEAN, "是投诉", "complaint"),
        },
        "联系记录",
        "contacts",
        "at",
    ),
    "usage": ListType(
        {
            "day": FieldType(DATE, "日期", "day"),
            "minutes": FieldType(NUMBER, "通话", "voice", {"zh": "分钟", "en": "min"}),
        },
        "用量",
        "usage",
        "day",
    ),
}
SCOPE = Scope(FIELDS, LISTS)

WORDS = ("mnp query", "bill", "fault", "", "100 %", '"quoted"', "投诉", "O'Neil")
numbers = st.integers(-400, 400).map(lambda quarters: quarters / 4)
days = st.dates(date(2026, 8, 1), date(2026, 12, 31)) | st.dates(date(1950, 1, 1), date(2030, 1, 1))


def _at(month: int, day: int) -> datetime:
    """An instant as the warehouse stores it: naive, in UTC."""
    return datetime(2026, month, day)  # noqa: DTZ001  # as the sentence above says


instants = st.datetimes(_at(3, 1), _at(12, 1)) | st.datetimes(_at(11, 20), _at(11, 23)).map(
    lambda moment: moment.replace(minute=0, second=0, microsecond=0)
)
texts = st.sampled_from(WORDS)
OF_TYPE: dict[Type, st.SearchStrategy[Any]] = {
    NUMBER: numbers,
    TEXT: texts,
    BOOLEAN: st.booleans(),
    DATE: days,
    INSTANT: instants,
}


def _row(columns: dict[str, FieldType]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: st.none() | OF_TYPE[item.type] for name, item in columns.items()})


def customers(most: int = 4) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Some customers, each a context for ``evaluate``: fields, and lists of up to five facts, all with nulls."""
    lists = {name: st.lists(_row(dict(item.columns)), max_size=5) for name, item in LISTS.items()}
    return st.lists(
        st.tuples(_row(FIELDS), st.fixed_dictionaries(lists)).map(lambda pair: {**pair[0], **pair[1]}),
        min_size=1,
        max_size=most,
    )
