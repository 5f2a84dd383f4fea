"""What the payment company sends reaches billing as it came, and what TSANet sends reaches support."""

from typing import Any

import pytest

from eventlog.refusal import Forbidden, Unavailable
from gateway.calling import NoServices
from tests.gateway.counter import Counter

BODY = '{"id": "evt_1",  "livemode": false}'


class Heard(NoServices):
    """Billing that remembers what it was told, or refuses it."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.told: list[tuple[Any, ...]] = []
        self._refusal = refusal

    def call(self, service: str, method: str, *arguments: Any) -> Any:
        if self._refusal is not None:
            raise self._refusal
        self.told.append((service, method, *arguments))
        return {"kept": True}


def posted(counter: Counter, body: str | bytes = BODY) -> Any:
    headers = {"Stripe-Signature": "t=1,v1=00", "Content-Type": "application/json"}
    return counter.client().post("/webhooks/stripe", data=body, headers=headers)


def test_it_is_handed_on_as_it_came_and_answered(counter: Counter) -> None:
    counter.calls = heard = Heard()
    answer = posted(counter)
    assert (answer.status_code, answer.json) == (200, {"kept": True})
    assert heard.told == [("billing", "receive_webhook", BODY, "t=1,v1=00")]


@pytest.mark.parametrize(
    ("refusal", "status"), [(Forbidden("signature-wrong"), 403), (Unavailable("service-away", "billing"), 503)]
)
def test_what_was_not_kept_is_to_be_sent_again(counter: Counter, refusal: Exception, status: int) -> None:
    counter.calls = Heard(refusal)
    assert posted(counter).status_code == status


def test_what_is_no_text_is_refused(counter: Counter) -> None:
    counter.calls = Heard()
    assert posted(counter, b"\xff").status_code == 400


def test_a_ping_of_tsanets_is_handed_on_with_its_signature(counter: Counter) -> None:
    counter.calls = heard = Heard()
    headers = {"X-Hub-Signature-256": "sha256=00", "Content-Type": "application/json"}
    answer = counter.client().post("/webhooks/tsanet", data=BODY, headers=headers)
    assert (answer.status_code, answer.json) == (200, {"kept": True})
    assert heard.told == [("support", "tsanet_notice", {"X-Hub-Signature-256": "sha256=00"}, BODY)]


def test_a_ping_that_was_not_looked_into_is_to_be_sent_again(counter: Counter) -> None:
    counter.calls = Heard(Unavailable("tsanet-away", ""))
    assert counter.client().post("/webhooks/tsanet", data=BODY).status_code == 503


def test_only_the_doors_that_check_signatures_do_without_the_csrf_token(counter: Counter) -> None:
    answer = counter.client().post("/webhooks/0198a000-0000-7000-8000-0000000000eb/stop")
    assert (answer.status_code, answer.mimetype) == (403, "text/html")
