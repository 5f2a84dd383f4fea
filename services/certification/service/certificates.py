"""What is certified, and until when."""

from collections.abc import Callable, Mapping
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import follow
from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Refused
from services.certification.deciders.certificate import (
    Certificate,
    Command,
    ExpireCertificate,
    IssueCertificate,
    RenewCertificate,
    RevokeCertificate,
    certificate,
    subject_of,
)
from services.certification.events import SubmissionAccepted
from services.certification.policies.certificates import EXPIRE
from services.certification.projections import catalogue
from services.certification.service.desk import Desk
from services.certification.service.review import day_of


class Certificates(Desk):
    @follow("certification", SubmissionAccepted)
    def issue(self, event: SubmissionAccepted, recorded: Recorded) -> None:
        names = ("digest", "submission", "product", "plan", "repository", "tag", "platforms", "until")
        command = IssueCertificate(**{name: getattr(event, name) for name in names})
        self.log.execute(certificate, subject_of(event.repository, event.digest), command, recorded.cause())

    @rpc(expected_exceptions=Refused)
    def renew_certificate(self, repository: str, digest: str, until: str, context: dict[str, Any]) -> dict[str, Any]:
        command = RenewCertificate(day_of(until), self._holder(repository, digest))
        return self._on_certificate(repository, digest, command, context)

    @rpc(expected_exceptions=Refused)
    def revoke_certificate(self, repository: str, digest: str, reason: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_certificate(repository, digest, RevokeCertificate(reason), context)

    def _holder(self, repository: str, digest: str) -> str:
        """The publisher of the product as it is now; empty where nothing was certified."""
        state = self.log.fold(certificate, subject_of(repository, digest))
        with self.views.begin() as db:
            found = catalogue.product_of(db, state.issued.product) if isinstance(state, Certificate) else None
        return "" if found is None else str(found["publisher"])

    def _on_certificate(
        self, repository: str, digest: str, command: Command, context: dict[str, Any]
    ) -> dict[str, Any]:
        subject = subject_of(repository, digest)
        executed = self.log.execute(certificate, subject, command, Context.load(context))
        return {"repository": repository, "digest": digest, "position": executed.position}

    def expire_due(self, fired: Fired) -> None:
        self.log.execute(certificate, fired.subject, ExpireCertificate(), fired.cause())


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {EXPIRE: Certificates.expire_due}
