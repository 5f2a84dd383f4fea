"""What a fact of notifications causes: letters, webhooks' messages, and what is to be done later."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.notifications.policies import digests, endings, mails, webhooks

CAUSED: tuple[Callable[[Any, Recorded], Iterable[Due | Effect]], ...] = (
    digests.caused,
    endings.caused,
    mails.caused,
    webhooks.caused,
)


def effects(event: Any, recorded: Recorded) -> Sequence[Due | Effect]:
    return [each for caused in CAUSED for each in caused(event, recorded)]
