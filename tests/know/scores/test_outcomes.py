"""Who was a customer on a day, and who had left by a later one."""

from datetime import date

import ibis
import pytest

from tieline.know.scores.outcomes import active_on, left_in_snapshot, left_within

CUT_OFF = date(2026, 3, 31)
LINES = ibis.memtable(
    [
        {"customer_id": customer, "started_on": started, "ended_on": ended, "status": "ended" if ended else "active"}
        for customer, started, ended in (
            ("stays", date(2020, 1, 1), None),
            ("leaves on the last day", date(2020, 1, 1), date(2026, 5, 30)),
            ("leaves a day later", date(2020, 1, 1), date(2026, 5, 31)),
            ("left on the cut-off", date(2020, 1, 1), CUT_OFF),
            ("came later", date(2026, 4, 1), None),
            ("keeps one of two", date(2020, 1, 1), date(2026, 4, 2)),
            ("keeps one of two", date(2020, 1, 1), None),
            ("changes the line", date(2020, 1, 1), date(2026, 4, 2)),
            ("changes the line", date(2026, 4, 2), None),
        )
    ],
    schema={"customer_id": "string", "started_on": "date", "ended_on": "date", "status": "string"},
)


def test_a_customer_leaves_when_the_last_line_ends_within_the_horizon() -> None:
    found = left_within(LINES, CUT_OFF, 60).to_pandas()
    assert dict(zip(found["customer_id"], found["left"], strict=True)) == {
        "stays": False,
        "leaves on the last day": True,
        "leaves a day later": False,
        "keeps one of two": False,
        "changes the line": False,
    }


def test_a_line_that_ended_on_an_unknown_day_counts_for_nothing() -> None:
    gone = LINES.mutate(status=ibis.literal("ended"), ended_on=ibis.null("date"))
    assert active_on(gone, CUT_OFF).count().execute() == 0


@pytest.mark.parametrize(("said", "left"), [([True, False], True), ([False, False], False), ([None, False], False)])
def test_a_party_has_left_when_any_source_says_so(said: list[bool | None], left: bool) -> None:
    schema = {"system": "string", "party_ref": "string", "left": "boolean"}
    status = ibis.memtable(
        [{"system": f"s{n}", "party_ref": "1", "left": each} for n, each in enumerate(said)], schema=schema
    )
    link = ibis.memtable([{"system": f"s{n}", "party_ref": "1", "party_id": "Wang"} for n in range(2)])
    (row,) = left_in_snapshot(status, link).to_pyarrow().to_pylist()
    assert row == {"customer_id": "Wang", "left": left}
