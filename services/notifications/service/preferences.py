"""How somebody wants to hear of things."""

from dataclasses import asdict
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import follow
from eventlog.decider import Context
from eventlog.recorded import Recorded, instant
from eventlog.refusal import Invalid, Refused
from services.identity.events import SubjectErased
from services.notifications.deciders.preferences import Forget, ResumeMail, SetPreferences, preferences
from services.notifications.deciders.preferences_state import EVERYBODY
from services.notifications.deciders.preferences_state import Preferences as Chosen
from services.notifications.events import KINDS
from services.notifications.service.room import Room

OF_DELIVERY = frozenset(asdict(EVERYBODY))
ASKED = OF_DELIVERY | {"kinds", "channel"}
Sent = dict[str, Any]  # Context.dump()


class Preferences(Room):
    @rpc(expected_exceptions=Refused)
    def preferences(self, context: Sent) -> dict[str, Any]:
        """As gateway.rpc.notifications has it; of who asks."""
        return _shown(self._preferences_of(Context.load(context).actor))

    @rpc(expected_exceptions=Refused)
    def set_preferences(self, asked: dict[str, Any], context: Sent) -> dict[str, Any]:
        """What is not named stays as it is; `channel`, optional: page | api. As they then are, with position."""
        by = Context.load(context)
        unknown = sorted(asked.keys() - ASKED)
        if unknown:
            raise Invalid("field-invalid", unknown[0][:60])
        delivery = {name: value for name, value in asked.items() if name in OF_DELIVERY}
        kinds, channel = asked.get("kinds") or {}, asked.get("channel") or "api"
        done = self.log.execute(preferences, by.actor, SetPreferences(by.actor, kinds, delivery, channel), by)
        return {**_shown(self._preferences_of(by.actor)), "position": done.position}

    @rpc(expected_exceptions=Refused)
    def resume_mail(self, context: Sent) -> dict[str, Any]:
        by = Context.load(context)
        done = self.log.execute(preferences, by.actor, ResumeMail(by.actor), by)
        return {**_shown(self._preferences_of(by.actor)), "position": done.position}

    @follow("identity", SubjectErased)
    def forget_erased(self, event: SubjectErased, recorded: Recorded) -> None:
        """Nothing is sent to them any more, and no view holds anything of theirs."""
        self.keys.must_be_gone(event.subject)
        self.log.execute(preferences, event.subject, Forget(event.subject), recorded.cause())

    def _preferences_of(self, account: str) -> Chosen:
        """As the log has them now; before a letter goes out its `wants_mail` is asked."""
        state: Chosen = self.log.fold(preferences, account)
        return state


def _shown(state: Chosen) -> dict[str, Any]:
    kinds = [
        {"name": kind.name, "group": kind.group, **asdict(state.ways(kind.name)), "chosen": kind.name in state.chosen}
        for kind in KINDS
    ]
    stopped = state.stopped
    mail = {
        "state": "stopped" if stopped else "ok",
        "reason": stopped.reason if stopped else "",
        "code": stopped.code if stopped else "",
        "since": instant(stopped.at) if stopped else None,
    }
    return {"kinds": kinds, **asdict(state.delivery), "mail": mail}
