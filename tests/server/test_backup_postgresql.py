"""With PostgreSQL the operational database is dumped as of one instant, and restored in place of nothing or of all."""

from pathlib import Path

import psycopg
import pytest

from tests.postgres_server import postgres
from tests.server.test_backup import tieline

pytestmark = pytest.mark.timeout(300)


def rows(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as database:
        users = database.execute("SELECT id, login, name, password FROM access_user ORDER BY id").fetchall()
        return [*users, *database.execute("SELECT kind, key, digest FROM packs_definition ORDER BY id").fetchall()]


def test_the_database_comes_back_into_an_empty_one_and_in_place_of_another_only_where_one_says_so(
    tmp_path: Path,
) -> None:
    with postgres() as url:
        other = url.rpartition("/")[0] + "/other"
        with psycopg.connect(url, autocommit=True) as database:
            database.execute("CREATE DATABASE other")
        data = tmp_path / "data"
        tieline(data, "pack", "apply", "packs/telecom", TIELINE_DATABASE=url)
        words = ("user", "li", "--name", "李雷", "--role", "agent", "--password", "correct-horse-battery")
        tieline(data, *words, TIELINE_DATABASE=url)
        told = tieline(data, "backup", TIELINE_DATABASE=url)
        archive = next(word for word in told.split() if word.endswith(".backup"))
        keys = str(tmp_path / "keys")
        tieline(tmp_path / "new" / "data", "restore", archive, "--keys", keys, TIELINE_DATABASE=other)
        assert rows(other) == rows(url)
        assert len(rows(other)) > 20
        refused = tieline(tmp_path / "b" / "data", "restore", archive, "--keys", keys, code=1, TIELINE_DATABASE=other)
        assert "The PostgreSQL database is not empty" in refused
        with psycopg.connect(other) as database:
            database.execute("CREATE TABLE of_a_newer_version (login text); CREATE VIEW seen AS TABLE access_user")
            database.execute("UPDATE access_user SET name = 'of the replaced database'")
        again = ("restore", archive, "--keys", keys, "--replace")
        tieline(tmp_path / "new" / "data", *again, TIELINE_DATABASE=other)
        assert rows(other) == rows(url)
        with psycopg.connect(other) as database:
            left = "SELECT count(*) FROM pg_class WHERE relname IN ('of_a_newer_version', 'seen')"
            assert database.execute(left).fetchone() == (0,)
        (aside,) = (tmp_path / "new" / "data").glob(".replaced-*/operational.pgdump")
        assert (aside.stat().st_mode & 0o777, b"PGDMP" in aside.read_bytes()[:5]) == (0o600, True)
        kind = tieline(tmp_path / "c" / "data", "restore", archive, "--keys", keys, code=1)
        assert "another kind of operational database" in kind
        assert not list((tmp_path / "c" / "data").glob("*.duckdb"))
