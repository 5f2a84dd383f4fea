"""What is told of an image that is to be carried past an air gap, and to whom."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.calling import NoServices
from services.catalog import events as catalog
from services.certification import events as certification
from tests.gateway.counter import HOST, URL, Counter, bearer
from tests.gateway.host.hosting import AMD64, ARM64, Hosting, digest

INDEX, MANIFEST = "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json"
SOON = datetime(2030, 1, 1, tzinfo=UTC)


class Registry(NoServices):
    """The catalogue and billing, as far as they tell what lies in the registry, and whose licence is whose."""

    def call(self, service: str, method: str, *arguments: Any) -> Any:
        match service, method:
            case "catalog", "lying":
                return lying(arguments[1])
            case "catalog", "signing_keys":
                return [{"id": "new", "pem": "NEW", "signs": True}, {"id": "old", "pem": "OLD", "signs": False}]
            case "billing", "licences_of":
                told = {"product_id": "id-acme-db", "plan": "pro", "subscription": "sub-1"}
                return [told | {"state": "expired", "subscription": "sub-0"}, told | {"state": "valid"}]
        return super().call(service, method, *arguments)


def lying(whole: str) -> dict[str, Any]:
    own = [digest(f"{whole} {one}") for one in (AMD64, ARM64)]
    parts = [{"digest": one, "media_type": MANIFEST, "size": 500, "platform": ""} for one in own]
    top = {"digest": whole, "media_type": INDEX, "size": 900, "platform": ""}
    tag = whole.replace(":", "-")
    beside = [{"tag": tag + end, "digest": digest(tag + end), "media_type": MANIFEST, "size": 9} for end in ENDINGS]
    return {"manifests": [top, *parts], "beside": beside}


ENDINGS = ("", ".att", ".sig")


@pytest.fixture
def host(tmp_path: Path) -> Hosting:
    counter = Counter(tmp_path, Registry())
    counter.account("ada")
    return Hosting(counter)


def asks(host: Hosting, address: str = "acme/db", token: str = "", **query: str) -> TestResponse:
    headers = bearer(token) if token else {}
    return host.client.get(f"/api/v1/bundles/{address}", query_string=query, headers=headers)


def bundle(host: Hosting, address: str = "acme/db", token: str = "", **query: str) -> dict[str, Any]:
    answer = asks(host, address, token, **query)
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    return dict(answer.json)


def refusal(answer: TestResponse) -> tuple[int, str]:
    assert answer.json is not None
    return answer.status_code, answer.json["code"]


def test_a_bundle_names_every_manifest_with_its_platform(host: Hosting) -> None:
    host.counter.product("acme/db")
    host.release("1.4.2")
    new = host.release("1.5.0", "latest", notes="Faster.")
    told = bundle(host)
    assert (told["registry"], told["repository"], told["tag"], told["digest"]) == (HOST, "acme/db", "1.5.0", new)
    assert [one["platform"] for one in told["manifests"]] == [None, AMD64, ARM64]
    assert (told["manifests"][0]["digest"], told["notes"]) == (new, "Faster.")


def test_signatures_and_statements_come_with_what_they_are_about(host: Hosting) -> None:
    host.counter.product("acme/db")
    whole = host.release("1.5.0")
    told, tag = bundle(host), whole.replace(":", "-")
    assert [(one["tag"], one["about"]) for one in told["signatures"]] == [(f"{tag}.sig", whole)]
    assert [(one["tag"], one["kind"]) for one in told["attestations"]] == [
        (tag, "referrers"),
        (f"{tag}.att", "attestation"),
    ]
    assert told["keys"] == ["NEW", "OLD"]


@pytest.mark.parametrize(("asked", "tag"), [({"tag": "1.4.2"}, "1.4.2"), ({"tag": "1.4"}, "1.4")])
def test_an_older_release_is_asked_for_by_its_tag(host: Hosting, asked: dict[str, str], tag: str) -> None:
    host.counter.product("acme/db")
    old, _ = host.release("1.4.2", "1.4"), host.release("1.5.0")
    told = bundle(host, **asked)
    assert (told["tag"], told["digest"]) == (tag, old)


def test_what_was_yanked_is_had_by_its_digest_alone_and_not_after_a_hole(host: Hosting) -> None:
    host.counter.product("acme/db")
    old, bad = host.release("1.4.2"), host.release("1.4.3")
    for tag, gone, security in (("1.4.2", old, False), ("1.4.3", bad, True)):
        host.tell("acme/db", catalog.VersionYanked("acme/db", "id-acme-db", tag, gone, "", security))
    assert refusal(asks(host, tag="1.4.2")) == (404, "no-such-version")
    assert bundle(host, digest=old)["tag"] is None
    assert refusal(asks(host, digest=bad)) == (404, "no-such-version")


@pytest.mark.parametrize(
    ("access", "code"),
    [("signed_in", "sign-in-needed"), ("terms", "sign-in-needed"), ("subscribers", "sign-in-needed")],
)
def test_a_stranger_is_refused_in_the_registrys_words(host: Hosting, access: str, code: str) -> None:
    host.counter.product("acme/db", access=access, terms="1")
    host.release("1.5.0")
    answer = asks(host)
    assert refusal(answer) == (403, code)
    assert answer.json is not None
    assert answer.json["detail"].startswith("acme/db needs you to sign in.")


def test_who_has_not_subscribed_is_told_where(host: Hosting) -> None:
    host.counter.product("acme/db", access="subscribers")
    host.release("1.5.0")
    answer = asks(host, token=host.counter.token("ada"))
    assert refusal(answer) == (403, "subscription-needed")
    assert answer.json is not None
    assert f"{URL}/acme/db/get?plan=pro" in answer.json["detail"]


def test_a_token_that_may_not_pull_carries_nothing_away(host: Hosting) -> None:
    host.counter.product("acme/db")
    host.release("1.5.0")
    assert refusal(asks(host, token=host.counter.token("ada", "read"))) == (403, "token-without-pull")


def test_a_subscriber_gets_the_licence_that_counts(host: Hosting) -> None:
    host.counter.product("acme/db", access="subscribers")
    host.release("1.5.0")
    host.counter.entitle("ada", "acme/db", until=SOON)
    told = bundle(host, token=host.counter.token("ada", "pull"))
    assert told["licence"] == {"url": f"{URL}/api/v1/subscriptions/sub-1/licence.jws"}


def test_a_robot_of_a_subscriber_carries_too(host: Hosting) -> None:
    host.counter.product("acme/db", access="subscribers")
    host.release("1.5.0")
    host.counter.organization("crew", ada="owner")
    host.counter.entitle("crew", "acme/db", until=SOON)
    assert bundle(host, token=host.counter.robot("crew", "pull"))["digest"]


def test_an_unlisted_product_goes_on_for_who_has_it_and_a_draft_is_nobodys(host: Hosting) -> None:
    host.counter.product("acme/db", access="subscribers")
    host.release("1.5.0")
    host.counter.entitle("ada", "acme/db", until=SOON)
    host.counter.tell(("product-id-acme-db", catalog.ProductUnlisted("id-acme-db")))
    assert bundle(host, token=host.counter.token("ada", "pull"))["product"] == "acme/db"
    host.counter.product("acme/next", published=False)
    assert refusal(asks(host, "acme/next")) == refusal(asks(host, "acme/none")) == (404, "no-such-product")


def test_an_official_image_is_carried_from_where_it_lies(host: Hosting) -> None:
    host.listed(("1.31.4", "latest"))
    assert refusal(asks(host, "library/nginx")) == (409, "lies-elsewhere")


def test_bills_of_materials_come_where_everybody_sees_what_is_known(host: Hosting) -> None:
    host.counter.product("acme/db")
    whole = host.release("1.5.0")
    part = certification.ExaminedPlatform(AMD64, digest(f"{whole} {AMD64}"), 88, digest("bill"))
    told = certification.ImageExamined(whole, "id-acme-db", "pro", "acme/db", "1.5.0", (part,), SOON)
    host.counter.tell(("image", told))
    assert bundle(host)["sboms"] == []
    host.counter.tell(("product-db", certification.FindingsShown("id-acme-db", True)))
    url = f"{URL}/api/v1/products/acme/db/versions/{whole}/sbom?platform=linux%2Famd64"
    assert bundle(host)["sboms"] == [{"platform": AMD64, "url": url}]
