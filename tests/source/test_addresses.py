from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import FetchFailed, ForbiddenAddress
from detente.source.addresses import Address, checked, literal, resolve, why_forbidden

FORBIDDEN = [
    "127.0.0.1",
    "127.255.255.254",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.255.255",
    "0.0.0.0",
    "0.1.2.3",
    "169.254.169.254",
    "169.254.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "192.88.99.1",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd12:3456:789a::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "100::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:a00:1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "::ffff:0:127.0.0.1",
    "5f00::1",
    "3fff::1",
]
PUBLIC = [
    "8.8.8.8",
    "93.184.215.14",
    "1.1.1.1",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "2a00:1450::5",
]
ODD = [
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0x7f.0.0.1",
    "127.1",
    "127.0.1",
    "0177.0.0.1",
    "127.0.0.01",
    "1.2.3",
    "0x7f.1",
    "127.0.0.1.",
    "4294967296",
    "00000010.0.0.1",
    "0",
    "1.2.3.4.5",
    "127.0.0.0x1",
    "999.1.1.1",
]


def no_lookup(host: str, port: int, seconds: float) -> list[Address]:
    raise AssertionError(f"{host} was looked up")


def answers(*addresses: str) -> object:
    return lambda host, port, seconds: [ipaddress.ip_address(a) for a in addresses]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert why_forbidden(ipaddress.ip_address(address))
    with pytest.raises(ForbiddenAddress):
        checked(address, 80, 1, lookup=no_lookup)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert why_forbidden(ipaddress.ip_address(address)) is None
    assert checked(address, 80, 1, lookup=no_lookup) == [ipaddress.ip_address(address)]


@pytest.mark.parametrize("host", ODD)
def test_odd_spellings_are_refused_even_for_tests(host: str) -> None:
    with pytest.raises(ForbiddenAddress):
        checked(host, 80, 1, lookup=no_lookup)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "a.localhost", "a.b.LocalHost."])
def test_this_machine_by_name_is_refused(host: str) -> None:
    with pytest.raises(ForbiddenAddress):
        checked(host, 80, 1, lookup=no_lookup)


@pytest.mark.parametrize("host", ["news.example", "a1.example", "1a", "x--y.example", "0x.example"])
def test_names_are_no_addresses(host: str) -> None:
    assert literal(host) is None


@pytest.mark.parametrize("addresses", [("10.0.0.1",), ("93.184.215.14", "127.0.0.1"), ("2606:4700::1", "fd00::1")])
def test_a_name_that_has_any_private_address_is_refused(addresses: tuple[str, ...]) -> None:
    with pytest.raises(ForbiddenAddress, match=r"rebind\.example"):
        checked("rebind.example", 80, 1, lookup=answers(*addresses))  # type: ignore[arg-type]


def test_a_translated_address_beside_a_plain_one_is_left_out() -> None:
    found = checked("news.example", 80, 1, lookup=answers("64:ff9b::5db8:d70e", "93.184.215.14"))  # type: ignore[arg-type]
    assert [str(a) for a in found] == ["93.184.215.14"]
    with pytest.raises(ForbiddenAddress):
        checked("news.example", 80, 1, lookup=answers("64:ff9b::5db8:d70e"))  # type: ignore[arg-type]


def test_private_addresses_pass_only_when_allowed() -> None:
    assert checked("127.0.0.1", 80, 1, allow_private=True) == [ipaddress.ip_address("127.0.0.1")]


@given(st.ip_addresses())
def test_what_python_calls_not_global_is_never_public(address: Address) -> None:
    if not address.is_global or address.is_multicast:
        assert why_forbidden(address)


@given(st.ip_addresses(v=4))
def test_no_ipv6_clothing_makes_an_ipv4_address_public(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    for prefix in ("::ffff:0:0", "64:ff9b::", "::ffff:0:0:0", "::"):
        assert why_forbidden(ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | number))
    assert why_forbidden(ipaddress.IPv6Address((0x2002 << 112) | (number << 80)))


@given(st.ip_addresses(v=4), st.sampled_from(["{:d}", "0x{:x}", "0{:o}"]))
def test_no_number_is_taken_for_a_host(address: ipaddress.IPv4Address, form: str) -> None:
    whole = form.format(int(address))
    parts = ".".join(form.format(b) for b in address.packed)
    last = address.packed[0]
    for host in (whole, parts, f"{last}.{form.format(int(address) & 0xFFFFFF)}"):
        if host != str(address):
            with pytest.raises(ForbiddenAddress):
                literal(host)


def test_a_name_without_an_address_fails() -> None:
    with pytest.raises(FetchFailed, match=r"nowhere\.invalid"):
        resolve("nowhere.invalid", 80, 5)


def test_a_resolver_that_sleeps_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr("socket.getaddrinfo", lambda *a, **k: time.sleep(1.5) or [])
    begun = time.monotonic()
    with pytest.raises(FetchFailed, match="in time"):
        resolve("slow.example", 80, 0.1)
    assert time.monotonic() - begun < 1
