"""An operator's verbs at every service, by RPC: whichever instance answers, what it changes holds for all of them."""

from typing import Any

from nameko.rpc import rpc

from eventlog import replays
from eventlog.amqp import Declaration
from eventlog.auditing import Wanted
from eventlog.decider import Context
from eventlog.operation import Operation
from eventlog.refusal import Refused
from eventlog.standing import Told


class Operating(Declaration):
    """The service itself, as an Operation."""

    def setup(self) -> None:
        self._made: list[Operation] = []

    def get_dependency(self, worker_ctx: Any) -> Operation:
        if not self._made:  # asked for with each event that the service reacts to
            self._made.append(Operation(self.kernel, list(self.container.extensions)))
        return self._made[0]


class Operated:
    """What every service answers to an operator. `context` is a Context's dump."""

    operation: Operation = Operating()

    @rpc
    def standing(self) -> Told:
        return self.operation.standing()

    @rpc(expected_exceptions=Refused)
    def search_log(self, wanted: Told, context: Told) -> Told:
        return self.operation.search(Wanted.load(wanted), Context.load(context))

    @rpc
    def parked(self) -> list[Told]:
        return [one.told() for one in self.operation.parked()]

    @rpc(expected_exceptions=Refused)
    def retry_parked(self, identity: str, context: Told) -> Told:
        return self.operation.retry(identity, Context.load(context))

    @rpc(expected_exceptions=Refused)
    def skip_parked(self, identity: str, reason: str, context: Told) -> Told:
        return self.operation.skip(identity, reason, Context.load(context))

    @rpc(expected_exceptions=Refused)
    def pause_follower(self, follower: str, context: Told) -> Told:
        return self.operation.pause(follower, Context.load(context))

    @rpc(expected_exceptions=Refused)
    def resume_follower(self, follower: str, context: Told) -> Told:
        return self.operation.resume(follower, Context.load(context))

    @rpc(expected_exceptions=Refused)
    def start_rebuild(self, read_model: str, context: Told) -> Told:
        return self.operation.replay(read_model, replays.REBUILD, Context.load(context))

    @rpc(expected_exceptions=Refused)
    def start_check(self, read_model: str, context: Told) -> Told:
        return self.operation.replay(read_model, replays.CHECK, Context.load(context))
