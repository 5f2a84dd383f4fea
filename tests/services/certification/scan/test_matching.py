"""Which advisories touch which packages, by the rules of OSV."""

from services.certification.scan import osv
from services.certification.scan.advisory import Found
from services.certification.scan.matching import match, matched
from services.certification.scan.package import Package
from tests.services.certification.scan.advised import CRITICAL, advisory, deb, package, record

OPENSSL = deb("libssl3", "3.0.14-1", "openssl")


def _told(found: list[Found]) -> list[tuple[str, str, str]]:
    return [(one.advisory, one.package, one.fixed) for one in found]


def test_an_older_version_is_touched_and_what_mends_it_is_told() -> None:
    assert _told(match([OPENSSL], [advisory("D-1", "openssl", "<3.0.15-1")])) == [("D-1", "libssl3", "3.0.15-1")]


def test_the_version_that_mends_it_is_not_touched() -> None:
    assert match([OPENSSL], [advisory("D-1", "openssl", "<3.0.14-1")]) == []


def test_what_came_in_later_does_not_touch() -> None:
    assert match([OPENSSL], [advisory("D-1", "openssl", "3.1-1", "3.2-1")]) == []


def test_a_hole_that_nothing_mends_is_found_in_every_version() -> None:
    odd = package("Hackage", "aeson", "any")
    assert _told(match([OPENSSL], [advisory("D-1", "openssl", "0")])) == [("D-1", "libssl3", "")]
    assert _told(match([odd], [advisory("H-1", "aeson", "0", ecosystem="Hackage")])) == [("H-1", "aeson", "")]


def test_the_sources_own_version_decides_where_it_differs() -> None:
    rebuilt = deb("libc6", "2.36-9+b1", "glibc", "2.36-9")
    assert match([rebuilt], [advisory("D-1", "glibc", "2.36-9+a", "2.37")]) == []


def test_another_release_of_the_distribution_is_another_matter() -> None:
    assert match([OPENSSL], [advisory("D-1", "openssl", "<9", ecosystem="Debian:11")]) == []


def test_almalinux_names_the_installed_package_not_its_source() -> None:
    library = Package("rpm", "AlmaLinux:9", "openssl-libs", "1:3.0.1-1.el9", "rpmdb", "openssl", "3.0.1-1.el9")
    hole = advisory("ALSA-1", "openssl-libs", "<1:3.0.7-1.el9", ecosystem="AlmaLinux:9")
    assert _told(match([library], [hole])) == [("ALSA-1", "openssl-libs", "1:3.0.7-1.el9")]


def test_names_of_python_packages_are_the_same_however_they_are_written() -> None:
    hole = advisory("P-1", "zope.interface", "<6", ecosystem="PyPI")
    assert match([package("PyPI", "Zope_Interface", "5.4")], [hole])


def test_a_version_told_one_by_one_is_touched_though_no_range_says_so() -> None:
    hole = advisory("P-1", "a", "3.0", "3.1", ecosystem="PyPI", versions=("2004d", "1.0"))
    assert _told(match([package("PyPI", "a", "2004d"), package("PyPI", "a", "1.0")], [hole])) == [
        ("P-1", "a", ""),
        ("P-1", "a", "3.1"),
    ]


def test_what_cannot_be_compared_is_told_and_is_no_finding() -> None:
    found, uncompared = matched([package("PyPI", "a", "2004d")], [advisory("P-1", "a", "<1", ecosystem="PyPI")])
    assert (found, [(one.advisory, one.version) for one in uncompared]) == ([], [("P-1", "2004d")])


def test_a_withdrawn_advisory_touches_nothing() -> None:
    assert match([OPENSSL], [advisory("D-1", "openssl", "<9", withdrawn="2026-11-02T00:00:00Z")]) == []


def test_one_hole_under_two_names_is_found_once_by_the_one_that_knows_most() -> None:
    first = advisory("GHSA-1", "a", "<2", ecosystem="PyPI", aliases=["CVE-1"])
    rated = {"severity": [{"type": "CVSS_V3", "score": CRITICAL}]}
    second = advisory("PYSEC-1", "a", "<2.1", ecosystem="PyPI", aliases=["CVE-1"], **rated)
    (found,) = match([package("PyPI", "a", "1.0")], [first, second])
    assert (found.advisory, found.fixed, found.aliases) == ("PYSEC-1", "2.1", ("CVE-1", "GHSA-1"))


def test_updates_that_mend_a_cve_in_common_stay_two() -> None:
    holes = [advisory(id, "openssl", "<9", related=["CVE-1"]) for id in ("ALSA-1", "ALSA-2")]
    assert [one.advisory for one in match([OPENSSL], holes)] == ["ALSA-1", "ALSA-2"]


def test_an_update_of_one_stream_of_a_module_says_nothing_of_another() -> None:
    hole = record("ALSA-1", "nodejs", "<1:18.20-1.module_el8", ecosystem="AlmaLinux:8")
    hole["affected"][0]["ecosystem_specific"] = {"rpm_modularity": "nodejs:18"}
    of_18, of_16, of_none = (
        Package("rpm", "AlmaLinux:8", "nodejs", "1:16.1-1", "rpmdb", module=module)
        for module in ("nodejs:18:808:63b3", "nodejs:1:808:63b3", "")
    )
    told = osv.parse(osv.trimmed(hole))
    assert [bool(match([one], [told])) for one in (of_18, of_16, of_none)] == [True, False, False]


def test_a_package_that_two_ranges_hold_is_mended_when_both_are() -> None:
    hole = advisory("D-1", "openssl", "<3.0.15-1")
    both = advisory("D-1", "openssl", "<3.0.16-1")
    joined = advisory("D-1", "openssl").__class__(**vars(hole) | {"affected": hole.affected + both.affected})
    assert _told(match([OPENSSL], [joined])) == [("D-1", "libssl3", "3.0.16-1")]
