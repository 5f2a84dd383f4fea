"""A message is posted once and signed; what its receiver answers is kept, and what it does instead is told."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from services.notifications.adapters import signing
from services.notifications.adapters.post import sending as posting
from services.notifications.adapters.post.sending import KEPT, Posting
from services.notifications.ports import Answered
from tests.parts.receiver import Receiver, endless, garbage, receiver, resets, says, slow, takes

NOW = datetime.now(UTC)
DISTANT = "Fri, 31 Dec 9999 23:59:59 GMT"
BODY = '{"type":"webhook.test","timestamp":"2026-03-02T09:00:00Z","data":{"text":"für alle"}}'
# The example of the specification's own libraries.
SECRET, MESSAGE, AT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def send(to: Receiver, body: str = BODY, *secrets: str, post: Posting | None = None) -> Answered:
    headers = signing.headers("message-1", NOW, body, secrets or (signing.new_secret(),))
    return (post or Posting(inside=True)).send(to.url, headers, body.encode())


def test_it_signs_as_the_specification_shows() -> None:
    told = signing.headers(MESSAGE, datetime.fromtimestamp(AT, UTC), '{"test": 2432232314}', (SECRET,))
    assert (told["webhook-signature"], told["webhook-timestamp"]) == (SIGNED, str(AT))


def test_a_secret_is_long_and_new() -> None:
    one, other = signing.new_secret(), signing.new_secret()
    assert one != other
    assert len(base64.b64decode(one.removeprefix("whsec_"))) == 32


def test_what_arrives_is_verified_by_the_library() -> None:
    secret = signing.new_secret()
    with receiver() as found:
        send(found, BODY, secret)
    (sent,) = found.sent
    assert Webhook(secret).verify(sent.body, dict(sent.headers))["type"] == "webhook.test"
    assert sent.headers["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        Webhook(signing.new_secret()).verify(sent.body, dict(sent.headers))


def test_while_a_secret_is_renewed_either_verifies() -> None:
    secrets = signing.new_secret(), signing.new_secret()
    with receiver() as found:
        send(found, BODY, *secrets)
    for each in secrets:
        Webhook(each).verify(found.sent[0].body, dict(found.sent[0].headers))


def test_what_is_signed_are_the_bytes_that_arrive() -> None:
    with receiver() as found:
        send(found, BODY, SECRET)
    (sent,) = found.sent
    signed = b".".join((b"message-1", sent.headers["webhook-timestamp"].encode(), sent.body))
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert sent.headers["webhook-signature"] == f"v1,{wanted}"


def test_what_its_receiver_answers_is_kept() -> None:
    with receiver(takes()) as found:
        answered = send(found)
    assert (answered.status, answered.body, answered.error) == (200, "thanks", "")


def test_who_asks_for_patience_says_how_long() -> None:
    with receiver(says(503, Retry_After="120")) as found:
        answered = send(found)
    assert (answered.status, answered.error, answered.retry_after) == (503, "answered 503", 120)


@pytest.mark.parametrize("asked", ["-1", "0", "soon", "Wed, 21 Oct 2015 07:28:00 GMT", "²", ""])
def test_a_patience_that_is_none_is_not_heeded(asked: str) -> None:
    assert posting._patience(asked) == 0


@pytest.mark.parametrize("asked", ["86401", "1000000000", "000086400" + "0" * 60, "9" * 5000, DISTANT])
def test_of_a_patience_without_end_a_day_is_heeded(asked: str) -> None:
    assert posting._patience(asked) == 86_400


def test_who_names_a_moment_is_left_alone_until_then() -> None:
    assert 0 < posting._patience(format_datetime(NOW + timedelta(hours=2), usegmt=True)) <= 7200


def test_of_an_endless_answer_the_beginning_is_kept() -> None:
    with receiver(endless) as found:
        answered = send(found)
    assert answered.status == 200
    assert len(answered.body) <= KEPT
    assert answered.body.startswith("more and more \ufffd")
    assert "\x00" not in answered.body


@pytest.mark.parametrize("answer", [resets, garbage])
def test_who_does_not_speak_http_has_not_answered(answer: posting.Any) -> None:
    with receiver(answer) as found:
        answered = send(found)
    assert (answered.status, answered.body) == (0, "")
    assert answered.error


def test_nobody_there_is_told() -> None:
    with receiver() as found:
        pass
    assert "refused" in send(found).error


def test_who_is_too_slow_has_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "TOTAL", 0.2)
    with receiver(slow(2)) as found:
        answered = send(found)
    assert (answered.status, answered.error) == (0, "no answer within 0 seconds")


def test_a_certificate_that_nobody_vouches_for_is_an_error(tmp_path: Path) -> None:
    with receiver(folder=tmp_path) as found:
        answered = send(found)
    assert (answered.status, found.sent) == (0, [])
    assert "certificate" in answered.error


def test_by_https_it_is_said_to_whom_it_is_meant_for(tmp_path: Path) -> None:
    with receiver(folder=tmp_path) as found:
        trusting = Posting(inside=True, verify=str(tmp_path / "site.pem"))
        assert send(found, post=trusting).status == 200
        other = f"https://localhost:{found.port}/in"
        assert "certificate" in trusting.send(other, {}, b"{}").error.lower()


def test_no_signature_is_older_than_its_attempt() -> None:
    told = signing.headers("message-1", NOW - timedelta(minutes=6), BODY, (SECRET,))
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY, told)
