"""A definition of a source that cannot work is refused when the pack is read, with the place."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from tests.know.ingest.deliveries import CUSTOMER_MAP, source
from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Definitions
from tieline.know.ingest.definitions import check
from tieline.know.ingest.finding import sources_of_name


def record(**changes: Any) -> dict[str, Any]:
    return {"record": "individual", "key": ["NO"], "map": {"party_ref": "NO"}} | changes


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (record(record="individal"), "'individal' is not a kind of record"),
        (record(map={"party_ref": "NO", "fone": "PHONE"}), "has no field 'fone'"),
        (record(require=["nme"]), "has no field 'nme'"),
        (record(map={"party_ref": "NO", "birth_date": {"column": "B", "type": "number"}}), "is date, not number"),
        (record(map={"full_name": "NAME"}), "An individual needs its party_ref"),
        (record(record="area", map={"postal_code": "NO"}, characteristics={"x": "Y"}), "Only an individual has"),
    ],
)
def test_what_no_record_has_is_refused_by_name(wrong: dict[str, Any], what: str) -> None:
    with pytest.raises(Invalid) as error:
        check([source(records=[wrong])], Definitions())
    assert what in error.value.what


def test_a_misspelt_field_is_answered_with_the_nearest() -> None:
    with pytest.raises(Invalid) as error:
        check([source(records=[record(map={"party_ref": "NO", "fullname": "X"})])], Definitions())
    assert "Did you mean 'full_name'?" in error.value.do


def test_two_records_of_one_kind_from_one_row_need_parts_or_conditions_that_exclude_each_other() -> None:
    product = {"record": "product", "key": ["NO"], "map": {"product_ref": "NO"}}
    with pytest.raises(Invalid, match="have the same key"):
        check([source(records=[product, product])], Definitions())
    check([source(records=[product | {"part": "a"}, product | {"part": "b"}])], Definitions())
    yes, no = ({"only_if": {"column": "X", "equals": word}} for word in ("Yes", "No"))
    check([source(records=[product | yes, product | no])], Definitions())


@pytest.mark.parametrize(
    "said",
    [
        {"column": "A", "value": 1},
        {},
        {"column": "A", "unit": "fen"},
        {"column": "A", "unit": "fen", "to": "mb"},
        {"column": "A", "format": "%b %Y"},
        {"column": "A", "format": "%d"},
        {"column": "A", "time_zone": "Mars/Olympus"},
        {"column": "A", "matches": "("},
    ],
)
def test_a_cell_that_cannot_work_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        source(records=[record(map={"party_ref": said})])


@pytest.mark.parametrize("files", ["/etc/passwd", "../billing/*.csv", "a/../../b", "C:\\data\\*.csv"])
def test_a_glob_stays_below_the_delivered_folder(files: str) -> None:
    with pytest.raises(ValidationError, match="leaves the delivered folder"):
        source(where={"files": files})


@pytest.mark.parametrize(
    ("text", "late"),
    [("P1D", timedelta(days=1)), ("P1W", timedelta(days=7)), ("P1M", timedelta(days=31)), ("PT6H", timedelta(hours=6))],
)
def test_durations_are_read(text: str, late: timedelta) -> None:
    assert source(expected_every=text).late_after == late


def test_a_wrong_duration_and_an_unknown_encoding_are_refused() -> None:
    with pytest.raises(ValidationError, match="not a duration"):
        source(expected_every="daily")
    with pytest.raises(ValidationError, match="not a known encoding"):
        source(format={"type": "csv", "encoding": "gb-eighteen"})


def test_a_source_is_recognised_by_file_name_packed_or_not() -> None:
    billing, shop = source(), source(key="shop.cards", where={"files": "shop/**/cards-*.csv"})
    assert sources_of_name([billing, shop], "cards-0001.csv") == [shop]
    assert sources_of_name([billing, shop], "cards-0001.csv.gz") == [shop]
    assert sources_of_name([billing, shop], "customers.parquet") == [billing]
    assert sources_of_name([billing, shop], "cards.csv") == []


def test_every_field_that_a_map_may_name_is_checked_against_the_record() -> None:
    check([source(records=[record(map=CUSTOMER_MAP, require=list(CUSTOMER_MAP))])], Definitions())
