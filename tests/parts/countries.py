"""A database of countries for tests, in the real format, over networks that are set aside for documents (RFC 5737)."""

from collections.abc import Mapping
from pathlib import Path

from mmdb_writer import MMDBWriter
from netaddr import IPSet

GERMANY, CUBA = "192.0.2.0/24", "198.51.100.0/24"
SIX = "2001:db8::/32"
PLACES = {GERMANY: "DE", CUBA: "CU", SIX: "FR"}


def database(path: Path, places: Mapping[str, str] = PLACES) -> Path:
    writer = MMDBWriter(6, "Test-Country", ipv4_compatible=True)
    for network, country in places.items():
        writer.insert_network(IPSet([network]), {"country": {"iso_code": country}})
    writer.to_db_file(str(path))
    return path
