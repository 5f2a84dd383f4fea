"""Who publishes here: one method a command or query."""

from typing import Any

from nameko.rpc import rpc

from eventlog.refusal import Missing, Refused
from services.catalog.deciders import publisher as publishers
from services.catalog.deciders import reading, telling
from services.catalog.deciders.publisher import Publisher, publisher
from services.catalog.service.desk import Desk


class Publishers(Desk):
    @rpc(expected_exceptions=Refused)
    def apply_as_publisher(
        self, publisher: str, legal_name: str, website: str, phone: str, email: str, logo: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        command = publishers.ApplyAsPublisher(publisher, legal_name, website, phone, email, logo)
        return self._on_publisher(publisher, command, context) | {"slug": publisher}

    @rpc(expected_exceptions=Refused)
    def approve_publisher(self, publisher: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_publisher(publisher, publishers.ApprovePublisher(), context)

    @rpc(expected_exceptions=Refused)
    def reject_publisher(self, publisher: str, reasons: list[Any], context: dict[str, Any]) -> dict[str, Any]:
        return self._on_publisher(publisher, publishers.RejectPublisher(reading.reasons_of(reasons)), context)

    @rpc(expected_exceptions=Refused)
    def publisher(self, slug: str) -> dict[str, Any]:
        state = self.log.fold(publisher, slug)
        if not isinstance(state, Publisher):
            raise Missing("no-such-publisher", slug)
        return telling.told_publisher(state, self.log.version(publisher, slug))
