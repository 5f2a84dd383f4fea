"""The store's own child, on a real registry, as a process."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from cli.chandlery.certifying.child import run
from services.catalog.settings import Settings
from services.certification.ports import Wanted
from tests.cli.chandlery.certifying.conftest import good
from tests.parts import registry
from tests.services.catalog.pushed import push_blob, put_manifest
from tests.services.certification.images import OCI_INDEX, OCI_MANIFEST, Built, digest_of, index_of

ROOT = Path(__file__).parents[4]
AMD, ARM = good(), good("linux/arm64", a=b"b")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The settings of a store whose registry runs."""
    with registry.own(tmp_path_factory.mktemp("store")) as settings:
        yield settings


@pytest.fixture(scope="module")
def wanted(store: Mapping[str, str]) -> Wanted:
    """An index of two platforms in the staging side of a repository."""
    settings = Settings.load(store)
    for image in (AMD, ARM):
        _push(settings, image)
    index = index_of(AMD, ARM)
    put_manifest(settings, "staging/acme/db", "1.0.0", index, OCI_INDEX)
    return Wanted("acme/db", digest_of(index), staged=True)


def _push(settings: Settings, image: Built) -> None:
    for digest, content in image.blobs.items():
        if digest != image.digest:
            push_blob(settings, "staging/acme/db", content, digest)
    put_manifest(settings, "staging/acme/db", image.digest, image.manifest, OCI_MANIFEST)


def lines(wanted: Wanted, store: Mapping[str, str]) -> list[dict[str, Any]]:
    """In this process, which saves the start."""
    out = io.StringIO()
    run(io.StringIO(json.dumps(asdict(wanted))), store, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_it_runs_as_a_process_that_reads_what_is_wanted_and_writes_lines(
    wanted: Wanted, store: Mapping[str, str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli.chandlery", "examine"],
        input=json.dumps(asdict(wanted)).encode(),
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **store},
        timeout=180,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1])["line"] == "done"


def test_each_platform_is_told_check_by_check_and_its_packages_last(wanted: Wanted, store: Mapping[str, str]) -> None:
    told = lines(wanted, store)
    assert [line["line"] for line in told if line["line"] != "check"] == ["scan", "scan", "done"]
    assert {(line["platform"], line["digest"]) for line in told[:-1]} == {
        ("linux/amd64", AMD.digest),
        ("linux/arm64", ARM.digest),
    }
    assert {"layers", "secrets", "starts"} <= {line["check"] for line in told if line["line"] == "check"}


def test_a_scan_holds_the_packages_and_their_bill(wanted: Wanted, store: Mapping[str, str]) -> None:
    scan = next(line for line in lines(wanted, store) if line["line"] == "scan")
    assert [package["name"] for package in scan["packages"]] == ["bash"]
    assert json.loads(scan["sbom"])["bomFormat"] == "CycloneDX"


def test_where_packages_alone_are_wanted_nothing_is_checked(wanted: Wanted, store: Mapping[str, str]) -> None:
    told = lines(replace(wanted, checked=False), store)
    assert [line["line"] for line in told] == ["scan", "scan", "done"]


def test_a_platform_that_is_known_is_not_read_again(wanted: Wanted, store: Mapping[str, str]) -> None:
    told = lines(replace(wanted, known=(AMD.digest,)), store)
    assert {line["digest"] for line in told if line["line"] != "done"} == {ARM.digest}


def test_an_image_that_is_not_there_is_unreadable_for_good(wanted: Wanted, store: Mapping[str, str]) -> None:
    (told,) = lines(replace(wanted, digest="sha256:" + "0" * 64), store)
    assert told["line"] == "unreadable"


def test_a_registry_that_does_not_answer_is_tried_again_later(wanted: Wanted, store: Mapping[str, str]) -> None:
    (told,) = lines(wanted, {**store, "CHANDLERY_REGISTRY_API": "http://127.0.0.1:1"})
    assert told["line"] == "away"
