"""What the gateway keeps of people beside its read models and forgets with them: uses of tokens, and files."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nameko.timer import timer

from eventlog.amqp import Provided
from eventlog.erasing import Erasing
from gateway.settings import Settings
from gateway.support.attachments import Attachments
from gateway.support.storing import place_of
from gateway.uses import Uses
from gateway.views import accounts

HOUR = 3600.0


def attachments_of(config: Mapping[str, Any]) -> Attachments:
    told = Settings.load(config["CHANDLERY"])
    return Attachments(place_of(told.attachments), told.arriving, told.attachment_size)


class GatewayForgets(Erasing):
    """Beside the followers that keep the gateway's views."""

    attachments = Provided(attachments_of)
    uses = Provided(
        lambda config: Uses.beside(config["EVENTLOG"]["views"], Path(config["CHANDLERY"]["CHANDLERY_DATA"]))
    )

    def forget_beside(self, subject: str) -> Sequence[str]:
        with self.views.begin() as db:  # type: ignore[attr-defined]  # of the service that this is mixed into
            names = accounts.ever_of(db, subject)
        self.uses.forget(names)
        files = self.attachments.forget(subject)
        used = [f"where {len(names)} tokens were used from"] if names else []
        return [*used, *([f"files of tickets: {files}"] if files else [])]

    @timer(interval=HOUR)  # type: ignore[untyped-decorator]
    def tidy_attachments(self) -> None:
        """Files that no message named within a day."""
        self.attachments.tidy(time.time())
