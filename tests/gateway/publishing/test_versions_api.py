"""Versions by the API: what was pushed, released, yanked, deprecated and retagged, and who may."""

from datetime import UTC, datetime

import pytest

from tests.gateway.publishing.conftest import PLAN, Office
from vocabulary.digest import Digest

DIGEST = str(Digest.of(b"an index"))


@pytest.fixture
def versions(office: Office) -> str:
    """Where Ada's plan is; a push of 1.0.0 was told, and no registry is there to read it."""
    product = office.drafted()
    office.does("ada", "POST", f"{product}/plans", PLAN)
    told = ("acme/db", "1.0.0", DIGEST, "application/vnd.oci.image.index.v1+json", datetime.now(UTC).isoformat())
    by = {"command_id": "push", "actor": "registry", "at": told[-1], "roles": ["registry"]}
    office.services.rpc.catalog.note_push(*told, by)
    return f"{product}/plans/free"


def test_a_push_is_shown_until_it_is_taken_out_of_staging(office: Office, versions: str) -> None:
    (found,) = office.does("ada", "GET", f"{versions}/staged")["items"]
    assert (found["tag"], found["digest"], found["state"], found["released"]) == ("1.0.0", DIGEST, "reading", False)
    assert office.does("ada", "DELETE", f"{versions}/staged/1.0.0") == {"tag": "1.0.0"}
    assert office.does("ada", "GET", f"{versions}/staged")["items"] == []
    assert office.does("ada", "DELETE", f"{versions}/staged/1.0.0") == {"tag": "1.0.0"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("versions/1.0.0/yank", {"reason": "It loses data."}),
        ("versions/1.0.0/deprecate", {"until": "2099-01-31", "successor": None}),
        ("versions/latest/retag", {"digest": DIGEST}),
    ],
)
def test_what_was_not_released_is_not_changed(office: Office, versions: str, path: str, body: dict[str, str]) -> None:
    assert office.refused("ada", "POST", f"{versions}/{path}", body) == (404, "no-such-version")


@pytest.mark.parametrize("path", ["versions/1.0.0/yank", "versions/1.0.0/deprecate", "versions/latest/retag"])
def test_strangers_do_not_even_see_the_draft(office: Office, versions: str, path: str) -> None:
    body = {"reason": "x"} if "yank" in path else {"digest": DIGEST} if "retag" in path else {}
    assert office.refused("bob", "POST", f"{versions}/{path}", body) == (404, "no-such-product")


def test_a_yank_says_why(office: Office, versions: str) -> None:
    assert office.refused("ada", "POST", f"{versions}/versions/1.0.0/yank", {}) == (422, "invalid-input")


def test_what_is_being_read_cannot_be_released_yet(office: Office, versions: str) -> None:
    asked = {"tag": "1.0.0", "digest": DIGEST, "notes": ""}
    assert office.refused("ada", "POST", f"{versions}/releases", asked) == (409, "staging-under-way")
