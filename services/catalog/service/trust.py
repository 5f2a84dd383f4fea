"""What certification found, as the shelf shows it: certified or not, the grade, and the hold for a hole."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from eventlog.amqp import follow
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Unavailable
from services.catalog import policies
from services.catalog.deciders import shelf
from services.catalog.deciders.product import product
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.repository import repository
from services.catalog.deciders.trust import NoteTrust
from services.catalog.events import PlanAdded, PlanRetired, TagMoved, VersionReleased, VersionYanked
from services.catalog.projections import trust
from services.catalog.service.desk import CATCH_UP, Desk


class Trust(Desk):
    @follow("certification", *policies.JUDGED)
    def note_judged(self, event: Any, recorded: Recorded) -> None:
        if not self.views.wait_for(f"certification:{recorded.position}", CATCH_UP):
            raise Unavailable("view-behind", "trust")
        self._note_trust(event.product, policies.no_more_certified(event), recorded)

    @follow("catalog", VersionReleased, TagMoved, VersionYanked, PlanAdded, PlanRetired)
    def note_moved(
        self, event: VersionReleased | TagMoved | VersionYanked | PlanAdded | PlanRetired, recorded: Recorded
    ) -> None:
        """A certificate and a grade may have been there before the image was released, or its plan offered again."""
        self._note_trust(event.product, policies.no_more_certified(event), recorded)

    @follow("certification", *policies.MENDING)
    def note_mending(self, event: Any, recorded: Recorded) -> None:
        command = policies.mending(event)
        if command is not None and isinstance(self.log.fold(product, event.product), Product):
            self.log.execute(product, event.product, command, recorded.cause())

    def _note_trust(self, subject: str, why: str, recorded: Recorded) -> None:
        state = self.log.fold(product, subject)
        if not isinstance(state, Product):
            return
        shelves = [self._shelf(plan.id, plan.repository) for plan in state.offered if not state.external]
        command = NoteTrust(shelf.certified(shelves), why, shelf.grade(shelves))
        self.log.execute(product, subject, command, _of_what_it_says(recorded, command))

    def _shelf(self, plan: str, name: str) -> shelf.Shelf:
        with self.views.begin() as db:
            judged = trust.certificates_in(db, name), trust.grades_in(db, name)
        return shelf.Shelf(plan, self.log.fold(repository, name), *judged)


def _of_what_it_says(recorded: Recorded, command: NoteTrust) -> Context:
    """Under an id of its own: more may be known when the same event comes again."""
    cause = recorded.cause()
    return replace(cause, command_id=cause.new_id(f"{recorded.id} {sha256(repr(command).encode()).hexdigest()}"))
