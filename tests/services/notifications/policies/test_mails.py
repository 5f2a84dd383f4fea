"""Who is addressed gets one letter: now, after their quiet hours, or with others in a digest."""

from eventlog.effects import Due, Effect
from eventlog.testing import recorded
from services.notifications.policies import digests, mails
from tests.controls import notifications as told

ADDRESSED = recorded(told.addressed, f"announcement-{told.NOTICE}")


def test_a_letter_goes_out_at_once_or_waits_for_the_end_of_quiet_hours() -> None:
    at_once = Effect("mail", f"{told.NOTICE}:{told.ADA}", {"announcement": told.NOTICE, "account": told.ADA})
    later = Due("release_mail", told.released.at, told.NOTICE, {"account": told.BOB, "kind": told.KIND})
    assert list(mails.caused(told.addressed, ADDRESSED)) == [at_once, later]


def test_a_letter_that_waited_has_the_key_that_it_would_have_had() -> None:
    (effect,) = mails.caused(told.released, recorded(told.released, "letter-1"))
    assert effect == Effect("mail", f"{told.NOTICE}:{told.BOB}", {"announcement": told.NOTICE, "account": told.BOB})


def test_a_digest_is_put_together_when_it_is_due() -> None:
    (due,) = digests.caused(told.addressed, ADDRESSED)
    assert due == Due("send_digest", told.MORNING, told.CAT, {"digest": told.DIGEST, "announcement": told.NOTICE})


def test_a_digest_goes_out_once() -> None:
    (effect,) = digests.caused(told.digest_sent, recorded(told.digest_sent, "digest-1"))
    assert effect == Effect("digest", f"{told.CAT}:{told.DIGEST}", {"account": told.CAT, "digest": told.DIGEST})


def test_what_is_read_or_chosen_causes_nothing() -> None:
    for event in (told.read, told.preference_set, told.forgotten, told.announced):
        assert [*mails.caused(event, ADDRESSED), *digests.caused(event, ADDRESSED)] == []
