"""What identity tells of accounts: their addresses, tokens and roles, and their end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import fields

from eventlog.schema import Erased, EventSchema, Texts


@dataclass(frozen=True)
class AccountRegistered:
    account: str
    email: str | Erased
    name: str | Erased
    email_key: str  # HMAC of the normalised address: finds an account without holding its address


class AccountRegisteredSchema(EventSchema):
    event, stored_as = AccountRegistered, "identity.account-registered"
    personal, personal_of = ("email", "name"), "account"

    account = fields.String(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    email_key = fields.String(required=True)


@dataclass(frozen=True)
class EmailVerified:
    account: str


class EmailVerifiedSchema(EventSchema):
    event, stored_as = EmailVerified, "identity.email-verified"

    account = fields.String(required=True)


@dataclass(frozen=True)
class RegistrationLapsed:
    """The address was not verified in time; it is free again."""

    account: str


class RegistrationLapsedSchema(EventSchema):
    event, stored_as = RegistrationLapsed, "identity.registration-lapsed"

    account = fields.String(required=True)


@dataclass(frozen=True)
class VerificationRequested:
    """The link in the mail was asked for once more."""

    account: str
    at: datetime


class VerificationRequestedSchema(EventSchema):
    event, stored_as = VerificationRequested, "identity.verification-requested"

    account = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class RegistrationAttempted:
    """Somebody tried to register with the address of this account, whose owner is told."""

    account: str
    at: datetime


class RegistrationAttemptedSchema(EventSchema):
    event, stored_as = RegistrationAttempted, "identity.registration-attempted"

    account = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class PasswordResetRequested:
    account: str
    at: datetime


class PasswordResetRequestedSchema(EventSchema):
    event, stored_as = PasswordResetRequested, "identity.password-reset-requested"

    account = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class PasswordChanged:
    """All sessions from before `at` are over."""

    account: str
    at: datetime


class PasswordChangedSchema(EventSchema):
    event, stored_as = PasswordChanged, "identity.password-changed"

    account = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class TotpEnabled:
    """From `at` on a password alone signs nobody in: a code that changes with the clock is asked for too."""

    account: str
    at: datetime


class TotpEnabledSchema(EventSchema):
    event, stored_as = TotpEnabled, "identity.totp-enabled"

    account = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class TotpDisabled:
    account: str
    at: datetime


class TotpDisabledSchema(EventSchema):
    event, stored_as = TotpDisabled, "identity.totp-disabled"

    account = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class IdentityLinked:
    """From `at` on a provider's word signs in to the account as its password does (OpenID Connect Core, section 2)."""

    account: str
    issuer: str
    identity_key: str  # HMAC of issuer and subject: finds an account without holding who it is to the provider
    at: datetime


class IdentityLinkedSchema(EventSchema):
    event, stored_as = IdentityLinked, "identity.identity-linked"

    account = fields.String(required=True)
    issuer = fields.String(required=True)
    identity_key = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class IdentityUnlinked:
    account: str
    issuer: str
    at: datetime


class IdentityUnlinkedSchema(EventSchema):
    event, stored_as = IdentityUnlinked, "identity.identity-unlinked"

    account = fields.String(required=True)
    issuer = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class TokenIssued:
    """An access token was made; the token itself (160 random bits) was shown once and is kept nowhere."""

    account: str
    token: str  # the token's id
    name: str | Erased  # in its owner's words: what it is for
    scopes: tuple[str, ...]
    expires: datetime | None
    networks: tuple[str, ...]  # CIDR; empty: from anywhere
    sha256: str  # hex, of the whole token text
    last_four: str


def label_became_a_personal_name(v1: dict[str, Any]) -> dict[str, Any]:
    """Version 1 had the words readable for ever; under another name, so that none of them is taken for ciphertext."""
    return {name: value for name, value in v1.items() if name != "label"} | {"name": v1["label"]}


class TokenIssuedSchema(EventSchema):
    event, stored_as = TokenIssued, "identity.token-issued"
    personal, personal_of = ("name",), "account"
    upcasters = (label_became_a_personal_name,)

    account = fields.String(required=True)
    token = fields.String(required=True)
    name = fields.String(required=True)
    scopes = Texts(required=True)
    expires = fields.AwareDateTime(required=True, allow_none=True)
    networks = Texts(required=True)
    sha256 = fields.String(required=True)
    last_four = fields.String(required=True)


@dataclass(frozen=True)
class TokenRevoked:
    account: str
    token: str


class TokenRevokedSchema(EventSchema):
    event, stored_as = TokenRevoked, "identity.token-revoked"

    account = fields.String(required=True)
    token = fields.String(required=True)


@dataclass(frozen=True)
class RoleGranted:
    account: str
    role: str  # support | reviewer | finance | operator


class RoleGrantedSchema(EventSchema):
    event, stored_as = RoleGranted, "identity.role-granted"

    account = fields.String(required=True)
    role = fields.String(required=True)


@dataclass(frozen=True)
class RoleWithdrawn:
    account: str
    role: str


class RoleWithdrawnSchema(EventSchema):
    event, stored_as = RoleWithdrawn, "identity.role-withdrawn"

    account = fields.String(required=True)
    role = fields.String(required=True)


@dataclass(frozen=True)
class AccountSuspended:
    account: str
    reason: str


class AccountSuspendedSchema(EventSchema):
    event, stored_as = AccountSuspended, "identity.account-suspended"

    account = fields.String(required=True)
    reason = fields.String(required=True)


@dataclass(frozen=True)
class AccountReinstated:
    account: str


class AccountReinstatedSchema(EventSchema):
    event, stored_as = AccountReinstated, "identity.account-reinstated"

    account = fields.String(required=True)


@dataclass(frozen=True)
class SubjectErased:
    """The subject's key is destroyed: who holds copies of its personal fields scrubs them now."""

    subject: str


class SubjectErasedSchema(EventSchema):
    event, stored_as = SubjectErased, "identity.subject-erased"

    subject = fields.String(required=True)
