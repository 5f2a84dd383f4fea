"""What a host is told of holes: by name where the release had them, else by number; never what is not shown."""

from dataclasses import replace

import pytest

from services.certification import events as certification
from tests.controls import vulnerabilities
from tests.gateway.counter import AT
from tests.gateway.host.hosting import AMD64, ARM64, Hosting, name

DB = "id-acme-db"


class Shown(Hosting):
    """Its publisher lets everybody see what is known of its images."""

    def found(self, digest: str, advisory: str = "DSA-1", severity: str = "high") -> None:
        told = replace(vulnerabilities.found, product=DB, repository="acme/db", digest=digest)
        self.say(replace(told, vulnerability=advisory, advisory=advisory, severity=severity))

    def mended(self, advisory: str = "DSA-1", how: str = "released") -> None:
        self.say(certification.VulnerabilityFixed(advisory, DB, "acme/db", advisory, how, AT))

    def rated(self, digest: str, high: int, platform: str = AMD64) -> None:
        rating = replace(vulnerabilities.clean, platform=platform, high=high)
        self.say(certification.ImageRated(digest, DB, "acme/db", (rating,), "now", AT))

    def say(self, event: object) -> None:
        self.counter.tell(("remediation-acme/db", event))


@pytest.fixture
def shown(host: Hosting) -> Shown:
    host.counter.tell(("product-db", certification.FindingsShown(DB, True)))
    return Shown(host.counter)


def test_a_release_that_mends_a_hole_is_a_matter_of_security(shown: Shown) -> None:
    old = shown.release("1.4.2")
    shown.found(old)
    shown.release("1.4.3")
    shown.mended()
    told = shown.of(name("1.4.2"), old)
    assert (told["state"], told["fixes"]) == ("security", [{"advisory": "DSA-1", "severity": "high"}])


def test_what_the_newest_has_as_well_is_no_fix(shown: Shown) -> None:
    old = shown.release("1.4.2")
    shown.found(old)
    shown.found(shown.release("1.4.3"))
    told = shown.of(name("1.4.2"), old)
    assert (told["state"], told["fixes"]) == ("newer", [])


def test_a_hole_that_another_variant_alone_mends_is_no_fix(shown: Shown) -> None:
    old, new = shown.release("1.4.2-alpine"), shown.release("1.4.3-alpine")
    shown.found(old)
    shown.found(new)
    shown.release("1.5.0")
    shown.mended()
    told = shown.of(name("1.4.2-alpine"), old)
    assert (told["newest"]["tag"], told["state"], told["fixes"]) == ("1.4.3-alpine", "newer", [])


def test_the_worst_hole_comes_first(shown: Shown) -> None:
    old = shown.release("1.4.2")
    for advisory, severity in (("A", "low"), ("B", "critical"), ("C", "high")):
        shown.found(old, advisory, severity)
        shown.mended(advisory)
    shown.release("1.4.3")
    assert [one["advisory"] for one in shown.of(name("1.4.2"), old)["fixes"]] == ["B", "C", "A"]


def test_a_hole_that_its_source_took_back_is_mended_by_nobody(shown: Shown) -> None:
    old = shown.release("1.4.2")
    shown.found(old)
    shown.release("1.4.3")
    shown.mended(how="withdrawn")
    assert shown.of(name("1.4.2"), old)["state"] == "newer"


def test_a_hole_that_does_no_harm_is_not_told(shown: Shown) -> None:
    old = shown.release("1.4.2")
    shown.found(old)
    shown.say(replace(vulnerabilities.vex_stated, vulnerability="DSA-1"))
    shown.release("1.4.3")
    shown.mended()
    assert shown.of(name("1.4.2"), old)["state"] == "newer"


def test_fewer_known_holes_tell_of_security_where_none_has_a_name(shown: Shown) -> None:
    old, new = shown.release("1.4.2"), shown.release("1.4.3")
    shown.rated(old, high=3)
    shown.rated(new, high=1)
    told = shown.of(name("1.4.2"), old)
    assert (told["state"], told["fixes"]) == ("security", [])


def test_of_the_platforms_the_hosts_own_counts(shown: Shown) -> None:
    old, new = shown.release("1.4.2"), shown.release("1.4.3")
    shown.rated(old, high=3)
    shown.rated(new, high=1)
    told = [
        shown.ask({"reference": name("1.4.2"), "digests": [old], "platform": one})[0]["state"]
        for one in (AMD64, "linux/x86_64", ARM64)
    ]
    assert told == ["security", "security", "newer"]


def test_what_a_publisher_does_not_show_is_told_to_nobody(shown: Shown) -> None:
    old = shown.release("1.4.2")
    shown.found(old)
    shown.release("1.4.3")
    shown.mended()
    shown.counter.tell(("product-db", certification.FindingsShown(DB, False)))
    told = shown.of(name("1.4.2"), old)
    assert (told["state"], told["fixes"]) == ("newer", [])
