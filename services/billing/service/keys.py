"""Product keys made elsewhere: a publisher fills a plan's pool, and each licence of the plan is given one, once."""

import base64
import hmac
from datetime import date
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, follow
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Conflicting, Invalid, Missing, Refused, Unavailable
from services.billing.deciders import key_list
from services.billing.deciders.key_batch import GiveKey, StoreKeys, WithdrawKeys, key_batch
from services.billing.deciders.key_list import Line, Wrong
from services.billing.deciders.key_pool import (
    Added,
    AddKeys,
    NoteKeysLeft,
    SetKeysLow,
    batches_of,
    key_pool,
    level_of,
    pool_of,
    with_keys,
)
from services.billing.deciders.licence import licence
from services.billing.deciders.licence_state import Licence
from services.billing.deciders.offering import Offering, offering
from services.billing.deciders.subscription import subscription as subscriptions
from services.billing.deciders.subscription_state import Subscription
from services.billing.events import (
    KeysAdded,
    KeysLowSet,
    LicenceIssued,
    PlanOffered,
    PlanSwitched,
)
from services.billing.projections import keys as view
from services.billing.service.desk import CATCH_UP, plain
from services.billing.service.key_desk import Answer, KeyDesk
from services.billing.service.subscription_desk import SubscriptionDesk

AT_ONCE = 50  # keys that are given before the view is asked again
PRINT = 16  # bytes of an HMAC


class Keys(SubscriptionDesk, KeyDesk):
    key_secret = Provided(lambda config: bytes.fromhex(config["EVENTLOG"]["secret"]))

    @rpc(expected_exceptions=Refused)
    def add_keys(self, product: str, plan: str, text: str, context: Answer) -> Answer:
        """`text` is a list as deciders.key_list reads it: all of it, or nothing. {upload, added}.

        The keys are stored first, and are the pool's once it names them: what was stored for a list that is refused
        meanwhile is given to nobody.
        """
        by = Context.load(context)
        upload = by.new_id("keys")
        lines, wrong = self._read(text, by.today)
        command = self._adding(product, plan, upload, lines, wrong)
        pool = pool_of(product, plan)
        if self.log.rehearse(key_pool, pool, command, by):
            self._store(product, plan, upload, command.keys, lines, by)
        executed = self.log.execute(key_pool, pool, command, by, result=lambda events: {"added": len(lines)})
        added = (executed.result or {"added": len(lines)})["added"]
        return {"upload": upload, "added": added, "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def key_pool(self, product: str, plan: str, context: Answer) -> Answer:
        """Counts alone: {low, free, given, withdrawn, expired, waiting, uploads: [{upload, added, count, …}]}."""
        by, offered = Context.load(context), self._plan(product, plan)
        publisher = _publisher_of(offered)
        by.must_act_for(publisher, "owner", "editor")
        with_keys(offered, publisher)
        today = by.today.isoformat()
        with self.views.begin() as db:
            pool = view.pool(db, product, plan)
            uploads = [plain(each) for each in view.uploads_of(db, product, plan, today)]
            waiting = view.how_many_wait(db, product, plan) if pool else 0
        counts = {state: sum(each[state] for each in uploads) for state in view.STATES}
        low = pool["low"] if pool else view.LOW
        return {"product": product, "plan": plan, "low": low, **counts, "waiting": waiting, "uploads": uploads}

    @rpc(expected_exceptions=Refused)
    def set_keys_low(self, product: str, plan: str, low: int, context: Answer) -> Answer:
        """The publisher is told when so many keys are left, or fewer."""
        offered = self._plan(product, plan)
        command = SetKeysLow(_publisher_of(offered), offered, low)
        executed = self.log.execute(key_pool, pool_of(product, plan), command, Context.load(context))
        return {"low": low, "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def withdraw_keys(self, product: str, plan: str, upload: str, text: str, context: Answer) -> Answer:
        """Free keys: of one upload, or those that `text` lists; {withdrawn}. What was given stays given."""
        by, offered = Context.load(context), self._plan(product, plan)
        publisher = _publisher_of(offered)
        by.must_act_for(publisher, "owner", "editor")
        places = self._listed(product, plan, text) if text else self._of_upload(product, plan, upload)
        batches = sorted({batch for batch, _ in places})
        command = WithdrawKeys(publisher, frozenset(places))
        if not batches:
            return {"withdrawn": 0, "position": f"billing:{self.log.head()}"}
        executed = self.log.execute_all(key_batch, batches, command, by)
        withdrawn = len(executed.events) if not executed.repeated else len(places)
        return {"withdrawn": withdrawn, "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def product_key(self, subscription: str, context: Answer) -> Answer:
        """For who belongs to its holder alone: {state: given | follows | none, key}."""
        by, state = Context.load(context), self._subscription(subscription)
        by.must_act_for(state.holder)
        found = self._key_of(subscription, state.agreed.product, state.agreed.plan)
        if found is None or (found["state"] == "follows" and state.over):
            return {"state": "none", "key": None}
        return found

    @follow("billing", LicenceIssued, PlanSwitched, KeysAdded, KeysLowSet)
    def give_keys(self, event: Any, recorded: Recorded) -> None:
        """Licences without a key get those that are free, in the order of buying; their publisher hears what is left.

        Whatever happened, the same is asked of the view: told twice, late or in another order it gives nothing more.
        """
        product, plan = _plan_of(event)
        if not self._has_pool(product, plan):
            return
        told_at = self._licensed_at(event, recorded)
        at: str | None = f"billing:{told_at}"
        while at is not None:
            self._must_be_seen(at)
            at = self._given_some(product, plan, told_at, recorded)
        self._note_left(product, plan, recorded)

    def _given_some(self, product: str, plan: str, told_at: int, recorded: Recorded) -> str | None:
        """Where the last of them was given; None where nothing more is to be done."""
        cause, at = recorded.cause(), None
        with self.views.begin() as db:
            waiting = view.waiting(db, product, plan, AT_ONCE)
            free = view.free(db, product, plan, self._today(), AT_ONCE) if waiting else []
        many, withdrawn = len(waiting) == AT_ONCE, False
        while waiting and free:
            who, key = waiting[0], free[0]
            if not self._still_wants(who):
                waiting.pop(0)
                continue
            waited = who["since"] < told_at
            command = GiveKey(key["place"], plan, who["subscription"], who["holder"], key["expires"], waited)
            by = cause.follows(recorded.id, "billing.give-key", f"{who['subscription']}/{key['number']}/{waited}")
            try:
                at = self.log.execute(key_batch, key["batch"], command, by).position
            except Conflicting as refused:  # the view is behind: of this key, or of this licence
                if refused.code not in ("key-taken", "key-given"):
                    raise
                (free if refused.code == "key-taken" else waiting).pop(0)
                withdrawn = not free
                continue
            waiting.pop(0)
            free.pop(0)
        if at is None and ((many and not waiting) or withdrawn):  # as the view will know
            raise Unavailable("view-behind", "keys")
        return at

    def _note_left(self, product: str, plan: str, recorded: Recorded) -> None:
        with self.views.begin() as db:
            pool = view.pool(db, product, plan)
            if pool is None:
                return
            free = view.how_many_free(db, product, plan, self._today(), pool["low"] + 1)
            waiting = 0 if free else view.how_many_wait(db, product, plan)
        level = level_of(free, pool["low"])
        if level and (pool["told"] is None or (level == "empty" and pool["told"])):
            publisher = _publisher_of(self._plan(product, plan))
            by = recorded.cause().follows(recorded.id, "billing.note-keys-left", f"{plan}/{free}/{waiting}")
            self.log.execute(key_pool, pool_of(product, plan), NoteKeysLeft(publisher, free, waiting), by)

    def _still_wants(self, who: Answer) -> bool:
        state = self.log.fold(licence, who["subscription"])
        return isinstance(state, Licence) and not state.revoked and state.says.plan == who["plan"]

    def _licensed_at(self, event: Any, recorded: Recorded) -> int:
        """Position of the event that tells the licence: what a subscription is switched to, its licence says later."""
        if not isinstance(event, PlanSwitched):
            return recorded.position
        state = self.log.fold(subscriptions, event.subscription)
        if not isinstance(state, Subscription) or state.over or state.agreed.plan != event.agreed.plan:
            return recorded.position
        history = self.log.read(licence.stream(event.subscription))
        says = licence.fold([each.event for each in history])
        if isinstance(says, Licence) and not says.revoked and says.says.plan != event.agreed.plan:
            raise Unavailable("view-behind", "licences")
        return history[-1].position if history else recorded.position

    def _must_be_seen(self, position: str) -> None:
        if not self.views.wait_for(position, CATCH_UP):
            raise Unavailable("view-behind", "keys")

    def _today(self) -> str:
        return str(self.clock.now().date().isoformat())

    @staticmethod
    def _read(text: str, today: date) -> tuple[list[Line], list[Wrong]]:
        if len(text) > key_list.TEXT:
            raise Invalid("keys-too-many", str(key_list.MOST))
        return key_list.read(text, today)

    def _adding(self, product: str, plan: str, upload: str, lines: list[Line], wrong: list[Wrong]) -> AddKeys:
        offered = self._plan(product, plan)
        pool = pool_of(product, plan)
        keys = tuple(Added(each.number, self._print(pool, each.key), each.expires) for each in lines)
        return AddKeys(_publisher_of(offered), offered, upload, keys, tuple(wrong))

    def _store(
        self, product: str, plan: str, upload: str, keys: tuple[Added, ...], lines: list[Line], by: Context
    ) -> None:
        at = 0
        for batch in batches_of(upload, keys):
            some = tuple(lines[at : at + len(batch.prints)])
            at += len(some)
            command = StoreKeys(batch.batch, f"keys-{upload}", product, plan, some)
            ours = by.follows(by.command_id, "billing.store-keys", batch.batch)
            self.log.execute(key_batch, batch.batch, command, ours)

    def _listed(self, product: str, plan: str, text: str) -> list[tuple[str, int]]:
        lines, wrong = self._read(text, date.min)
        pool = pool_of(product, plan)
        prints = {self._print(pool, each.key): each.number for each in lines}
        with self.views.begin() as db:
            found = view.by_print(db, product, plan, prints)
        why = {print_: found[print_]["state"] if print_ in found else "unknown" for print_ in prints}
        wrong += [
            Wrong(number, why[print_]) for print_, number in prints.items() if why[print_] in ("unknown", "given")
        ]
        if wrong:
            raise Invalid("keys-unfit", key_list.told(wrong))
        return [(each["batch"], each["place"]) for each in found.values()]

    def _of_upload(self, product: str, plan: str, upload: str) -> list[tuple[str, int]]:
        with self.views.begin() as db:
            return view.free_of_upload(db, product, plan, upload)

    def _print(self, pool: str, key: str) -> str:
        told = hmac.digest(self.key_secret, f"product key {pool}/{key}".encode(), "sha256")[:PRINT]
        return base64.urlsafe_b64encode(told).rstrip(b"=").decode()

    def _plan(self, product: str, plan: str) -> PlanOffered | None:
        """Also of a product that is not on the shelves, and of a plan that is offered no more: who has it keeps it."""
        offered = self.log.fold(offering, product)
        return offered.plans.get(plan) if isinstance(offered, Offering) else None


def _plan_of(event: Any) -> tuple[str, str]:
    of = event.agreed if isinstance(event, PlanSwitched) else event
    return of.product, of.plan


def _publisher_of(offered: PlanOffered | None) -> str:
    if offered is None:
        raise Missing("plan-unknown")
    return offered.address.partition("/")[0]
