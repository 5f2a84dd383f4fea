"""Where a request comes from, seen past the proxies that the operator trusts."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from gateway.settings import Network

Address = IPv4Address | IPv6Address


def client_address(peer: str, forwarded: str, trusted: tuple[Network, ...]) -> str:
    """`peer` where it is no trusted proxy, else the last address of X-Forwarded-For that is none."""
    if not trusted:
        return peer
    seen = peer
    for hop in reversed([peer_text.strip() for peer_text in forwarded.split(",") if peer_text.strip()]):
        if not within(seen, trusted):
            return seen
        if parsed(hop) is None:
            return seen
        seen = hop
    return seen


def within(address: str, networks: tuple[Network, ...]) -> bool:
    at = parsed(address)
    return at is not None and any(at.version == network.version and at in network for network in networks)


def allowed(address: str, networks: tuple[str, ...]) -> bool:
    """Whether a token that counts from these networks alone (none: from anywhere) may be used at `address`."""
    return not networks or within(address, tuple(ip_network(network, strict=False) for network in networks))


def parsed(address: str) -> Address | None:
    try:
        at = ip_address(address.strip("[]"))
    except ValueError:
        return None
    return (at.ipv4_mapped or at) if isinstance(at, IPv6Address) else at
