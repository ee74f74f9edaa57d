"""The lives behind the files: who leaves and why, what shows it, and that it is not too easy to see."""

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[[str], list[tuple[Any, ...]]]


def test_two_in_a_hundred_leave_each_month(ask: Ask) -> None:
    rate = """
        SELECT count(*) FILTER (WHERE leaves_on BETWEEN DATE '2026-05-01' AND DATE '2026-10-31') / 6.0
            / (6000 - count(*) FILTER (WHERE leaves_on < DATE '2026-08-01')) FROM truth_leaving
    """
    assert 0.013 < ask(rate)[0][0] < 0.026


def test_lines_of_those_who_left_have_ended_with_the_reason(ask: Ask) -> None:
    ended = """
        SELECT count(*), count(*) FILTER (WHERE l.STATE = 'E'), count(END_REASON)
        FROM truth_leaving AS v JOIN billing_accounts AS a ON a.CUST_NO = v.customer_no
        JOIN billing_lines AS l USING (ACCT_NO) WHERE NOT v.in_future
    """
    lines, marked, with_reason = ask(ended)[0]
    assert lines == marked == with_reason > 1_000


def test_those_who_will_leave_are_still_active(ask: Ask) -> None:
    still = """
        SELECT count(*) FROM truth_leaving AS v JOIN billing_accounts AS a ON a.CUST_NO = v.customer_no
        WHERE v.in_future AND v.leaves_on <= DATE '2027-01-20' AND a.STATE <> 'C'
    """
    assert ask(still)[0][0] > 100


def test_months_within_the_daily_window_are_the_sums_of_their_days(ask: Ask) -> None:
    compared = """
        WITH days AS (
            SELECT MSISDN, strftime(STAT_DATE, '%Y%m') AS STAT_MONTH, sum(VOICE_SEC) / 60.0 AS voice,
                sum(DROPPED_CALLS) AS dropped
            FROM (SELECT * FROM network_daily UNION SELECT * FROM network_daily_late) GROUP BY ALL
        )
        SELECT count(*), max(abs(voice - VOICE_MIN)), max(abs(dropped - m.DROPPED_CALLS))
        FROM days JOIN network_monthly AS m USING (MSISDN, STAT_MONTH)
        WHERE STAT_MONTH IN ('202608', '202609', '202610')
    """
    months, voice, dropped = ask(compared)[0]
    assert months > 15_000
    assert voice < 0.06
    assert dropped == 0


def test_months_before_the_daily_window_are_of_one_kind_with_those_in_it(ask: Ask) -> None:
    means = (
        "SELECT avg(VOICE_MIN), avg(DATA_MB), avg(SMS), avg(DROPPED_CALLS) FROM network_monthly WHERE STAT_MONTH IN "
    )
    before = ask(means + "('202604', '202605', '202606')")[0]
    within = ask(means + "('202608', '202609', '202610')")[0]
    assert all(new == pytest.approx(old, rel=0.25) for old, new in zip(before, within, strict=True))


PORT_QUERIES = """
    WITH asked AS (
        SELECT DISTINCT person FROM app_events JOIN truth_people ON system = 'app' AND ref = uid
        WHERE intent = 'mnp query' AND event_time BETWEEN TIMESTAMP '2026-10-01' AND TIMESTAMP '2026-11-21'
    ), soon AS (
        SELECT person, leaves_on <= DATE '2027-01-20' AS leaves FROM truth_leaving WHERE in_future
    )
    SELECT avg((s.leaves IS TRUE)::INT), count(*) FROM asked LEFT JOIN soon AS s USING (person)
    WHERE person NOT IN (SELECT person FROM truth_leaving WHERE NOT in_future)
"""


def test_asking_how_to_port_is_a_sign_of_leaving_but_no_proof(ask: Ask) -> None:
    share, people = ask(PORT_QUERIES)[0]
    assert people > 50
    assert 0.15 < share < 0.75


def test_many_but_not_all_use_their_line_less_before_they_leave(ask: Ask) -> None:
    faded = """
        WITH use AS (
            SELECT MSISDN, avg(VOICE_SEC) FILTER (WHERE STAT_DATE > DATE '2026-11-06') AS now,
                avg(VOICE_SEC) FILTER (WHERE STAT_DATE < DATE '2026-09-01') AS before
            FROM network_daily GROUP BY MSISDN
        ), owner AS (
            SELECT '86' || max(SERV_NO) AS MSISDN, CUST_NO AS customer_no
            FROM billing_lines JOIN billing_accounts USING (ACCT_NO)
            WHERE billing_lines.STATE = 'A' GROUP BY CUST_NO HAVING count(SERV_NO) = 1
        )
        SELECT avg((now < 0.4 * before)::INT) FILTER (WHERE v.leaves_on <= DATE '2026-12-05'),
            avg((now < 0.4 * before)::INT) FILTER (WHERE v.leaves_on IS NULL)
        FROM use JOIN owner USING (MSISDN) LEFT JOIN truth_leaving AS v USING (customer_no) WHERE before > 60
    """
    leaving, staying = ask(faded)[0]
    assert 0.35 < leaving < 0.85
    assert 0.01 < staying < 0.15


def test_complaints_that_are_not_settled_make_people_cross(ask: Ask) -> None:
    moods = """
        SELECT avg(mood) FILTER (WHERE worst = 'N'), avg(mood) FILTER (WHERE worst IS NULL)
        FROM truth_mood AS f LEFT JOIN (
            SELECT person, began_at[1:7] AS month, min(first_contact_resolved) AS worst FROM callcentre_calls
            JOIN truth_people ON system = 'callcentre' AND ref = caller_id WHERE complaint = 'Y' GROUP BY ALL
        ) AS c ON c.person = f.person AND c.month = strftime(f.month, '%Y-%m')
    """
    cross, others = ask(moods)[0]
    assert cross < others - 0.2


def test_transcripts_are_in_the_language_of_the_caller_and_about_the_reason(ask: Ask) -> None:
    rows = ask("SELECT language, reason, transcript FROM callcentre_calls WHERE reason = 'mnp query'")
    chinese = [text for language, _, text in rows if language == "zh"]
    assert chinese
    assert all(any(word in text for word in ("转网", "带号码", "号码")) for text in chinese)
    assert all(text.startswith("Agent: ") for language, _, text in rows if language == "en")
    assert not ask("SELECT 1 FROM callcentre_calls WHERE transcript LIKE '%{%' OR transcript IS NULL")


def test_everyone_has_one_way_of_answering_contact(ask: Ask) -> None:
    shares: dict[str, float] = dict(ask("SELECT response, count(*) / 6000.0 FROM truth_response GROUP BY response"))
    assert set(shares) == {"persuadable", "sure thing", "lost cause", "do-not-disturb"}
    assert sum(shares.values()) == pytest.approx(1)
    assert all(share > 0.06 for share in shares.values())


def test_three_in_ten_customers_have_a_manager(ask: Ask) -> None:
    managed = "SELECT avg((MGR IS NOT NULL)::INT), count(DISTINCT MGR) FROM billing_customers"
    share, managers = ask(managed)[0]
    assert 0.25 < share < 0.35
    assert managers == 5
