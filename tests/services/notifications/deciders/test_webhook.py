"""Who owns a webhook says where it is and what it hears of, and stops it; nobody else even learns that it is there."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from eventlog.log import open_log
from eventlog.refusal import Conflicting, Refused
from eventlog.testing import Scenario, acting
from services.notifications.deciders.webhook import (
    LONGEST,
    MOST,
    MOST_ASKED,
    Add,
    Change,
    Command,
    Redeliver,
    Remove,
    Resume,
    Rotate,
    Stop,
    TryOut,
    place_of,
    webhook,
)
from services.notifications.deciders.webhook_address import host_of
from tests.controls import notifications as told

EDITOR, STRANGER = acting(told.PAT, "acme:editor", at=told.AT), acting(told.ADA, "acme:billing", at=told.AT)
POLICY = acting("policy:webhooks", at=told.AT)
ADD = Add(told.WEBHOOK, "publisher:acme", "hooks.acme.example", (told.KIND,), "Chat")
story = Scenario(webhook, EDITOR)
# A control hears of what concerns customers; Acme as a publisher of what its own people are told.
of_a_publisher = replace(told.webhook_added, kinds=("review.posted",))
there = story.given(of_a_publisher)
stopped = there.given(told.webhook_stopped)
CHANGE = Change("hooks.acme.example", (), "All of it")
UNTIL = told.secret_rotated.old_until
TEST, AGAIN = TryOut(told.webhook_tested.message), Redeliver(told.NOTICE, told.redelivery_requested.request)


def test_a_publishers_editor_adds_a_webhook() -> None:
    story.when(replace(ADD, kinds=("review.posted",))).then(of_a_publisher)


def test_a_webhook_that_is_added_again_is_there_already() -> None:
    there.when(replace(ADD, kinds=("review.posted",))).then()


@pytest.mark.parametrize("owner", ["publisher:acme", "organization:acme", f"account:{told.PAT}", "staff:support", ""])
def test_nobody_adds_webhooks_for_others(owner: str) -> None:
    story.by(STRANGER).when(replace(ADD, owner=owner, kinds=())).then_refused("not-yours")


def test_an_organisations_editor_is_not_its_owner() -> None:
    story.when(replace(ADD, owner="organization:acme", kinds=())).then_refused("not-yours")


def test_an_account_adds_webhooks_of_its_own() -> None:
    added = story.by(acting(told.ADA)).when(replace(ADD, owner=f"account:{told.ADA}"))
    added.then(replace(told.webhook_added, owner=f"account:{told.ADA}", by=told.ADA))


def test_no_more_than_so_many_are_of_one_owner() -> None:
    story.when(replace(ADD, kinds=(), place=MOST)).then_refused("too-many-webhooks")


@pytest.mark.parametrize("kind", ["version.released", "review.wanted", "weather.changed"])
def test_a_publisher_hears_of_what_concerns_publishers(kind: str) -> None:
    story.when(replace(ADD, kinds=(kind,))).then_refused("notice-kind-unknown")


def test_a_description_is_short() -> None:
    story.when(replace(ADD, kinds=(), description="x" * (LONGEST + 1))).then_refused("webhook-description-too-long")


def test_a_webhook_is_changed() -> None:
    there.when(CHANGE).then(told.webhook_changed)


def test_a_change_that_changes_nothing_is_none() -> None:
    there.given(told.webhook_changed).when(CHANGE).then()


def test_another_address_at_the_same_host_is_a_change() -> None:
    there.given(told.webhook_changed).when(replace(CHANGE, moved=True)).then(told.webhook_changed)


def test_a_webhook_is_changed_to_what_its_owner_hears_of_alone() -> None:
    there.when(replace(CHANGE, kinds=("version.released",))).then_refused("notice-kind-unknown")


def test_its_secret_is_renewed() -> None:
    there.when(Rotate(UNTIL)).then(told.secret_rotated)


def test_a_secret_that_was_renewed_is_not_renewed_by_the_same_command() -> None:
    there.given(told.secret_rotated).when(Rotate(UNTIL)).then()


def test_while_two_secrets_are_valid_none_of_them_is_ended_by_a_third() -> None:
    later = Rotate(UNTIL + timedelta(days=1))
    there.given(told.secret_rotated).when(later).then_refused("webhook-secrets-both-valid")
    renewed = replace(told.secret_rotated, old_until=later.old_until, at=UNTIL)
    there.given(told.secret_rotated).on(UNTIL).when(later).then(renewed)


def test_a_secret_that_leaked_is_replaced_at_once() -> None:
    leaked = Rotate(UNTIL + timedelta(days=1), at_once=True)
    there.given(told.secret_rotated).when(leaked).then(replace(told.secret_rotated, old_until=told.AT))


def test_a_webhook_is_tried_out_once_for_each_question() -> None:
    there.when(TEST).then(told.webhook_tested)
    there.given(told.webhook_tested).when(TEST).then()


def test_a_message_is_sent_again_once_for_each_question() -> None:
    there.when(AGAIN).then(told.redelivery_requested)
    there.given(told.redelivery_requested).when(AGAIN).then()


def test_what_is_asked_for_too_often_waits_for_an_hour() -> None:
    often = [replace(told.webhook_tested, message=f"test {number}") for number in range(MOST_ASKED - 1)]
    often.append(replace(told.redelivery_requested, request="again"))
    for command in (TEST, AGAIN):
        there.given(*often).when(command).then_refused("webhook-asked-too-often")
    later = told.AT + timedelta(hours=1)
    there.given(*often).on(later).when(TEST).then(replace(told.webhook_tested, at=later))
    there.given(*often[1:]).when(AGAIN).then(told.redelivery_requested)


def test_two_webhooks_never_have_one_place_until_it_is_given_back(tmp_path: Path) -> None:
    log = open_log("notifications", f"sqlite:///{tmp_path}/log.db", keys=None, secret=b"secret")
    adding = replace(ADD, kinds=())
    log.execute(webhook, "one", replace(adding, webhook="one"), replace(EDITOR, command_id="one"))
    two, by = replace(adding, webhook="two"), replace(EDITOR, command_id="two")
    with pytest.raises(Conflicting, match="webhook-place-taken"):
        log.execute(webhook, "two", two, by)
    log.execute(webhook, "one", Remove(), replace(EDITOR, command_id="remove"))
    log.execute(webhook, "two", two, by)
    assert log.holder_of(place_of(ADD.owner, 0)) == "webhook-two"
    log.close()


def test_a_webhook_that_fails_is_stopped_by_the_store() -> None:
    there.by(POLICY).when(Stop("failing")).then(told.webhook_stopped)


def test_a_webhook_that_is_stopped_is_not_stopped_again() -> None:
    stopped.when(Stop()).then()


def test_a_webhook_goes_on_when_its_owner_says_so() -> None:
    stopped.when(Resume()).then(told.webhook_resumed)


def test_a_webhook_that_runs_need_not_go_on() -> None:
    there.when(Resume()).then()


def test_a_webhook_is_removed_once() -> None:
    there.when(Remove()).then(told.webhook_removed)
    there.given(told.webhook_removed).when(Remove()).then()


COMMANDS: list[Command] = [CHANGE, Rotate(UNTIL), TEST, AGAIN, Stop(), Resume(), Remove()]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_who_does_not_own_it_finds_none(command: Command) -> None:
    stopped.by(STRANGER).when(command).then_refused("no-such-webhook")
    story.when(command).then_refused("no-such-webhook")
    there.given(told.webhook_removed).by(STRANGER).when(command).then_refused("no-such-webhook")


@pytest.mark.parametrize("command", COMMANDS[:-1], ids=lambda command: type(command).__name__)
def test_a_webhook_that_was_removed_is_none_any_more(command: Command) -> None:
    there.given(told.webhook_removed).when(command).then_refused("no-such-webhook")


def test_events_and_lists_name_the_host_alone() -> None:
    assert host_of("https://hooks.acme.example/in/S3cret?key=1", inside=False) == "hooks.acme.example"
    assert host_of("https://hooks.acme.example:8443/", inside=False) == "hooks.acme.example:8443"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hooks.acme.example/", "webhook-url-not-https"),
        ("ftp://hooks.acme.example/", "webhook-url-not-https"),
        ("hooks.acme.example", "webhook-url-invalid"),
        ("https:///in", "webhook-url-invalid"),
        ("https://ada:secret@hooks.acme.example/", "webhook-url-invalid"),
        ("https://hooks.acme.example@127.0.0.1/", "webhook-url-invalid"),
        ("https://@127.0.0.1/", "webhook-url-invalid"),
        ("https://hooks.acme.example\\@127.0.0.1/", "webhook-url-invalid"),
        ("https://hooks.acme.example/#part", "webhook-url-invalid"),
        ("https://hooks.acme.example:0/", "webhook-url-invalid"),
        ("https://hooks.acme.example:99999/", "webhook-url-invalid"),
        ("https://hooks.acme.example/\r\nX: 1", "webhook-url-invalid"),
        ("https://[::1/", "webhook-url-invalid"),
        ("https://" + "x" * 2000, "webhook-url-invalid"),
        ("https://127.0.0.1/", "webhook-url-inside"),
        ("https://10.1.2.3:8443/", "webhook-url-inside"),
        ("https://[::ffff:10.0.0.1]/", "webhook-url-inside"),
        ("https://localhost/", "webhook-url-inside"),
        ("https://169.254.169.254/latest", "webhook-url-inside"),
    ],
)
def test_an_address_that_is_none_is_refused(url: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        host_of(url, inside=False)
    assert refused.value.code == code


def test_a_store_that_is_told_so_sends_inside_too() -> None:
    assert host_of("http://127.0.0.1:8123/", inside=True) == "127.0.0.1:8123"
