"""What webhooks are sent: the message of a notice, how it reads, and when one that was not taken is tried again."""

import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from eventlog.effects import Effect
from eventlog.recorded import Recorded, instant
from services.notifications.events import (
    NoticeAddressed,
    NoticeAnnounced,
    RedeliveryRequested,
    WebhookStopped,
    WebhookTested,
)
from services.notifications.letters import words
from services.notifications.policies import audience
from services.notifications.policies.notice import Notice

WEBHOOK, TEST, STOPPED = "webhook", "webhook.test", "webhook.stopped"
PAUSES = tuple(  # as Standard Webhooks recommends: ten tries in three days
    timedelta(seconds=each)
    for each in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
TRIES = len(PAUSES) + 1
DAY = 86_400  # seconds; longer no receiver is left alone because it asks for it
FAILING = timedelta(days=3)  # and so many tries: then nothing is sent there any more


def caused(event: Any, recorded: Recorded) -> Iterable[Effect]:
    """`once`: it is asked for by somebody who looks at what becomes of it, and is not tried again."""
    match event:
        case NoticeAddressed(announcement=announcement, webhooks=webhooks):
            for each in webhooks:
                yield Effect(WEBHOOK, f"{each}:{announcement}", {"webhook": each, "announcement": announcement})
        case WebhookTested(webhook=webhook, message=message, at=at):
            told = {"webhook": webhook, "test": message, "at": instant(at)}
            yield Effect(WEBHOOK, f"{webhook}:{message}", told)
        case RedeliveryRequested(webhook=webhook, message=message, request=request):
            told = {"webhook": webhook, "again": message}
            yield Effect(WEBHOOK, f"{webhook}:{message}:{request}", told)


def message_of(announcement: str) -> str:
    """What `webhook-id` says: the same at each attempt. It is signed with dots between its parts, so it has none."""
    return announcement.replace(".", "_")


def body(notice: NoticeAnnounced, store: str) -> str:
    """{type, timestamp, data}, as it is signed and sent."""
    facts = {each.name: each.value for each in notice.facts}
    data = {
        "title": words.title(notice.kind, facts, product=notice.product, now=notice.at),
        "text": words.text(notice.kind, facts, product=notice.product, now=notice.at),
        "about": notice.about,
        "product": notice.product or None,
        "link": f"{store}{notice.link}" if notice.link else None,
        "facts": facts,
    }
    return _written(notice.kind, notice.happened, data)


def test_body(webhook: str, at: datetime, store: str) -> str:
    said = "This is a test: the webhook works."
    return _written(
        TEST, at, {"title": said, "text": said, "about": webhook, "product": None, "link": store, "facts": {}}
    )


def pause_after(failures: int, seed: str, asked: int = 0) -> timedelta:
    """How long a webhook is left alone after so many failures in a row.

    Up to a tenth longer, so that not all of them come back in one moment; `asked`: seconds, of Retry-After.
    """
    some = zlib.crc32(f"{seed}/{failures}".encode()) % 1000 / 10_000
    return max(PAUSES[min(failures, len(PAUSES)) - 1] * (1 + some), timedelta(seconds=min(asked, DAY)))


def is_given_up(failures: int, since: datetime, at: datetime) -> bool:
    return failures >= TRIES and at - since >= FAILING


def heard(stopped: WebhookStopped, recorded: Recorded) -> Notice | None:
    """To those who can look what is wrong with it; who stopped it themselves need not be told."""
    if stopped.reason == "owner":
        return None
    kind, _, of = stopped.owner.partition(":")
    meant = {"publisher": audience.publisher(of, "team"), "organization": audience.owners(of)}
    return Notice(
        id=f"{recorded.id}.{STOPPED}",
        kind=STOPPED,
        about=stopped.webhook,
        happened=recorded.time,
        audiences=(meant.get(kind, audience.account(of)),),
        link=f"/webhooks/{stopped.webhook}",
        facts={"host": stopped.host, "reason": stopped.reason}
        | ({"change": "gone"} if stopped.reason == "gone" else {}),
    )


def _written(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    told = {"type": kind, "timestamp": instant(at), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
