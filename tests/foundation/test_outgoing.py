"""Every spelling of an address that a connection may not lead to is refused; what operators have is allowed."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.http_server import Answer, answering
from tieline.foundation.errors import Invalid, Refused, TielineError, Unavailable
from tieline.foundation.outgoing import networks, plain, refuse_address, refuse_host, watch
from tieline.know.ingest.connectors.browsing import check
from tieline.know.ingest.definitions import Connection
from tieline.know.ingest.events.brokers.registry import hosts_of

METADATA = [
    "169.254.169.254",
    "2852039166",  # decimal
    "0xa9fea9fe",  # hexadecimal
    "0251.0376.0251.0376",  # octal
    "169.254.43518",  # three parts
    "0xa9.254.0251.254",  # mixed
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "::169.254.169.254",
    "64:ff9b::169.254.169.254",
    "2002:a9fe:a9fe::",
    "fe80::1%lo",
    "fd00:ec2::254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
]
LOOPBACK = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0",
    "0.0",
    "localhost",
    "::1",
    "::",
    "::ffff:127.0.0.1",
]


@pytest.fixture
def closed(settings: Any) -> None:
    """Nothing is allowed or denied by the operator."""
    settings.TIELINE_OUTGOING_ALLOW = settings.TIELINE_OUTGOING_DENY = ""


@pytest.mark.parametrize("host", METADATA)
def test_addresses_of_the_machine_and_its_cloud_are_never_reached(closed: None, settings: Any, host: str) -> None:
    settings.TIELINE_OUTGOING_ALLOW = "0.0.0.0/0,::/0"
    with pytest.raises(Refused, match="reserved"):
        refuse_host(host, "here")


@pytest.mark.parametrize("host", LOOPBACK)
def test_this_machine_is_refused_until_the_operator_allows_it(closed: None, settings: Any, host: str) -> None:
    with pytest.raises(Refused, match="may not be reached"):
        refuse_host(host, "here")
    settings.TIELINE_OUTGOING_ALLOW = "127.0.0.0/8, 0.0.0.0/8, ::/127"
    refuse_host(host, "here")


@pytest.mark.parametrize("address", ["10.1.2.3", "172.16.0.9", "192.168.0.1", "fd12::1", "8.8.8.8", "2001:db8::1"])
def test_private_and_public_addresses_are_allowed(closed: None, settings: Any, address: str) -> None:
    refuse_address(address, "here")
    settings.TIELINE_OUTGOING_DENY = "0.0.0.0/0,::/0"
    with pytest.raises(Refused, match="may not be reached"):
        refuse_address(address, "here")
    settings.TIELINE_OUTGOING_ALLOW = address
    refuse_address(address, "here")


def test_a_name_that_leads_to_several_addresses_is_refused_for_one_of_them(
    closed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS of somebody else answers as somebody else likes; the lookup is the machine's, not ours."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in ("10.0.0.1", "169.254.169.254")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(Refused, match="reserved"):
        refuse_host("harmless.example", "here")


@pytest.mark.parametrize("host", ["", "no.such.host.invalid", "a\0b", "x" * 300, "\ud800", "10.0.0.1,169.254.169.254"])
def test_what_is_no_host_is_said_so(closed: None, host: str) -> None:
    with pytest.raises(Unavailable, match="is not known"):
        refuse_host(host, "here")


def test_a_setting_that_is_no_list_of_networks_is_said_so() -> None:
    with pytest.raises(Invalid, match="TIELINE_OUTGOING_ALLOW"):
        networks("10.0.0.0/8,somewhere")


def test_plain_addresses_stay_as_they_are() -> None:
    assert [str(plain(each)) for each in ("::1", "2001:db8::1", "10.0.0.1")] == ["::1", "2001:db8::1", "10.0.0.1"]


def declared(kind: str, url: str, **options: Any) -> Connection:
    return Connection.model_validate(
        {"key": "x", "name": {"zh": "x", "en": "x"}, "type": kind, "url": url, "options": options}
    )


HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx0m0hLZJ4xmYbVqk6Zs8jgPjLJEJH0h3qLO8cV3v0D"


@pytest.mark.parametrize("host", ["169.254.169.254", "2852039166", "0xa9fea9fe", "[::ffff:a9fe:a9fe]", "127.0.0.1"])
@pytest.mark.parametrize("kind", ["rest", "oauth", "s3", "sftp", "postgresql", "mysql"])
def test_no_kind_of_connection_can_be_tried_there(closed: None, kind: str, host: str) -> None:
    urls = {
        "rest": lambda: declared("rest", f"http://{host}/", attempts=1, silence_seconds=1),
        "oauth": lambda: declared(
            "rest",
            "http://192.0.2.1/",
            attempts=1,
            silence_seconds=1,
            auth={
                "type": "oauth2_client_credentials",
                "access_token_url": f"http://{host}/token",
                "client_id": "x",
                "client_secret": "${PATH}",
            },
        ),
        "s3": lambda: declared("s3", "s3://bucket/", endpoint_url=f"http://{host}", anonymous=True),
        "sftp": lambda: declared("sftp", f"sftp://reader@{host}/x", host_key=HOST_KEY),
        "postgresql": lambda: declared("database", f"postgresql://reader@{host}/x"),
        "mysql": lambda: declared("database", f"mysql://reader@{host}/x"),
    }
    with pytest.raises(TielineError) as told:
        check(urls[kind]())
    assert "reserved" in str(told.value) or "may not be reached" in str(told.value)


def test_a_redirect_to_another_place_is_not_followed(settings: Any) -> None:
    with answering(lambda _: Answer({}, status=302, headers={"Location": "http://169.254.169.254/latest"})) as api:
        with pytest.raises(Refused, match="leads to another place"):
            check(declared("rest", api.url))
        assert len(api.asked) == 1


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("kafka://a:9092,b:9092", ["a", "b"]),
        ("nats://user:secret@a:4222,nats://169.254.169.254", ["a", "169.254.169.254"]),
        ("redis://[::1]:6379/0", ["::1"]),
        ("amqp://guest:guest@broker/vhost", ["broker"]),
    ],
)
def test_each_host_of_a_broker_is_looked_at(url: str, hosts: list[str]) -> None:
    assert hosts_of(url) == hosts


@pytest.mark.parametrize("target", ["('169.254.169.254', 80)", "('0xa9fea9fe', 80)", "('::ffff:a9fe:a9fe', 80, 0, 0)"])
def test_a_socket_that_is_led_there_later_is_stopped(target: str) -> None:
    """In a process of its own, because what watches sockets cannot be taken away again."""
    family = "AF_INET6" if "::" in target else "AF_INET"
    program = (
        "import socket\nfrom tieline.foundation import outgoing\nfrom tieline.foundation.errors import Refused\n"
        f"outgoing.watch()\nwith socket.socket(socket.{family}, socket.SOCK_DGRAM) as handle:\n"
        f"    try:\n        handle.connect({target})\n    except Refused:\n        print('stopped')\n"
        "with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:\n    handle.connect(('127.0.0.1', 9))\n"
    )
    root = Path(__file__).parents[2]
    told = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert told.stdout == "stopped\n"


def test_the_server_watches_its_sockets() -> None:
    watch()  # a second time changes nothing
    with socket.socket(type=socket.SOCK_DGRAM) as handle, pytest.raises(Refused, match="reserved"):
        handle.connect(("169.254.169.254", 80))
