from services.certification.scan import packages
from tests.services.certification.scan.packages.given import told, versions

INSTALLED = b"""C:Q1abc=
P:libshop3
V:3.1.4-r5
A:x86_64
L:Apache-2.0
o:shop
m:Somebody <somebody@example.com>
F:usr
F:usr/lib
R:libshop.so.3
a:0:0:755
Z:Q1def=
F:etc/shop
R:shop.conf

P:busybox
V:1.36.1-r29
A:x86_64
L:GPL-2.0-only
F:bin
R:busybox
"""


def test_what_is_installed_is_told_with_its_licence() -> None:
    found = told("lib/apk/db/installed", INSTALLED)
    assert versions(found) == {"libshop3": "3.1.4-r5", "busybox": "1.36.1-r29"}
    assert [package.licences for package in found] == [("Apache-2.0",), ("GPL-2.0-only",)]


def test_advisories_go_by_what_a_package_was_built_from() -> None:
    assert [package.advised_name for package in told("lib/apk/db/installed", INSTALLED)] == ["shop", "busybox"]


def test_it_is_found_where_apk_3_keeps_it() -> None:
    assert len(told("usr/lib/apk/db/installed", INSTALLED)) == 2


def test_it_says_whose_a_file_is_and_leaves_configuration_out() -> None:
    told = packages.owned("lib/apk/db/installed", INSTALLED)
    assert told == {"usr/lib/libshop.so.3": "libshop3", "bin/busybox": "busybox", "usr/bin/busybox": "busybox"}
