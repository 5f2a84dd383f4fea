"""Which product key a subscription was given, and whether one follows."""

from typing import Any

from services.billing.deciders.key_batch import KeysOfBatch, key_batch, place_of
from services.billing.deciders.key_pool import key_pool, pool_of
from services.billing.service.desk import Desk

Answer = dict[str, Any]


class KeyDesk(Desk):
    def _key_of(self, subscription: str, product: str, plan: str) -> Answer | None:
        """{state: given | follows, key}; None where the plan has no pool of keys."""
        stream = self.log.holder_of(place_of(subscription, plan))
        if stream is not None:
            return {"state": "given", "key": self._key_in(stream.removeprefix(key_batch.stream("")), subscription)}
        return {"state": "follows", "key": None} if self._has_pool(product, plan) else None

    def _key_in(self, batch: str, subscription: str) -> str:
        """Empty where it was erased."""
        state = self.log.fold(key_batch, batch)
        place = state.place_of(subscription) if isinstance(state, KeysOfBatch) else None
        return "" if place is None else state.key(place)

    def _has_pool(self, product: str, plan: str) -> bool:
        return bool(self.log.version(key_pool, pool_of(product, plan)))

    def _own_key(self, held: Answer) -> Answer:
        """For who asks for all that is theirs: {subscription, plan, key}."""
        key = self._key_in(held["batch"], held["subscription"])
        return {"subscription": held["subscription"], "plan": held["plan"], "key": key}
