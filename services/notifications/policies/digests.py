"""What facts cause about digests: each is put together when its time has come, and then it goes out."""

from collections.abc import Iterable
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.notifications.events import DigestSent, NoticeAddressed

DIGEST, SEND = "digest", "send_digest"


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case NoticeAddressed(announcement=announcement, recipients=recipients):
            for each in recipients:
                if each.digest and each.send_at is not None:
                    yield Due(SEND, each.send_at, each.account, {"digest": each.digest, "announcement": announcement})
        case DigestSent(account=account, digest=digest):
            yield Effect(DIGEST, f"{account}:{digest}", {"account": account, "digest": digest})
