"""Listings of images that lie elsewhere, by the batch."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context, Decider
from eventlog.log import Executed, Log
from eventlog.refusal import Conflicting, Invalid, Missing, Refused
from services.catalog.deciders import reading
from services.catalog.deciders.product import product
from services.catalog.deciders.publisher import publisher
from services.catalog.service.desk import Desk, held_product


class Importing(Desk):
    @rpc(expected_exceptions=Refused)
    def import_products(
        self, source: dict[str, Any], products: list[dict[str, Any]], context: dict[str, Any]
    ) -> dict[str, Any]:
        return Import(self.log, source, Context.load(context)).bring(products)


class Import:
    """One batch of listings from elsewhere: each product is a command of its own; a refused one costs itself."""

    def __init__(self, log: Log, source: Mapping[str, Any], by: Context) -> None:
        self._log = log
        self._source = source
        self._by = by
        self._seller = reading.list_publisher_of(source)

    def bring(self, given: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        position = self._execute(publisher, self._seller.publisher, self._seller, "publisher").position
        changed: list[str] = []
        refused: list[dict[str, str]] = []
        for one in given:
            address = f"{self._seller.publisher}/{one.get('slug')}"
            try:
                done = self._list(address, one)
            except (Invalid, Missing, Conflicting) as wrong:
                refused.append({"product": address, "code": wrong.code, "detail": wrong.detail})
                continue
            position = done.position
            if done.result is not None and done.result["changed"]:
                changed.append(address)
        unchanged = len(given) - len(changed) - len(refused)
        return {"changed": changed, "unchanged": unchanged, "refused": refused, "position": position}

    def _list(self, address: str, given: Mapping[str, Any]) -> Executed:
        subject = held_product(self._log, address) or self._by.new_id(address)
        return self._execute(product, subject, reading.list_externally_of(subject, self._source, given), address)

    def _execute(self, decider: Decider[Any, Any, Any], subject: str, command: Any, target: str) -> Executed:
        by = replace(self._by, command_id=self._by.new_id(f"import/{target}"))
        return self._log.execute(decider, subject, command, by, result=lambda events: {"changed": bool(events)})
