"""What certification found in a released version is stated beside the image, signed with the store's key."""

from collections.abc import Iterator

from eventlog.amqp import Provided, effect, follow
from eventlog.outbox import Attempt
from eventlog.recorded import Recorded
from eventlog.refusal import Missing
from services.catalog import policies
from services.catalog.adapters.certification import Bills
from services.catalog.deciders import stating
from services.catalog.deciders.repository import repository
from services.catalog.deciders.repository_state import Repository
from services.catalog.ports import Said, Unreleasable
from services.catalog.service.reaching import AT_ONCE, Reaching, reached
from services.certification.events import ImageExamined, ImageRated


class Attesting(Reaching):
    bills = Provided(Bills)

    @follow("certification", ImageExamined, ImageRated)
    def note_found(self, event: ImageExamined | ImageRated, recorded: Recorded) -> None:
        self.log.execute(repository, event.repository, policies.to_be_stated(event), recorded.cause())

    @effect(policies.ATTEST, at_once=AT_ONCE, lane="repository")
    def attest(self, effect: Attempt) -> None:
        """As it is known now, whatever was known when it was asked for."""
        name, digest = str(effect.arguments["repository"]), str(effect.arguments["digest"])
        state: Repository = self.log.fold(repository, name)
        if digest not in state.pullable():
            return
        said = [*stating.scans(state, digest), *self._bills_of(state, digest)]
        try:
            with reached():
                for about, sayings in stating.by_manifest(said, state.versions[digest]):
                    self.registry.attest(name, about, sayings, self.alone)
        except Unreleasable:
            return  # withdrawn meanwhile: there is nothing to say it of

    def _bills_of(self, state: Repository, digest: str) -> Iterator[Said]:
        examined = state.examined.get(digest)
        for bill in examined.bills if examined is not None else ():
            try:
                yield stating.bill(bill.platform, self.bills.bill(bill.digest, bill.platform))
            except Missing:
                continue  # examined anew meanwhile, by another event
