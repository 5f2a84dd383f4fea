"""Named examples of the catalogue: Ada's publisher Acme, its database, and an official image."""

from datetime import UTC, date, datetime

from eventlog.testing import acting
from services.catalog.deciders.listing import Listing
from services.catalog.deciders.plan import Plan, agreement
from services.catalog.events import (
    AgreementAccepted,
    Bill,
    DomainProven,
    Holes,
    LicenceField,
    Link,
    ListedVersion,
    PayoutsNoted,
    PlanAdded,
    PlatformImage,
    Price,
    ProductApproved,
    ProductDrafted,
    ProductFeatured,
    ProductPublished,
    ProductSubmitted,
    ProductTransferred,
    ProductUnfeatured,
    PublicationScheduled,
    PublicationUnscheduled,
    PublisherApplied,
    PublisherApproved,
    PublisherEdited,
    PublisherReinstated,
    PublisherSuspended,
    PullCount,
    PullsCounted,
    PushNoticed,
    ReleaseAdvanced,
    ReleaseRequested,
    RetagFailed,
    RetagRequested,
    ReviewAnswered,
    ReviewEdited,
    ReviewErased,
    ReviewKept,
    ReviewPosted,
    ReviewRemoved,
    ReviewReported,
    SigningKeyRegistered,
    SigningKeyWithdrawn,
    StagedRemoved,
    SupportSet,
    TagMoved,
    TransferOffered,
    TransferWithdrawn,
    VersionDeprecated,
    VersionExamined,
    VersionReleased,
    VersionScanned,
    VersionsListed,
    VersionStaged,
    VersionYanked,
)
from vocabulary.digest import Digest
from vocabulary.money import Money

ada = acting("ada", "acme:owner")
bob = acting("bob")
rita = acting("rita", "reviewer")
registry = acting("registry", "registry")
store = acting("policy:catalog")

LOGO = str(Digest.of(b"a logo"))
DIGEST = str(Digest.of(b"an index"))
OTHER_DIGEST = str(Digest.of(b"another index"))
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
PUSHED = datetime(2026, 1, 15, 11, tzinfo=UTC)
AT = datetime(2026, 1, 15, 12, tzinfo=UTC)

acme_applied = PublisherApplied(
    publisher="acme",
    owner="ada",
    legal_name="Acme Ltd",
    website="https://acme.example",
    phone="+44 20 7946 0000",
    email="shop@acme.example",
    logo=LOGO,
)
acme_approved = PublisherApproved("acme")
acme_edited = PublisherEdited(
    publisher="acme",
    website="https://www.acme.example",
    phone="+44 20 7946 0001",
    email="hello@acme.example",
    logo=LOGO,
    legal_name="Acme Limited",
)
publisher_agreement = agreement("1", "Offer what you may offer.")
acme_agreed = AgreementAccepted("acme", "1", publisher_agreement.digest, by="ada")
acme_support = SupportSet(
    publisher="acme",
    policy="We answer within one working day.",
    hours="Monday to Friday, 9:00 to 17:00 UTC",
    contacts="support@acme.example",
    tsanet="",
)
acme_proven = DomainProven("acme", "acme.example", "dns", AT)
acme_suspended = PublisherSuspended("acme", "Its images were not its own.")
acme_reinstated = PublisherReinstated("acme")
acme_connected = PayoutsNoted("acme", connected=True)
acme_disconnected = PayoutsNoted("acme", connected=False)
ACME_PEM = """\
-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENmrCeIPFvXHKrUnAIkfkpgLK8FOX
pqN4rlIH3rADqhF1ajTf56H2DI7oJcilgkHje5C28ZueOoa7X38j1jwHVg==
-----END PUBLIC KEY-----
"""
acme_key = SigningKeyRegistered(
    publisher="acme",
    key="3176168adf7f6cbc83df13860340c120f644a85bf2563f5de44de13515a1aa90",
    name="Build server",
    pem=ACME_PEM,
    at=AT,
)
acme_key_withdrawn = SigningKeyWithdrawn("acme", acme_key.key, AT)

listing = Listing(
    name="Acme Database",
    short_description="A small database that keeps its word.",
    description="# Acme Database\n\nStart it with one command.",
    categories=("databases-and-storage",),
    tags=("sql",),
    links=(Link("website", "https://acme.example/db"),),
    logo=LOGO,
    licence="Apache-2.0",
)
terms = agreement("1", "You may run it anywhere.")
plan = Plan("free", "Free", "For everybody who accepts the terms.", "acme/db", "terms", terms)
team_price = Price(
    amounts=(Money(4900, "USD"), Money(4500, "EUR")),
    interval="month",
    components=(),
    trial_days=14,
    trial_needs_card=False,
    by_order=False,
)
nodes = LicenceField("nodes", "Nodes", "integer", "3", (), hidden=False)
team = Plan(
    id="team",
    name="Team",
    description="For up to five nodes.",
    repository="acme/team",
    access="subscribers",
    terms=None,
    price=team_price,
    licence_fields=(nodes,),
)

db_drafted = ProductDrafted("db", "acme", "db", "container", external=False)
db_listed = listing.edited("db")
db_plan_added: PlanAdded = plan.added("db")
db_team_added: PlanAdded = team.added("db")
db_submitted = ProductSubmitted("db")
db_approved = ProductApproved("db")
db_published = ProductPublished("db")
db_scheduled = PublicationScheduled("db", datetime(2026, 2, 1, 9, tzinfo=UTC))
db_unscheduled = PublicationUnscheduled("db")
db_featured = ProductFeatured("db")
db_unfeatured = ProductUnfeatured("db")
db_offered = TransferOffered("db", to="bobs", by="ada")
db_offer_withdrawn = TransferWithdrawn("db")
db_transferred = ProductTransferred("db", publisher="bobs", slug="db", before="acme/db")

linux_amd64 = PlatformImage("linux/amd64", str(Digest.of(b"amd64")), size=1_000, layers=1)
linux_arm64 = PlatformImage("linux/arm64", str(Digest.of(b"arm64")), size=1_100, layers=1)
push_noticed = PushNoticed("acme/db", "1.0.0", DIGEST, INDEX_TYPE, PUSHED)
version_staged = VersionStaged(
    repository="acme/db",
    tag="1.0.0",
    digest=DIGEST,
    media_type=INDEX_TYPE,
    kind="container",
    platforms=(linux_amd64, linux_arm64),
    created="2026-01-15T10:00:00Z",
)
release_requested = ReleaseRequested("r1", "db", "free", "acme/db", "1.0.0", DIGEST, "First.")
version_released = VersionReleased(
    release="r1",
    product="db",
    plan="free",
    repository="acme/db",
    tag="1.0.0",
    digest=DIGEST,
    platforms=(linux_amd64, linux_arm64),
    created="2026-01-15T10:00:00Z",
    notes="First.",
    at=AT,
)

release_mounted = ReleaseAdvanced("r1", "acme/db", "mounted")
version_examined = VersionExamined("acme/db", DIGEST, (Bill("linux/amd64", OTHER_DIGEST, LOGO),), AT)
version_scanned = VersionScanned("acme/db", DIGEST, (Holes("linux/amd64", 0, 2, 5, 11, 1),), "2026-01-15", AT)
version_yanked = VersionYanked("acme/db", "db", "1.0.0", DIGEST, "It loses data.", security=False)
version_deprecated = VersionDeprecated("acme/db", "db", "1.0.0", DIGEST, "2027-01-31", "", "2 is out.")
retag_requested = RetagRequested("t1", "acme/db", "db", "free", "latest", DIGEST)
tag_moved = TagMoved("t1", "acme/db", "db", "free", "latest", DIGEST, before="", at=AT)
retag_failed = RetagFailed("t1", "acme/db", "latest", DIGEST, "It is not there any more.")
staged_removed = StagedRemoved("acme/db", "1.0.0", DIGEST, "withdrawn")

nginx_versions = (
    ListedVersion(("1.31.4", "latest"), ("linux/amd64", "linux/arm64/v8"), "b8590bd36b45 mainline/debian", ""),
    ListedVersion(("1.30.4", "stable"), ("linux/amd64",), "ccdab6c99ae2 stable/debian", ""),
)
nginx_drafted = ProductDrafted("nginx", "library", "nginx", "container", external=True)
nginx_versions_listed = VersionsListed("nginx", "public", "docker-library", "2026-08-21", nginx_versions)

review_posted = ReviewPosted("rv1", "db", "bob", 4, "Keeps its word", "A year without a lost row.")
review_edited = ReviewEdited("rv1", "db", "bob", 5, "Keeps its word", "Two years without a lost row.")
review_answered = ReviewAnswered("rv1", "db", "acme", "Thank you, Bob.", "ada")
review_reported = ReviewReported("rv1", "db", "carol", "It names a person.")
review_erased = ReviewErased("rv1", "db")
review_kept = ReviewKept("rv1", "db", "rita")
review_removed = ReviewRemoved("rv1", "db", "It names a person.", "rita")

pulls_counted = PullsCounted(
    repository="acme/db",
    product="db",
    plan="free",
    day=date(2026, 1, 15),
    counts=(
        PullCount("1.0.0", DIGEST, "linux/amd64", "docker", "tag", paid=False, count=2, country="DE"),
        PullCount("1.0.0", DIGEST, "", "docker", "check", paid=False, count=5),
    ),
)
