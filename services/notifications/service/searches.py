"""Saved searches that are watched: their owners hear of products that are new in the store and answer them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, every
from eventlog.decider import Context
from eventlog.erasing import Erasing
from eventlog.personal import conceal, reveal
from eventlog.refusal import Invalid, Missing, Refused
from services.notifications.policies import searches as policy
from services.notifications.policies.known import Product
from services.notifications.ports import Finder
from services.notifications.private import watched
from services.notifications.private.watched import Watched
from services.notifications.projections import people, published
from services.notifications.service.announcing import Announcing
from services.notifications.service.knowing import Knowing

OFTEN = 60  # seconds
INDEXED = timedelta(seconds=30)  # by then search has heard of what is new
AT_ONCE = 100  # searches
LONGEST = 2000  # characters of a question
Answer = dict[str, Any]


def finder_of(config: Mapping[str, Any]) -> Finder | None:
    """None where nobody searches: then nothing is looked for."""
    found: Finder | None = config.get("FINDER")
    return found


class Searches(Announcing, Erasing):
    finder = Provided(finder_of)

    @rpc(expected_exceptions=Refused)
    def watch_search(self, account: str, search: str, question: str, context: dict[str, Any]) -> Answer:
        """From now on; `question` is what stands after the ? in the address of the page of results."""
        by = Context.load(context)
        by.must_act_for(account)
        if not 0 < len(question) <= LONGEST:
            raise Invalid("search-question-unfit", f"a question has 1 to {LONGEST} characters")
        key = self.keys.of([account]).get(account)
        if key is None:
            raise Missing("account-unknown")
        with self.log.begin() as db:
            watched.watch(db, Watched(search, account, conceal(question, key), self.clock.now()))
        return {"id": search}

    @rpc(expected_exceptions=Refused)
    def unwatch_search(self, account: str, search: str, context: dict[str, Any]) -> Answer:
        """No harm where it is not watched."""
        Context.load(context).must_act_for(account)
        with self.log.begin() as db:
            db.execute(watched.unwatched(account, search))
        return {"id": search}

    @rpc
    def watched_searches_of(self, account: str) -> list[str]:
        """Ids of saved searches."""
        with self.log.reading() as db:
            return watched.of(db, account)

    @every(OFTEN)
    def tell_of_new_products(self) -> None:
        self._look(self.clock.now() - INDEXED)

    def _look(self, until: datetime) -> None:
        if self.finder is None:
            return
        with self.log.reading() as db:
            since = watched.earliest(db)
        if since is None or since >= until:
            return
        with self.views.begin() as db:
            new = published.between(db, since, until)
        for one in self._behind(until):
            self._match(one, [each for each in new if each["at"] > one.looked])
            with self.log.begin() as db:
                db.execute(watched.looked(one.search, until))

    def _behind(self, until: datetime) -> Iterator[Watched]:
        last = ""
        while some := self._some_behind(until, last):
            last = some[-1].search
            yield from some

    def _some_behind(self, until: datetime, after: str) -> Sequence[Watched]:
        with self.log.reading() as db:
            return watched.behind(db, until, after, AT_ONCE)

    def _match(self, one: Watched, new: Sequence[Mapping[str, Any]]) -> None:
        question = reveal(one.sealed, self.keys.of([one.account]).get(one.account)) if new else ""
        if not isinstance(question, str) or self._is_gone(one.account):
            return
        known = Knowing(self.views, self.heads)
        for each in new:
            product: Product = known.product(each["product"])
            if self.finder is not None and self.finder.answers(question, product.address):
                by = Context("", "policy:notifications", each["at"], causation=each["fact"])
                self._announce(policy.matched(one.search, one.account, product, each["at"]), by)

    def _is_gone(self, account: str) -> bool:
        with self.views.begin() as db:
            return bool(people.gone(db, [account]))

    def forget_beside(self, subject: str) -> Sequence[str]:
        with self.log.begin() as db:
            db.execute(watched.forgotten(subject))
        return [*super().forget_beside(subject), "searches that were watched for them"]
