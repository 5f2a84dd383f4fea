"""Publishing by HTTP: each request reaches the catalogue, and each refusal comes back with a code."""

import base64
from typing import Any

import pytest

from services.catalog import events as catalog
from tests.gateway.publishing.conftest import LISTING, PLAN, Office, picture

DIGEST = "sha256:" + "0" * 64
SOURCE = {"name": "docker-library", "listed": "2026-08-21", "publisher": {"slug": "library", "name": "Official"}}


def official(slug: str, **more: Any) -> dict[str, Any]:
    version = {"tags": ["1.0"], "platforms": ["linux/amd64"], "ref": "1", "created": ""}
    return {"slug": slug, "name": slug, "pull": slug, "versions": [version], **more}


def test_a_product_is_drafted_planned_submitted_and_approved(office: Office) -> None:
    path = office.drafted()
    office.does("ada", "PATCH", path, {"logo": picture(64)})
    office.does("ada", "POST", f"{path}/plans", PLAN)
    office.does("ada", "POST", f"{path}/submit", {})
    office.does("rita", "POST", f"{path}/approve")
    told = office.does("ada", "GET", f"{path}/editing")
    assert (told["state"], told["plans"][0]["terms"]["version"]) == ("approved", "1")
    assert not any(problem["blocks"] for problem in told["problems"])


def test_the_lint_speaks_the_reviewers_words(office: Office) -> None:
    path = office.drafted()
    told = office.does("ada", "GET", f"{path}/editing")
    assert [one["code"] for one in told["problems"] if one["blocks"]] == ["logo-missing", "plan-missing"]
    assert "screenshots-missing" in [one["code"] for one in told["problems"]]
    assert office.refused("ada", "POST", f"{path}/submit") == (422, "listing-incomplete")


def test_an_edit_on_top_of_anothers_is_refused(office: Office) -> None:
    path = office.drafted()
    seen = office.send("ada", "GET", f"{path}/editing").headers["ETag"]
    office.does("ada", "PATCH", path, {"name": "Other"}, If_Match=seen)
    assert office.refused("ada", "PATCH", path, {"name": "Third"}, If_Match=seen) == (412, "edited-meanwhile")


def test_an_edit_that_is_sent_again_is_answered_as_before(office: Office) -> None:
    path = office.drafted()
    seen = office.send("ada", "GET", f"{path}/editing").headers["ETag"]
    for _ in range(2):
        office.does("ada", "PATCH", path, {"name": "Other"}, If_Match=seen, Idempotency_Key="edit")


def test_plans_change_and_are_retired(office: Office) -> None:
    path = office.drafted()
    office.does("ada", "POST", f"{path}/plans", PLAN)
    office.does("ada", "PATCH", f"{path}/plans/free", {"access": "anyone"})
    office.does("ada", "DELETE", f"{path}/plans/free")
    (plan,) = office.does("ada", "GET", f"{path}/editing")["plans"]
    assert (plan["access"], plan["terms"], plan["retired"]) == ("anyone", None, True)


TEAM = {"id": "team", "name": "Team", "repository": "acme/team", "access": "subscribers"}
USD = {"amount": 1900, "currency": "USD"}


def test_a_plan_is_free_where_no_price_is_said(office: Office) -> None:
    path = office.drafted()
    office.does("ada", "POST", f"{path}/plans", PLAN | {"price": None, "interval": None, "trial_days": 0})
    (plan,) = office.does("ada", "GET", f"{path}/editing")["plans"]
    assert (plan["price"], plan["interval"], plan["trial_days"], plan["licence_fields"]) == (None, None, 0, [])


def test_a_plan_has_a_price_and_its_licences_have_fields(office: Office) -> None:
    path = office.drafted()
    nodes = {"id": "nodes", "name": "Nodes", "kind": "integer", "default": "3"}
    priced = TEAM | {"price": USD, "interval": "year", "trial_days": 14, "licence_fields": [nodes]}
    office.does("ada", "POST", f"{path}/plans", priced)
    (plan,) = office.does("ada", "GET", f"{path}/editing")["plans"]
    assert (plan["price"], plan["interval"], plan["trial_days"]) == (USD, "year", 14)
    assert plan["licence_fields"] == [nodes | {"options": [], "hidden": False}]


def test_only_what_is_said_of_a_price_changes(office: Office) -> None:
    path = office.drafted()
    eur = {"amount": 1800, "currency": "EUR"}
    office.does("ada", "POST", f"{path}/plans", TEAM | {"price": USD, "other_prices": [eur], "trial_days": 14})
    office.does("ada", "PATCH", f"{path}/plans/team", {"price": USD | {"amount": 2900}})
    (plan,) = office.does("ada", "GET", f"{path}/editing")["plans"]
    assert (plan["price"]["amount"], plan["other_prices"], plan["trial_days"]) == (2900, [eur], 14)


def test_what_is_used_is_priced_by_tiers(office: Office) -> None:
    path = office.drafted()
    tiers = [{"up_to": 100, "unit_amount": "0"}, {"up_to": None, "unit_amount": "2.5"}]
    storage = {"id": "storage", "name": "Storage", "unit": "gigabyte", "tiers": tiers}
    office.does("ada", "POST", f"{path}/plans", TEAM | {"price": USD, "components": [storage]})
    (plan,) = office.does("ada", "GET", f"{path}/editing")["plans"]
    assert plan["components"] == [storage]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"price": {"amount": 19.5, "currency": "USD"}}, (422, "invalid-input")),
        ({"price": {"amount": 1900, "currency": "Dollar"}}, (422, "currency-unknown")),
        ({"price": USD, "access": "signed_in"}, (422, "price-needs-subscribers")),
        ({"price": USD, "interval": "week"}, (422, "interval-unknown")),
        ({"trial_days": 14}, (422, "trial-invalid")),
    ],
)
def test_a_price_that_nobody_could_be_charged_is_refused(
    draft: Office, wrong: dict[str, object], expected: tuple[int, str]
) -> None:
    assert draft.refused("ada", "POST", "/products/acme/db/plans", TEAM | wrong) == expected


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "expected"),
    [
        ("", "POST", "/products/acme/db/submit", None, (401, "not-signed-in")),
        ("bob", "POST", "/products/acme/db/submit", None, (404, "no-such-product")),
        ("bob", "GET", "/products/acme/db/editing", None, (404, "no-such-product")),
        ("ada", "POST", "/products/acme/db/approve", None, (403, "staff-only")),
        ("ada", "POST", "/products/acme/db/hold", {"reason": "x"}, (403, "staff-only")),
        ("ada", "POST", "/imports", {"source": SOURCE, "products": []}, (403, "staff-only")),
        ("ada", "POST", "/products", {"publisher": "bobs", "slug": "x"}, (403, "not-yours")),
        ("ada", "POST", "/products", {"publisher": "acme", "slug": "db"}, (409, "slug-taken")),
        ("ada", "POST", "/products/acme/db/publish", None, (409, "not-approved")),
        ("ada", "POST", "/products/acme/db/publish", {"at": "2999-01-01T00:00:00Z"}, (409, "not-approved")),
        ("ada", "POST", "/products/acme/db/feature", None, (403, "staff-only")),
        ("ada", "GET", "/products/acme/db/review", None, (403, "staff-only")),
        ("bob", "POST", "/products/acme/db/transfer", {"to": "bobs"}, (404, "no-such-product")),
        ("ada", "POST", "/products/acme/db/transfer", {"to": "acme"}, (422, "transfer-to-itself")),
        ("ada", "POST", "/products/acme/db/transfer", {"to": "nobody"}, (404, "no-such-publisher")),
        ("ada", "POST", "/products/acme/db/screenshots", {"picture": "PHN2Zy8+"}, (422, "not-a-picture")),
        ("ada", "POST", "/products/acme/db/submit", {"now": True}, (422, "invalid-input")),
        ("ada", "PATCH", "/products/acme/db", {"naem": "x"}, (422, "invalid-input")),
        (
            "ada",
            "PATCH",
            "/products/acme/db",
            {"links": [{"what": "website", "url": "javascript:x"}]},
            (422, "link-invalid"),
        ),
        ("ada", "GET", "/products/acme/db/plans/none/staged", None, (404, "no-such-plan")),
        ("rita", "POST", "/products/acme/none/approve", None, (404, "no-such-product")),
        ("rita", "POST", "/publishers/none/approve", None, (404, "no-such-publisher")),
        ("bob", "GET", "/publishers/acme/application", None, (404, "no-such-publisher")),
    ],
)
def test_what_may_not_be_is_refused_with_a_code(
    draft: Office, who: str, method: str, path: str, body: Any, expected: tuple[int, str]
) -> None:
    assert draft.refused(who, method, path, body) == expected


def test_what_was_not_staged_is_not_released(office: Office) -> None:
    path = office.drafted()
    office.does("ada", "POST", f"{path}/plans", PLAN)
    wanted = {"tag": "1.0.0", "digest": DIGEST}
    assert office.refused("ada", "POST", f"{path}/plans/free/releases", wanted) == (404, "not-staged")
    assert office.does("ada", "GET", f"{path}/plans/free/releases") == {"items": [], "total": 0, "next": None}
    assert office.does("ada", "GET", f"{path}/plans/free/staged")["total"] == 0


def test_staff_hold_and_revoke(office: Office) -> None:
    path = office.drafted()
    office.does("rita", "POST", f"{path}/hold", {"reason": "It leaks."})
    assert office.does("ada", "GET", f"{path}/editing")["hold_reason"] == "It leaks."
    office.does("rita", "POST", f"{path}/lift-hold")
    office.does("olga", "POST", f"{path}/revoke")
    assert office.refused("ada", "PATCH", path, {"name": "x"}) == (409, "product-revoked")


def test_importing_twice_changes_nothing(office: Office) -> None:
    body = {"source": SOURCE, "products": [official("nginx", logo=picture(64)), official("rocket.chat")]}
    first = office.does("olga", "POST", "/imports", body)
    assert first == {"changed": ["library/nginx", "library/rocket.chat"], "unchanged": 0, "refused": []}
    assert office.does("olga", "POST", "/imports", body) == {"changed": [], "unchanged": 2, "refused": []}


def test_an_import_takes_no_organisations_name(office: Office) -> None:
    office.counter.organization("debian", bob="owner")
    source = {**SOURCE, "publisher": {**SOURCE["publisher"], "slug": "debian"}}
    body = {"source": source, "products": [official("nginx")]}
    assert office.refused("olga", "POST", "/imports", body) == (409, "slug-taken")


def test_nobody_founds_an_organisation_under_the_name_of_an_imported_publisher(office: Office) -> None:
    listed = catalog.PublisherApplied("debian", "", "Debian", "https://debian.example", "", "", "")
    office.counter.tell(("publisher-debian", listed), ("publisher-debian", catalog.PublisherApproved("debian")))
    wanted = {"slug": "debian", "name": "Debian"}
    assert office.refused("bob", "POST", "/organizations", wanted) == (409, "slug-taken")
    application = {"slug": "debian", "legal_name": "Debian"}
    assert office.refused("bob", "POST", "/publishers", application) == (409, "slug-taken")


def test_a_logo_that_is_no_picture_costs_the_logo_alone(office: Office) -> None:
    body = {"source": SOURCE, "products": [official("nginx", logo=base64.b64encode(b"<svg/>").decode())]}
    told = office.does("olga", "POST", "/imports", body)
    assert told["changed"] == ["library/nginx"]
    assert [(one["product"], one["code"]) for one in told["refused"]] == [("library/nginx", "not-a-picture")]


def test_a_body_over_eight_megabytes_is_not_taken(office: Office) -> None:
    body = {"source": SOURCE, "products": [official("nginx", description="x" * (8 * 1024 * 1024))]}
    assert office.refused("olga", "POST", "/imports", body) == (413, "body-too-large")


def test_the_same_request_sent_again_is_one_product(office: Office) -> None:
    office.drafted()
    body = {"publisher": "acme", "slug": "twice", **LISTING}
    first = office.does("ada", "POST", "/products", body, Idempotency_Key="draft-twice")
    assert office.does("ada", "POST", "/products", body, Idempotency_Key="draft-twice") == first
    other = body | {"slug": "other"}
    reused = office.refused("ada", "POST", "/products", other, Idempotency_Key="draft-twice")
    assert reused == (422, "idempotency-key-reused")


def test_a_robot_that_is_kept_to_a_product_publishes_that_one_alone(office: Office) -> None:
    path, other = office.drafted(), {"publisher": "acme", "slug": "cache", **LISTING}
    office.does("ada", "POST", "/products", other)
    office.tokens["ci"] = office.counter.robot("acme", "publish", products=("acme/db",))
    office.does("ci", "PATCH", path, {"name": "Acme DB"})
    assert office.refused("ci", "PATCH", "/products/acme/cache", {"name": "Cache"}) == (404, "no-such-product")
    assert office.refused("ci", "PATCH", "/publishers/acme", {"website": ""}) == (404, "no-such-publisher")
    assert office.refused("ci", "POST", "/products", other | {"slug": "queue"}) == (403, "not-yours")
