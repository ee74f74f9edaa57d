"""
What was sent, told apart into events that can be a row and those that never can.

A sound event is one line of JSON, written anew so that it is one line whatever it looked like before;
whether it fits its source is judged when it lands. The rest is answered by its place and the reason.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from tieline.foundation.errors import Invalid

LARGEST = 256 * 1024
"""Bytes of one event."""
DEEPEST = 16
"""Levels of objects and lists within one event."""
LONGEST_ID = 200
SHOWN = 1000
"""So many events that can never be a row are told one by one; all are counted."""
KEPT = 64 * 1024
"""Bytes that are kept of a message that can never be a row."""
GREATEST = float(2**63)
"""Numbers of this size and beyond have lost digits when they are read."""

_MARKS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)


@dataclass(frozen=True)
class Poison:
    """An event that can never be a row: its place in what was sent, from 0, the reason, and what is wrong."""

    index: int
    reason: str
    says: str


@dataclass
class Batch:
    """The lines of the sound events, each with its end; the count of the others, and the first of them."""

    lines: list[bytes] = field(default_factory=list)
    poison: list[Poison] = field(default_factory=list)
    poison_count: int = 0

    def add(self, index: int, value: Any, id_field: str) -> None:
        """Judge one event that could be parsed."""
        try:
            self.lines.append(line_of(value, id_field))
        except _NotARow as error:
            self._reject(index, error.reason, str(error))

    def parse(self, index: int, content: bytes, id_field: str) -> None:
        """Judge one event as it was sent."""
        if len(content) > LARGEST:
            self._reject(index, "too large", f"more than {LARGEST} bytes")
            return
        try:
            value = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            self._reject(index, "not JSON", str(error))
            return
        self.add(index, value, id_field)

    def _reject(self, index: int, reason: str, says: str) -> None:
        self.poison_count += 1
        if len(self.poison) < SHOWN:
            self.poison.append(Poison(index, reason, says))


class _NotARow(Exception):
    def __init__(self, reason: str, says: str) -> None:
        self.reason = reason
        super().__init__(says)


def line_of(event: Any, id_field: str) -> bytes:
    """The event as a line of a segment."""
    if type(event) is not dict:
        raise _NotARow("not an object", "an event is a JSON object")
    _judge_id(event.get(id_field), id_field)
    _judge(event, 1)
    return _written(event)


def _judge_id(name: Any, id_field: str) -> None:
    if name is None or name == "":
        raise _NotARow("no id", f"the field '{id_field}' is missing or empty")
    if type(name) not in (str, int) or len(str(name)) > LONGEST_ID:
        raise _NotARow("wrong id", f"'{id_field}' is a text or a whole number of at most {LONGEST_ID} characters")


def _written(event: dict[str, Any]) -> bytes:
    line = orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE)
    if len(line) > LARGEST:
        raise _NotARow("too large", f"more than {LARGEST} bytes")
    return line


def _judge(value: dict[str, Any] | list[Any], depth: int) -> None:
    """Refuse what no table can keep: too many levels, NUL characters, numbers that have lost digits."""
    if depth > DEEPEST:
        raise _NotARow("too deep", f"more than {DEEPEST} levels")
    inner: Iterable[Any] = value.values() if isinstance(value, dict) else value
    for each in inner:
        kind = type(each)
        if kind is str:
            if "\0" in each:
                raise _NotARow("NUL character", "a text holds the character U+0000")
        elif kind is dict or kind is list:
            _judge(each, depth + 1)
        elif kind is float and not -GREATEST < each < GREATEST:
            raise _NotARow("number too large", "send numbers of more than 18 digits as text")


def parse_lines(body: bytes, id_field: str) -> Batch:
    """The events of an NDJSON body; each line stands for itself, blank ones are none."""
    batch = Batch()
    for index, line in enumerate(line for line in body.splitlines() if line.strip()):
        batch.parse(index, line, id_field)
    return batch


def parse_json(body: bytes, id_field: str) -> Batch:
    """The event, or the list of events, that a JSON body is; one broken event does not disturb its neighbours."""
    batch = Batch()
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        parts = _taken_apart(body)
        if parts is None:
            raise Invalid(
                f"The body is not JSON: {error}",
                where="body",
                do="Send an object, a list of objects, or NDJSON with Content-Type: application/x-ndjson",
            ) from error
        for index, part in enumerate(parts):
            batch.parse(index, part, id_field)
        return batch
    for index, event in enumerate(value if type(value) is list else [value]):
        batch.add(index, event, id_field)
    return batch


def parse_envelope(body: bytes) -> tuple[str, Any]:
    """Source and events of a body ``{"source": …, "events": […]}``."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Invalid(
            f"The body is not JSON: {error}",
            where="body",
            do="Name the source in the address (?source=…), so that each event is judged by itself, or mend the body",
        ) from error
    source, events = (value.get("source"), value.get("events")) if type(value) is dict else (None, None)
    if type(source) is not str or type(events) is not list:
        raise Invalid(
            "The body names no source, or holds no list of events",
            where="body",
            do='Send {"source": "app.live", "events": [{…}]}, or name the source in the address: ?source=app.live',
        )
    return source, events


def judge_events(events: list[Any], id_field: str) -> Batch:
    """The events of a list that was parsed already."""
    batch = Batch()
    for index, event in enumerate(events):
        batch.add(index, event, id_field)
    return batch


def lines_of_message(content: bytes, id_field: str) -> list[bytes]:
    """
    The lines of a broker's message, which is an event or a list of events.

    Nobody waits for an answer, so what can never land is written too: as it is where it is an object, else as
    a JSON text, and is found among the rejected rows of its load.
    """
    if len(content) > LARGEST:
        return [_dead_letter(content)]
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return [_dead_letter(content)]
    return [_line_anyway(event, id_field) for event in (value if type(value) is list else [value])]


def _line_anyway(event: Any, id_field: str) -> bytes:
    try:
        return line_of(event, id_field)
    except _NotARow:
        try:
            _judge(event if type(event) is dict else [event], 1)
        except _NotARow:
            return _dead_letter(orjson.dumps(event))
        return _written(event) if type(event) is dict else _dead_letter(orjson.dumps(event))


def _dead_letter(content: bytes) -> bytes:
    return orjson.dumps(content[:KEPT].decode(errors="replace"), option=orjson.OPT_APPEND_NEWLINE)


def _taken_apart(body: bytes) -> list[bytes] | None:
    """The elements of a JSON list of which some are broken; None where it is no list, or where it does not end."""
    body = body.strip()
    if not (body.startswith(b"[") and body.endswith(b"]")):
        return None
    return list(_elements(body))


def _elements(body: bytes) -> Iterator[bytes]:
    depth, start = 0, 1
    for mark in _MARKS.finditer(body, 1, len(body) - 1):
        sign = mark.group()
        if sign in (b"[", b"{"):
            depth += 1
        elif sign in (b"]", b"}"):
            depth -= 1
        elif sign == b"," and depth == 0:
            yield body[start : mark.start()].strip()
            start = mark.end()
    yield body[start:-1].strip()
