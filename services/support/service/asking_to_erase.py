"""Copies at partners outlive an erasure here: each partner is asked to forget theirs, and that it was is kept."""

from eventlog.amqp import follow
from eventlog.recorded import Recorded
from eventlog.refusal import Refused, Unavailable
from services.identity.events import SubjectErased
from services.support.deciders.handover import NotePartnerNotErased, handover
from services.support.projections import partners
from services.support.service.tsanet import AtTSANet

CATCH_UP = 5.0  # seconds in which the view hears of what came before
TITLE = "Please erase"
TEXT = (
    "Whoever this case is about has asked to be forgotten. We have erased what we held of them; please erase what you"
    " hold of this case as well."
)


class AskingToErase(AtTSANet):
    @follow("identity", SubjectErased)
    def ask_to_erase(self, event: SubjectErased, recorded: Recorded) -> None:
        if not self.views.wait_for(f"support:{self.log.head()}", CATCH_UP):
            raise Unavailable("view-behind", "handovers")
        with self.views.begin() as db:
            found = partners.of_opener(db, event.subject)
        for each in found:
            asked = self._asked_to_erase(each["token"], event.subject)
            command = NotePartnerNotErased(event.subject, each["receiver"], asked)
            self.log.execute(handover, each["id"], command, recorded.cause())

    def _asked_to_erase(self, token: str, subject: str) -> str:
        """The note's id; empty: its case is closed, or the store is no member any more."""
        if self.link is None:
            return ""
        try:
            return self.link.cases.note(token, f"erase {subject}", TITLE, TEXT, 2)
        except Unavailable:
            raise
        except Refused:
            return ""
