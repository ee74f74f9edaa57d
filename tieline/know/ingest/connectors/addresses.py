"""
Which addresses a connection may lead to.

Operators keep their systems in private networks, so those are allowed. Refused is what answers with the machine's
own credentials to whoever asks: link-local addresses, and the metadata services of clouds that lie elsewhere.
"""

import ipaddress
import socket

from tieline.foundation.errors import Refused, Unavailable

REFUSED = [
    ipaddress.ip_network(network)
    for network in (
        "169.254.0.0/16",  # link-local, with the metadata services of AWS, Azure, Google, Huawei, Tencent
        "fe80::/10",  # link-local
        "fd00:ec2::254/128",  # AWS
        "100.100.100.200/32",  # Alibaba
        "168.63.129.16/32",  # Azure's host
        "192.0.0.192/32",  # Oracle
    )
]


def refuse_address(address: str, where: str) -> None:
    """Refused for an address of ``REFUSED``, also where it is written as one of IPv6."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = parsed.ipv4_mapped or parsed.sixtofour or parsed
    if any(parsed.version == network.version and parsed in network for network in REFUSED):
        raise Refused(
            f"The address {parsed} is reserved for the machine itself and its cloud",
            where=where,
            do="Give the address of the system that the data is in",
        )


def refuse_host(host: str, where: str) -> None:
    """Refused where a host name leads to such an address, Unavailable where it leads nowhere."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unavailable(
            f"The host '{host}' is not known: {error}", where=where, do="Check the name, and the machine's DNS"
        ) from error
    for *_, address in found:
        refuse_address(str(address[0]), where)
