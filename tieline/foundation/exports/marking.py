"""
What an export says of itself: a mark that people read, and in each row a trace that leads back to it.

A trace is ``<short id>-<row>-<code>``: the export, the number of the row, and the beginning of an HMAC over both with
a key of this installation. So nobody can make one up, and a single row that was copied out of a file still names its
export and, through the roll, the customer. Who takes the column out takes the trace out: see ``tracing``.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.utils.crypto import salted_hmac

from tieline.foundation.days import operator_zone
from tieline.foundation.exports.models import Export
from tieline.foundation.packs.kinds import Text

TRACE_TITLE = Text(zh="溯源码", en="Trace")
TRACE = re.compile(r"\b([0-9a-f]{10})-([0-9]{1,12})-([0-9a-f]{12})\b")
_PURPOSES = {
    "service": "客户服务",
    "marketing": "营销",
    "analysis": "分析",
    "operations": "数据运营",
    "legal": "法务合规",
}


@dataclass(frozen=True)
class Mark:
    """Who exported what, when and what for, in the words of the file."""

    export_id: str
    short: str
    user: str
    at: datetime
    purpose: str
    reason: str
    language: str

    @property
    def sentence(self) -> str:
        """The mark on one line."""
        at = self.at.astimezone(operator_zone()).strftime("%Y-%m-%d %H:%M")
        if self.language.startswith("zh"):
            purpose = _PURPOSES.get(self.purpose, self.purpose)
            return f"Tieline 导出 {self.export_id} · 导出人 {self.user} · {at} · 用途 {purpose} · 仅限该用途，不得外传"
        return (
            f"Tieline export {self.export_id} · by {self.user} · {at} · for {self.purpose}"
            " · for this purpose only, not to be passed on"
        )

    @property
    def facts(self) -> dict[str, str]:
        """The mark as names and values."""
        return {
            "export": self.export_id,
            "by": self.user,
            "at": self.at.isoformat(timespec="seconds"),
            "purpose": self.purpose,
            "reason": self.reason,
        }


def mark_of(export: Export, now: datetime) -> Mark:
    """The mark of an export that is written now."""
    return Mark(str(export.id), export.short, export.asked_by, now, export.purpose, export.reason, export.language)


def traces(short: str, first: int, count: int) -> list[str]:
    """The traces of ``count`` rows from number ``first``, which begin at 1."""
    return [f"{short}-{row}-{_code(short, row)}" for row in range(first, first + count)]


def is_ours(short: str, row: int, code: str) -> bool:
    """Whether this installation made a trace."""
    return hmac.compare_digest(_code(short, row), code)


def _code(short: str, row: int) -> str:
    return hmac.digest(_key(), f"{short}-{row}".encode(), "sha256").hex()[:12]


@cache
def _key() -> bytes:
    return salted_hmac("tieline.exports.traces", "trace", algorithm="sha256").digest()
