"""What the store states of a released version, and what of it is stated again."""

from dataclasses import replace

from eventlog.testing import Scenario
from services.catalog.deciders import stating
from services.catalog.deciders.attesting import NoteExamined, NoteScanned
from services.catalog.deciders.repository import repository
from services.catalog.events import Holes
from services.catalog.ports import Said
from tests.controls.catalog import (
    AT,
    DIGEST,
    OTHER_DIGEST,
    ada,
    push_noticed,
    release_requested,
    store,
    version_examined,
    version_released,
    version_scanned,
    version_staged,
    version_yanked,
)
from vocabulary.cosign import CYCLONEDX, VULNERABILITIES

released = Scenario(repository, store).given(push_noticed, version_staged, release_requested, version_released).on(AT)
examined = NoteExamined(DIGEST, version_examined.bills)
scanned = NoteScanned(DIGEST, version_scanned.holes, "2026-01-15")


def test_what_was_found_in_a_released_version_is_stated() -> None:
    released.when(examined).then(version_examined)
    released.when(scanned).then(version_scanned)


def test_the_same_is_not_stated_again_and_what_differs_is() -> None:
    known = released.given(version_examined, version_scanned)
    known.when(examined).then()
    known.when(replace(scanned, advisories="2026-01-16")).then()
    fewer = (Holes("linux/amd64", 0, 0, 5, 11, 1),)
    known.when(replace(scanned, holes=fewer)).then(replace(version_scanned, holes=fewer))


def test_nothing_is_stated_of_what_customers_cannot_pull() -> None:
    released.when(replace(examined, digest=OTHER_DIGEST)).then()
    released.given(replace(version_yanked, security=True)).when(scanned).then()


def test_the_store_alone_states_it() -> None:
    released.by(ada).when(examined).then_refused("store-only")


def test_a_platform_is_stated_on_its_manifest_and_all_on_the_index() -> None:
    first, second = version_released.platforms
    said = [Said(CYCLONEDX, first.platform, {}), Said(VULNERABILITIES, second.platform, {})]
    assert list(stating.by_manifest(said, version_released)) == [
        (first.digest, said[:1]),
        (second.digest, said[1:]),
        (DIGEST, said),
    ]
    assert list(stating.by_manifest([], version_released)) == []


def test_a_scan_says_when_it_was_with_what_and_what_it_found() -> None:
    (said,) = stating.scans(released.given(version_scanned).state, DIGEST)
    assert said.predicate["scanner"]["db"]["version"] == "2026-01-15"
    assert said.predicate["scanner"]["result"]["high"] == 2
    assert said.predicate["metadata"]["scanFinishedOn"] == "2026-01-15T12:00:00Z"
