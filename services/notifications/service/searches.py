"""Saved searches that are watched: their owners hear of products that come, or are changed, and answer them since."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, every
from eventlog.decider import Context
from eventlog.erasing import Erasing
from eventlog.personal import conceal, reveal
from eventlog.refusal import Invalid, Missing, Refused, Unavailable
from services.notifications.policies import searches as policy
from services.notifications.ports import Finder
from services.notifications.private import watched
from services.notifications.private.watched import Watched
from services.notifications.projections import people, published
from services.notifications.projections.published import Findable
from services.notifications.service.announcing import Announcing
from services.notifications.service.knowing import Knowing

OFTEN = 60  # seconds
INDEXED = timedelta(seconds=30)  # by then search has heard of what is new
AT_ONCE = 100  # searches
SOME = 500  # products that one question is asked of
MOST_KNOWN = 1000  # products: a search that finds more is told of new ones alone
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
        asked = Watched(search, account, conceal(question, key), self.clock.now())
        with self.log.begin() as db:
            new = watched.watch(db, asked)
        if new:
            with suppress(Unavailable):  # then the next look finds out
                self._compare(asked, question)
        return {"id": search}

    @rpc(expected_exceptions=Refused)
    def unwatch_search(self, account: str, search: str, context: dict[str, Any]) -> Answer:
        """No harm where it is not watched."""
        Context.load(context).must_act_for(account)
        with self.log.begin() as db:
            watched.unwatch(db, account, search)
        return {"id": search}

    @rpc
    def watched_searches_of(self, account: str) -> list[str]:
        """Ids of saved searches."""
        with self.log.reading() as db:
            return watched.of(db, account)

    @every(OFTEN)
    def tell_of_what_is_found(self) -> None:
        self._look(self.clock.now() - INDEXED)

    def _look(self, until: datetime) -> None:
        if self.finder is None:
            return
        with self.log.reading() as db:
            since = watched.earliest(db)
        if since is None or since >= until:
            return
        with self.views.begin() as db:
            moved = published.between(db, since, until)
        for one in self._behind(until):
            self._match(one, [each for each in (product.since(one.looked) for product in moved) if each])
            with self.log.begin() as db:
                watched.looked(db, one.search, until)

    def _behind(self, until: datetime) -> Iterator[Watched]:
        last = ""
        while some := self._some_behind(until, last):
            last = some[-1].search
            yield from some

    def _some_behind(self, until: datetime, after: str) -> Sequence[Watched]:
        with self.log.reading() as db:
            return watched.behind(db, until, after, AT_ONCE)

    def _match(self, one: Watched, moved: Sequence[Findable]) -> None:
        """What was changed is told by a search that knows what it found before."""
        findable = [each for each in moved if each.new or one.compares]
        if one.compares is not None and not findable:
            return
        question = reveal(one.sealed, self.keys.of([one.account]).get(one.account))
        if not isinstance(question, str) or self._is_gone(one.account):
            return
        for at in range(0, len(findable), SOME):
            self._tell_of(one, question, findable[at : at + SOME])
        if one.compares is None:
            self._compare(one, question)

    def _tell_of(self, one: Watched, question: str, some: Sequence[Findable]) -> None:
        with self.log.reading() as db:
            asked = {each.product for each in some} - watched.known_to(db, one.search, [each.product for each in some])
        answering = self.finder.answering(question, asked) if self.finder and asked else set()
        known = Knowing(self.views, self.heads)
        for each in some:
            if each.product in answering:
                by = Context("", "policy:notifications", each.at, causation=each.fact)
                product = known.product(each.product)
                self._announce(policy.matched(one.search, one.account, product, each.at, new=each.new), by)
        if one.compares:
            with self.log.begin() as db:
                watched.know(db, one.search, answering)

    def _compare(self, one: Watched, question: str) -> None:
        """Raises Unavailable."""
        if self.finder is not None:
            found = self.finder.all_answering(question, MOST_KNOWN)
            with self.log.begin() as db:
                watched.compare(db, one.search, found)

    def _is_gone(self, account: str) -> bool:
        with self.views.begin() as db:
            return bool(people.gone(db, [account]))

    def forget_beside(self, subject: str) -> Sequence[str]:
        with self.log.begin() as db:
            watched.forget(db, subject)
        return [*super().forget_beside(subject), "searches that were watched for them"]
