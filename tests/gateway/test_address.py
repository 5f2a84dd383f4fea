"""Where a request comes from is told by the operator's own proxies alone."""

from ipaddress import ip_network

import pytest

from gateway.address import allowed, client_address

PROXIES = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "203.0.113.9", "192.0.2.7"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("::1", "2001:db8::5", "2001:db8::5"),
    ],
)
def test_only_trusted_proxies_are_believed(peer: str, forwarded: str, address: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == address


def test_without_proxies_nobody_is_believed() -> None:
    assert client_address("10.0.0.1", "203.0.113.9", ()) == "10.0.0.1"


@pytest.mark.parametrize(
    ("address", "networks", "counts"),
    [
        ("203.0.113.9", (), True),
        ("203.0.113.9", ("203.0.113.0/24",), True),
        ("::ffff:203.0.113.9", ("203.0.113.0/24",), True),
        ("203.0.114.9", ("203.0.113.0/24",), False),
        ("2001:db8::5", ("203.0.113.0/24", "2001:db8::/32"), True),
        ("", ("203.0.113.0/24",), False),
    ],
)
def test_a_token_counts_from_its_networks(address: str, networks: tuple[str, ...], counts: bool) -> None:
    assert allowed(address, networks) is counts
