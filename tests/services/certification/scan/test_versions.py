"""Versions are ordered as their own package managers order them."""

from itertools import pairwise

import pytest

from services.certification.scan.versions import NotComparable, is_older

ORDERS = {
    "Debian:12": "1.0~rc1-1 1.0-1 1.0-1+b1 1.0-1+deb12u1 1.0-1.1 1.0.1-1 1.10-1 1:0.1-1",
    "Ubuntu:22.04": "2.35-0ubuntu3 2.35-0ubuntu3.1 2.35-0ubuntu3.10",
    "Alpine:v3.20": "1.2.3_alpha1-r0 1.2.3_beta-r0 1.2.3_pre2-r0 1.2.3_rc1-r0 1.2.3-r0 1.2.3-r1 1.2.3-r10 "
    "1.2.3_cvs1-r0 1.2.3_svn1-r0 1.2.3_git20230717-r0 1.2.3_git20230717-r4 1.2.3_hg1-r0 1.2.3_p1-r0 1.2.3a-r0 1.2.4-r0",
    "AlmaLinux:9": "1.0~rc1-1 1.0-1 1.0^git1-1 1.0.1-1 1.0.1-1.el9 1.0.1-1.el9_1 1.0.1-10.el9 1.10-1 1:0.1-1",
    "PyPI": "1.0.dev1 1.0a1 1.0b2 1.0rc1 1.0 1.0.post1 1.0.1 1.10 1!0.1",
    "npm": "1.0.0-alpha 1.0.0-alpha.1 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.10.0",
    "crates.io": "0.9.9 1.0.0-alpha.1 1.0.0 1.0.10",
    "Go": "v0.0.0-20200101000000-abcdefabcdef v0.0.0-20210101000000-abcdefabcdef v1.2.3-rc.1 v1.2.3 1.2.4 1.20.1",
    "Maven": "1.0-alpha-1 1.0-beta-1 1.0-rc1 1.0-SNAPSHOT 1.0 1.0.sp1 1.0.1 1.0.10 2",
    "RubyGems": "1.0.a 1.0.b1 1.0 1.0.0.1 1.0.1 1.0.10",
}


@pytest.mark.parametrize("ecosystem", ORDERS)
def test_each_is_older_than_the_next_and_never_the_other_way_round(ecosystem: str) -> None:
    told = [
        (one, next_)
        for one, next_ in pairwise(ORDERS[ecosystem].split())
        if not is_older(ecosystem, one, next_) or is_older(ecosystem, next_, one) or is_older(ecosystem, one, one)
    ]
    assert told == []


@pytest.mark.parametrize(
    ("ecosystem", "version"),
    [
        ("Hackage", "1.0"),
        ("PyPI", "2004d"),
        ("Go", "(devel)"),
        ("Maven", "${project.version}"),
        ("npm", "latest"),
        ("npm", "1.2.3.4"),
        ("Debian:12", ""),
        ("Alpine:v3.20", "one two"),
        ("PyPI", "1" * 300),
        ("Debian:12", "１.0"),
    ],
)
def test_what_has_no_known_order_is_never_guessed(ecosystem: str, version: str) -> None:
    with pytest.raises(NotComparable):
        is_older(ecosystem, version, "1.0")


def test_a_build_is_no_other_version() -> None:
    assert not is_older("Go", "1.0.0", "1.0.0+incompatible")


def test_nothing_is_older_than_the_beginning() -> None:
    assert is_older("Debian:12", "0", "0~~")
    assert not is_older("Debian:12", "0~~", "0")
