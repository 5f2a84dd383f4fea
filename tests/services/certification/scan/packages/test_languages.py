"""What languages leave beside what they install, as their installers write it."""

import json
from importlib import metadata
from pathlib import Path

import pytest

from tests.services.certification.scan.packages.given import told, versions

PYTHON = b"Metadata-Version: 2.1\nName: Acme_Shop.Client\nVersion: 1.2.3\nLicense: MIT\n\nLicense-Expression: GPL\n"


@pytest.mark.parametrize(
    "path",
    [
        "usr/lib/python3/site-packages/acme_shop_client-1.2.3.dist-info/METADATA",
        "usr/lib/python3/dist-packages/acme_shop_client-1.2.3.egg-info/PKG-INFO",
        "usr/lib/python2.7/acme_shop_client-1.2.3-py2.7.egg-info",
        "opt/eggs/acme_shop_client-1.2.3-py3.egg/EGG-INFO/PKG-INFO",
    ],
)
def test_a_python_package_is_named_as_its_advisories_name_it(path: str) -> None:
    (package,) = told(path, PYTHON)
    assert (package.type, package.ecosystem, package.name, package.version) == (
        "pypi", "PyPI", "acme-shop-client", "1.2.3",
    )  # fmt: skip
    assert package.licences == ("MIT",)


def test_an_environment_tells_what_python_itself_says_of_it() -> None:
    found = {}
    for distribution in metadata.distributions():
        path = Path(str(distribution.locate_file("")), f"{distribution.name.replace('-', '_')}.dist-info", "METADATA")
        found |= versions(told(str(path).lstrip("/"), (distribution.read_text("METADATA") or "").encode()))
    assert found["pytest"] == metadata.version("pytest")
    assert set(found.values()) == {distribution.version for distribution in metadata.distributions()}


def test_a_node_module_is_told_with_its_scope() -> None:
    content = json.dumps({"name": "@acme/shop", "version": "2.0.1", "license": "ISC"}).encode()
    (package,) = told("app/node_modules/@acme/shop/package.json", content)
    assert (package.type, package.name, package.version, package.licences) == ("npm", "@acme/shop", "2.0.1", ("ISC",))


def test_old_node_modules_tell_licences_as_a_list() -> None:
    content = json.dumps({"name": "old", "version": "0.1.0", "licenses": [{"type": "MIT"}, {"type": "BSD"}]}).encode()
    assert told("node_modules/old/package.json", content)[0].licences == ("MIT", "BSD")


@pytest.mark.parametrize("path", ["app/package.json", "node_modules/a/test/package.json", "node_modules/package.json"])
def test_what_was_not_installed_is_no_package(path: str) -> None:
    assert told(path, b'{"name": "a", "version": "1.0.0"}') == ()


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'{"name": 1, "version": "1"}', b'{"name": "a"}', b"[" * 100_000]
)
def test_a_broken_node_module_tells_nothing(content: bytes) -> None:
    assert told("node_modules/a/package.json", content) == ()


def test_a_gem_is_told_from_the_line_that_its_installer_writes() -> None:
    content = (
        b"# -*- encoding: utf-8 -*-\n# stub: shop 1.4.0 x86_64-linux lib\n\n  s.licenses = [\"MIT\".freeze, 'Ruby']\n"
    )
    (package,) = told("usr/lib/ruby/gems/3.1.0/specifications/shop-1.4.0-x86_64-linux.gemspec", content)
    assert (package.type, package.ecosystem, package.name, package.version) == ("gem", "RubyGems", "shop", "1.4.0")
    assert package.licences == ("MIT", "Ruby")


def test_a_gem_is_told_from_its_specification_where_that_line_is_missing() -> None:
    content = b"Gem::Specification.new do |s|\n  s.name = %q{x}\n  s.name = 'shop'\n  s.version = \"0.9\"\nend\n"
    assert versions(told("gems/specifications/shop-0.9.gemspec", content)) == {"shop": "0.9"}
