"""
Where this server may connect to on the wish of a user: one guard for every outgoing address.

Operators keep their systems in private networks, so those are allowed. ``NEVER`` answers with the machine's own
credentials to whoever asks; no setting allows it. The machine itself is for the operator to allow
(``TIELINE_OUTGOING_ALLOW``), as other networks are to forbid (``TIELINE_OUTGOING_DENY``).

A name is looked up and each address it leads to is judged, so it does not matter how the address is written.
``watch`` judges again at the moment a socket of Python connects, which covers what libraries find out by themselves:
redirects, members of a cluster, a name that changed between.
"""

import ipaddress
import socket
import sys
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings

from tieline.foundation.errors import Invalid, Refused, Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

NEVER: list[Network] = [
    ipaddress.ip_network(network)
    for network in (
        "169.254.0.0/16",  # link-local, with the metadata services of AWS, Azure, Google, Huawei, Tencent
        "fe80::/10",  # link-local
        "fd00:ec2::/32",  # AWS
        "fd20:ce::254/128",  # Google
        "100.100.100.200/32",  # Alibaba
        "168.63.129.16/32",  # Azure's host
        "192.0.0.192/32",  # Oracle
    )
]
ITSELF: list[Network] = [
    ipaddress.ip_network(network)
    for network in ("127.0.0.0/8", "0.0.0.0/8", "::1/128", "::/128")  # unspecified ones lead to loopback
]
WRAPPED: list[tuple[ipaddress.IPv6Network, int]] = [
    (ipaddress.IPv6Network("::ffff:0:0/96"), 0),  # mapped
    (ipaddress.IPv6Network("::/96"), 0),  # compatible, of yesterday
    (ipaddress.IPv6Network("::ffff:0:0:0/96"), 0),  # translated
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (ipaddress.IPv6Network("2002::/16"), 80),  # 6to4
]
"""Networks of IPv6 whose addresses hold one of IPv4, and how many bits stand behind it."""


def refuse_host(host: str, where: str) -> None:
    """Refused where a host name or address leads to what is not allowed, Unavailable where it leads nowhere."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError) as error:
        raise Unavailable(
            f"The host '{host}' is not known: {error}", where=where, do="Check the name, and the machine's DNS"
        ) from error
    for *_, address in found:
        refuse_address(str(address[0]), where)


def refuse_address(address: str, where: str) -> None:
    """Refused for an address that nobody may reach, or that the operator did not allow."""
    parsed = plain(address)
    _refuse_never(parsed, where)
    if _within(parsed, networks(settings.TIELINE_OUTGOING_ALLOW)):
        return
    if _within(parsed, networks(settings.TIELINE_OUTGOING_DENY)) or _within(parsed, ITSELF):
        raise Refused(
            f"The address {parsed} may not be reached from this server",
            where=where,
            do="Give another address, or have the administrator name its network in TIELINE_OUTGOING_ALLOW",
        )


def plain(address: str) -> Address:
    """The address that is meant: one of IPv4 where one of IPv6 only wraps it."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address) and int(parsed) > 1:
        for network, behind in WRAPPED:
            if parsed in network:
                return ipaddress.IPv4Address(int(parsed) >> behind & 0xFFFFFFFF)
    return parsed


@lru_cache(maxsize=16)
def networks(listed: str) -> tuple[Network, ...]:
    """The networks of a setting, divided by commas; Invalid for what is none."""
    try:
        return tuple(ipaddress.ip_network(each.strip()) for each in listed.split(",") if each.strip())
    except ValueError as error:
        raise Invalid(
            f"'{listed}' is not a list of networks: {error}",
            where="TIELINE_OUTGOING_ALLOW, TIELINE_OUTGOING_DENY",
            do="Write networks with commas between, such as 10.0.0.0/8,fd00::/8",
        ) from error


def watch() -> None:
    """From now on no socket of this process connects to ``NEVER``, whoever asks it to."""
    if not _Watch.begun:
        _Watch.begun = True
        sys.addaudithook(_look)


class _Watch:
    """Whether the process is watched; a hook cannot be taken away, so there is only one."""

    begun = False


def _look(event: str, given: tuple[Any, ...]) -> None:
    if event != "socket.connect" or not isinstance(given[1], tuple):
        return
    host = str(given[1][0])
    try:
        parsed = [plain(host)]
    except ValueError:  # a name, or an address in another spelling
        parsed = _found(host)
    for address in parsed:
        _refuse_never(address, host)


def _found(host: str) -> list[Address]:
    """The addresses of a name; none for one that is not known, which connecting will say."""
    try:
        return [plain(str(found[4][0])) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return []


def _refuse_never(address: Address, where: str) -> None:
    if _within(address, NEVER):
        raise Refused(
            f"The address {address} is reserved for the machine itself and its cloud",
            where=where,
            do="Give the address of the system that the data is in",
        )


def _within(address: Address, listed: Iterable[Network]) -> bool:
    return any(address.version == network.version and address in network for network in listed)
