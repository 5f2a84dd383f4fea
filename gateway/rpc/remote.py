"""One service's remote methods: how they are called, and which refusals come back as they were raised."""

from collections.abc import Mapping
from typing import Any, cast

from nameko.exceptions import deserialize_to_instance

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing, Unavailable
from gateway.calling import NoServices, Pool
from gateway.observed import asking

Answer = dict[str, Any]
Command = Mapping[str, Any]  # Context.dump()

for refusal in (Invalid, Forbidden, Missing, Conflicting, Unavailable):
    deserialize_to_instance(refusal)


class Remote:
    """One service; `call` is the pool's."""

    def __init__(self, calls: Pool | NoServices, service: str) -> None:
        self._calls = calls
        self._service = service

    def _ask(self, method: str, *arguments: Any) -> Any:
        with asking(self._service, method):
            return self._calls.call(self._service, method, *arguments)

    def _do(self, method: str, *arguments: Any) -> Answer:
        return cast("Answer", self._ask(method, *arguments))

    def head(self) -> Answer:
        return self._do("head")
