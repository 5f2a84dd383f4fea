"""A publisher's month in one currency, as it was issued, and the money of it on its way."""

from dataclasses import dataclass, replace

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Invalid, Missing
from services.billing.events import PayoutFailed, PayoutRequested, PayoutSent, StatementIssued, Sums
from vocabulary.money import Money

REFERENCE = 200  # characters


@dataclass(frozen=True)
class IssueStatement:
    publisher: str
    month: str
    sums: Sums
    carried: Money  # from the statement before
    pulls_free: int
    pulls_paying: int


@dataclass(frozen=True)
class RequestPayout:
    """Again after it failed; on whichever way the publisher is paid now."""

    processor: str
    account: str


@dataclass(frozen=True)
class RecordPayout:
    """Finance sent it from the store's bank."""

    reference: str


@dataclass(frozen=True)
class NotePayout:
    """The payment company sent it."""

    attempt: int
    reference: str


@dataclass(frozen=True)
class NotePayoutFailed:
    attempt: int
    reason: str


Command = IssueStatement | RequestPayout | RecordPayout | NotePayout | NotePayoutFailed
Event = StatementIssued | PayoutRequested | PayoutSent | PayoutFailed


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Statement:
    issued: StatementIssued
    state: str = "open"  # open: not on its way | requested | sent | failed | carried: nothing is paid out
    processor: str = ""
    attempt: int = 0
    reference: str = ""  # under which it was sent


State = Absent | Statement


def statement_id(publisher: str, month: str, currency: str) -> str:
    return f"{publisher}-{month}-{currency.lower()}"


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command, state:
        case IssueStatement(), Absent():
            _follows(by)
            return [_issued(command, by)]
        case IssueStatement(), Statement():
            return []
        case _, Absent():
            raise Missing("no-such-statement")
        case RequestPayout(), Statement():
            return _requested(command, state, by)
        case RecordPayout(reference), Statement():
            return _recorded(reference, state, by)
        case NotePayout(attempt, reference), Statement():
            _follows(by)
            return [_sent(reference, state, by)] if _awaits(state, attempt) else []
        case NotePayoutFailed(attempt, reason), Statement():
            _follows(by)
            told = state.issued
            failed = PayoutFailed(told.statement, told.publisher, told.due, reason)
            return [failed] if _awaits(state, attempt) else []
    raise TypeError(command)


def _follows(by: Context) -> None:
    if not by.actor.startswith("policy:"):
        by.must_have("finance")


def _issued(command: IssueStatement, by: Context) -> StatementIssued:
    sums = command.sums
    id = statement_id(command.publisher, command.month, sums.due.currency)
    return StatementIssued(
        statement=id,
        number=id.upper(),
        publisher=command.publisher,
        month=command.month,
        on=by.today,
        sales=sums.sales,
        refunds=sums.refunds,
        written_off=sums.written_off,
        disputes=sums.disputes,
        tax=sums.tax,
        store_share=sums.store_share,
        listing_fees=sums.listing_fees,
        carried=command.carried,
        due=sums.due + command.carried,
        pulls_free=command.pulls_free,
        pulls_paying=command.pulls_paying,
    )


def _requested(command: RequestPayout, state: Statement, by: Context) -> list[Event]:
    _follows(by)
    told = state.issued
    if state.state not in ("open", "failed") or not command.processor:
        return []
    if state.state == "failed" and not by.has("finance"):
        return []  # looked at by finance before it is tried again
    attempt = state.attempt + 1
    return [PayoutRequested(told.statement, told.publisher, told.due, command.processor, command.account, attempt)]


def _recorded(reference: str, state: Statement, by: Context) -> list[Event]:
    by.must_have("finance")
    if not reference.strip() or len(reference) > REFERENCE:
        raise Invalid("reference-missing")
    if state.state == "sent":
        if reference.strip() != state.reference:
            raise Conflicting("sent-already", state.reference)
        return []
    if state.state == "carried":
        raise Conflicting("nothing-to-pay-out")
    if state.state == "requested" and state.processor == "stripe":
        raise Conflicting("payout-under-way")
    return [_sent(reference.strip(), replace(state, processor="transfer"), by)]


def _sent(reference: str, state: Statement, by: Context) -> PayoutSent:
    told = state.issued
    return PayoutSent(told.statement, told.publisher, told.due, state.processor, reference, by.today)


def _awaits(state: Statement, attempt: int) -> bool:
    return (state.state, state.attempt) == ("requested", attempt)


def evolve(state: State, event: Event) -> State:
    match state, event:
        case _, StatementIssued(due=due):
            return Statement(event, "open" if due.amount > 0 else "carried")
        case Statement(), PayoutRequested(processor=processor, attempt=attempt):
            return replace(state, state="requested", processor=processor, attempt=attempt)
        case Statement(), PayoutSent(processor=processor, reference=reference):
            return replace(state, state="sent", processor=processor, reference=reference)
        case Statement(), PayoutFailed():
            return replace(state, state="failed")
        case _:
            return state


statement: Decider[Command, State, Event] = Decider("statement", Absent(), decide, evolve)
