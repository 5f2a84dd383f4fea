"""The staff's queues, and what a reviewer decides on the pages behind them."""

from services.catalog.events import reviews as catalog
from tests.gateway.operations.conftest import Staff


def test_the_queues_are_for_reviewers_alone(staff: Staff) -> None:
    assert staff.browser("rita").get("/staff").status_code == 200
    assert staff.browser("bob").get("/staff").status_code == 404
    assert staff.app.test_client().get("/staff").headers["Location"] == "/sign-in?next=/staff"


def test_what_waits_is_listed_with_how_long_it_waits(staff: Staff) -> None:
    html = staff.reads("/staff")
    assert 'href="/staff/products/acme/db"' in html
    assert 'href="/staff/publishers/acme"' in html
    assert " days</span>" in html


def test_an_address_leads_to_its_page(staff: Staff) -> None:
    for typed, page in (("acme/db", "/staff/products/acme/db"), ("/Acme/", "/staff/publishers/acme"), ("", "/staff")):
        assert staff.browser("rita").get(f"/staff/find?address={typed}").headers["Location"] == page


def test_a_reviewer_reads_a_submission_and_what_the_lint_finds(staff: Staff) -> None:
    staff.submitted()
    html = staff.reads("/staff/products/acme/db")
    assert "No reviewer has decided on it before; all of it is new." in html
    assert "Link the documentation." in html
    assert 'form="reject"' in html


def test_reasons_beside_fields_reach_the_publisher(staff: Staff) -> None:
    staff.submitted()
    fields = {"reason-name": "Say whose it is.", "reason": "Nearly there."}
    assert staff.sends("/staff/products/acme/db/reject", **fields).headers["Location"] == "/staff?told=rejected"
    told = staff.state()
    assert told["state"] == "draft"
    assert {(reason["field"], reason["text"]) for reason in told["reasons"]} == {
        ("", "Nearly there."),
        ("name", "Say whose it is."),
    }


def test_what_was_mended_stands_beside_what_was_rejected(staff: Staff) -> None:
    staff.submitted()
    staff.sends("/staff/products/acme/db/reject", **{"reason-name": "Say whose it is."})
    staff.does("edit_listing", "acme/db", {"name": "Acme DB"})
    staff.hand_in()
    html = staff.reads("/staff/products/acme/db")
    assert "It was rejected before, for this:" in html
    assert '<ins><span class="vh">added: </span>DB</ins>' in html


def test_nothing_is_rejected_without_a_reason(staff: Staff) -> None:
    staff.submitted()
    answer = staff.sends("/staff/products/acme/db/reject", reason=" ")
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert staff.state()["state"] == "submitted"


def test_what_is_approved_stands_beside_what_is_handed_in_next(staff: Staff) -> None:
    staff.submitted()
    staff.sends("/staff/products/acme/db/approve")
    staff.does("edit_listing", "acme/db", {"short_description": "A fast database.", "tags": ["sql"]})
    html = staff.reads("/staff/products/acme/db")
    assert '<del><span class="vh">taken out: </span>small</del> <ins><span class="vh">added: </span>fast</ins>' in html
    assert "fields are as they were" in html


def test_an_edit_is_read_beside_what_was_approved_and_turned_down(staff: Staff) -> None:
    staff.submitted()
    staff.sends("/staff/products/acme/db/approve")
    staff.does("edit_listing", "acme/db", {"name": "Acme DB"})
    html = staff.reads("/staff/products/acme/db")
    assert "Edit needs a reviewer" in html
    assert '<ins><span class="vh">added: </span>DB</ins>' in html
    answer = staff.sends("/staff/products/acme/db/reject", **{"reason-name": "Say whose it is."})
    assert answer.headers["Location"] == "/staff?told=rejected"
    told = staff.state()
    assert (told["listing"]["name"], told["edited"]) == ("Acme Database", False)
    assert (told["turned_down"]["listing"]["name"], told["state"]) == ("Acme DB", "approved")


def test_an_edit_stands_as_it_was_read_and_waits_no_more(staff: Staff) -> None:
    staff.submitted()
    staff.sends("/staff/products/acme/db/approve")
    staff.does("edit_listing", "acme/db", {"name": "Acme DB"})
    seen = str(staff.state()["version"])
    staff.does("edit_listing", "acme/db", {"description": "Not read yet."})
    unread = staff.sends("/staff/products/acme/db/approve", what="edit", version=seen)
    assert (unread.status_code, staff.state()["edited"]) == (412, True)
    answer = staff.sends("/staff/products/acme/db/approve", what="edit", version=str(staff.state()["version"]))
    assert answer.headers["Location"] == "/staff?told=edit-approved"
    assert (staff.state()["listing"]["name"], staff.state()["edited"]) == ("Acme DB", False)


def test_a_hold_needs_a_reason_and_is_lifted(staff: Staff) -> None:
    staff.submitted()
    assert staff.sends("/staff/products/acme/db/hold").status_code == 422
    staff.sends("/staff/products/acme/db/hold", hold="Two findings are open.")
    assert "Two findings are open." in staff.reads("/staff/products/acme/db?told=held")
    staff.sends("/staff/products/acme/db/lift")
    assert staff.state()["hold_reason"] == ""


def test_a_hold_for_a_hole_is_told_beside_a_persons(staff: Staff) -> None:
    staff.submitted()
    staff.misses_a_fix("CVE-2026-1")
    hole = "Known holes were not mended when they were due: CVE-2026-1."
    assert f"</b> {hole}" in staff.reads("/staff/products/acme/db")
    staff.sends("/staff/products/acme/db/hold", hold="Two findings are open.")
    assert f"Two findings are open. {hole}" in staff.reads("/staff/products/acme/db")


def test_only_what_is_on_the_shelves_is_featured(staff: Staff) -> None:
    staff.submitted()
    assert "/feature" not in staff.reads("/staff/products/acme/db")
    assert staff.sends("/staff/products/acme/db/feature").status_code == 409


def test_a_suspended_publisher_is_told_why_and_may_go_on(staff: Staff) -> None:
    staff.submitted()
    assert staff.sends("/staff/publishers/acme/suspend").status_code == 422
    staff.sends("/staff/publishers/acme/suspend", suspend="Its domain changed hands.")
    assert "Its domain changed hands." in staff.reads("/staff/publishers/acme")
    staff.sends("/staff/publishers/acme/reinstate")
    assert not staff.services.rpc.catalog.publisher("acme")["suspended_for"]


def test_revoking_is_asked_about_before_it_is_done(staff: Staff) -> None:
    staff.submitted()
    assert "This is for good." in staff.reads("/staff/products/acme/db/revoke")
    assert staff.state()["state"] == "submitted"
    staff.sends("/staff/products/acme/db/revoke")
    assert staff.state()["state"] == "revoked"


def test_an_application_is_turned_down_field_by_field_and_approved_when_mended(staff: Staff) -> None:
    staff.submitted()
    staff.sends("/staff/publishers/acme/reject", **{"reason-phone": "Needs a whole number."})
    assert "Needs a whole number." in staff.reads("/staff/publishers/acme")
    staff.sends("/staff/publishers/acme/approve")
    assert staff.services.rpc.catalog.publisher("acme")["state"] == "approved"


def test_a_reviewer_reads_what_a_publisher_promises_its_customers(staff: Staff) -> None:
    staff.submitted()
    told = {"policy": "An answer **within a day**.", "hours": "", "contacts": "help@acme.example", "tsanet": ""}
    staff.does("set_support", "acme", told)
    assert "An answer <strong>within a day</strong>." in staff.reads("/staff/publishers/acme")


def test_nobody_else_decides(staff: Staff) -> None:
    staff.submitted()
    assert staff.sends("/staff/products/acme/db/approve", who="bob").status_code == 404
    assert staff.state()["state"] == "submitted"


def test_a_product_that_is_not_there_is_not_there(staff: Staff) -> None:
    assert staff.browser("rita").get("/staff/products/acme/none").status_code == 404
    assert staff.browser("rita").get("/staff/publishers/none").status_code == 404


def test_what_readers_report_is_read_and_taken_away_with_a_reason(staff: Staff) -> None:
    posted = catalog.ReviewPosted("r1", "id-acme-db", "bob", 1, "Buy my own", "Elsewhere.")
    reported = catalog.ReviewReported("r1", "id-acme-db", "ada", "An advertisement")
    staff.counter.tell(("review-r1", posted), ("review-r1", reported))
    html = staff.reads("/staff")
    assert "Buy my own" in html
    assert "An advertisement" in html
    assert staff.sends("/staff/reviews/r1/remove", reason="An advertisement").status_code == 404
    assert staff.sends("/staff/reviews/r1/remove", who="bob").status_code == 404
