"""A small club for the tests of the log: members join under an address that is theirs alone, are renamed, and leave."""

from dataclasses import dataclass
from typing import Any

from marshmallow import fields

from eventlog.decider import Context, Decider, Reservation
from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from eventlog.refusal import Missing
from eventlog.schema import Erased, EventSchema

SECRET = b"a secret of the tests"


@dataclass(frozen=True)
class MemberJoined:
    member: str
    name: str | Erased
    address: str


class MemberJoinedSchema(EventSchema):
    event, stored_as = MemberJoined, "club.member-joined"
    personal, personal_of = ("name",), "member"

    member = fields.String(required=True)
    name = fields.String(required=True)
    address = fields.String(required=True)


@dataclass(frozen=True)
class MemberMoved:
    address: str


class MemberMovedSchema(EventSchema):
    event, stored_as = MemberMoved, "club.member-moved"

    address = fields.String(required=True)


@dataclass(frozen=True)
class Join:
    name: str
    address: str


@dataclass(frozen=True)
class Move:
    address: str


@dataclass(frozen=True)
class Visit:
    """Decides nothing."""


@dataclass(frozen=True)
class Member:
    id: str = ""
    name: str | Erased = ""
    address: str = ""
    moves: int = 0


def decide(command: Any, state: Member, by: Context) -> list[Any]:
    match command:
        case Join(name, address):
            return [] if state.id else [MemberJoined(by.actor, name, address)]
        case Move(address):
            if not state.id:
                raise Missing("not-a-member")
            return [MemberMoved(address)]
        case _:
            return []


def evolve(state: Member, event: Any) -> Member:
    match event:
        case MemberJoined(member, name, address):
            return Member(member, name, address)
        case MemberMoved(address):
            return Member(state.id, state.name, address, state.moves + 1)
        case _:
            raise AssertionError(event)


def reserves(command: Any) -> list[Reservation]:
    match command:
        case Join(_, address) | Move(address):
            return [Reservation(f"address-{address}", "address-taken", address)]
        case _:
            return []


def releases(command: Any, state: Member) -> list[str]:
    return [f"address-{state.address}"] if isinstance(command, Move) else []


member: Decider[Any, Member, Any] = Decider("member", Member(), decide, evolve, reserves, releases)


def effects(event: Any, recorded: Recorded) -> list[Due | Effect]:
    match event:
        case MemberJoined(member, _, address):
            return [
                Due("remind", recorded.time, recorded.subject, {"after": 3}),
                Effect("mail", f"welcome-{address}", {"member": member}),
            ]
        case _:
            return []
