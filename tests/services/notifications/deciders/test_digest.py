"""A digest goes out once, and nothing is told in two of its parts."""

from dataclasses import replace

from eventlog.testing import Scenario, acting
from services.notifications.deciders.digest import SendDigest, digest, subject
from tests.controls import notifications as told

story = Scenario(digest, acting("policy:deadline-send_digest", at=told.MORNING))
SEND = SendDigest(told.CAT, told.DIGEST, (told.EARLIER, told.NOTICE))
sent = story.given(told.digest_sent)


def test_a_digest_tells_of_what_waited_for_it() -> None:
    story.when(SEND).then(told.digest_sent)


def test_a_digest_goes_out_once() -> None:
    sent.when(SEND).then()
    sent.when(replace(SEND, notices=())).then()


def test_a_digest_that_has_nothing_to_tell_does_not_go_out() -> None:
    story.when(replace(SEND, notices=())).then()


def test_what_came_at_the_last_moment_follows_in_a_part_of_its_own() -> None:
    late = replace(SEND, notices=(told.NOTICE, "late"))
    part = replace(told.digest_sent, digest=f"{told.DIGEST}.2", notices=("late",))
    sent.when(late).then(part)
    sent.given(part).when(late).then()


def test_a_part_is_of_its_digests_stream() -> None:
    assert subject(told.CAT, f"{told.DIGEST}.2") == subject(told.CAT, told.DIGEST)
