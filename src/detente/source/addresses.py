"""Which addresses may be fetched: public ones only, and only the very address that was checked."""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Callable

from detente.errors import FetchFailed, ForbiddenAddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_FIX = "Give the http(s) URL of a page on the public web."
#: Not private in every Python's tables, but never the home of a news page.
_NEVER = tuple(
    ipaddress.ip_network(n)
    for n in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
#: IPv6 that carries an IPv4 address within; whatever it is, the plain spelling exists.
_CARRIERS = tuple(
    ipaddress.ip_network(n) for n in ("::ffff:0:0/96", "::ffff:0:0:0/96", "2002::/16", "64:ff9b::/96")
)
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)\Z")


def why_forbidden(address: Address) -> str | None:
    """Say why an address may not be fetched.

    Returns:
        A few words ("a private address"), or `None` when it is public.

    >>> why_forbidden(ipaddress.ip_address("169.254.169.254"))
    'a link-local address'
    >>> why_forbidden(ipaddress.ip_address("93.184.215.14")) is None
    True
    """
    if carries_ipv4(address):
        return "an IPv6 address that stands for an IPv4 address"
    for name in ("loopback", "unspecified", "link_local", "multicast", "reserved", "private"):
        if getattr(address, f"is_{name}"):
            return f"{'an' if name == 'unspecified' else 'a'} {name.replace('_', '-')} address"
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id:
        return "an address with a zone"
    if not address.is_global or any(address.version == n.version and address in n for n in _NEVER):
        return "no address of the public internet"
    return None


def carries_ipv4(address: Address) -> bool:
    """Whether it is IPv6 with an IPv4 address within: mapped, 6to4, NAT64."""
    return address.version == 6 and any(address in n for n in _CARRIERS)


def literal(host: str) -> Address | None:
    """Read a host that is an address.

    Args:
        host: As it stands in the URL, without brackets.

    Returns:
        The address, or `None` when the host is a name.

    Raises:
        ForbiddenAddress: It is an address in an odd spelling (decimal, octal, hexadecimal, too few parts).

    >>> literal("news.example") is None
    True
    >>> literal("0x7f.1")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    detente.errors.ForbiddenAddress
    """
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    labels = host.rstrip(".").split(".")
    if ":" in host or _NUMBER.match(labels[-1]):
        raise ForbiddenAddress(f"{host} is an address in an odd spelling.", _FIX)
    return None


def resolve(host: str, port: int, seconds: float) -> list[Address]:
    """Ask the system's resolver, which itself knows no time limit.

    Args:
        host: A name.
        port: The port wanted.
        seconds: How long to wait.

    Returns:
        The addresses, in the resolver's order.

    Raises:
        FetchFailed: No answer in time, or no such host.
    """
    found: list[Address] = []
    problems: list[str] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(ipaddress.ip_address(str(row[4][0])) for row in rows)
        except (OSError, ValueError) as error:
            problems.append(getattr(error, "strerror", None) or str(error))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if thread.is_alive():
        raise FetchFailed(f"No address of {host} was found in time.", "Check the network, or try again later.")
    if not found:
        raise FetchFailed(f"No address of {host} was found ({problems[0]}).", "Check the URL and the network.")
    return list(dict.fromkeys(found))


def checked(
    host: str,
    port: int,
    seconds: float,
    *,
    allow_private: bool = False,
    lookup: Callable[[str, int, float], list[Address]] = resolve,
) -> list[Address]:
    """The addresses of a host that may be connected to.

    Args:
        host: As it stands in the URL, without brackets.
        port: The port wanted.
        seconds: How long a look-up may take.
        allow_private: For tests against servers of one's own.
        lookup: How names are turned into addresses.

    Returns:
        At least one address; every one of them is public.

    Raises:
        ForbiddenAddress: The host is, or has, an address that is not public.
        FetchFailed: The host has no address.
    """
    name = host.lower().rstrip(".")
    if not allow_private and (name == "localhost" or name.endswith(".localhost")):
        raise ForbiddenAddress(f"{host} is this machine.", _FIX)
    given = literal(host)
    addresses = [given] if given else lookup(host, port, seconds)
    if allow_private:
        return addresses
    for address in addresses:
        why = why_forbidden(address)
        # Networks without IPv4 add a translated address to public names: never used, but no reason to refuse.
        if why and (given or not carries_ipv4(address)):
            where = str(address) if given else f"{host} ({address})"
            raise ForbiddenAddress(f"{where} is {why}.", _FIX)
    usable = [a for a in addresses if not carries_ipv4(a)]
    if not usable:
        raise ForbiddenAddress(f"{host} has no plain address of the public internet.", _FIX)
    return usable
