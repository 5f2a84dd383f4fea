"""Who stands on which side of a ticket, and who may read it and do what with it now."""

from collections.abc import Callable, Mapping

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Missing
from services.support.deciders.handover_state import TSANET, speaks_for
from services.support.deciders.ticket_state import CUSTOMER, PARTNER, STORE, Ticket

POLICY = "policy:"
IN_HOLDER = ("owner", "billing", "member")  # whose tickets an organisation's people share

Rule = Callable[[Ticket, Context], str]


def is_customer(state: Ticket, by: Context) -> bool:
    return by.acts_for(state.opened.holder, *IN_HOLDER) or _is_opener(state, by)


def _is_opener(state: Ticket, by: Context) -> bool:
    """Who has left the organisation that they opened it for is so no longer."""
    return by.actor == state.opened.subject and by.acts_for(state.opened.holder)


def desks_of(state: Ticket, by: Context) -> tuple[str, ...]:
    """Those of the ticket's desks whose people the caller belongs to: its owner first, then the store's."""
    others = sorted(state.desks - {state.owner, STORE})
    return tuple(desk for desk in dict.fromkeys((state.owner, STORE, *others)) if speaks_for(desk, by))


def may_read(state: Ticket, by: Context) -> bool:
    return is_customer(state, by) or bool(desks_of(state, by)) or by.actor.startswith(POLICY)


def must_read(state: Ticket, by: Context) -> None:
    """A ticket that is not one's own looks as if there were none."""
    if not may_read(state, by):
        raise Missing("no-such-ticket", state.id)


def side_of(state: Ticket, by: Context) -> str:
    """On which one speaks: who opened it is its customer, whatever else they are."""
    must_read(state, by)
    if _is_opener(state, by):
        return CUSTOMER
    if by.actor == TSANET:
        return PARTNER
    desks = desks_of(state, by)
    return desks[0] if desks else CUSTOMER


def _owns(state: Ticket, by: Context) -> str:
    return "" if speaks_for(state.owner, by) else "not-the-owner"


def _is_of_a_desk(state: Ticket, by: Context) -> str:
    return "" if desks_of(state, by) else "desk-only"


def _owns_or_is_store(state: Ticket, by: Context) -> str:
    return "" if speaks_for(STORE, by) else _owns(state, by)


def _is_open(state: Ticket, by: Context) -> str:
    return "" if state.phase == "open" else "ticket-not-open"


def _is_not_over(state: Ticket, by: Context) -> str:
    return "ticket-over" if state.phase in ("closed", "merged") else ""


def _is_in_time(state: Ticket, by: Context) -> str:
    late = state.reopened_until is not None and by.at > state.reopened_until
    return "too-late-to-reopen" if late else ""


def _speaks(state: Ticket, by: Context) -> str:
    """The customer, the desk that owns it, the one that gets it back, and the store's."""
    side = side_of(state, by)
    if side == CUSTOMER:
        return _is_in_time(state, by)
    of = (STORE, PARTNER, state.owner, state.sender.desk if state.sender else "")
    return "" if side in of else "not-the-owner"


def _owns_or_is_customer(state: Ticket, by: Context) -> str:
    return "" if is_customer(state, by) else _owns(state, by)


def _is_customer(state: Ticket, by: Context) -> str:
    return "" if is_customer(state, by) else "customer-only"


def _was_resolved(state: Ticket, by: Context) -> str:
    return "" if state.phase == "resolved" else "not-resolved"


def _has_ended(state: Ticket, by: Context) -> str:
    return "" if state.phase in ("resolved", "closed") else "not-resolved"


def _is_of_store(state: Ticket, by: Context) -> str:
    return "" if speaks_for(STORE, by) else "desk-only"


def _has_publisher(state: Ticket, by: Context) -> str:
    return "" if state.opened.publisher else "no-publisher"


RULES: Mapping[str, tuple[Rule, ...]] = {
    "reply": (_is_not_over, _speaks),
    "note": (_is_of_a_desk,),
    "advise": (_is_of_store, _is_open, _has_publisher),
    "assign": (_owns, _is_open),
    "set_priority": (_owns_or_is_store, _is_open),
    "merge": (_owns, _is_not_over),
    "link_advisory": (_owns_or_is_store, _is_not_over),
    "resolve": (_owns_or_is_customer, _is_open),
    "reopen": (_owns_or_is_customer, _was_resolved, _is_in_time),
    "close": (_owns, _is_not_over, _was_resolved),
    "rate": (_is_customer, _has_ended),
    "hand_over": (_owns, _is_open),
}
OF_WHO = frozenset({"not-the-owner", "desk-only", "customer-only"})


def may(state: Ticket, by: Context) -> list[str]:
    """The commands that the caller may give now."""
    if not may_read(state, by):
        return []
    return [name for name, rules in RULES.items() if not any(rule(state, by) for rule in rules)]


def must(name: str, state: Ticket, by: Context) -> None:
    """Refuses what is not the caller's to do, and what the ticket is not in the state for; a policy may all."""
    must_read(state, by)
    code = next((code for rule in RULES[name] if (code := rule(state, by))), "")
    if code in OF_WHO and not by.actor.startswith(POLICY):
        raise Forbidden(code)
    if code and code not in OF_WHO:
        raise Conflicting(code)
