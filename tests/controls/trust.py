"""Named examples of what the catalogue tells of a product because of what certification found."""

from datetime import UTC, date, datetime

from services.catalog.events import (
    MissedFix,
    ProductCertified,
    ProductGraded,
    ProductUncertified,
    SecurityHoldLifted,
    SecurityHoldPlaced,
)

INDEX = "sha256:" + "1a" * 32
db_certified = ProductCertified(
    product="db",
    plan="free",
    repository="acme/db",
    tag="16.4",
    digest=INDEX,
    platforms=("linux/amd64", "linux/arm64"),
    since=date(2026, 11, 2),
    until=date(2027, 11, 1),
)
db_uncertified = ProductUncertified("db", "expired")
db_graded = ProductGraded("db", "B")
openssl = MissedFix(
    "ce4fa3d9-3a0a-54e5-8d5c-3c8d6b8b1b01", "DSA-5764-1", "critical", datetime(2026, 11, 5, 9, tzinfo=UTC)
)
zlib = MissedFix("0198a000-0000-5000-8000-00000000021b", "DSA-5801-1", "medium", datetime(2026, 11, 9, 9, tzinfo=UTC))
db_security_hold = SecurityHoldPlaced("db", (openssl,))
db_security_hold_lifted = SecurityHoldLifted("db")

EVERY_EVENT = (db_certified, db_uncertified, db_graded, db_security_hold, db_security_hold_lifted)
