"""A publisher's keys for signatures by HTTP, on pages, and the store's own for everybody."""

from services.catalog.deciders.signing_keys import public_key
from tests.controls.catalog import ACME_PEM, acme_key
from tests.gateway.publishing.conftest import Office

APPLICATION = {"slug": "acme", "legal_name": "Acme Ltd", "website": "https://acme.example"}
KEYS = "/publishers/acme/signing-keys"
PAGE = "/publish/acme/settings/signing-keys"


def test_a_key_is_registered_listed_and_withdrawn(office: Office) -> None:
    office.does("ada", "POST", "/publishers", APPLICATION)
    for _ in range(2):
        office.does("ada", "PUT", KEYS, {"name": "Build server", "pem": ACME_PEM})
    (listed,) = office.does("ada", "GET", KEYS)["items"]
    assert (listed["id"], listed["name"], listed["pem"]) == (acme_key.key, "Build server", ACME_PEM)
    office.does("ada", "DELETE", f"{KEYS}/{acme_key.key}")
    assert office.does("rita", "GET", KEYS)["items"] == []


def test_nobody_else_sees_or_changes_keys(office: Office) -> None:
    office.does("ada", "POST", "/publishers", APPLICATION)
    assert office.refused("bob", "GET", KEYS) == (404, "no-such-publisher")
    assert office.refused("bob", "PUT", KEYS, {"name": "x", "pem": ACME_PEM}) == (404, "no-such-publisher")
    assert office.refused("rita", "PUT", KEYS, {"name": "x", "pem": ACME_PEM}) == (403, "not-yours")
    assert office.refused("bob", "DELETE", f"{KEYS}/x") == (404, "no-such-publisher")


def test_what_is_no_key_is_refused_in_words(office: Office) -> None:
    office.does("ada", "POST", "/publishers", APPLICATION)
    assert office.refused("ada", "PUT", KEYS, {"name": "x", "pem": "a key"}) == (422, "signing-key-invalid")
    assert office.refused("ada", "PUT", KEYS, {"name": "", "pem": ACME_PEM}) == (422, "signing-key-name-invalid")
    assert office.refused("ada", "DELETE", f"{KEYS}/x") == (404, "no-such-signing-key")


def test_everybody_reads_the_store_s_public_keys(office: Office) -> None:
    pem = office.client.get("/.well-known/chandlery/cosign.pub")
    listed = office.client.get("/.well-known/chandlery/signing-keys.json").get_json()["keys"]
    assert pem.content_type == "application/x-pem-file"
    assert [key["pem"] for key in listed if key["signs"]] == [pem.text]
    assert public_key(pem.text).id == listed[0]["id"]


def test_a_page_says_how_images_are_verified(office: Office) -> None:
    page = office.client.get("/about/signatures")
    assert page.status_code == 200
    assert "cosign verify --key cosign.pub" in page.text
    assert "/.well-known/chandlery/cosign.pub" in page.text
