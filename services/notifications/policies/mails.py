"""What facts about notices cause: a letter at once, or once somebody's quiet hours are over."""

from collections.abc import Iterable
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.notifications.events import MailReleased, NoticeAddressed

MAIL, RELEASE = "mail", "release_mail"


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case NoticeAddressed(announcement=announcement, recipients=recipients):
            for each in recipients:
                if each.mail == "now" and each.send_at is None:
                    yield _mail(announcement, each.account)
                elif each.mail == "now" and each.send_at is not None:
                    about = {"account": each.account, "kind": event.kind}
                    yield Due(RELEASE, each.send_at, announcement, about)
        case MailReleased(announcement=announcement, account=account):
            yield _mail(announcement, account)


def _mail(announcement: str, account: str) -> Effect:
    """Its key is that of its one letter, whatever causes it."""
    return Effect(MAIL, f"{announcement}:{account}", {"announcement": announcement, "account": account})
