"""Connecting a source: how a sample is written, what stands in it, what it suggests, and a draft tried on it."""

import gzip
import io
from pathlib import Path
from typing import Any

import pytest

from tests.know.ingest.test_api import browser_of
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.definitions import Format
from tieline.know.ingest.models import Load
from tieline.know.ingest.preview.columns import kind_of, look
from tieline.know.ingest.preview.formats import guess_delimiter, guess_encoding, guess_format, has_header
from tieline.know.ingest.preview.heads import first_rows
from tieline.know.ingest.preview.looking import look_at
from tieline.know.ingest.preview.samples import Sample, discard_samples, get_sample, keep_sample
from tieline.know.ingest.preview.suggestions import cell_of, suggest
from tieline.know.ingest.preview.trying import try_draft
from tieline.know.ingest.tables import INDIVIDUAL, REJECTED_ROW

ZONE = "Asia/Shanghai"
HEADER = "客户编号;姓名;手机号;性别;出生日期;备注"
ROWS = [
    "10001;张伟;13800000001;男;1980年01月02日;a",
    "10002;李娜;13800000002;女;1990年02月03日;",
    "10003;王芳;13800000003;女;1985年03月04日;",
]
BODY: dict[str, Any] = {
    "key": "shop.members",
    "name": {"zh": "会员", "en": "Members"},
    "system": "shop",
    "where": {"files": "members*.csv"},
    "format": {"type": "csv", "encoding": "gb18030", "delimiter": ";"},
    "records": [
        {
            "record": "individual",
            "key": ["客户编号"],
            "map": {
                "party_ref": "客户编号",
                "full_name": "姓名",
                "birth_date": {"column": "出生日期", "format": "%Y年%m月%d日"},
            },
            "require": ["full_name"],
        }
    ],
}


def text(*lines: str, encoding: str = "gb18030") -> bytes:
    return "".join(f"{line}\n" for line in (HEADER, *lines)).encode(encoding)


@pytest.fixture
def sample(data_folder: Path) -> Sample:
    return kept(text(*ROWS))


def kept(content: bytes, name: str = "members.csv") -> Sample:
    return keep_sample(io.BytesIO(content), name, by="li.na")


@pytest.fixture
def data_folder(tmp_path: Path, settings: Any) -> Path:
    settings.TIELINE_DATA = tmp_path
    return tmp_path


def test_the_format_is_guessed_from_the_content(sample: Sample) -> None:
    guess = guess_format(sample.file, sample.file_name)
    assert guess.body == {"type": "csv", "encoding": "gb18030", "delimiter": ";"}
    assert guess.has_header


def test_formats_of_other_files_are_guessed(data_folder: Path) -> None:
    ndjson = kept(b'{"a": 1}\n{"a": 2}\n', "events.json")
    packed = kept(gzip.compress(b"a\tb\n1\t2\n"), "a.txt.gz")
    assert guess_format(ndjson.file, ndjson.file_name).body == {"type": "ndjson"}
    assert guess_format(packed.file, packed.file_name).body == {"type": "csv", "delimiter": "\t"}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_encoding_is_guessed_also_where_a_character_is_cut_off(encoding: str) -> None:
    content = ("客户," * 300_000).encode(encoding)[: 1024 * 1024]
    assert guess_encoding(content) == encoding


def test_a_delimiter_within_quotes_does_not_count() -> None:
    assert guess_delimiter('"a;b";c\n"d;e";f\n"x, y";z\n') == ";"


@pytest.mark.parametrize(
    ("first", "is_header"),
    [(["NO", "NAME"], True), (["1", "张伟"], False), (["NO", "NO"], False), (["张伟", "13800000001"], False)],
)
def test_a_first_row_of_values_is_no_header(first: list[str], is_header: bool) -> None:
    assert has_header([first, ["2", "李娜"]]) is is_header


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("13800000001", "phone"), ("+86 138 0000 0001", "phone"), ("0571-88886666", "phone"), ("a@b.cn", "email"),
        ("2026-01-31", "date"), ("2026-02-30", "text"), ("20260131", "date"), ("2026-01-31 08:00:00", "timestamp"),
        ("202601", "date"), ("12", "integer"), ("1,234.5", "number"), ("是", "boolean"), ("张伟", "text"),
    ],
)  # fmt: skip
def test_the_kind_of_a_value(value: str, kind: str) -> None:
    assert kind_of(value) == kind


def test_a_column_is_told_by_most_of_its_values_and_a_day_first_date_by_the_days_above_twelve() -> None:
    (column,) = look([{"d": f"{day:02d}/03/2026"} for day in range(1, 21)] + [{"d": ""}], ["d"])
    assert (column.kind, column.format, column.empty, column.distinct, column.is_unique) == (
        "date", "%d/%m/%Y", 1, 20, False,
    )  # fmt: skip
    (american,) = look([{"d": f"03/{day:02d}/2026"} for day in range(1, 21)], ["d"])
    assert american.format == "%m/%d/%Y"


def test_chinese_columns_suggest_a_person_with_formats_and_codes(warehouse: Warehouse, sample: Sample) -> None:
    seen = look_at(warehouse, sample, Format(type="csv", encoding="gb18030", delimiter=";"))
    assert (seen.rows, seen.malformed, seen.first[1]["姓名"]) == (3, 0, "李娜")
    best = suggest(seen.columns)[0]
    assert (best.record, best.key) == ("individual", ["客户编号"])
    assert best.map == {
        "party_ref": "客户编号",
        "full_name": "姓名",
        "gender": {"column": "性别", "codes": {"女": "female", "男": "male"}},
        "birth_date": {"column": "出生日期", "format": "%Y年%m月%d日"},
        "phone": "手机号",
    }


def test_english_columns_of_daily_use_suggest_use_by_line_and_day_with_units() -> None:
    rows = [{"MSISDN": "13800000001", "STAT_DATE": "20260102", "VOICE_SECONDS": "61", "DATA_KB": "2048"}]
    best = suggest(look(rows, list(rows[0])))[0]
    assert (best.record, best.key) == ("usage_day", ["MSISDN", "STAT_DATE"])
    assert best.map["voice_minutes"] == {"column": "VOICE_SECONDS", "unit": "seconds", "to": "minutes"}
    assert best.map["data_mb"] == {"column": "DATA_KB", "unit": "kb", "to": "mb"}
    assert best.map["day"] == {"column": "STAT_DATE", "format": "%Y%m%d"}


def test_codes_are_suggested_where_most_values_are_known_and_the_rest_is_left_to_show_itself() -> None:
    rows = [{"客户姓名": "张伟", "性别": value} for value in ("男", "女", "未知")]
    best = suggest(look(rows, ["客户姓名", "性别"]))[0]
    assert best.map["gender"] == {"column": "性别", "codes": {"男": "male", "女": "female"}}
    (column,) = look([{"性别": value} for value in ("1", "2", "3")], ["性别"])
    assert cell_of("gender", "string", column) == "性别"


def test_identity_numbers_are_masked_at_once_and_suggested_to_be_sealed(
    warehouse: Warehouse, data_folder: Path
) -> None:
    numbers = ["11010519491231002X", "440308199901010012"]
    lines = ["证件号码,姓名", *(f"{number},张伟" for number in numbers)]
    seen = look_at(warehouse, kept("\n".join(lines).encode()), Format(type="csv"))
    assert seen.columns[0].kind == "identity_number"
    assert not any(number in str(seen) for number in numbers)
    assert seen.first[0]["证件号码"] == "110105********002X"
    assert suggest(seen.columns)[0].map["identity_number"] == {"column": "证件号码", "standard": "identity_number"}


def test_content_that_cannot_be_the_field_is_not_suggested_by_its_name() -> None:
    rows = [{"生日": "张伟", "手机号": "n/a"}, {"生日": "李娜", "手机号": "none"}]
    assert suggest(look(rows, ["生日", "手机号"])) == []


def test_a_draft_is_tried_by_the_real_validation_and_nothing_is_written(
    db: None, warehouse: Warehouse, data_folder: Path
) -> None:
    bad = ["10004;;13800000004;男;1980年13月40日;", "10005;too;many;columns;1980年01月02日;x;y"]
    tried = try_draft(warehouse, kept(text(*ROWS, *bad)), BODY, ZONE)
    assert (tried.received, tried.rejected, tried.too_many, tried.error) == (5, 2, True, None)
    wrong, malformed = tried.rejected_rows
    assert wrong.row == 4
    assert {(fault.field, fault.reason) for fault in wrong.faults} == {("出生日期", "not a date"), ("姓名", "required")}
    assert wrong.content is not None
    assert wrong.content["手机号"] == "13800000004"
    assert (malformed.row, malformed.content, malformed.faults[0].reason) == (5, None, "too many columns")
    (records,) = tried.records
    assert (records.record, records.count) == ("individual", 3)
    assert records.items[0] == {"party_ref": "10001", "full_name": "张伟", "birth_date": "1980-01-02"}
    assert not warehouse.has(INDIVIDUAL)
    assert not warehouse.has(REJECTED_ROW)
    assert not Load.objects.exists()


def test_mistakes_of_a_draft_come_with_their_field_and_what_keeps_a_file_from_being_read_as_an_error(
    db: None, warehouse: Warehouse, sample: Sample
) -> None:
    record = BODY["records"][0]
    unknown = BODY | {"records": [record | {"map": record["map"] | {"birthdate": "出生日期"}}]}
    (mistake,) = try_draft(warehouse, sample, unknown, ZONE).mistakes
    assert mistake.where.endswith("field records[0].map.birthdate")
    assert "Did you mean 'birth_date'?" in mistake.do
    tried = try_draft(warehouse, sample, BODY | {"format": {"type": "csv", "encoding": "gb18030"}}, ZONE)
    assert tried.error is not None
    assert "delimiter" in tried.error.what


def test_only_the_first_rows_are_tried_also_where_a_quoted_value_holds_line_breaks(data_folder: Path) -> None:
    lines = "".join(f'{n},"a\nb"\n' for n in range(3000))
    big = kept(f"NO,TEXT\n{lines}".encode(), "big.csv")
    with first_rows(big.file, big.file_name, Format(type="csv"), 1000) as (head, name):
        assert head.read_text().count('"a\nb"') == 1000
        assert name == "big.csv"


def test_samples_are_kept_for_a_while_and_found_by_their_id_only(data_folder: Path) -> None:
    first = kept(b"a,b\n1,2\n")
    assert get_sample(first.id) == first
    for other in ("../inbox", "0" * 32):
        with pytest.raises(Exception, match="not kept any more"):
            get_sample(other)
    assert discard_samples(before=first.file.parent.stat().st_mtime + 1) == 1
    with pytest.raises(Exception, match="not kept any more"):
        get_sample(first.id)


def test_the_way_of_the_wizard_over_http(db: None, warehouse: Warehouse, data_folder: Path) -> None:
    browser = browser_of("analyst")
    sent = upload_sample(browser, "members.csv", text(*ROWS))
    assert sent.status_code == 201
    told = sent.json()
    seen = browser.send("POST", f"/api/samples/{told['id']}/look", {"format": told["format"]}).json()
    assert [column["name"] for column in seen["columns"]] == HEADER.split(";")
    assert seen["suggestions"][0]["record"] == "individual"
    tried = browser.send("POST", f"/api/samples/{told['id']}/try", {"body": BODY}).json()
    assert (tried["received"], tried["rejected"], tried["mistakes"]) == (3, 0, [])
    checked = browser.send("POST", "/api/definitions/source/check", {"body": BODY | {"key": "Shop"}}).json()
    assert [mistake["field"] for mistake in checked["mistakes"]] == ["key"]
    published = browser.send("POST", "/api/definitions/source", {"body": BODY, "reason": "new shop system"})
    assert published.status_code == 201
    assert browser.send("POST", "/api/definitions/source/check", {"body": BODY}).json() == {
        "mistakes": [], "version": 2, "differences": [],
    }  # fmt: skip
    again = browser.send(
        "POST", "/api/definitions/source", {"body": BODY | {"expected_every": "P1D"}, "reason": "daily"}
    )
    assert [(version["version"], version["reason"]) for version in again.json()["versions"]] == [
        (2, "daily"), (1, "new shop system"),
    ]  # fmt: skip
    told_apart = browser.get("/api/definitions/source/shop.members/differences?before=1&after=2").json()
    assert told_apart["items"] == [{"field": "expected_every", "before": None, "after": "P1D"}]
    load = browser.send("POST", f"/api/samples/{told['id']}/deliver/shop.members", {}).json()["items"][0]
    assert (load["source"], load["state"]) == ("shop.members", "received")


def upload_sample(browser: Any, name: str, content: bytes) -> Any:
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    token = browser.cookies["csrftoken"].value
    return browser.post(
        "/api/samples", head + content + b"\r\n--edge--\r\n", "multipart/form-data; boundary=edge",
        headers={"X-CSRFToken": token},
    )  # fmt: skip


def test_who_may_not_deliver_may_not_upload_samples(db: None, data_folder: Path) -> None:
    assert upload_sample(browser_of("agent"), "a.csv", b"a\n1\n").status_code == 403
