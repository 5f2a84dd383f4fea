from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from services.certification.scan.packages import jar
from tests.services.certification.scan.packages.given import told, versions

POM = "#made by Maven\nversion=2.17.0\ngroupId=org.acme\nartifactId=shop-core\n"


def packed(**files: str | bytes) -> bytes:
    """`META-INF/MANIFEST.MF` and the like, by names that keywords cannot be."""
    into = BytesIO()
    with ZipFile(into, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return into.getvalue()


def maven(properties: str = POM) -> bytes:
    return packed(**{"META-INF/maven/org.acme/shop-core/pom.properties": properties})


def manifest(**fields: str) -> bytes:
    lines = "".join(f"{key.replace('_', '-')}: {value}\r\n" for key, value in fields.items())
    return packed(**{"META-INF/MANIFEST.MF": f"Manifest-Version: 1.0\r\n{lines}\r\nName: a/part\r\n"})


def test_a_jar_tells_what_maven_built_it_as() -> None:
    (package,) = told("opt/shop/shop-core-2.17.0.jar", maven())
    assert (package.type, package.ecosystem, package.name, package.version) == (
        "maven", "Maven", "org.acme:shop-core", "2.17.0",
    )  # fmt: skip


def test_jars_inside_jars_and_wars_are_told_with_their_way() -> None:
    inner = packed(**{"BOOT-INF/lib/shop-core.jar": maven()})
    (package,) = told("srv/all.war", packed(**{"WEB-INF/lib/inner.jar": inner}))
    assert (package.name, package.where) == (
        "org.acme:shop-core",
        "srv/all.war!/WEB-INF/lib/inner.jar!/BOOT-INF/lib/shop-core.jar",
    )


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        ("guava-31.1-jre.jar", {"Bundle_SymbolicName": "com.google.guava"}, ("com.google:guava", "31.1-jre")),
        ("shop-core-9.1.jar", {"Implementation_Title": "org.acme.shop"}, ("org.acme.shop:shop-core", "9.1")),
        ("grok-8.1.jar", {"Implementation_Title": "org.acme#grok;8.1"}, ("org.acme:grok", "8.1")),
        ("lz4-java-1.8.0.jar", {"Automatic_Module_Name": "org.lz4.java"}, ("org.lz4:lz4-java", "1.8.0")),
        ("shop-1.2-api-2.17.1.jar", {}, ("shop-1.2-api", "2.17.1")),
        ("shop.jar", {"Implementation_Version": "4.0"}, ("shop", "4.0")),
        ("shop-1.0.jar", {"Implementation_Vendor_Id": "org.very.long.\r\n name"}, ("org.very.long.name:shop", "1.0")),
    ],
)
def test_a_jar_without_mavens_word_is_told_by_its_name_and_manifest(
    name: str, fields: dict[str, str], expected: tuple[str, str]
) -> None:
    (package,) = told(f"opt/{name}", manifest(**fields))
    assert (package.name, package.version) == expected


def test_a_jar_of_which_nothing_is_known_is_no_package() -> None:
    assert told("opt/shop.jar", manifest()) == ()


def test_a_jar_that_unpacks_to_more_than_anybody_allows_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jar, "BUDGET", 1_000_000)
    bomb = packed(**{"a.jar": b"\0" * 900_000, "b.jar": b"\0" * 900_000, "c.jar": maven()})
    assert told("opt/bomb.jar", bomb) == ()


def test_one_archive_inside_another_is_followed_only_so_far() -> None:
    content = maven()
    for _ in range(jar.DEPTH + 1):
        content = packed(**{"next.jar": content})
    assert versions(told("opt/deep.jar", content)) == {}


@pytest.mark.parametrize("cut", [0, 1, 30, 60, -1, -30])
def test_a_broken_archive_tells_nothing(cut: int) -> None:
    assert told("opt/shop-1.0.jar", maven()[:cut]) in ((), told("opt/shop-1.0.jar", manifest()))
