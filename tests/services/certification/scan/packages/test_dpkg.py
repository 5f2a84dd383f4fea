from services.certification.scan import packages
from tests.services.certification.scan.packages.given import told, versions

STATUS = """Package: libshop1
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Source: shop (2:1.4-3)
Version: 2:1.4-3+b1
Description: what others link with
 Version: 9 stands in a description

Package: shop
Status: hold ok installed
Architecture: all
Version: 1.4

Package: left
Status: deinstall ok config-files
Architecture: amd64
Version: 0.9

Package: half
Status: install ok half-configured
Architecture: amd64
Source: halves
Version: 3

Package: nameless-version
Status: install ok installed
"""


def test_what_is_installed_is_told_and_what_only_left_its_configuration_is_not() -> None:
    found = versions(told("var/lib/dpkg/status", STATUS.encode()))
    assert found == {"libshop1": "2:1.4-3+b1", "shop": "1.4", "half": "3"}


def test_advisories_go_by_the_source_package_and_its_version() -> None:
    library, _, half = told("var/lib/dpkg/status", STATUS.encode())
    assert (library.advised_name, library.advised_version) == ("shop", "2:1.4-3")
    assert (half.advised_name, half.advised_version) == ("halves", "3")


def test_an_image_without_a_package_manager_tells_package_by_package() -> None:
    piece = b"Package: base-files\nVersion: 12.4+deb12u5\nArchitecture: amd64\n"
    assert versions(told("var/lib/dpkg/status.d/base-files", piece)) == {"base-files": "12.4+deb12u5"}
    assert told("var/lib/dpkg/status.d/base-files.md5sums", piece) == ()


def test_lines_may_end_as_on_other_systems() -> None:
    assert versions(told("var/lib/dpkg/status", b"Package: shop\r\nVersion: 1\r\n")) == {"shop": "1"}


def test_a_list_of_files_says_whose_they_are_and_leaves_configuration_out() -> None:
    path = "var/lib/dpkg/info/libshop1:amd64.list"
    assert packages.tells_files(path)
    told = packages.owned(path, b"/.\n/usr\n/usr/lib/libshop.so.1\n/etc\n/etc/shop.conf\n")
    assert told == {"usr": "libshop1", "usr/lib/libshop.so.1": "libshop1", "etc": "libshop1"}
