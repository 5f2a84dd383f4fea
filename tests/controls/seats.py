"""Named examples of what billing tells of seats that people have."""

from datetime import UTC, datetime

from services.billing.events import SeatAccepted, SeatEnded, SeatInvited, SeatsLimited

ADA = "0198a000-0000-7000-8000-00000000000a"
BOB = "0198a000-0000-7000-8000-00000000000b"
DATABASE = "0198a000-0000-7000-8000-0000000000db"
SUBSCRIPTION = "0198a000-0000-7000-8000-0000000005b5"
SEAT = "0198a000-0000-7000-8000-000000005ea7"

seat_invited = SeatInvited(
    subscription=SUBSCRIPTION,
    holder=ADA,
    product=DATABASE,
    address="acme/db",
    seat=SEAT,
    email="bob@example.org",
    by=ADA,
    until=datetime(2026, 1, 29, 12, tzinfo=UTC),
)
seat_accepted = SeatAccepted(SUBSCRIPTION, DATABASE, SEAT, BOB)
seat_ended = SeatEnded(SUBSCRIPTION, DATABASE, SEAT, BOB, "taken-back")
seats_limited = SeatsLimited(SUBSCRIPTION, 2)

EVERY_EVENT = (seat_invited, seat_accepted, seat_ended, seats_limited)
