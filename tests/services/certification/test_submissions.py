"""A publisher sends an image in, it is examined, and a person decides."""

import pytest

from eventlog.refusal import Conflicting, Forbidden, Missing
from services.catalog import events as catalog
from tests.controls import certification as told
from tests.services.certification.desk import DONE, Desk, check, says

AMD, ARM = told.AMD64.platform, told.ARM64.platform


def test_an_image_is_sent_in_examined_and_certified(desk: Desk) -> None:
    desk.will_say(*says(AMD, ARM), DONE)
    sent = desk.sends_in()
    desk.until(sent, "in_review")
    answer = desk.rpc.certify(sent, "2027-06-30", desk.ruth())
    assert answer["state"] == "accepted"
    certificate = desk.services.until(lambda: desk.submission(sent)["certificate"])
    assert (certificate["state"], certificate["platforms"]) == ("valid", [AMD, ARM])


def test_a_platform_that_was_not_examined_is_told_and_never_certified(desk: Desk) -> None:
    desk.will_say(*says(AMD), {"line": "problem", "platform": ARM, "text": "Layer 2 is cut off."}, DONE)
    sent = desk.sends_in()
    platforms = desk.until(sent, "in_review")["platforms"]
    assert [(each["platform"], each["problem"], each["passed"]) for each in platforms] == [
        (AMD, "", True),
        (ARM, "Layer 2 is cut off.", False),
    ]
    desk.rpc.certify(sent, None, desk.ruth())
    assert desk.services.until(lambda: desk.submission(sent)["certificate"])["platforms"] == [AMD]


def test_a_required_check_that_was_not_told_of_is_in_the_way(desk: Desk) -> None:
    desk.will_say(*says(AMD, without=["secrets"]), DONE)
    sent = desk.sends_in()
    way = desk.until(sent, "in_review")["in_the_way"]
    assert way == [{"platform": AMD, "check": "secrets", "outcome": "not_run"}]
    with pytest.raises(Conflicting, match="secrets"):
        desk.rpc.certify(sent, None, desk.ruth())


def test_a_waiver_counts_for_the_next_submission_of_the_product_too(desk: Desk) -> None:
    failing = [*says(AMD, without=["volumes"]), check("volumes", AMD, "fail"), DONE]
    desk.will_say(*failing)
    first = desk.sends_in()
    desk.until(first, "in_review")
    desk.rpc.waive(first, "volumes", "It needs /proc.", "2027-06-30", desk.ruth())
    desk.rpc.withdraw(first, desk.ada())
    desk.services.until(lambda: desk.rpc.submissions_of("acme", desk.ada())[0]["state"] == "withdrawn")
    second = desk.sends_in()
    assert desk.until(second, "in_review")["in_the_way"] == []


def test_questions_go_back_and_forth(desk: Desk) -> None:
    desk.will_say(*says(AMD), DONE)
    sent = desk.sends_in()
    desk.until(sent, "in_review")
    assert desk.rpc.ask(sent, "Why root?", desk.ruth())["state"] == "waiting"
    answered = desk.rpc.answer(sent, "Port 80.", desk.ada())
    assert answered["state"] == "in_review"
    assert [each["kind"] for each in answered["timeline"]][-2:] == ["asked", "answered"]


def test_sent_in_twice_under_one_key_it_is_one_submission(desk: Desk) -> None:
    desk.will_say("sleep")
    assert desk.sends_in(key="once") == desk.sends_in(key="once")


def test_what_somebody_did_is_told_to_them(desk: Desk) -> None:
    desk.will_say("sleep")
    sent = desk.sends_in()
    desk.services.until(lambda: sent in str(desk.rpc.data_of(told.ADA)))
    assert desk.rpc.data_of("bob") == {"events": []}


def test_an_image_is_under_way_once_at_a_time(desk: Desk) -> None:
    desk.will_say("sleep")
    sent = desk.sends_in()
    with pytest.raises(Conflicting, match="already-submitted"):
        desk.sends_in()
    desk.rpc.withdraw(sent, desk.ada())
    assert desk.sends_in() != sent


def test_what_nobody_pushed_is_not_sent_in(desk: Desk) -> None:
    with pytest.raises(Missing, match="no-such-image"):
        desk.sends_in(tag="9.9")


def test_others_see_nothing_of_it(desk: Desk) -> None:
    desk.will_say("sleep")
    sent = desk.sends_in()
    with pytest.raises(Forbidden):
        desk.rpc.submission(sent, desk.by("bob"))
    with pytest.raises(Forbidden):
        desk.rpc.submissions_of("acme", desk.by("bob"))
    with pytest.raises(Forbidden):
        desk.rpc.review_queue(desk.ada())


@pytest.mark.parametrize("role", ["acme:member", "acme:billing"])
def test_who_only_buys_for_its_publisher_reads_nothing_of_it(desk: Desk, role: str) -> None:
    desk.will_say(*says(AMD), DONE)
    sent = desk.sends_in()
    desk.until(sent, "in_review")
    mel = desk.by("mel", role)
    asked = {
        "submission": (sent,),
        "report": (sent, "json"),
        "submissions_of": ("acme",),
        "vulnerabilities_of": ("acme/db",),
    }
    for name, arguments in asked.items():
        with pytest.raises(Forbidden, match="not-yours"):
            getattr(desk.rpc, name)(*arguments, mel)


def test_reviewers_find_it_in_their_queue_and_publishers_in_their_list(desk: Desk) -> None:
    desk.will_say("sleep")
    sent = desk.sends_in()
    queue = desk.services.until(lambda: [each for each in desk.rpc.review_queue(desk.ruth()) if each["id"] == sent])
    assert [(each["product"], each["state"]) for each in queue] == [("acme/db", "examining")]
    assert sent in [each["id"] for each in desk.rpc.submissions_of("acme", desk.ada())]


def test_an_image_of_which_no_platform_could_be_read_may_be_sent_in_again(desk: Desk) -> None:
    desk.will_say({"line": "problem", "platform": AMD, "text": "It was cut short."}, DONE)
    first = desk.sends_in()
    assert desk.until(first, "failed")["reasons"] == [f"{AMD}: It was cut short."]
    desk.will_say(*says(AMD), DONE)
    assert desk.until(desk.sends_in(), "in_review")["id"] != first


def test_an_agreement_of_another_version_is_in_the_way(desk: Desk) -> None:
    desk.tell(catalog.AgreementAccepted("acme", "0", "sha256:" + "00" * 32, told.ADA))
    desk.will_say(*says(AMD), DONE)
    sent = desk.sends_in()
    unmet = [each["id"] for each in desk.until(sent, "in_review")["prerequisites"] if not each["met"]]
    assert unmet == ["agreement"]
    with pytest.raises(Conflicting, match="prerequisites-not-met"):
        desk.rpc.certify(sent, None, desk.ruth())
    desk.tell(catalog.AgreementAccepted("acme", "1", "sha256:" + "11" * 32, told.ADA))


def test_what_was_sent_in_before_its_product_passed_to_another_publisher_is_not_certified(desk: Desk) -> None:
    desk.will_say(*says(AMD), DONE)
    sent = desk.sends_in()
    desk.until(sent, "in_review")
    desk.tell(catalog.ProductTransferred(told.DATABASE, "bolt", "db", "acme/db"))
    desk.services.until(lambda: desk.submission(sent)["product"] == "bolt/db")
    with pytest.raises(Conflicting, match="prerequisites-not-met"):
        desk.rpc.certify(sent, None, desk.ruth())
    desk.tell(catalog.ProductTransferred(told.DATABASE, "acme", "db", "bolt/db"))


def test_a_certificate_is_revoked_and_renewed_by_reviewers_alone(desk: Desk) -> None:
    desk.will_say(*says(AMD), DONE)
    sent = desk.sends_in()
    desk.until(sent, "in_review")
    desk.rpc.certify(sent, "2027-06-30", desk.ruth())
    desk.services.until(lambda: desk.submission(sent)["certificate"])
    with pytest.raises(Forbidden):
        desk.rpc.revoke_certificate("acme/team", desk.digest, "Because.", desk.ada())
    desk.rpc.renew_certificate("acme/team", desk.digest, "2027-07-31", desk.ruth())
    assert desk.submission(sent)["certificate"]["until"] == "2027-07-31"
    desk.rpc.revoke_certificate("acme/team", desk.digest, "It was not what it said.", desk.ruth())
    assert desk.submission(sent)["certificate"]["state"] == "revoked"


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "html"])
def test_a_report_is_told_in_every_form(desk: Desk, form: str) -> None:
    desk.will_say(*says(AMD, without=["secrets"]), check("secrets", AMD, "fail"), DONE)
    sent = desk.sends_in()
    desk.until(sent, "in_review")
    assert "secrets" in desk.rpc.report(sent, form, desk.ada())


def test_what_happens_is_told_from_where_one_was(desk: Desk) -> None:
    desk.will_say(*says(AMD), DONE)
    sent = desk.sends_in()
    desk.until(sent, "in_review")
    every = desk.rpc.events_of(sent, 0, desk.ada())["events"]
    assert [each["number"] for each in every] == list(range(1, len(every) + 1))
    assert desk.rpc.events_of(sent, 3, desk.ada())["events"] == every[3:]
