"""What runs out, and who is reminded of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from eventlog.amqp import follow
from eventlog.deadlines import Fired
from eventlog.recorded import Recorded
from services.notifications.deciders.ending import Remind, ending
from services.notifications.events import EndingReminded
from services.notifications.policies import endings as policy
from services.notifications.policies import identity, lasting, vouched
from services.notifications.policies.known import Known
from services.notifications.policies.running_out import Ends
from services.notifications.service.announcing import Announcing
from services.notifications.service.knowing import Knowing

Found = Callable[[Any, Recorded, Known], Ends]


class Endings(Announcing):
    @follow("identity", *identity.ENDINGS)
    def note_tokens(self, event: Any, recorded: Recorded) -> None:
        self._note(identity.endings, event, recorded)

    @follow("billing", *lasting.ENDINGS)
    def note_bought(self, event: Any, recorded: Recorded) -> None:
        self._note(lasting.endings, event, recorded)

    @follow("certification", *vouched.ENDINGS)
    def note_vouched(self, event: Any, recorded: Recorded) -> None:
        self._note(vouched.endings, event, recorded)

    @follow("notifications", EndingReminded)
    def announce_ending(self, event: EndingReminded, recorded: Recorded) -> None:
        noted = self.log.fold(ending, event.ending).noted
        known = Knowing(self.views, self.heads)
        if noted is not None and noted.until == event.until and policy.is_wanted(noted, known):
            self._announce(policy.reminder(event, recorded, noted), recorded.cause())

    def remind(self, fired: Fired) -> None:
        until = datetime.fromisoformat(str(fired.arguments["until"]))
        days = int(str(fired.arguments["days"]))
        self.log.execute(ending, fired.subject, Remind(days, until), fired.cause())

    def _note(self, found: Found, event: Any, recorded: Recorded) -> None:
        """As it stands by now: only what is still to come is reminded of, however long ago it was told."""
        self._must_see(f"{recorded.source}:{recorded.position}")
        for command in found(event, recorded, Knowing(self.views, self.heads)):
            by = recorded.cause().follows(recorded.id, "notifications.endings", command.ending)
            by = replace(by, at=self.clock.now(), fingerprint=recorded.id)
            self.log.execute(ending, command.ending, command, by)


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {policy.REMIND: Endings.remind}
