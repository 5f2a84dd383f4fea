"""Searches that people keep, to run them again."""

from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.recorded import instant
from eventlog.refusal import Missing, Refused
from services.identity.private import searches
from services.identity.service.desk import Answer, Desk, Told


class Searches(Desk):
    @rpc(expected_exceptions=Refused)
    def save_search(self, account: str, name: str, question: str, context: Told) -> Answer:
        """The same question saved again takes the new name."""
        by = Context.load(context)
        by.must_act_for(account)
        name, question = searches.checked(name, question)
        key, search = self._key_to(account), searches.Search(by.new_id("saved-search"), name, question, by.at)
        with self.log.begin() as db:
            return {"id": searches.keep(db, account, search, key)}

    @rpc(expected_exceptions=Refused)
    def saved_searches_of(self, account: str) -> list[dict[str, Any]]:
        """`{id, name, question, saved}`, the newest first."""
        return self._saved(account)

    @rpc(expected_exceptions=Refused)
    def forget_search(self, account: str, search: str, context: Told) -> Answer:
        """No harm where it is gone already."""
        Context.load(context).must_act_for(account)
        with self.log.begin() as db:
            db.execute(searches.forget(account, search))
        return {"id": search}

    def _saved(self, account: str) -> list[dict[str, Any]]:
        key = self._key_to(account)
        with self.log.reading() as db:
            return [{**vars(one), "saved": instant(one.saved)} for one in searches.of(db, account, key)]

    def _key_to(self, account: str) -> bytes:
        key: bytes | None = self.keys.of([account])[account]
        if key is None:
            raise Missing("account-unknown")
        return key
