"""Files of an SFTP server whose key is declared; any other server is refused before a password is sent."""

import io
from collections.abc import Iterator
from pathlib import Path

import paramiko
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.know.ingest.connectors.conftest import CSV, connection, fetched, names, publish, settled, source
from tests.know.ingest.deliveries import HEADER, LI, WANG, ZHANG, written
from tests.sftp_server import PASSWORD, USER, Served, sftp
from tieline.foundation.errors import Invalid, Refused, Unavailable
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.models import Feed, FetchedFile, Load

CUSTOMERS = source({"files": "exports/**/*.csv"}, **CSV)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "remote/home/exports").mkdir(parents=True)
    with sftp(tmp_path / "remote") as running:
        yield running


@pytest.fixture
def store(feed: Warehouse, served: Served, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SFTP_PASSWORD", PASSWORD)
    declare(served)
    publish(CUSTOMERS)
    return served.folder / "home/exports"


def declare(served: Served, **options: str) -> None:
    chosen = options or {"host_key": served.declared_key}
    publish(connection("sftp", f"sftp://{USER}:${{SFTP_PASSWORD}}@127.0.0.1:{served.port}/home", **chosen))


def put(path: Path, *lines: str) -> Path:
    return settled(written(path, HEADER, *lines))


def test_new_and_changed_files_are_fetched(store: Path, feed: Warehouse, served: Served) -> None:
    put(store / "deep/a.csv", ZHANG)
    put(store / "b.csv", LI)
    put(store / "c.txt", WANG)
    assert [load.file_name for load in fetched(CUSTOMERS)] == ["b.csv", "a.csv"]
    assert fetched(CUSTOMERS) == []
    put(store / "b.csv", LI, WANG)
    assert [load.file_name for load in fetched(CUSTOMERS)] == ["b.csv"]
    assert names(feed) == ["张伟", "李娜", "王芳"]


def test_a_file_that_is_still_written_waits(store: Path) -> None:
    written(store / "a.csv", HEADER, ZHANG)
    assert fetched(CUSTOMERS) == []


def test_another_server_than_declared_is_refused_and_gets_no_password(store: Path, served: Served) -> None:
    other = paramiko.ECDSAKey.generate()
    declare(served, host_key=f"{other.get_name()} {other.get_base64()}")
    with pytest.raises(Refused, match="another key than declared"):
        fetched(CUSTOMERS)
    assert served.logins == []


def test_a_server_whose_kind_of_key_is_not_declared_is_refused(store: Path, served: Served) -> None:
    other = paramiko.RSAKey.generate(2048)
    declare(served, known_hosts=f"some.host {other.get_name()} {other.get_base64()}\n")
    with pytest.raises((Refused, Unavailable)):
        fetched(CUSTOMERS)
    assert served.logins == []


def test_a_server_is_never_trusted_unseen() -> None:
    with pytest.raises(ValueError, match="no server is trusted unseen"):
        connection("sftp", "sftp://reader@127.0.0.1/home")


def test_a_key_that_cannot_be_read_is_told(store: Path, served: Served) -> None:
    declare(served, host_key="ssh-ed25519 nonsense")
    with pytest.raises(Invalid, match="key of the server cannot be read"):
        fetched(CUSTOMERS)


def test_a_wrong_password_is_refused_without_being_shown(
    store: Path, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFTP_PASSWORD", "quite wrong")
    with pytest.raises(Refused, match="does not let us in") as told:
        fetched(CUSTOMERS)
    assert "quite" not in str(told.value)
    assert Feed.objects.get().failures == 1


def test_a_user_may_log_in_with_a_key(feed: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    key = paramiko.Ed25519Key.from_private_key(io.StringIO(private.decode()))
    monkeypatch.setenv("SFTP_KEY", private.decode())
    put(tmp_path / "remote/exports/a.csv", ZHANG)
    with sftp(tmp_path / "remote", user_key=key) as served:
        options = {"host_key": served.declared_key, "private_key": "${SFTP_KEY}"}
        publish(connection("sftp", f"sftp://{USER}@127.0.0.1:{served.port}/", **options), CUSTOMERS)
        assert len(fetched(CUSTOMERS)) == 1
        assert served.logins[-1] == f"key {USER}"
    assert names(feed) == ["张伟"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # of paramiko's own thread
def test_a_connection_lost_half_way_receives_nothing_and_the_next_fetch_all(
    store: Path, feed: Warehouse, served: Served
) -> None:
    rows = [f"{number},Name {number},,,," for number in range(200_000)]
    put(store / "a.csv", *rows)
    served.lost_after = 1_000_000
    with pytest.raises(Unavailable):
        fetched(CUSTOMERS)
    assert (Load.objects.count(), FetchedFile.objects.count()) == (0, 0)
    assert Feed.objects.get().due_at is not None
    (load,) = fetched(CUSTOMERS)
    assert load.rows_received == 200_000


def test_a_server_that_is_away_is_unavailable(feed: Warehouse, served: Served, store: Path) -> None:
    publish(connection("sftp", f"sftp://{USER}:${{SFTP_PASSWORD}}@127.0.0.1:1/home", host_key=served.declared_key))
    with pytest.raises(Unavailable, match="does not answer"):
        fetched(CUSTOMERS)


def test_a_missing_folder_is_told(store: Path, feed: Warehouse, served: Served) -> None:
    for path in store.glob("*"):
        path.unlink()
    store.rmdir()
    assert fetched(CUSTOMERS) == [], "a glob without files is nothing wrong"
