"""Named examples of certification's events: Acme's database for two platforms, sent in and certified."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from services.certification.events import (
    CertificateExpired,
    CertificateIssued,
    CertificateRenewed,
    CertificateRevoked,
    CheckFinding,
    CheckFinished,
    CheckWaived,
    ExaminationBegan,
    ExaminationFailed,
    ExaminationFinished,
    Particular,
    PlatformUnexamined,
    QuestionAnswered,
    QuestionAsked,
    ReviewerAssigned,
    ScanFinished,
    SubmissionAccepted,
    SubmissionOpened,
    SubmissionRejected,
    SubmissionWithdrawn,
    SubmittedPlatform,
)
from tests.controls import vulnerabilities

ADA = "0198a000-0000-7000-8000-00000000000a"
RUTH = "0198a000-0000-7000-8000-00000000000e"  # reviews
DATABASE = "0198a000-0000-7000-8000-0000000000db"
SUBMISSION = "0198a000-0000-7000-8000-0000000000c1"
INDEX = vulnerabilities.INDEX
AMD64 = SubmittedPlatform("linux/amd64", vulnerabilities.AMD64)
ARM64 = SubmittedPlatform("linux/arm64", vulnerabilities.ARM64)
SBOM = vulnerabilities.SBOM
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)

opened = SubmissionOpened(
    submission=SUBMISSION,
    publisher="acme",
    product=DATABASE,
    plan="team",
    repository="acme/team",
    tag="2.1",
    digest=INDEX,
    kind="container",
    platforms=(AMD64, ARM64),
    engine_version="29.1",
    infrastructure="",
    opened_by=ADA,
    at=AT,
)
began = ExaminationBegan(SUBMISSION, AT + timedelta(seconds=1))
layers_pass = CheckFinished(
    submission=SUBMISSION,
    platform=AMD64.platform,
    check="layers",
    group="shape",
    title="At most 40 layers",
    level="required",
    outcome="pass",
    told="14 layers",
    findings=(),
)
key_left = CheckFinding(
    "/root/.ssh/id_rsa in layer 3",
    "a private key; layer 4 deletes it, and it is in the image all the same",
    "Build without it: bind it as a secret.",
    "secret-deleted",
    (Particular("what", "a private key"), Particular("layer", "4")),
)
secrets_fail = CheckFinished(
    submission=SUBMISSION,
    platform=AMD64.platform,
    check="secrets",
    group="hygiene",
    title="No secrets in layers or environment",
    level="required",
    outcome="fail",
    told="1 secret",
    findings=(key_left,),
)
starts_not_run = CheckFinished(
    submission=SUBMISSION,
    platform=AMD64.platform,
    check="starts",
    group="dynamic",
    title="Starts within 30 seconds",
    level="required",
    outcome="not_run",
    told="No engine is set up on which it could be tried.",
    findings=(),
    code="no-engine",
)
scanned = ScanFinished(
    submission=SUBMISSION,
    platform=AMD64.platform,
    digest=AMD64.digest,
    packages=310,
    sbom=SBOM,
    advisories=vulnerabilities.STATE,
    critical=1,
    high=0,
    medium=2,
    low=4,
    unrated=0,
)
scanned_arm = replace(scanned, platform=ARM64.platform, digest=ARM64.digest)
unexamined = PlatformUnexamined(SUBMISSION, ARM64.platform, "Layer 2 ends before its last byte.")
finished = ExaminationFinished(SUBMISSION, AT + timedelta(minutes=1))
failed = ExaminationFailed(SUBMISSION, "The registry has no such manifest.")
assigned = ReviewerAssigned(SUBMISSION, RUTH)
asked = QuestionAsked(SUBMISSION, RUTH, "Why does it run as root?", AT + timedelta(hours=1))
answered = QuestionAnswered(SUBMISSION, ADA, "It binds port 80; from 3.0 on it does not.", AT + timedelta(hours=2))
waived = CheckWaived(
    submission=SUBMISSION,
    product=DATABASE,
    check="secrets",
    reason="The key is the one of the test suite, known to everybody.",
    until=date(2027, 6, 30),
    by=RUTH,
    at=AT + timedelta(hours=3),
)
accepted = SubmissionAccepted(
    submission=SUBMISSION,
    publisher="acme",
    product=DATABASE,
    plan="team",
    repository="acme/team",
    tag="2.1",
    digest=INDEX,
    platforms=(AMD64.platform, ARM64.platform),
    until=date(2027, 11, 2),
    by=RUTH,
    at=AT + timedelta(hours=4),
)
rejected = SubmissionRejected(SUBMISSION, ("It holds a private key.",), RUTH, AT + timedelta(hours=4))
withdrawn = SubmissionWithdrawn(SUBMISSION, AT + timedelta(hours=4))
issued = CertificateIssued(
    digest=INDEX,
    submission=SUBMISSION,
    product=DATABASE,
    plan="team",
    repository="acme/team",
    tag="2.1",
    platforms=(AMD64.platform, ARM64.platform),
    since=date(2026, 11, 2),
    until=date(2027, 11, 2),
)
renewed = CertificateRenewed(INDEX, DATABASE, "acme/team", date(2028, 11, 2))
expired = CertificateExpired(INDEX, DATABASE, "acme/team")
revoked = CertificateRevoked(INDEX, DATABASE, "acme/team", "It was built from other sources than it says.")

EVERY_EVENT = (
    opened,
    began,
    secrets_fail,
    scanned,
    unexamined,
    finished,
    failed,
    assigned,
    asked,
    answered,
    waived,
    accepted,
    rejected,
    withdrawn,
    issued,
    renewed,
    expired,
    revoked,
    *vulnerabilities.EVERY_EVENT,
)
