"""E-mail addresses, one by one and by the million."""

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieline.foundation.standards.emails import email_column, read_email, refusal


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" Wang.Wei@Example-Mail.CN ", "wang.wei@example-mail.cn"),
        ("ＷＡＮＧ＠ｑｑ．ｃｏｍ", "wang@qq.com"),
        ("mailto:a+b@gmail.com", "a+b@gmail.com"),
        ("<li@139.com>;", "li@139.com"),
        ("a.b@gmail.com", "a.b@gmail.com"),
        ("wang@gmial.com", "wang@gmial.com"),
        ("o'neill@xn--fiqs8s", None),
        ("o'neill@mail.xn--fiqs8s", "o'neill@mail.xn--fiqs8s"),
    ],
)
def test_an_address_is_lowered_and_never_corrected(written: str, address: str | None) -> None:
    email = read_email(written)
    assert (email.address if email else None) == address


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "not an e-mail"),
        ("wang@", "not an e-mail"),
        ("wang@mail", "not an e-mail"),
        ("wang@@qq.com", "not an e-mail"),
        (".wang@qq.com", "not an e-mail"),
        ("wa..ng@qq.com", "not an e-mail"),
        ("wang li@qq.com", "not an e-mail"),
        ("a@b.cn, c@d.cn", "not an e-mail"),
        ("wang@-qq.com", "not an e-mail"),
        ("x" * 65 + "@qq.com", "too long"),
        ("nobody@example.com", "reserved domain"),
        ("nobody@mail.test", "reserved domain"),
    ],
)
def test_what_is_nobodys_address_is_refused_with_the_reason(written: str, reason: str) -> None:
    assert read_email(written) is None
    assert refusal(written) == reason


EMAILS = st.from_regex(
    r"\A[ <]?(mailto:)?[A-Za-zＡ.+' -]{1,8}@?@[A-Za-z0-9.-]{1,12}\.(com|cn|c|test|example\.com)[>; \t\n]?\Z"
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(EMAILS, st.text(max_size=20), st.emails()), min_size=40, max_size=120))
def test_columns_give_what_reading_one_by_one_gives(written: list[str]) -> None:
    written = [text.replace("\0", "") for text in written]
    rows = ibis.memtable({"written": written}, schema={"written": "string"})
    found = rows.select("written", email=email_column(rows.written)).to_pyarrow().to_pylist()
    for row in found:
        email = read_email(row["written"])
        assert row["email"] == (email.address if email else None), row
