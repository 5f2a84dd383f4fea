"""What every service answers to an operator."""

from typing import cast

from gateway.rpc.remote import Answer, Command, Remote


class Operated(Remote):
    """What every service answers to an operator; OPERATED names them."""

    def standing(self) -> Answer:
        return self._do("standing")

    def search_log(self, wanted: Answer, context: Command) -> Answer:
        """{items: [{id, type, stream, version, position, actor, correlation, causation, at, data}], before, reached}"""
        return self._do("search_log", wanted, context)

    def parked(self) -> list[Answer]:
        return cast("list[Answer]", self._ask("parked"))

    def retry_parked(self, identity: str, context: Command) -> Answer:
        return self._do("retry_parked", identity, context)

    def skip_parked(self, identity: str, reason: str, context: Command) -> Answer:
        return self._do("skip_parked", identity, reason, context)

    def pause_follower(self, follower: str, context: Command) -> Answer:
        return self._do("pause_follower", follower, context)

    def resume_follower(self, follower: str, context: Command) -> Answer:
        return self._do("resume_follower", follower, context)

    def start_rebuild(self, read_model: str, context: Command) -> Answer:
        return self._do("start_rebuild", read_model, context)

    def start_check(self, read_model: str, context: Command) -> Answer:
        return self._do("start_check", read_model, context)
