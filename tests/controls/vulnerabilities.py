"""Named examples of what certification tells of holes: the OpenSSL in Acme's database has one that 3.0.15 mends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from services.certification.events import (
    AdvisoriesLoaded,
    ExaminedPlatform,
    FindingsShown,
    ImageExamined,
    ImageNoted,
    ImageRated,
    PlatformRating,
    RemediationGivenUp,
    RemediationMissed,
    VexStated,
    VulnerabilityFixed,
    VulnerabilityFound,
)

ADA = "0198a000-0000-7000-8000-00000000000a"
DATABASE = "0198a000-0000-7000-8000-0000000000db"
VULNERABILITY = "ce4fa3d9-3a0a-54e5-8d5c-3c8d6b8b1b01"
INDEX = "sha256:" + "1a" * 32
AMD64 = "sha256:" + "a6" * 32
ARM64 = "sha256:" + "a8" * 32
SBOM = "sha256:" + "5b" * 32
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
STATE = "2026-11-02:41"

noted = ImageNoted(INDEX, DATABASE, "team", "acme/team", "16.4", AT)
examined = ImageExamined(
    digest=INDEX,
    product=DATABASE,
    plan="team",
    repository="acme/team",
    tag="16.4",
    platforms=(
        ExaminedPlatform("linux/amd64", AMD64, 88, SBOM),
        ExaminedPlatform("linux/arm64", ARM64, 88, "sha256:" + "5c" * 32),
    ),
    at=AT,
)
clean = PlatformRating("linux/arm64", "A", None, "", critical=0, high=0, medium=0, low=1, unrated=0)
falling = PlatformRating("linux/amd64", "B", date(2026, 11, 9), "C", critical=1, high=0, medium=2, low=1, unrated=3)
rated = ImageRated(INDEX, DATABASE, "acme/team", (falling, clean), STATE, AT)
found = VulnerabilityFound(
    vulnerability=VULNERABILITY,
    product=DATABASE,
    repository="acme/team",
    digest=INDEX,
    tag="16.4",
    platforms=("linux/amd64",),
    advisory="DSA-5764-1",
    aliases=("CVE-2024-6119",),
    package="openssl",
    version="3.0.14-1~deb12u1",
    fixed="3.0.14-1~deb12u2",
    severity="critical",
    score=9.1,
    due=AT + timedelta(hours=72),
    at=AT,
)
unmended = replace(found, fixed="", due=None)
vex_stated = VexStated(
    vulnerability=VULNERABILITY,
    product=DATABASE,
    repository="acme/team",
    advisory="DSA-5764-1",
    package="openssl",
    status="not_affected",
    justification="vulnerable_code_not_in_execute_path",
    statement="The database never checks names in certificates.",
    by=ADA,
    at=AT + timedelta(hours=1),
)
fixed = VulnerabilityFixed(VULNERABILITY, DATABASE, "acme/team", "DSA-5764-1", "released", AT + timedelta(days=1))
missed = RemediationMissed(
    vulnerability=VULNERABILITY,
    product=DATABASE,
    repository="acme/team",
    advisory="DSA-5764-1",
    severity="critical",
    due=AT + timedelta(hours=72),
    revoked_at=datetime(2026, 12, 5, 9, tzinfo=UTC),
)
given_up = RemediationGivenUp(VULNERABILITY, DATABASE, "acme/team", "DSA-5764-1")
shown = FindingsShown(DATABASE, shown=True)
loaded = AdvisoriesLoaded(STATE, records=1200, changed=41, at=AT)

EVERY_EVENT = (noted, examined, rated, found, vex_stated, fixed, missed, given_up, shown, loaded)
