"""What people are told of two records' values, field by field."""

import pytest

from tieline.know.identity.agreement import agreement


@pytest.mark.parametrize(
    ("field", "one", "other", "expected"),
    [
        ("city", "北京市", "Beijing", "same"),
        ("city", "杭州", "Hangzhou City", "same"),
        ("city", "杭州市", "北京", "differs"),
        ("city", "Springfield", "springfield", "same"),
        ("name", "王 伟", "伟王", "same"),
        ("name", "王伟", "王", "near"),
        ("phone", "138 0000 1234", "+8613800001234", "same"),
        ("email", "A@Example.com", "a@example.com", "same"),
        ("birth_date", "1990-01-01", "1990-01-02", "differs"),
    ],
)
def test_values_agree_as_people_would_say(field: str, one: str, other: str, expected: str) -> None:
    assert agreement(field, [one], [other], "CN") == expected


def test_what_one_side_does_not_say_is_unknown() -> None:
    assert agreement("city", [], ["杭州"], "CN") == "unknown"
