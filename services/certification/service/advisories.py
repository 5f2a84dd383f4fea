"""What is known of holes in packages: handed over in parts by who reads the archives, and asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Refused
from services.certification.deciders.loading import ALL, NoteLoaded, loading
from services.certification.private import advisories
from services.certification.private.advisories import Mark
from services.certification.scan import osv
from services.certification.scan.advisory import Advisory
from services.certification.service.desk import Desk


class Advisories(Desk):
    @rpc(expected_exceptions=Refused)
    def unknown_advisories(self, marks: Sequence[tuple[str, str]], context: dict[str, Any]) -> list[str]:
        """`marks`: pairs of id and when it was modified; ids of those worth handing over."""
        _must_be_operator(context)
        with self.log.reading() as db:
            return advisories.unknown(db, [Mark(id, datetime.fromisoformat(at)) for id, at in marks])

    @rpc(expected_exceptions=Refused)
    def load_advisories(self, records: Sequence[Mapping[str, Any]], context: dict[str, Any]) -> dict[str, Any]:
        """A part of a load: {changed, refused: [{id, reason}]}; told when all is in, by finish_loading."""
        _must_be_operator(context)
        taken: list[Advisory] = []
        refused: list[dict[str, str]] = []
        for record in records:
            try:
                taken.append(osv.parse(record))
            except osv.Unusable as wrong:
                refused.append({"id": str(record.get("id")), "reason": str(wrong)})
        with self.log.begin(durable=False) as db:
            changed, _ = advisories.load(db, taken)
        return {"changed": changed, "refused": refused}

    @rpc(expected_exceptions=Refused)
    def finish_loading(self, records: int, changed: int, context: dict[str, Any]) -> dict[str, Any]:
        """Tells what the parts before it brought; images that it touches are matched again because of it."""
        with self.log.begin() as db:  # durable: what the parts wrote is on disk before it is told
            state = advisories.state(db)
        by = Context.load(context)
        done = self.log.execute(loading, ALL, NoteLoaded(state, records, changed), by)
        return {"position": done.position, "state": state}

    @rpc(expected_exceptions=Refused)
    def advisories_loaded(self, context: dict[str, Any]) -> dict[str, Any]:
        """{state, ecosystems: {name: advisories}, waiting: packages whose images are not matched again yet}."""
        _must_be_operator(context)
        with self.log.reading() as db:
            return {
                "state": advisories.state(db),
                "ecosystems": dict(advisories.counted(db)),
                "waiting": advisories.waiting(db),
            }


def _must_be_operator(context: Mapping[str, Any]) -> None:
    if not Context.load(dict(context)).has("operator"):
        raise Forbidden("store-only")
