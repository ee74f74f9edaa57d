"""Spans of time as definitions write them: ISO 8601 durations."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator


def _duration(text: str) -> str:
    if not re.fullmatch(r"P(?=.)(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?", text):
        raise ValueError(f"'{text}' is not a duration; give one such as P1D (a day), P1M (a month) or PT1H (an hour)")
    return text


Duration = Annotated[str, AfterValidator(_duration)]


def length_of(duration: str) -> timedelta:
    """The length of a duration; a month counts 31 days, so that nothing is late too early."""
    day, _, clock = duration.removeprefix("P").partition("T")
    days = {unit: int(number) for number, unit in re.findall(r"(\d+)([MWD])", day)}
    times = {unit: int(number) for number, unit in re.findall(r"(\d+)([HM])", clock)}
    return timedelta(
        days=days.get("M", 0) * 31 + days.get("W", 0) * 7 + days.get("D", 0),
        hours=times.get("H", 0),
        minutes=times.get("M", 0),
    )
