"""Sound events become lines; poison is told by its place and disturbs no neighbour."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieline.foundation.errors import Invalid
from tieline.know.ingest.events.parsing import (
    DEEPEST,
    LARGEST,
    Batch,
    lines_of_message,
    parse_envelope,
    parse_json,
    parse_lines,
)

NAMES = st.text('abc,"]}{[\\ é', max_size=4)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(-1e15, 1e15)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('abc,"]}{[\\ é', max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
EVENTS = st.fixed_dictionaries({"id": st.text('ab,]"\\', min_size=1, max_size=5)}, optional={"x": VALUES, "y": VALUES})


def nested(levels: int) -> dict[str, Any]:
    value: Any = 1
    for _ in range(levels - 1):
        value = {"in": value}
    return {"id": "1", "in": value}


def poison(batch: Batch) -> list[tuple[int, str]]:
    return [(each.index, each.reason) for each in batch.poison]


def test_an_event_is_one_line_whatever_it_looked_like() -> None:
    (line,) = parse_json(b'{ "id": "1",\n\t"text": "a\\nb" }', "id").lines
    assert line == b'{"id":"1","text":"a\\nb"}\n'


def test_whole_numbers_and_other_names_of_the_id_are_good() -> None:
    assert parse_json(b'[{"event_id": 7}]', "event_id").lines == [b'{"event_id":7}\n']


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (b"7", "not an object"),
        (b"null", "not an object"),
        (b"[1]", "not an object"),
        (b'{"at": 1}', "no id"),
        (b'{"id": ""}', "no id"),
        (b'{"id": null}', "no id"),
        (b'{"id": 1.5}', "wrong id"),
        (b'{"id": true}', "wrong id"),
        (b'{"id": ["1"]}', "wrong id"),
        (json.dumps({"id": "x" * 201}).encode(), "wrong id"),
        (json.dumps(nested(DEEPEST + 1)).encode(), "too deep"),
        (json.dumps({"id": "1", "text": "x" * LARGEST}).encode(), "too large"),
        (b'{"id": "1", "text": "a\\u0000b"}', "NUL character"),
        (b'{"id": "1", "iccid": 89860012345678901234}', "number too large"),
        (b'{"id": "1", "text": "\\ud800"}', "not JSON"),
        (b'{"id": "1", "text": "\xff"}', "not JSON"),
        (b'{"id": "1", "x": NaN}', "not JSON"),
        (b'{"id": "1"', "not JSON"),
        (b'{"id":' + b"[" * 5000 + b"]" * 5000 + b"}", "not JSON"),
    ],
)
def test_poison_is_told_by_its_place_and_the_others_are_taken(event: bytes, reason: str) -> None:
    expected = [b'{"id":"a"}\n', b'{"id":"b"}\n']
    as_lines = parse_lines(b'{"id": "a"}\n\n' + event + b'\r\n{"id": "b"}', "id")
    assert (as_lines.lines, poison(as_lines)) == (expected, [(1, reason)])
    if not event.endswith(b'"1"'):  # an object that is not closed swallows the rest of a list
        as_list = parse_json(b'[{"id": "a"}, ' + event + b', {"id": "b"}]', "id")
        assert (as_list.lines, poison(as_list)) == (expected, [(1, reason)])


def test_as_deep_as_may_be_is_good() -> None:
    assert len(parse_json(json.dumps(nested(DEEPEST)).encode(), "id").lines) == 1


@settings(deadline=None)
@given(st.lists(EVENTS, max_size=6), st.integers(0, 6))
def test_a_list_with_a_broken_element_gives_all_others(events: list[dict[str, Any]], at: int) -> None:
    written = [orjson.dumps(each) for each in events]
    sound = parse_json(b"[" + b", ".join(written) + b"]", "id")
    assert sound.lines == [line + b"\n" for line in written]
    place = min(at, len(written))
    broken = parse_json(b"[" + b",".join([*written[:place], b"tru", *written[place:]]) + b"]", "id")
    assert broken.lines == sound.lines
    assert poison(broken) == [(place, "not JSON")]


@settings(deadline=None)
@given(st.lists(EVENTS, max_size=6))
def test_lines_give_what_a_list_gives(events: list[dict[str, Any]]) -> None:
    written = [orjson.dumps(each) for each in events]
    assert parse_lines(b"\n".join(written), "id") == parse_json(b"[" + b",".join(written) + b"]", "id")


@pytest.mark.parametrize("body", [b"", b"{", b"[1", b"hello", b"\xff"])
def test_a_body_that_cannot_be_taken_apart_is_refused_as_a_whole(body: bytes) -> None:
    with pytest.raises(Invalid, match="not JSON"):
        parse_json(body, "id")


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"source": "a"}', b'{"source": 1, "events": []}', b"3"])
def test_an_envelope_names_its_source_and_holds_a_list(body: bytes) -> None:
    with pytest.raises(Invalid, match="source"):
        parse_envelope(body)


def test_a_message_of_a_broker_keeps_its_poison_as_a_line() -> None:
    assert lines_of_message(b'[{"id": 1}, {"at": 2}, 3]', "id") == [b'{"id":1}\n', b'{"at":2}\n', b'"3"\n']
    (letter,) = lines_of_message(b"\xff" + b"x" * LARGEST, "id")
    assert letter.startswith(b'"')
    assert len(letter) < LARGEST


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_whatever_a_message_holds_becomes_whole_lines_of_json(content: bytes) -> None:
    for line in lines_of_message(content, "id"):
        assert line.count(b"\n") == 1
        orjson.loads(line)
