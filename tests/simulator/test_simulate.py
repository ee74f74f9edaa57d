"""The files: same bytes for the same seed, every system's shape and dirt, nothing half-written."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.simulator.conftest import ENDS_ON
from tieline.foundation.errors import Invalid, Refused, Unavailable
from tieline.simulator.feeds import FEEDS, Feed
from tieline.simulator.parts import Operator, write_part
from tieline.simulator.simulate import simulate

Ask = Callable[[str], list[tuple[Any, ...]]]


def quiet(share: float, doing: str) -> None:
    """Progress that nobody watches."""


def digests(folder: Path) -> dict[str, str]:
    """The digest of every file below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("again", 7), ("other", 8)):
        simulate(300, seed, tmp_path / name, ENDS_ON, quiet)
    one, again, other = (digests(tmp_path / name) for name in ("one", "again", "other"))
    assert one == again
    assert one.keys() == other.keys()
    assert all(one[file] != other[file] for file in one)


def test_parts_written_side_by_side_have_the_bytes_of_parts_written_alone(tmp_path: Path) -> None:
    operator = Operator(240, 7, ENDS_ON, part_size=120)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda part: write_part(operator, part, tmp_path / "beside"), (1, 2)))
    for part in (2, 1):
        write_part(operator, part, tmp_path / "alone")
    assert digests(tmp_path / "beside") == digests(tmp_path / "alone")


def test_every_feed_of_every_part_is_a_file(tmp_path: Path) -> None:
    operator = Operator(180, 7, ENDS_ON, part_size=120)
    for part in (1, 2):
        write_part(operator, part, tmp_path)
    assert set(digests(tmp_path)) == {feed.path(part) for feed in FEEDS for part in (1, 2)}


def test_a_light_delivery_has_the_people_of_the_full_one_and_only_the_last_days_of_what_is_dated(
    tmp_path: Path,
) -> None:
    simulate(300, 7, tmp_path / "full", ENDS_ON, quiet)
    simulate(300, 7, tmp_path / "light", ENDS_ON, quiet, days=2, feeds=["billing", "network.daily"])
    full, light = digests(tmp_path / "full"), digests(tmp_path / "light")
    assert {name.split("/")[0] for name in light} == {"billing", "network", "truth"}
    same = {name for name in light if light[name] == full[name]}
    assert {"billing/customers-0001.csv", "billing/accounts-0001.csv", "billing/lines-0001.csv"} <= same
    days = duckdb.read_parquet(str(tmp_path / "light/network/daily/*.parquet")).aggregate(
        "min(STAT_DATE), max(STAT_DATE)"
    )
    assert days.fetchone() == (ENDS_ON - timedelta(days=1), ENDS_ON)
    paid = (
        duckdb.read_csv(str(tmp_path / "light/billing/payments*.csv")).aggregate("count(*), min(PAY_TIME)").fetchone()
    )
    assert paid is not None
    assert paid[0] == 0 or paid[1].date() >= ENDS_ON - timedelta(days=1)


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_the_date_of_every_dated_feed_can_be_read(feed: Feed, tmp_path: Path) -> None:
    operator = Operator(120, 7, ENDS_ON, days=1, feeds=(feed,))
    assert write_part(operator, 1, tmp_path) >= 0


def test_an_unknown_feed_or_no_days_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"no feed 'billing\.coffee'"):
        simulate(10, 7, tmp_path / "out", ENDS_ON, quiet, feeds=["billing.coffee"])
    with pytest.raises(Invalid, match="0 days"):
        simulate(10, 7, tmp_path / "out", ENDS_ON, quiet, days=0)


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(Refused, match="not empty"):
        simulate(10, 7, tmp_path, ENDS_ON, quiet)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="could not be written"):
        simulate(10, 7, tmp_path / "file" / "out", ENDS_ON, quiet)


def test_a_simulation_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    def stop(share: float, doing: str) -> None:
        if share > 0.6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(60, 7, tmp_path / "out", ENDS_ON, stop)
    assert not list(tmp_path.iterdir())


def test_progress_grows_from_step_to_step_to_the_end(tmp_path: Path) -> None:
    shares: list[float] = []
    simulate(60, 7, tmp_path / "out", ENDS_ON, lambda share, doing: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) > 20


def test_no_customers_are_invalid(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be simulated"):
        simulate(0, 7, tmp_path / "none", ENDS_ON, quiet)


def test_any_day_can_be_the_last(tmp_path: Path) -> None:
    for day in (date(2026, 3, 1), date(2024, 2, 29), date(2025, 12, 31)):
        assert simulate(60, 3, tmp_path / day.isoformat(), day, quiet) > 5_000


def test_the_customer_file_is_written_in_gb18030(operator: Path) -> None:
    raw = (operator / "billing" / "customers-0001.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert "北京市" in raw.decode("gb18030")


def test_every_customer_is_in_billing_and_some_twice(ask: Ask) -> None:
    people = "SELECT count(DISTINCT person), count(*) FROM truth_people WHERE system = 'billing'"
    persons, numbers = ask(people)[0]
    assert persons == 6_000
    assert 6_030 < numbers < 6_240
    assert ask("SELECT count(DISTINCT CUST_NO) FROM billing_customers")[0][0] == numbers


def test_the_intended_dirt_is_there(ask: Ask) -> None:
    assert ask("SELECT count(*) FROM billing_customers WHERE BIRTH LIKE '%0230'")[0][0] > 5
    assert ask("SELECT count(*) FROM billing_customers WHERE CUST_NO IS NULL")[0][0] > 0
    assert ask("SELECT count(*) - count(DISTINCT PAY_NO) FROM billing_payments")[0][0] > 50
    assert ask("SELECT count(*) FROM billing_bills WHERE BILL_MON LIKE '%13'")[0][0] > 5
    assert ask("SELECT count(*) FROM callcentre_calls WHERE began_at LIKE '%-02-30T%'")[0][0] > 0
    assert ask("SELECT count(*) FROM network_daily_late")[0][0] > 500


def test_other_systems_spell_names_and_numbers_differently(ask: Ask) -> None:
    same = """
        SELECT avg((c.name = b.CUST_NAME)::INT), avg((c.mobile = b.CONTACT_TEL)::INT)
        FROM truth_people AS s JOIN shop_cards AS c ON s.system = 'shop' AND s.ref = c.card_no
        JOIN truth_people AS t ON t.person = s.person AND t.system = 'billing'
        JOIN billing_customers AS b ON b.CUST_NO = t.ref
    """
    names, numbers = ask(same)[0]
    assert 0.6 < names < 0.95
    assert 0.3 < numbers < 0.7


def test_members_of_a_family_share_numbers_in_the_shop(ask: Ask) -> None:
    shared = """
        SELECT count(*) FROM (
            SELECT right(regexp_replace(mobile, '[^0-9]', '', 'g'), 11) AS number FROM shop_cards
            JOIN truth_people ON system = 'shop' AND ref = card_no
            WHERE mobile IS NOT NULL GROUP BY 1 HAVING count(DISTINCT person) > 1 AND count(DISTINCT household) = 1
        )
    """
    assert ask(shared)[0][0] > 20


def test_numbers_are_unique_to_a_line(ask: Ask) -> None:
    numbers = "SELECT count(*), count(DISTINCT SERV_NO), min(length(SERV_NO)), max(length(SERV_NO)) FROM billing_lines"
    lines, distinct, shortest, longest = ask(numbers + " WHERE SERV_NO IS NOT NULL")[0]
    assert lines == distinct
    assert shortest == longest == 11


def test_nothing_tells_of_a_day_after_the_end(ask: Ask) -> None:
    latest = """
        SELECT max(STAT_DATE)::DATE FROM network_daily
        UNION ALL SELECT max(event_time + INTERVAL 8 HOUR)::DATE FROM app_events
        UNION ALL SELECT max(began_at[1:10])::DATE FROM callcentre_calls
        UNION ALL SELECT max(PAY_TIME[1:10])::DATE FROM billing_payments
        UNION ALL SELECT max(strptime(EXP_DT, '%Y%m%d'))::DATE FROM billing_lines
    """
    assert all(day <= ENDS_ON for (day,) in ask(latest))
