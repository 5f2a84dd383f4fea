"""A report with something of everything: a platform that passed, one that failed, one that could not be examined."""

from datetime import UTC, date, datetime

from services.certification.checks.outcome import Finding
from services.certification.examining.report import PlatformReport, Report, Weighed
from services.certification.scan.advisory import Found
from services.certification.scan.package import Package

BASH = Package("deb", "Debian:12", "bash", "5.2.15-2+b2", "var/lib/dpkg/status", distribution="debian-12")
HOLE = Found(
    advisory="DEBIAN-CVE-2022-3715",
    aliases=("CVE-2022-3715",),
    package="bash",
    version="5.1-2",
    fixed="5.2",
    severity="high",
    score=7.8,
    published=datetime(2023, 1, 5, tzinfo=UTC),
    where="var/lib/dpkg/status",
)
PASSED = Weighed("layers", "shape", "At most 40 layers", "required", "pass", told="14 layers")
FAILED = Weighed(
    "empty-password",
    "hygiene",
    "No account has an empty password",
    "required",
    "fail",
    findings=(Finding("etc/shadow", "the account “demo” has an empty password", "Lock it: passwd --lock demo"),),
)
READ = Weighed(
    "non-root",
    "shape",
    "Runs as another user than root",
    "reviewed",
    "warn",
    findings=(Finding("USER", "the image runs as root", "Add USER 1000"),),
)
ADVICE = Weighed("healthcheck", "shape", "Tells whether it is healthy", "advice", "advice")
NOT_RUN = Weighed("starts", "dynamic", "Starts within 30 seconds", "reviewed", "not_run", told="no Docker engine")
WAIVED = Weighed(
    "approved-base",
    "base",
    "Stands on an approved base",
    "required",
    "waived",
    waived_by="ada, until 2027-01-31: our own base",
)


def platform(*checks: Weighed, name: str = "linux/amd64", problem: str = "") -> PlatformReport:
    return PlatformReport(name, name, "sha256:" + "b" * 64, checks, (BASH,), (HOLE,), b"{}", problem=problem)


GOOD = platform(PASSED, READ, ADVICE, NOT_RUN, WAIVED)
BAD = platform(PASSED, FAILED, name="linux/arm64")
BROKEN = PlatformReport("", "linux/s390x", "sha256:" + "c" * 64, (), (), None, b"", problem="layer 2 is cut off")


def report(*platforms: PlatformReport) -> Report:
    policy = "default container 0123456789ab"
    advisories = "Debian:12, 2026-11-20"
    told = platforms or (GOOD, BAD, BROKEN)
    return Report(
        "acme/db:1.4.2", "sha256:" + "a" * 64, "container", "chandlery 0.1.0", policy, advisories, tuple(told)
    )


DROPPED = date(2026, 12, 24)
