"""A publisher's compose files, on its pages and by the API, before the services that read and keep them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.certification.service import Certification
from tests.gateway.publishing.conftest import LISTING, Office, _opened
from tests.gateway.publishing.test_pages import PLAN, Browser, Opened, Portal, of, portal_in, words
from tests.parts.services import config_in

TEXT = "services:\n  cache:\n    image: redis:7\n    volumes:\n    - /var/run/docker.sock:/s\n"
LOOSE = "services:\n  cache:\n    image: redis\n"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with portal_in(tmp_path_factory.mktemp("portal"), Certification) as opened:
        yield opened


@pytest.fixture
def portal(opened: Opened) -> Portal:
    """Ada's publisher, with a product of several images and its plan."""
    portal = replace(opened.portal, slug=f"stacks-{next(opened.numbers)}")
    portal.opens()
    portal.catalog.draft_product(portal.slug, "stack", "compose", LISTING, portal.ada())
    portal.catalog.add_plan(f"{portal.slug}/stack", PLAN | {"repository": f"{portal.slug}/stack"}, portal.ada())
    return portal


@pytest.fixture
def ada(portal: Portal) -> Browser:
    return of(portal, "ada")


def page_of(portal: Portal) -> str:
    return f"{portal.home}/stack/compose"


def test_a_file_is_looked_through_before_it_is_released(portal: Portal, ada: Browser) -> None:
    answer = ada.send(page_of(portal), plan="free", version="1.0.0", text=TEXT, do="check")
    told = words(answer)
    assert "It can be released; it names 1 image." in told
    assert "services.cache.volumes, line 5" in told
    assert "lies in another registry" in told
    assert portal.catalog.compose_files(f"{portal.slug}/stack", "free") == []


def test_a_file_is_released_and_withdrawn(portal: Portal, ada: Browser) -> None:
    page = page_of(portal)
    answer = ada.send(page, plan="free", version="1.0.0", text=TEXT.replace("\n", "\r\n"), do="release")
    assert answer.headers["Location"] == f"{page}?plan=free&told=released"
    assert "1.0.0" in words(ada.get(f"{page}?plan=free"))
    (file,) = portal.catalog.compose_files(f"{portal.slug}/stack", "free")
    assert file["text"] == TEXT
    answer = ada.send(page, f"{page}/free/1.0.0/withdraw", reason="It loses data.")
    assert answer.headers["Location"] == f"{page}?plan=free&told=withdrawn"
    assert "It loses data." in words(ada.get(f"{page}?plan=free"))


def test_what_is_wrong_is_shown_by_its_place_and_what_was_typed_is_kept(portal: Portal, ada: Browser) -> None:
    answer = ada.send(page_of(portal), plan="free", version="1.0.0", text=LOOSE, notes="First.", do="release")
    assert answer.status_code == 422
    told = words(answer)
    assert "1 thing keeps it from being offered." in told
    assert "services.cache.image, line 3 redis is whatever is newest" in told
    assert "image: redis" in answer.text
    assert "First." in answer.text


def test_an_empty_file_a_version_that_moves_and_no_reason_are_told_beside_their_fields(
    portal: Portal, ada: Browser
) -> None:
    page = page_of(portal)
    assert 'id="text-error"' in ada.send(page, plan="free", version="1.0.0", text=" ").text
    assert 'id="version-error"' in ada.send(page, plan="free", version="latest", text=TEXT).text
    ada.send(page, plan="free", version="1.0.0", text=TEXT)
    answer = ada.send(page, f"{page}/free/1.0.0/withdraw", reason=" ")
    assert (answer.status_code, 'id="reason-1.0.0-error"' in answer.text) == (422, True)


def test_strangers_do_not_see_the_page(portal: Portal) -> None:
    assert of(portal, "bob").get(page_of(portal)).status_code == 404


def test_a_product_of_one_image_says_that_it_has_none(portal: Portal, ada: Browser) -> None:
    assert "This product has no compose file" in ada.get(f"{portal.home}/db/compose").text


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield from _opened(tmp_path, config_in(tmp_path), Certification)


@pytest.fixture
def files(office: Office) -> str:
    """Where the compose files of Ada's plan are."""
    office.drafted()
    office.does("ada", "POST", "/products", {"publisher": "acme", "slug": "stack", "kind": "compose", **LISTING})
    office.does("ada", "POST", "/products/acme/stack/plans", PLAN | {"repository": "acme/stack"})
    return "/products/acme/stack/plans/free/compose-files"


def test_by_the_api_a_file_is_checked_released_listed_and_withdrawn(office: Office, files: str) -> None:
    judged = office.does("ada", "POST", f"{files}/check", {"text": LOOSE})
    assert [one["check"] for one in judged["wrong"]] == ["pinned-images"]
    sent = {"version": "1.0.0", "text": TEXT, "notes": "First."}
    released = office.does("ada", "POST", files, sent, Idempotency_Key="once")
    assert office.does("ada", "POST", files, sent, Idempotency_Key="once") == released
    (listed,) = office.does("ada", "GET", files)["items"]
    assert listed == released
    gone = office.does("ada", "POST", f"{files}/1.0.0/withdraw", {"reason": "It loses data."})
    assert gone["withdrawn"] == "It loses data."


def test_by_the_api_what_cannot_be_offered_is_refused(office: Office, files: str) -> None:
    sent = {"version": "1.0.0", "text": TEXT}
    assert office.refused("ada", "POST", files, sent | {"text": LOOSE}) == (422, "compose-file-wrong")
    assert office.refused("ada", "POST", files, sent | {"version": "latest"}) == (422, "compose-version-invalid")
    office.does("ada", "POST", files, sent)
    assert office.refused("ada", "POST", files, sent | {"text": f"{TEXT}#\n"}) == (409, "compose-version-released")
    assert office.refused("bob", "POST", files, sent) == (404, "no-such-product")
    assert office.refused("ada", "POST", f"{files}/2.0.0/withdraw", {"reason": "x"}) == (404, "no-such-version")


def test_by_the_api_a_product_of_one_image_has_no_compose_file(office: Office, files: str) -> None:
    office.does("ada", "POST", "/products/acme/db/plans", PLAN)
    db = files.replace("/stack/", "/db/")
    assert office.refused("ada", "POST", db, {"version": "1.0.0", "text": TEXT}) == (409, "not-a-compose-product")
