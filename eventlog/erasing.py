"""What is left of an erased subject beside the logs: who has yet to hear of it, and files that read models wrote."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from nameko.rpc import rpc

from eventlog.amqp import Declaration, Follow, ReadModels
from eventlog.log import Log


class Heard(NamedTuple):
    """How far a follower is in its source."""

    follower: str
    source: str
    position: int


class ParkedEvents(NamedTuple):
    """A stream of the source that a follower has stopped at, and how many of its events wait."""

    follower: str
    source: str
    stream: str
    events: int


class Traces(Declaration):
    """What the followers of this service have heard, and what its read models keep, as a Kept."""

    def setup(self) -> None:
        self._made: list[Kept] = []

    def get_dependency(self, worker_ctx: Any) -> "Kept":
        if not self._made:  # asked for with each event that the service reacts to
            self._made.append(Kept(self.container.extensions, self.kernel.log))
        return self._made[0]


class Kept:
    def __init__(self, extensions: Iterable[Any], log: Log | None) -> None:
        self._extensions = list(extensions)
        self._log = log

    def heard(self) -> Iterator[Heard]:
        for each in self._models():
            model = each.view.model
            yield from (Heard(model.name, source, each.view.reader.position(source)) for source in model.sources)
        for reactions in self._reactions():
            yield Heard(reactions.name, reactions.source, reactions.checkpoint().position)

    def parked(self) -> Iterator[ParkedEvents]:
        for found in (*(each.view.parked() for each in self._models()), *(each.parked() for each in self._reactions())):
            yield from (ParkedEvents(one.follower, one.source, one.stream, one.behind + 1) for one in found)

    def clean(self) -> list[str]:
        """Where a read model shows personal fields, what was deleted from it leaves its files; the names of these."""
        if self._log is not None:
            self._log.forget()
        shown = [each.view for each in self._models() if any(p.reveals for p in each.view.model.projections)]
        for view in shown:
            view.clean()
        return [view.model.name for view in shown]

    def _models(self) -> list[ReadModels]:
        return [each for each in self._extensions if isinstance(each, ReadModels)]

    def _reactions(self) -> list[Any]:
        return [each.reactions for each in self._extensions if isinstance(each, Follow)]


class Erasing:
    """What every service answers when a subject was erased."""

    traces = Traces()

    @rpc
    def heard(self) -> dict[str, list[Sequence[Any]]]:
        """Heard and ParkedEvents of all that follows any log here."""
        return {"followers": [*self.traces.heard()], "parked": [*self.traces.parked()]}

    @rpc
    def clean(self, subject: str) -> list[str]:
        """To be called once its followers have heard of the erasure; in words what was cleaned. Again is no harm."""
        return [*self.forget_beside(subject), *(f"read model {name}" for name in self.traces.clean())]

    def forget_beside(self, subject: str) -> Sequence[str]:
        """What the service keeps of the subject beside logs and read models goes; in words what that was."""
        return ()
