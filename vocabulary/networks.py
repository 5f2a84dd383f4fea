"""Which addresses are everybody's, and which of some inside: private, local, shared, or an image of one."""

from ipaddress import IPv4Address, IPv6Address, ip_network

GLOBAL_UNICAST = ip_network("2000::/3")  # all that is given out; whatever else there is, is of some inside (RFC 4291)
INSIDE = tuple(
    ip_network(each)
    for each in (
        "100.64.0.0/10",  # shared by a carrier's customers (RFC 6598)
        "168.63.129.16/32",  # Azure's metadata, at an address that looks like everybody's
        "192.0.0.0/24",  # protocols' own (RFC 6890), and Oracle's metadata
        "192.88.99.0/24",  # relays of 6to4 (RFC 7526)
        "2001::/23",  # Teredo, ORCHID and other protocols' own: some hold an IPv4 address
        "2002::/16",  # 6to4: holds an IPv4 address (RFC 3056)
        "3fff::/20",  # documentation (RFC 9637)
    )
)


def is_everybodys(address: IPv4Address | IPv6Address) -> bool:
    """IPv6 that stands for IPv4 (mapped, NAT64, 6to4, Teredo) is not, whatever it stands for."""
    if isinstance(address, IPv6Address) and (address not in GLOBAL_UNICAST or address.scope_id is not None):
        return False
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address in network for network in INSIDE)
