"""Proofs that a domain is a publisher's, before a real name server and a real site; and what a stranger may not do."""

import ssl
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network
from pathlib import Path

import pytest

from services.catalog.adapters import sites
from services.catalog.adapters.sites import PublishersSites
from services.catalog.ports import DomainProof, SeenProof
from tests.parts.names import name_server, site
from tests.parts.pace import at_best, seconds_of

PROOF = DomainProof("acme.example", "chandlery-publisher=acme:1234")
HOME = ip_network("127.0.0.0/8")
RECORD = ("_chandlery.acme.example", "TXT")
HOST = ("acme.example", "A")


@pytest.fixture
def zone() -> dict[tuple[str, str], list[str]]:
    return {}


@pytest.fixture
def names(zone: dict[tuple[str, str], list[str]]) -> Iterator[int]:
    with name_server(zone) as port:
        yield port


def asking(names: int, *networks: object, port: int = 443, trusted: Path | None = None) -> PublishersSites:
    context = ssl.create_default_context(cafile=str(trusted) if trusted else None)
    return PublishersSites([("127.0.0.1", names)], networks, port, context)  # type: ignore[arg-type]


def saying(text: str, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(status)
        for name, value in headers.items():
            asked.send_header(name, value)
        asked.end_headers()
        asked.wfile.write(text.encode())

    return answer


def test_a_record_proves_a_domain(zone: dict[tuple[str, str], list[str]], names: int) -> None:
    zone[RECORD] = ['"v=spf1 -all"', '"chandlery-publisher=" "acme:1234"']
    assert asking(names).look_for(PROOF) == SeenProof("dns")


def test_another_publishers_record_proves_nothing(zone: dict[tuple[str, str], list[str]], names: int) -> None:
    zone[RECORD] = ['"chandlery-publisher=bobs:1234"']
    seen = asking(names).look_for(PROOF)
    assert seen.how == ""
    assert "_chandlery.acme.example has other TXT records" in seen.told


def test_a_name_that_is_not_there_proves_nothing(names: int) -> None:
    seen = asking(names).look_for(PROOF)
    assert seen.told == "_chandlery.acme.example has no TXT record (NXDOMAIN); acme.example has no public address"


def test_a_file_proves_a_domain(zone: dict[tuple[str, str], list[str]], names: int, tmp_path: Path) -> None:
    zone[HOST] = ["127.0.0.1"]
    with site("acme.example", tmp_path, saying(f"{PROOF.value}\n")) as port:
        asked = asking(names, HOME, port=port, trusted=tmp_path / "site.pem")
        assert asked.look_for(PROOF) == SeenProof("well-known")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (saying("something else"), "says something else"),
        (saying(PROOF.value, 404), "it answers 404"),
        (saying(PROOF.value, 302, Location="https://127.0.0.1/"), "it answers 302"),
        (saying(" " * 10_000 + PROOF.value), "it is too long"),
    ],
)
def test_a_site_that_says_anything_else_proves_nothing(
    zone: dict[tuple[str, str], list[str]],
    names: int,
    tmp_path: Path,
    answer: Callable[[BaseHTTPRequestHandler], None],
    words: str,
) -> None:
    zone[HOST] = ["127.0.0.1"]
    with site("acme.example", tmp_path, answer) as port:
        seen = asking(names, HOME, port=port, trusted=tmp_path / "site.pem").look_for(PROOF)
    assert seen.how == ""
    assert words in seen.told


def test_a_site_without_a_certificate_of_its_name_proves_nothing(
    zone: dict[tuple[str, str], list[str]], names: int, tmp_path: Path
) -> None:
    zone[HOST] = ["127.0.0.1"]
    with site("other.example", tmp_path, saying(PROOF.value)) as port:
        seen = asking(names, HOME, port=port, trusted=tmp_path / "site.pem").look_for(PROOF)
    assert "cannot be read" in seen.told


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"],  # noqa: S104
)
def test_nobody_sends_the_store_into_its_own_network(
    zone: dict[tuple[str, str], list[str]], names: int, address: str
) -> None:
    zone[HOST] = [address]
    assert asking(names).look_for(PROOF).told.endswith("acme.example has no public address")


@pytest.mark.parametrize(
    "address",
    ["::1", "::127.0.0.1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff0e::1"],
)
def test_nor_by_an_address_in_disguise(zone: dict[tuple[str, str], list[str]], names: int, address: str) -> None:
    zone["acme.example", "AAAA"] = [address]
    assert asking(names).look_for(PROOF).told.endswith("acme.example has no public address")


def test_a_site_that_takes_its_time_is_not_waited_for(
    zone: dict[tuple[str, str], list[str]], names: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sites, "LONGEST", 0.4)
    zone[HOST] = ["127.0.0.1"]

    def trickle(asked: BaseHTTPRequestHandler) -> None:
        for _ in range(20):
            asked.wfile.write(b"H")
            time.sleep(0.1)

    with site("acme.example", tmp_path, trickle) as port:

        def asked() -> None:
            assert asking(names, HOME, port=port, trusted=tmp_path / "site.pem").look_for(PROOF).how == ""

        assert at_best(lambda: seconds_of(asked), 1.5) < 1.5
