"""How values and operators read in Chinese and in English."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Literal as OneOf

from tieline.foundation.expressions.printer import number_text
from tieline.foundation.expressions.values import Months, Value

Language = OneOf["zh", "en"]

SIGNS = {">=": "≥", "<=": "≤", "!=": "≠", "-": "−", "*": "×", "/": "÷", "**": "^"}
JOINERS: dict[Language, Mapping[str, str]] = {"zh": {"and": "且", "or": "或"}, "en": {"and": "and", "or": "or"}}
KNOWN: dict[Language, Mapping[str, str]] = {
    "zh": {"=": "{0} 未知", "!=": "{0} 已知"},
    "en": {"=": "{0} is unknown", "!=": "{0} is known"},
}
CONSTANTS: dict[Language, Mapping[bool | None, str]] = {
    "zh": {True: "是", False: "否", None: "未知"},
    "en": {True: "yes", False: "no", None: "unknown"},
}
PROPERTIES: dict[Language, Mapping[str, str]] = {
    "zh": {
        "year": "年份", "month": "月份", "day": "日", "weekday": "星期", "hour": "小时", "minute": "分钟",
        "second": "秒", "days": "天数", "hours": "小时数", "minutes": "分钟数", "seconds": "秒数", "years": "年数",
        "months": "月数",
    },
    "en": {},
}  # fmt: skip
PHRASES: dict[Language, Mapping[str, str]] = {
    "zh": {
        "list": "、", "filter": "{0}（{1}）", "column": "{0}的{1}", "property": "{0}的{1}", "group": "（{0}）",
        "between": "{0} 介于 {1} 和 {2} 之间", "one of": "{0} 属于（{1}）", "among": "{0} 属于 {1}", "any of": " 或 ",
        "if": "若 {0} 则为 {1}，否则为 {2}", "some": "{0}中有满足（{1}）的", "every": "{0}全部满足（{1}）",
        "for": "{0}的每一项：{1}", "position": "{0}的第 {1} 条", "range": "{0} 到 {1}", "against": "{0}，对比 {1}",
        "instance": "{0} 是 {1} 类型", "change": "{0}现为 {1}，须 {2} {3}",
        "turn": "（{0}）现为{1}，须为{2}",
    },
    "en": {
        "list": ", ", "filter": "{0} ({1})", "column": "{1} of {0}", "property": "{1} of {0}", "group": "({0})",
        "between": "{0} is between {1} and {2}", "one of": "{0} is one of ({1})", "among": "{0} is among {1}",
        "any of": " or ", "if": "if {0} then {1}, else {2}", "some": "some {0} have ({1})",
        "every": "all {0} have ({1})", "for": "for each of {0}: {1}", "position": "number {1} of {0}",
        "range": "{0} to {1}", "against": "{0}, against {1}",
        "instance": "{0} is a {1}", "change": "{0} is {1} now and would have to be {2} {3}",
        "turn": "({0}) is {1} now and would have to be {2}",
    },
}  # fmt: skip
_UNITS: dict[Language, Mapping[str, str]] = {
    "zh": {"year": "年", "month": "个月", "day": "天", "hour": "小时", "minute": "分钟", "second": "秒"},
    "en": {name: f" {name}" for name in ("year", "month", "day", "hour", "minute", "second")},
}


def say_value(  # one case per type
    value: Value, language: Language, unit: str = ""
) -> str:
    """A value as a person reads it; ``unit`` stands behind a number."""
    match value:
        case None | bool():
            return CONSTANTS[language][value]
        case float() | int():
            number = f"{number_text(round(float(value), 2))}"
            return f"{number}{unit}" if language == "zh" or not unit else f"{number} {unit}"
        case str():
            return f"“{value}”"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date() | time():
            return value.isoformat()
        case timedelta() | Months():
            return say_duration(value, language)
        case list():
            return PHRASES[language]["list"].join(say_value(item, language) for item in value)
    return str(value)


def say_duration(length: timedelta | Months, language: Language) -> str:
    """``7天`` or ``7 days``; ``1年2个月`` or ``1 year 2 months``."""
    if isinstance(length, Months):
        negative, rest = length.count < 0, abs(length.count)
        counts = {"year": rest // 12, "month": rest % 12}
        least = "month"
    else:
        negative, whole = length < timedelta(0), int(abs(length).total_seconds())
        counts = {"day": whole // 86400, "hour": whole // 3600 % 24, "minute": whole // 60 % 60, "second": whole % 60}
        least = "day"
    said = [_count(count, unit, language) for unit, count in counts.items() if count] or [_count(0, least, language)]
    return ("−" if negative else "") + ("" if language == "zh" else " ").join(said)


def _count(count: int, unit: str, language: Language) -> str:
    plural = "s" if language == "en" and count != 1 else ""
    return f"{count}{_UNITS[language][unit]}{plural}"
