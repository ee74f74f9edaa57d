"""Two versions of a definition held against each other."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tieline.foundation.packs.documents import dotted

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Difference:
    """One field that is not the same: ``before`` is None where it is new, ``after`` None where it is gone."""

    field: str
    before: Any
    after: Any


def digest(body: Mapping[str, Any]) -> str:
    """SHA-256 of the body in canonical JSON: equal for equal definitions, whatever the order of their fields."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def differences(before: Any, after: Any) -> list[Difference]:
    """The deepest fields in which two bodies differ, in the order of the fields; a list is compared by position."""
    return list(_differences((), before, after))


def _differences(path: Path, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _differences((*path, key), before.get(key), after.get(key))
    elif _holds_parts(before) and _holds_parts(after):
        for position in range(max(len(before), len(after))):
            parts = [each[position] if position < len(each) else None for each in (before, after)]
            yield from _differences((*path, position), *parts)
    elif before != after:
        yield Difference(dotted(path), before, after)


def _holds_parts(value: Any) -> bool:
    """Whether a list is one of parts with fields of their own, not of plain values."""
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)
