"""What remains of an image's layers, and what is told of those below."""

import pytest

from services.certification.ports import Unreadable
from services.certification.scan.image import Leftover
from services.certification.scan.limits import USUAL, Limits
from services.certification.scan.reading import read
from tests.services.certification.images import (
    OPAQUE,
    REMOVED,
    Built,
    Device,
    File,
    Folder,
    Held,
    Link,
    Tree,
    built,
    digest_of,
    image_of,
    layer,
)

KEY = b"-----BEGIN PRIVATE KEY-----\n" + b"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n" * 3
PASSWD = b"root:x:0:0::/root:/bin/sh\n"
DPKG = "var/lib/dpkg/status"


def status(version: str) -> str:
    return f"Package: tar\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n\n"


def paths(*layers: object) -> set[str]:
    return {entry.path for entry in image_of(*layers).files if entry.kind != "folder"}


@pytest.mark.parametrize("compression", ["gzip", "zstd", ""])
def test_layers_are_read_however_they_are_packed(compression: str):
    image = image_of({"etc/passwd": PASSWD}, compression=compression)
    assert image.files.content("etc/passwd") == PASSWD


def test_a_later_layer_replaces_files_and_says_so():
    image = image_of({"a": "1", "b": "1"}, {"a": "2"})
    assert {(entry.path, entry.layer) for entry in image.files} == {("a", 1), ("b", 0)}
    assert image.changed == (("a", 1),)


def test_a_name_twice_in_one_layer_is_no_change():
    twice = layer({"a": "1"})[:1024] + layer({"a": "2"})
    assert image_of(twice).changed == ()


def test_a_whiteout_removes_a_file_or_a_folder_with_all_that_lies_in_it():
    assert paths({"a/b": "1", "a/c/d": "1", "e": "1"}, {"a": REMOVED, "e": REMOVED}) == set()


def test_an_opaque_folder_hides_what_lower_layers_brought_and_not_what_its_own_brings():
    assert paths({"a/old": "1", "a/x/old": "1"}, {"a/new": "2", "a": OPAQUE, "a/x/new": "2"}) == {"a/new", "a/x/new"}


@pytest.mark.parametrize("upper", [{"a/new": "2", "a": REMOVED}, {"a": REMOVED, "a/": Folder()}])
def test_a_layer_that_removes_a_folder_and_brings_it_is_refused_as_engines_differ(upper: Tree):
    assert "different ways" in unreadable(built({"a/old": "1"}, upper))


def test_a_layer_that_removes_a_file_may_bring_a_folder_of_that_name():
    assert paths({"a": "1"}, {"a": REMOVED, "a/": Folder(), "a/new": "2"}) == {"a/new"}


def test_a_file_in_the_place_of_a_folder_removes_what_lay_in_it():
    assert paths({"a/b": "1"}, {"a": "2"}) == {"a"}


def test_a_folder_named_again_keeps_what_lies_in_it():
    assert paths({"a/b": "1"}, {"a": Folder(0o700)}) == {"a/b"}


@pytest.mark.parametrize(
    "upper", [{"lib/y": "2"}, {"lib/x": REMOVED}, {"lib": OPAQUE}, {"y": Link("lib/x", hard=True)}]
)
def test_names_beneath_a_link_are_refused_as_engines_differ(upper: Tree):
    assert "which is a link" in unreadable(built({"usr/lib/x": "1", "lib": Link("usr/lib")}, upper))


def test_a_hard_link_is_told_as_the_file_that_it_names():
    image = image_of({"a": File(b"12", mode=0o755), "etc/passwd": Link("a", hard=True, mode=0o4755)})
    assert {(entry.kind, entry.size, entry.mode) for entry in image.files if entry.path != "etc"} == {
        ("file", 2, 0o4755)
    }


SYMBOLIC, HARD = {"etc/passwd": Link("../x")}, {"etc/passwd": Link("x", hard=True)}
BOTH = {"y": Link("x", hard=True), "etc/passwd": Link("/y")}


@pytest.mark.parametrize("layers", [({"x": PASSWD} | SYMBOLIC,), ({"x": PASSWD} | HARD,), ({"x": PASSWD}, BOTH)])
def test_a_wanted_file_is_read_by_whatever_name_it_came(layers: tuple[Tree, ...]):
    image = image_of(*layers)
    assert image.files.content("etc/passwd") == PASSWD


def test_packages_that_lie_in_a_shared_store_are_found_under_their_links():
    link = {"app/node_modules/left/package.json": Link("store/0f1", hard=True)}
    image = image_of({"store/0f1": '{"name": "left", "version": "1.0.0"}'} | link)
    assert [(package.name, package.where) for package in image.packages] == [("left", next(iter(link)))]


@pytest.mark.parametrize(
    ("links", "asked"),
    [
        ({"a": Link("b"), "b": Link("a")}, "a"),
        ({"a": Link("../../etc/passwd"), "etc/passwd": "x"}, "a"),
        ({"a": Link("nowhere")}, "a"),
        ({f"l{number}": Link(f"l{number + 1}") for number in range(60)} | {"l60": "x"}, "l0"),
    ],
)
def test_links_that_lead_nowhere_out_of_the_image_or_too_far_are_not_followed(links: dict[str, Link], asked: str):
    assert image_of(links).files.resolve(asked) is None


def test_links_inside_the_image_are_followed():
    image = image_of({"a": Link("/b/c/../d"), "b": Link("x"), "x/d": "1", "x/c": Folder()})
    assert image.files.resolve("a").path == "x/d"


def test_names_that_climb_out_end_at_the_image_s_root():
    assert paths({"../../etc/passwd": "x", "/abs": "x", "./dot//b": "x"}) == {"etc/passwd", "abs", "dot/b"}


def test_devices_are_told_as_such():
    assert image_of({"dev/null": Device()}).files.get("dev/null").kind == "device"


def test_a_secret_that_a_later_layer_deletes_is_in_the_image_all_the_same():
    image = image_of({"key": KEY}, {"key": REMOVED})
    assert image.leftovers == (Leftover("key", 0, "a private key", deleted_in=1),)
    assert "MIIE" not in repr(image)


def test_a_private_key_that_a_package_brought_is_no_secret():
    lists = {"var/lib/dpkg/info/doc.list": "/usr\n/usr/share\n/usr/share/sample.pem\n"}
    assert image_of({"usr/share/sample.pem": KEY} | lists).leftovers == ()


def test_packages_are_those_of_the_last_status_and_each_stage_is_told():
    image = image_of({DPKG: status("1")}, {"x": "y"}, {DPKG: status("2")})
    assert [(package.name, package.version) for package in image.packages] == [("tar", "2")]
    assert image.stages == ((0, {"tar": "1"}), (2, {"tar": "2"}))


def test_packages_whose_database_is_deleted_are_gone():
    image = image_of({DPKG: status("1")}, {"var/lib/dpkg": REMOVED})
    assert (image.packages, image.stages[-1]) == ((), (1, {}))


def test_what_made_each_layer_skips_the_steps_that_made_none():
    steps = [{"created_by": "ADD a"}, {"created_by": "ENV x", "empty_layer": True}, {"created_by": "RUN b"}]
    image = image_of({"a": "1"}, {"b": "1"}, history=steps)
    assert [layer.created_by for layer in image.layers] == ["ADD a", "RUN b"]
    assert len(image.config.history) == 3


def test_progress_is_told_in_stored_bytes():
    source, told = Held(built({"a": "1"}, {"b": "2"})), []
    read(source, source.images()[0], progress=lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] == sum(map(len, built({"a": "1"}, {"b": "2"}).layers))


def unreadable(image: Built, limits: Limits = USUAL) -> str:
    source = Held(image)
    with pytest.raises(Unreadable) as refused:
        read(source, source.images()[0], limits)
    return str(refused.value)


def test_an_image_without_measure_is_refused_with_the_figure():
    many = built({f"f{number}": "" for number in range(60)})
    assert "more than 50 names" in unreadable(many, Limits(entries=50))
    assert "more than 5 layers" in unreadable(built(*[{"a": str(number)} for number in range(6)]), Limits(layers=5))
    deep = built({"/".join("ab" * 30): ""})
    assert "more than 20 names" in unreadable(deep, Limits(entries=20))
    assert "bytes of names" in unreadable(many, Limits(names=20))


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_a_bomb_is_not_unpacked_to_its_end(compression: str):
    bomb = built({"big": bytes(64 * 1024 * 1024)}, compression=compression)
    assert "more than 100 times" in unreadable(bomb, Limits(unsuspected=1024 * 1024))
    assert "unpacked bytes" in unreadable(bomb, Limits(unpacked=1024 * 1024))


def test_stored_bytes_that_are_not_those_of_the_digest_are_refused():
    honest = built({"a": "1"})
    same_content = honest.layers[0][:4] + b"\1" + honest.layers[0][5:]  # gzip's time
    changed = Built(honest.digest, honest.manifest, honest.config, (same_content,), (), honest.platform, {})
    assert "other bytes than its digest" in unreadable(changed)


def test_content_that_is_not_what_the_config_says_is_refused():
    honest, other = built({"a": "1"}), built({"a": "2"})
    manifest = honest.manifest.replace(digest_of(honest.config).encode(), digest_of(other.config).encode())
    changed = Built(digest_of(manifest), manifest, other.config, honest.layers, (), honest.platform, {})
    assert "other bytes than the config" in unreadable(changed)


def test_a_plugin_names_its_layers_as_docker_packs_them():
    source = Held(built({"run": "x"}, plugin={"Interface": {"Types": ["docker.volumedriver/1.0"]}}, packed=True))
    image = read(source, source.images()[0])
    assert (image.kind, image.raw_config["interface"]) == ("plugin", {"types": ["docker.volumedriver/1.0"]})
    assert image.files.get("run") is not None


def test_a_plugin_s_layer_is_still_the_one_of_its_digest():
    honest = built({"run": "x"}, plugin={"interface": {"types": []}}, packed=True)
    same_content = honest.layers[0][:4] + b"\1" + honest.layers[0][5:]
    changed = Built(honest.digest, honest.manifest, honest.config, (same_content,), (), honest.platform, {})
    assert "other bytes than its digest" in unreadable(changed)


def test_a_containers_layers_are_named_as_they_unpack():
    assert "other bytes than the config" in unreadable(built({"run": "x"}, packed=True))


def test_an_account_list_too_large_to_be_one_is_refused():
    assert "etc/passwd" in unreadable(built({"etc/passwd": bytes(5 * 1024 * 1024)}))


def test_what_an_index_names_and_nobody_can_read_says_why():
    source = Held(built({"a": "1"}))
    image = source.images()[0]
    with pytest.raises(Unreadable, match="it is gone"):
        read(source, type(image)(image.digest, image.media_type, b"", b"", problem="it is gone"))
