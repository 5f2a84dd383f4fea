"""Named examples of identity's events."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.identity.events import (
    AccountRegistered,
    AccountReinstated,
    AccountSuspended,
    CatalogueEntryAdded,
    CatalogueEntryRemoved,
    EmailVerified,
    IdentityLinked,
    IdentityUnlinked,
    InvitationWithdrawn,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    OrganizationCreated,
    OrganizationRenamed,
    PasswordChanged,
    PasswordResetRequested,
    RefreshTokenIssued,
    RefreshTokenRevoked,
    RegistrationAttempted,
    RegistrationLapsed,
    RobotCreated,
    RobotRevoked,
    RoleGranted,
    RoleWithdrawn,
    SubjectErased,
    TokenIssued,
    TokenRevoked,
    TotpDisabled,
    TotpEnabled,
    VerificationRequested,
)

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
ADA = "0198a000-0000-7000-8000-00000000000a"
BOB = "0198a000-0000-7000-8000-00000000000b"

registered = AccountRegistered(ADA, "ada@example.org", "Ada Lovelace", "5f0a")
verification_requested = VerificationRequested(ADA, NOON)
verified = EmailVerified(ADA)
lapsed = RegistrationLapsed(ADA)
attempted = RegistrationAttempted(ADA, NOON)
reset_requested = PasswordResetRequested(ADA, NOON)
password_changed = PasswordChanged(ADA, NOON)
totp_enabled = TotpEnabled(ADA, NOON)
totp_disabled = TotpDisabled(ADA, NOON)
PROVIDER = "https://sign-in.example"
identity_linked = IdentityLinked(ADA, PROVIDER, "1d5f", NOON)
identity_unlinked = IdentityUnlinked(ADA, PROVIDER, NOON)
token_issued = TokenIssued(ADA, "token-1", "laptop", ("pull", "read"), None, (), "ab" * 32, "wXyZ")
narrow_token = replace(
    token_issued,
    token="token-2",
    name="build server",
    expires=datetime(2026, 2, 1, tzinfo=UTC),
    networks=("192.0.2.0/24",),
)
token_revoked = TokenRevoked(ADA, "token-1")
made_operator = RoleGranted(ADA, "operator")
no_longer_operator = RoleWithdrawn(ADA, "operator")
suspended = AccountSuspended(ADA, "sends spam")
reinstated = AccountReinstated(ADA)
erased = SubjectErased(ADA)

ACME = "acme"
INVITED = "0198a000-0000-7000-8000-0000000000b1"
founded = OrganizationCreated(ACME, "Acme", ADA)
ada_joined = MemberJoined(ACME, ADA, "owner", "")
renamed = OrganizationRenamed(ACME, "Acme Tools")
TIDEWATER = "0198a000-0000-7000-8000-0000000000db"
product_catalogued = CatalogueEntryAdded(ACME, "product", TIDEWATER)
publisher_catalogued = CatalogueEntryAdded(ACME, "publisher", "harbourline")
product_uncatalogued = CatalogueEntryRemoved(ACME, "product", TIDEWATER)
bob_invited = MemberInvited(ACME, INVITED, "bob@example.org", "b0b5", "editor", ADA, NOON + timedelta(days=7))
invitation_withdrawn = InvitationWithdrawn(ACME, INVITED)
bob_joined = MemberJoined(ACME, BOB, "editor", INVITED)
bob_made_owner = MemberRoleChanged(ACME, BOB, "owner")
bob_left = MemberLeft(ACME, BOB, BOB)
robot_created = RobotCreated(
    ACME, "robot-1", "ci", ("publish", "push"), ("acme/db",), None, ("192.0.2.0/24",), "cd" * 32, "aBcD"
)
robot_revoked = RobotRevoked(ACME, "robot-1")
refresh_issued = RefreshTokenIssued(ADA, "token-1", "refresh-1", "docker", "ef" * 32, "eFgH")
refresh_revoked = RefreshTokenRevoked(ADA, "refresh-1")

EVERY_EVENT = (
    registered,
    verification_requested,
    verified,
    lapsed,
    attempted,
    reset_requested,
    password_changed,
    totp_enabled,
    totp_disabled,
    identity_linked,
    identity_unlinked,
    narrow_token,
    token_revoked,
    made_operator,
    no_longer_operator,
    suspended,
    reinstated,
    erased,
    founded,
    ada_joined,
    renamed,
    product_catalogued,
    product_uncatalogued,
    bob_invited,
    invitation_withdrawn,
    bob_made_owner,
    bob_left,
    robot_created,
    robot_revoked,
    refresh_issued,
    refresh_revoked,
)
