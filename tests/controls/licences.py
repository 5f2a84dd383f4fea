"""Named examples of what billing tells of licences."""

from dataclasses import replace
from datetime import UTC, date, datetime

from services.billing.events import (
    LicenceChanged,
    LicenceIssued,
    LicenceRevoked,
    SeatFreed,
    SeatTaken,
    Value,
)
from services.catalog.events import LicenceField

ADA = "0198a000-0000-7000-8000-00000000000a"
DATABASE = "0198a000-0000-7000-8000-0000000000db"
SUBSCRIPTION = "0198a000-0000-7000-8000-0000000005b5"
LICENCE = "0198a000-0000-7000-8000-0000000011ce"
NODES = LicenceField("nodes", "Nodes", "integer", "3", (), hidden=False)
EDITION = LicenceField("edition", "Edition", "enum", "team", ("team", "fleet"), hidden=False)
ADMIN = LicenceField("admin", "Administrator's password", "password", "", (), hidden=False)
COHORT = LicenceField("cohort", "Cohort", "text", "spring", (), hidden=True)

licence_issued = LicenceIssued(
    licence=LICENCE,
    subscription=SUBSCRIPTION,
    holder=ADA,
    product=DATABASE,
    plan="team",
    address="acme/db",
    publisher="acme",
    licence_fields=(NODES, EDITION, ADMIN, COHORT),
    values=(Value("nodes", "3"), Value("edition", "team"), Value("cohort", "spring")),
    seats=2,
    starts=date(2026, 3, 2),
    until=datetime(2026, 4, 16, tzinfo=UTC),
)
licence_changed = LicenceChanged(
    licence=LICENCE,
    subscription=SUBSCRIPTION,
    holder=ADA,
    sequence=2,
    plan="team",
    licence_fields=licence_issued.licence_fields,
    values=licence_issued.values,
    seats=2,
    until=datetime(2026, 5, 16, tzinfo=UTC),
)
more_seats = replace(licence_changed, seats=3)
licence_revoked = LicenceRevoked(LICENCE, SUBSCRIPTION, ADA, "subscription-ended")
seat_taken = SeatTaken(LICENCE, SUBSCRIPTION, "db-1")
seat_freed = SeatFreed(LICENCE, SUBSCRIPTION, "db-1")

EVERY_EVENT = (licence_issued, licence_changed, licence_revoked, seat_taken, seat_freed)
