"""What webhooks are told, tried until it is taken; what became of each attempt is kept for whoever owns them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from eventlog.amqp import Provided, effect, every, follow
from eventlog.outbox import Attempt, Later, hastened
from eventlog.recorded import Recorded
from services.notifications.adapters import signing
from services.notifications.adapters.post.sending import Posting
from services.notifications.deciders.webhook import Stop, webhook
from services.notifications.deciders.webhook_state import Webhook
from services.notifications.events import NoticeAnnounced, WebhookStopped
from services.notifications.policies import webhooks as policy
from services.notifications.ports import Answered, Post
from services.notifications.private import deliveries, endpoints
from services.notifications.private.deliveries import Delivery
from services.notifications.private.endpoints import Beside, Endpoint
from services.notifications.service.announcing import Announcing
from services.notifications.service.room import settings_of

AT_ONCE = 16  # receivers; each is sent one message at a time
GONE = 410
HOUR = 3600
BEHIND = timedelta(seconds=1)  # what was not taken goes behind what waits beside it: it may be the message's own fault
UNTRIED = "not sent: the webhook is stopped"


def post_of(config: Mapping[str, Any]) -> Post:
    return Posting(inside=settings_of(config).inside)


class Message(NamedTuple):
    id: str
    kind: str
    body: str
    once: bool  # somebody asked for it: it is tried once, also while the webhook rests or is stopped


class Delivering(Announcing):
    post = Provided(post_of)

    @effect(policy.WEBHOOK, at_once=AT_ONCE, lane="webhook")
    def deliver(self, effect: Attempt) -> None:
        """At least once under one id; raises Later where it was not taken, or its receiver is left alone."""
        id = str(effect.arguments["webhook"])
        state = self.log.fold(webhook, id)
        with self.log.reading() as db:
            endpoint = endpoints.of(db, id)
        if endpoint is None or not isinstance(state, Webhook):
            return
        message = self._message(id, effect.arguments)
        if message is not None:
            self._deliver(message, endpoint, state, effect)

    @every(HOUR)
    def tidy_deliveries(self) -> None:
        with self.log.begin() as db:
            deliveries.forget_old(db, self.clock.now())

    @follow("notifications", WebhookStopped)
    def tell_of_stopped(self, event: WebhookStopped, recorded: Recorded) -> None:
        notice = policy.heard(event, recorded)
        if notice is not None:
            self._announce(notice, recorded.cause())

    def _deliver(self, message: Message, endpoint: Endpoint, state: Webhook, effect: Attempt) -> None:
        now = self.clock.now()
        if state.stopped and not message.once:
            self._keep(
                Delivery(endpoint.webhook, message.id, message.kind, 0, now, error=UNTRIED, request=message.body)
            )
        elif endpoint.rests_until is not None and now < endpoint.rests_until and not message.once:
            raise Later(endpoint.rests_until, lane=endpoint.rests_until)
        else:
            headers = signing.headers(message.id, now, message.body, endpoint.secrets_at(now))
            answered = self.post.send(endpoint.url, headers, message.body.encode())
            self._settle(message, endpoint, answered, effect, now)

    def _settle(self, message: Message, endpoint: Endpoint, answered: Answered, effect: Attempt, at: datetime) -> None:
        id = endpoint.webhook
        with self.log.reading() as db:
            attempt = deliveries.attempts(db, id, message.id) + 1
            since = endpoint.failing_since or at
            failures = deliveries.failures(db, id, since) + 1
        told = (answered.status, answered.error, answered.milliseconds, message.body, answered.body)
        delivery = Delivery(id, message.id, message.kind, attempt, at, *told)
        if 200 <= answered.status < 300:
            woken = [self._woken(id)] if endpoint.rests_until else []
            return self._keep(delivery, endpoints.took(id), *woken)
        if message.once and answered.status != GONE:
            return self._keep(delivery)
        if answered.status == GONE or policy.is_given_up(failures, since, at):
            self._keep(delivery)
            reason = "gone" if answered.status == GONE else "failing"
            self.log.execute(webhook, id, Stop(reason), effect.cause(), beside=[self._woken(id)])  # to be put down
            return None
        now = self.clock.now()
        rests_until = now + policy.pause_after(failures, id, answered.retry_after)
        self._keep(delivery, endpoints.failed(id, since, rests_until))
        if attempt >= policy.TRIES:
            return None  # others are taken, but not this one
        raise Later(max(rests_until + BEHIND, now + policy.pause_after(attempt, message.id)), lane=rests_until)

    def _message(self, id: str, told: Mapping[str, Any]) -> Message | None:
        """None: nothing is known of it any more."""
        if "test" in told:
            at = datetime.fromisoformat(str(told["at"]))
            return Message(str(told["test"]), policy.TEST, policy.test_body(id, at, self.settings.url), once=True)
        if "again" in told:
            with self.log.reading() as db:
                before = deliveries.last_of(db, id, str(told["again"]))
            return None if before is None else Message(before.message, before.kind, before.request, once=True)
        notice = self._announced(str(told["announcement"]))
        body = policy.body(notice, self.settings.url)
        return Message(policy.message_of(notice.announcement), notice.kind, body, once=False)

    def _announced(self, id: str) -> NoticeAnnounced:
        found = self.log.read(f"announcement-{id}")
        return next(each.event for each in found if isinstance(each.event, NoticeAnnounced))

    def _woken(self, id: str) -> Beside:
        return hastened(policy.WEBHOOK, "webhook", id, self.clock.now())

    def _keep(self, delivery: Delivery, *beside: Beside) -> None:
        with self.log.begin() as db:
            deliveries.keep(db, delivery)
            for each in beside:
                db.execute(each)
