"""Checks of a compose file."""

import pytest

from services.certification.checks.compose import check
from services.certification.checks.outcome import Outcome
from tests.services.certification.checks.asking import places

DIGEST = f"sha256:{'0' * 64}"
KNOWN = {"store.example/acme/db": {"1.0", DIGEST}, "docker.io/library/redis": {"7"}}
GOOD = f"""
name: shop
x-always: &always {{restart: always}}
services:
  db:
    <<: *always
    image: store.example/acme/db:1.0
    volumes: [data:/var/lib, ./here:/there, /run, {{type: volume, source: data, target: /x}}]
    networks: [default, back]
  cache:
    image: redis:7
    depends_on: {{db: {{condition: service_started}}}}
  same: {{image: "store.example/acme/db@{DIGEST}"}}
volumes: {{data: }}
networks: {{back: }}
"""


def said(text: str) -> dict[str, Outcome]:
    return {each.id: outcome for each, outcome in check(text, KNOWN)}


def wrong(text: str) -> list[str]:
    return places(said(text)["compose-file"])


def test_a_whole_file_with_released_images_passes() -> None:
    told = said(GOOD)
    names = ("compose-file", "pinned-images", "known-images")
    assert [told[name].told for name in names] == ["3 services", "3 images", "3 images"]


@pytest.mark.parametrize(
    "given",
    [
        "volumes: [/var/run/docker.sock:/s]",
        "volumes: ['./here:/there']",
        "volumes: ['~/here:/there']",
        "volumes: ['${HOME}:/there']",
        "volumes: [{type: bind, source: /etc, target: /etc}]",
        "privileged: true",
        "privileged: 'true'",
        "network_mode: host",
        "pid: host",
        "ipc: host",
        "cap_add: [NET_ADMIN]",
        "devices: ['/dev/kvm:/dev/kvm']",
        "security_opt: ['seccomp:unconfined']",
    ],
)
def test_what_of_the_host_is_given_to_a_container_is_told(given: str) -> None:
    text = f"services:\n  a:\n    image: redis:7\n    {given}"
    (where,) = places(said(text)["host-access"])
    assert where == f"services.a.{given.partition(':')[0]}, line 4"


@pytest.mark.parametrize(
    "given",
    [
        "volumes: ['data:/var/lib', /run, {type: volume, source: data, target: /x}, {type: tmpfs, target: /t}]",
        "privileged: false",
        "network_mode: 'service:b'",
        "cap_drop: [ALL]",
    ],
)
def test_what_stays_within_the_containers_passes(given: str) -> None:
    assert said(f"services: {{a: {{image: 'redis:7', {given}}}}}")["host-access"].result == "pass"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "the file"),
        ("a: [", "the file"),
        ("- a", "the file"),
        ("services: {}", "services"),
        ("services: {a: {image: b}}\nsevices: {}", "sevices, line 2"),
        ("services: {a: {image: b}}\nservices: {a: {image: b}}", "services, line 2"),
        ("services:\n  a: {image: b, imgae: c}", "services.a.imgae, line 2"),
        ("services:\n  a: {restart: always}", "services.a, line 2"),
        ("services:\n  a: {image: 1.2}", "services.a.image, line 2"),
        ("services:\n  a/b: {image: c}", "services.a/b, line 2"),
        ("services:\n  a: {image: b, depends_on: [c]}", "services.a.depends_on.c, line 2"),
        ("services:\n  a: {image: b, networks: {c: }}", "services.a.networks.c, line 2"),
        ("services:\n  a: {image: b, secrets: [{source: c}]}", "services.a.secrets.c, line 2"),
        ("services:\n  a: {image: b, volumes: ['c:/d']}", "services.a.volumes, line 2"),
        ("services:\n  a: {extends: {file: b.yaml, service: c}}", "services.a.extends, line 2"),
        ("services: {a: {image: b}}\ninclude: [c.yaml]", "include, line 2"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_line(text: str, where: str) -> None:
    assert wrong(text) == [where]


@pytest.mark.parametrize("image", ["redis", "redis:latest", "redis:${TAG}", "redis:${TAG:-7}", "Redis:7"])
def test_an_image_that_may_be_another_tomorrow_is_told(image: str) -> None:
    outcome = said(f"services:\n  a:\n    image: {image}")["pinned-images"]
    assert places(outcome) == ["services.a.image, line 3"]


@pytest.mark.parametrize("image", ["store.example/acme/db:2.0", "store.example/acme/web:1", f"redis@{DIGEST}", "redis"])
def test_an_image_that_the_store_does_not_have_is_told(image: str) -> None:
    outcome = said(f"services:\n  a:\n    image: {image}")["known-images"]
    assert places(outcome) == ["services.a.image, line 3"]


def test_what_is_built_where_it_starts_does_not_come_from_the_store() -> None:
    assert places(said("services:\n  a: {build: .}")["known-images"]) == ["services.a, line 2"]


def test_an_image_that_is_mounted_is_an_image_too() -> None:
    text = "services:\n  a: {image: 'redis:7', volumes: [{type: image, source: models, target: /m}]}"
    assert places(said(text)["pinned-images"]) == ["services.a.volumes, line 2"]


def test_without_images_nothing_is_said_to_be_pinned_or_known() -> None:
    assert [said("")[name].result for name in ("pinned-images", "known-images")] == ["not_run", "not_run"]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 99_000,
        "x-0: &x0 {a: 1}\n" + "".join(f"x-{n}: &x{n} {{<<: [*x{n - 1}, *x{n - 1}]}}\n" for n in range(1, 60)),
        "services: &a {<<: *a, b: *a}",
        "a" * 100_001,
        "\x00",
    ],
)
def test_a_hostile_file_is_refused_in_bounded_work(text: str) -> None:
    assert said(text)["compose-file"].result == "fail"


def test_a_services_own_image_stands_over_one_that_is_merged() -> None:
    text = "x-a: &a {image: redis}\nservices:\n  a: {<<: *a, image: 'redis:7'}\n  b: {<<: *a}"
    assert places(said(text)["pinned-images"]) == ["services.b.image, line 1"]


def test_a_service_that_names_an_image_comes_from_the_store_though_it_can_be_built() -> None:
    assert said("services:\n  a: {build: ., image: 'redis:7'}")["known-images"].result == "pass"


def test_an_image_chosen_by_a_variable_is_told_as_such() -> None:
    outcome = said("services:\n  a: {image: 'redis:${TAG}'}")["pinned-images"]
    assert outcome.findings[0].what == "redis:${TAG} is chosen by a variable"


def test_a_file_that_is_good_and_too_long_is_refused() -> None:
    assert "longer" in said(f"{GOOD}#{'x' * 100_000}")["compose-file"].findings[0].what
