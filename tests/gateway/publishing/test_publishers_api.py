"""Publishers by HTTP: applied, judged, described, agreed, proven and suspended."""

import pytest

from services.catalog.events import ProductDrafted, ProductSubmitted, PublisherApplied
from tests.gateway.publishing.conftest import ZONE, Office, picture

ACME = "/publishers/acme"
APPLICATION = {"slug": "acme", "legal_name": "Acme Ltd", "website": "https://acme.example"}

APPLIED = PublisherApplied("bobs", "bob", "Bob's", "https://bobs.example", "1", "b@bobs.example", "")
DRAFTED = ProductDrafted("x", "bobs", "x", "container", external=False)
SUBMITTED = ProductSubmitted("x")


def test_a_publisher_applies_and_is_approved(office: Office) -> None:
    application = APPLICATION | {"email": "shop@acme.example", "logo": picture()}
    answer = office.send("ada", "POST", "/publishers", application)
    assert answer.json == {"slug": "acme"}
    assert [one.partition(":")[0] for one in answer.headers["Chandlery-Position"].split(",")] == ["identity", "catalog"]
    office.does("rita", "POST", f"{ACME}/approve")
    told = office.does("ada", "GET", f"{ACME}/application")
    assert (told["state"], told["email"], told["logo"][:7]) == ("approved", "shop@acme.example", "/media/")


def test_an_application_that_is_sent_again_is_answered_as_before(office: Office) -> None:
    for _ in range(2):
        office.does("ada", "POST", "/publishers", APPLICATION, Idempotency_Key="apply")


def test_the_name_of_anothers_organisation_is_taken(office: Office) -> None:
    office.does("ada", "POST", "/publishers", APPLICATION)
    assert office.refused("bob", "POST", "/publishers", APPLICATION) == (409, "slug-taken")


@pytest.mark.parametrize(("logo", "code"), [(picture(100), "logo-too-small"), ("!", "logo-invalid")])
def test_a_logo_is_a_square_picture(office: Office, logo: str, code: str) -> None:
    assert office.refused("ada", "POST", "/publishers", APPLICATION | {"logo": logo}) == (422, code)


def test_a_rejection_may_be_plain_words_and_it_may_apply_again(office: Office) -> None:
    office.does("ada", "POST", "/publishers", APPLICATION)
    office.does("rita", "POST", f"{ACME}/reject", {"reasons": ["It does not answer the phone."]})
    told = office.does("ada", "GET", f"{ACME}/application")
    assert told["reasons"] == [{"field": "", "text": "It does not answer the phone."}]
    office.does("ada", "POST", "/publishers", APPLICATION | {"phone": "+44 20 7946 0000"})
    again = office.does("ada", "GET", f"{ACME}/application")
    assert (again["state"], again["reasons"], again["phone"]) == ("applied", [], "+44 20 7946 0000")


def test_a_profile_is_edited_on_the_version_that_was_seen(office: Office) -> None:
    office.does("ada", "POST", "/publishers", APPLICATION)
    seen = office.send("ada", "GET", f"{ACME}/application").headers["ETag"]
    office.does("ada", "PATCH", ACME, {"legal_name": "Acme Limited", "logo": picture()}, If_Match=seen)
    told = office.does("ada", "GET", f"{ACME}/application")
    assert (told["legal_name"], told["website"]) == ("Acme Limited", "https://acme.example")
    assert office.refused("ada", "PATCH", ACME, {"phone": "1"}, If_Match=seen) == (412, "edited-meanwhile")
    assert office.refused("bob", "PATCH", ACME, {"phone": "1"}) == (404, "no-such-publisher")


def test_staff_alone_change_a_legal_name_that_was_approved(office: Office) -> None:
    office.does("ada", "POST", "/publishers", APPLICATION)
    office.does("rita", "POST", f"{ACME}/approve")
    office.does("ada", "PATCH", ACME, {"legal_name": "Acme Ltd", "phone": "1"})
    assert office.refused("ada", "PATCH", ACME, {"legal_name": "Your Bank"}) == (403, "legal-name-approved")
    office.does("rita", "PATCH", ACME, {"legal_name": "Acme Limited"})
    assert office.does("ada", "GET", f"{ACME}/application")["legal_name"] == "Acme Limited"


def test_the_agreement_is_read_and_accepted(office: Office) -> None:
    office.does("ada", "POST", "/publishers", APPLICATION)
    asked = office.does("ada", "GET", f"{ACME}/agreement")
    assert (asked["version"], asked["accepted"]) == ("1", False)
    assert office.refused("ada", "POST", f"{ACME}/agreement", {"version": "0"}) == (409, "agreement-superseded")
    office.does("ada", "POST", f"{ACME}/agreement", {"version": asked["version"]})
    assert office.does("ada", "GET", f"{ACME}/agreement")["accepted"]


def test_a_publisher_says_how_it_helps(office: Office) -> None:
    office.does("ada", "POST", "/publishers", APPLICATION)
    assert office.does("ada", "GET", f"{ACME}/application")["support"] is None
    support = {"policy": "We answer.", "hours": "9 to 5", "contacts": "help@acme.example", "tsanet": ""}
    office.does("ada", "PUT", f"{ACME}/support", support)
    assert office.does("ada", "GET", f"{ACME}/application")["support"] == support
    assert office.refused("ada", "PUT", f"{ACME}/support", {"policy": " "}) == (422, "support-policy-missing")


def test_a_domain_is_proven_by_a_record(office: Office) -> None:
    office.does("ada", "POST", "/publishers", APPLICATION)
    proof = office.does("ada", "GET", f"{ACME}/domain")
    assert (proof["domain"], proof["record"]["name"], proof["verified"]) == (
        "acme.example",
        "_chandlery.acme.example",
        False,
    )
    assert office.refused("ada", "POST", f"{ACME}/domain") == (409, "domain-not-proven")
    ZONE[proof["record"]["name"], "TXT"] = [f'"{proof["record"]["value"]}"']
    office.does("ada", "POST", f"{ACME}/domain")
    assert office.does("ada", "GET", f"{ACME}/domain")["verified"]
    assert office.refused("bob", "POST", f"{ACME}/domain") == (404, "no-such-publisher")


def test_staff_suspend_a_publisher_and_reinstate_it(office: Office) -> None:
    path = office.drafted()
    office.does("rita", "POST", f"{ACME}/suspend", {"reason": "Its images were not its own."})
    told = office.does("ada", "GET", f"{ACME}/application")
    assert (told["state"], told["suspended_for"]) == ("suspended", "Its images were not its own.")
    assert office.refused("ada", "POST", f"{path}/submit") == (409, "publisher-suspended")
    assert office.refused("ada", "POST", f"{ACME}/reinstate") == (403, "staff-only")
    office.does("rita", "POST", f"{ACME}/reinstate")
    assert office.does("ada", "GET", f"{ACME}/application")["state"] == "approved"


def test_the_queues_are_the_staffs(office: Office) -> None:
    office.counter.tell(("publisher-bobs", APPLIED), ("product-x", DRAFTED), ("product-x", SUBMITTED))
    told = office.does("rita", "GET", "/admin/queues")
    assert [one["slug"] for one in told["publishers"]["items"]] == ["bobs"]
    assert [one["slug"] for one in told["products"]["items"]] == ["bobs/x"]
    assert office.refused("ada", "GET", "/admin/queues") == (403, "staff-only")
