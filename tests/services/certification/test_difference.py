"""A reviewer sees what is other than in the version that was certified before."""

from dataclasses import replace
from datetime import UTC, datetime

from services.certification.policies.difference import NO_SHAPE, Side, difference
from services.certification.scan.advisory import Found
from services.certification.scan.package import Package

openssl = Package("deb", "Debian:12", "openssl", "3.0.14", "var/lib/dpkg/status")
curl = Package("deb", "Debian:12", "curl", "7.88", "var/lib/dpkg/status")
AT = datetime(2026, 11, 2, tzinfo=UTC)
hole = Found("DSA-1", (), "openssl", "3.0.14", "3.0.15", "high", 7.5, AT, "var/lib/dpkg/status")
NOTHING = Side((), (), NO_SHAPE)


def shape(*layers: str, **config: str) -> dict[str, object]:
    return {"config": config, "layers": [[layer, 10] for layer in layers]}


def test_packages_come_go_and_change() -> None:
    newer = replace(openssl, version="3.0.15")
    told = difference("linux/amd64", Side([openssl, curl], (), NO_SHAPE), Side([newer], (), NO_SHAPE))
    assert told["packages"] == {
        "added": [],
        "removed": [{"type": "deb", "name": "curl", "before": "7.88", "after": ""}],
        "changed": [{"type": "deb", "name": "openssl", "before": "3.0.14", "after": "3.0.15"}],
    }


def test_versions_of_one_package_side_by_side_are_told_together() -> None:
    two = [openssl, replace(openssl, version="1.1.1")]
    told = difference("linux/amd64", NOTHING, Side(two, (), NO_SHAPE))
    assert [each["after"] for each in told["packages"]["added"]] == ["1.1.1, 3.0.14"]


def test_a_hole_that_stays_in_a_newer_version_is_no_news() -> None:
    still = replace(hole, version="3.0.14+1")
    assert difference("linux/amd64", Side((), [hole], NO_SHAPE), Side((), [still], NO_SHAPE))["findings"] == {
        "new": [],
        "gone": [],
    }
    assert [each["id"] for each in difference("x", NOTHING, Side((), [hole], NO_SHAPE))["findings"]["new"]] == ["DSA-1"]


def test_configuration_is_compared_field_by_field() -> None:
    before, after = shape(user="root", old="1"), shape(user="app", new="2")
    assert difference("x", Side((), (), before), Side((), (), after))["config"] == [
        {"field": "user", "before": "root", "after": "app"},
        {"field": "new", "before": "", "after": "2"},
        {"field": "old", "before": "1", "after": ""},
    ]


def test_layers_are_kept_from_the_bottom_up() -> None:
    told = difference("x", Side((), (), shape("a", "b", "c")), Side((), (), shape("a", "d", "c", "e")))
    assert told["layers"] == {"kept": 1, "added": 3, "removed": 2, "before": 30, "after": 40}
