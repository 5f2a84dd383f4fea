"""What is known of a product's holes, what its publisher says of them, and who may see it."""

from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Missing, Refused
from services.certification.deciders.image import image, subject_of
from services.certification.deciders.remediation import remediation
from services.certification.deciders.remediation_state import Open, Remediation
from services.certification.deciders.showing import ShowFindings, showing
from services.certification.deciders.stating import StateVex
from services.certification.private import inventories
from services.certification.projections import catalogue, submissions
from services.certification.projections import vulnerabilities as view
from services.certification.service.desk import TEAM, Desk

STAFF = ("reviewer", "operator", "support")


class Statements(Desk):
    @rpc(expected_exceptions=Refused)
    def vulnerabilities_of(self, product: str, context: dict[str, Any]) -> list[dict[str, Any]]:
        """Of the newest release of each plan, the soonest due first; for its publisher's side and for staff."""
        by, found = Context.load(context), self._product_at(product)
        if not by.has(*STAFF):
            by.must_act_for(found["publisher"], *TEAM)
        with self.views.begin() as db:
            repositories = view.repositories_of(db, found["product"])
        told = [one for repository in repositories for one in self._holes_in(repository)]
        return sorted(told, key=lambda one: (one["due"] is None, one["due"] or "", -(one["score"] or 0), one["id"]))

    @rpc(expected_exceptions=Refused)
    def state_vex(
        self, vulnerability: str, status: str, justification: str, statement: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        """The hole as it then stands."""
        with self.views.begin() as db:
            place = view.place_of(db, vulnerability)
            found = None if place is None else catalogue.product_of(db, place[1])
        if place is None or found is None:
            raise Missing("no-such-vulnerability", vulnerability[:80])
        repository = place[0]
        told = (found["publisher"], vulnerability, status, justification, statement)
        command = StateVex(*told, certified=self._carries_a_certificate(repository))
        executed = self.log.execute(remediation, repository, command, Context.load(context))
        known: Remediation = self.log.fold(remediation, repository)
        return {**_told(known.open[vulnerability], known), "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def show_findings(self, product: str, shown: bool, context: dict[str, Any]) -> dict[str, Any]:
        found = self._product_at(product)
        command = ShowFindings(found["product"], found["publisher"], shown)
        executed = self.log.execute(showing, found["product"], command, Context.load(context))
        return {"product": product, "shown": shown, "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def images_of(self, product: str) -> dict[str, Any]:
        """By digest: repository, tag, and of each platform its grade, the next drop and how many holes are known."""
        found = self._product_at(product)
        with self.views.begin() as db:
            leads = view.leads_of(db, found["product"])
        return {
            lead.digest: self._rated(repository, lead.digest) | {"repository": repository, "tag": lead.tag}
            for repository, every in leads.items()
            for lead in every
        }

    @rpc(expected_exceptions=Refused)
    def sbom(self, digest: str, platform: str) -> dict[str, Any]:
        """{text}: CycloneDX 1.6 as JSON. `digest` is the image's, or that of the platform's own manifest."""
        with self.views.begin() as db:
            manifest = view.manifest_of(db, digest, platform) or digest
        with self.log.reading() as db:
            kept = inventories.sbom_of(db, manifest)
        if kept is None:
            raise Missing("no-such-image", f"{digest} {platform}"[:200])
        return {"text": kept.decode()}

    def _product_at(self, address: str) -> dict[str, Any]:
        with self.views.begin() as db:
            found = catalogue.product_at(db, address)
        if found is None:
            raise Missing("no-such-product", address[:130])
        return found

    def _carries_a_certificate(self, repository: str) -> bool:
        with self.views.begin() as db:
            own = submissions.certificates_of(db, repository)
            led = {lead.digest for lead in view.leads_in(db, repository)}
        return any(one["digest"] in led and one["state"] == "valid" for one in own)

    def _holes_in(self, repository: str) -> list[dict[str, Any]]:
        known: Remediation = self.log.fold(remediation, repository)
        return [_told(hole, known) for hole in known.open.values()]

    def _rated(self, repository: str, digest: str) -> dict[str, Any]:
        rated = self.log.fold(image, subject_of(repository, digest)).rated
        if rated is None:
            return {"platforms": []}
        platforms = [vars(one) | {"next_drop": one.next_drop and one.next_drop.isoformat()} for one in rated.platforms]
        return {"platforms": platforms}


def _told(hole: Open, known: Remediation) -> dict[str, Any]:
    """`due` None: no clock runs on it."""
    found, said = hole.found, known.vex.get(hole.found.vulnerability)
    names = ("repository", "digest", "tag", "advisory", "package", "version", "fixed", "severity", "score")
    due = known.due(found.vulnerability)
    return {
        "id": found.vulnerability,
        **{name: getattr(found, name) for name in names},
        "platforms": list(found.platforms),
        "aliases": list(found.aliases),
        "found": found.at.isoformat(),
        "due": due and due.isoformat(),
        "missed": hole.missed,
        "revoked_at": hole.revoked_at.isoformat() if hole.missed and hole.revoked_at else None,
        "vex": None
        if said is None
        else {
            "status": said.status,
            "justification": said.justification,
            "statement": said.statement,
            "at": said.at.isoformat(),
        },
    }
