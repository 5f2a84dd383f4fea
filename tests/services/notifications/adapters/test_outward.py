"""Webhooks reach everybody's network alone: whatever a name means by the time, and however an address is written."""

from collections.abc import Callable, Iterator
from ipaddress import ip_address

import dns.resolver
import pytest

from services.notifications.adapters.post.outward import Address, look_up
from services.notifications.adapters.post.sending import Posting
from tests.parts.names import name_server
from tests.parts.receiver import Receiver, receiver, says
from vocabulary.networks import is_everybodys

INSIDE = (
    "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254",
    "172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1",
    "224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::7f00:1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:0:7f00:1",
    "64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 3fff::1 5f00::1",
    "fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1",
)
OUTSIDE = ("1.1.1.1 8.8.8.8 93.184.215.14 100.63.255.255 100.128.0.1 172.32.0.1 2606:4700::1111 2a00:1450:4001::1",)
THIS_MACHINE = (
    "127.0.0.1 localhost 2130706433 0x7f000001 0x7f.1 0177.0.0.1 127.1 0 [::1] [::ffff:127.0.0.1] 127.0.0.1.",
)


def each_of(lines: tuple[str, ...]) -> list[str]:
    return " ".join(lines).split()


@pytest.mark.parametrize("address", each_of(INSIDE))
def test_an_address_of_some_inside_is_not_everybodys(address: str) -> None:
    assert not is_everybodys(ip_address(address))


@pytest.mark.parametrize("address", each_of(OUTSIDE))
def test_other_addresses_are_everybodys(address: str) -> None:
    assert is_everybodys(ip_address(address))


@pytest.fixture
def inside() -> Iterator[Receiver]:
    """What nobody from outside may reach."""
    with receiver() as found:
        yield found


def by_names(port: int, asked: list[str]) -> Callable[[str], list[Address]]:
    """Looks up at a name server of our own; notes what it was asked."""
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port, resolver.cache = ["127.0.0.1"], port, None

    def look_up(host: str) -> list[Address]:
        asked.append(host)
        return [ip_address(str(each)) for each in resolver.resolve(host, "A")]

    return look_up


def sent(post: Posting, url: str) -> str:
    answered = post.send(url, {}, b"{}")
    assert answered.status == 0
    return answered.error


REFUSED = "refused: its address is of a private or local network"


@pytest.mark.parametrize("host", each_of(THIS_MACHINE))
def test_this_machine_is_not_reached_however_it_is_written(inside: Receiver, host: str) -> None:
    error = sent(Posting(), f"http://{host}:{inside.port}/")
    assert inside.sent == []
    assert error.startswith(REFUSED) or "Name" in error or "gaierror" in error, error


def test_a_user_name_hides_no_host(inside: Receiver) -> None:
    assert sent(Posting(), f"http://hooks.example@127.0.0.1:{inside.port}/").startswith(REFUSED)
    assert inside.sent == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_means_an_inside_address_is_refused(inside: Receiver, scheme: str) -> None:
    with name_server({("hooks.example", "A"): ["127.0.0.1"]}) as port:
        error = sent(Posting(by_names(port, [])), f"{scheme}://hooks.example:{inside.port}/")
    assert error.startswith(REFUSED)
    assert inside.sent == []


def test_a_name_that_changes_its_meaning_is_judged_by_what_is_connected_to(
    inside: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    zone = {("hooks.example", "A"): ["127.0.0.1"]}

    def rebound(address: Address) -> bool:
        zone["hooks.example", "A"] = ["127.0.0.1"]  # between judging and connecting
        return is_everybodys(address)

    connected: list[str] = []
    monkeypatch.setattr("services.notifications.adapters.post.outward.is_everybodys", rebound)
    monkeypatch.setattr("socket.create_connection", lambda address, **_: connected.append(address[0]) or fail())
    with name_server(zone) as port:
        zone["hooks.example", "A"] = ["8.8.8.8"]
        sent(Posting(by_names(port, asked)), f"http://hooks.example:{inside.port}/")
    assert (asked, connected) == (["hooks.example"], ["8.8.8.8"])


def fail() -> None:
    raise ConnectionRefusedError


def test_of_several_meanings_only_those_outside_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[str] = []
    monkeypatch.setattr("socket.create_connection", lambda address, **_: connected.append(address[0]) or fail())
    with name_server({("hooks.example", "A"): ["127.0.0.1", "8.8.8.8", "10.0.0.1", "1.1.1.1"]}) as port:
        sent(Posting(by_names(port, [])), "http://hooks.example/")
    assert sorted(connected) == ["1.1.1.1", "8.8.8.8"]


def test_a_redirect_to_the_inside_is_not_followed(inside: Receiver) -> None:
    with receiver(says(307, Location=inside.url)) as outside:
        answered = Posting(inside=True).send(outside.url, {}, b"{}")
    assert (answered.status, inside.sent) == (307, [])
    assert inside.url in answered.error


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"])
def test_a_proxy_of_the_environment_is_no_way_around(
    inside: Receiver, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, f"http://127.0.0.1:{inside.port}")
    monkeypatch.setattr("socket.create_connection", lambda *_, **__: fail())
    with name_server({("hooks.example", "A"): ["8.8.8.8"]}) as port:
        sent(Posting(by_names(port, [])), "http://hooks.example/")
    assert inside.sent == []


def test_a_store_that_is_told_so_reaches_its_own_network(inside: Receiver) -> None:
    assert Posting(inside=True).send(inside.url, {}, b"{}").status == 200


def test_the_system_tells_each_address_once() -> None:
    found = look_up("localhost")
    assert len(found) == len(set(found)) > 0
