"""Named examples of identity's events."""

from dataclasses import replace
from datetime import UTC, datetime

from services.identity.events import (
    AccountRegistered,
    AccountReinstated,
    AccountSuspended,
    EmailVerified,
    PasswordChanged,
    PasswordResetRequested,
    RegistrationAttempted,
    RegistrationLapsed,
    RoleGranted,
    RoleWithdrawn,
    SubjectErased,
    TokenIssued,
    TokenRevoked,
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
token_issued = TokenIssued(ADA, "token-1", "laptop", ("pull", "read"), None, (), "ab" * 32, "wXyZ")
narrow_token = replace(
    token_issued,
    token="token-2",
    label="build server",
    expires=datetime(2026, 2, 1, tzinfo=UTC),
    networks=("192.0.2.0/24",),
)
token_revoked = TokenRevoked(ADA, "token-1")
made_operator = RoleGranted(ADA, "operator")
no_longer_operator = RoleWithdrawn(ADA, "operator")
suspended = AccountSuspended(ADA, "sends spam")
reinstated = AccountReinstated(ADA)
erased = SubjectErased(ADA)

EVERY_EVENT = (
    registered,
    verification_requested,
    verified,
    lapsed,
    attempted,
    reset_requested,
    password_changed,
    narrow_token,
    token_revoked,
    made_operator,
    no_longer_operator,
    suspended,
    reinstated,
    erased,
)
